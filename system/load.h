/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of loading a build: what load.c, parse_*.c and netlist.c share. Nobody else
 * includes this.
 *
 *   tree --names--> every id is known --fields--> typed components --netlist--> devices,
 * wires, senses, acts
 */
#ifndef LG_SYSTEM_LOAD_H
#define LG_SYSTEM_LOAD_H

#include "system/keys.h"
#include "system/settings.h"
#include "system/yaml.h"

#define LG_CHOICES 48 /* settings one component may carry */

struct lg_field {                        /* one key of one component, read */
	const struct lg_yaml_node *node; /* NULL: not in the file */
	const char *text; /* of it or of its default; NULL: absent or wrong */
	double number;    /* SI, seconds of the day */
};

struct lg_name { /* who has an id */
	char id[LG_ID + 8];
	enum lg_section_id section;
	int index; /* component; a case's bank */
	int case_; /* index into batteries, else -1 */
	struct lg_place place;
};

struct lg_pending { /* a signal named in the file; its slot is known once the devices are
		       in order */
	const struct lg_yaml_node *node;
	int *slot;
	enum lg_section_id section; /* of the component that takes it */
	int index;
};

#define LG_NAMES   (LG_BANKS + LG_BATTERIES + 8 * LG_COMPONENTS)
#define LG_PENDING (4 * LG_COMPONENTS)

struct lg_loading {
	struct lg_system *system;
	struct lg_problems *problems;
	struct lg_name names[LG_NAMES];
	int n_names;
	struct lg_pending pending[LG_PENDING];
	int n_pending;
	unsigned char *config_next, *config_end; /* free part of system->configs */
	void *configs[LG_SECTIONS][LG_COMPONENTS];
	bool by_hand_open[LG_SECTIONS][LG_COMPONENTS]; /* the remote: link is open */
	int said_room;
};

struct lg_component { /* the one being read */
	const struct lg_section *section;
	enum lg_section_id id;
	int index;
	const struct lg_yaml_node *node;
	void *item;
	const char *name; /* "fridge"; "" in site */
	const struct lg_model *model;
	struct lg_field fields[LG_KEYS];
	struct lg_choice choices[LG_CHOICES];
	int n_choices;
};

void lg_fault(struct lg_loading *l, struct lg_place place, const char *hint,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

void lg_say(struct lg_loading *l, const struct lg_component *c, const char *key,
	    const char *text, enum lg_origin origin);

/* parse_value.c: one value of a kind; false after a problem. */
bool lg_parse_value(struct lg_loading *l, const struct lg_key *key,
		    const struct lg_yaml_node *node, struct lg_field *field);

/* parse_fields.c: all keys of a component, its defaults, its settings, its device's
 * configuration. */
void lg_parse_fields(struct lg_loading *l, struct lg_component *c);
const struct lg_field *lg_field_of(const struct lg_component *c, const char *key);
void lg_choose(struct lg_loading *l, struct lg_component *c, const char *key,
	       const char *text, struct lg_place place);
bool lg_configure_component(struct lg_loading *l, struct lg_component *c);

/* names.c: ids and what they stand for. */
bool lg_id_sound(struct lg_loading *l, const struct lg_yaml_node *node);
const struct lg_name *lg_name_find(const struct lg_loading *l, const char *id,
				   size_t length);
bool lg_name_add(struct lg_loading *l, const char *id, enum lg_section_id section,
		 int index, int case_, struct lg_place place);
/* The component of a section that a field names; -1 after a problem, or when the field is
 * absent. */
int lg_component_named(struct lg_loading *l, const struct lg_field *field,
		       enum lg_section_id section);
/* "lights.out" or "multi.ac": its component, when the text ends so; -1 when it does not.
 */
int lg_terminal_named(struct lg_loading *l, const struct lg_field *field,
		      const char *terminal, enum lg_section_id section, bool *matched);
void lg_signal_wanted(struct lg_loading *l, const struct lg_component *c, const char *key,
		      int *slot);

/* parse_*.c: what a component's keys mean together. */
void lg_finish_bank(struct lg_loading *l, struct lg_component *c);
void lg_finish_bms(struct lg_loading *l, struct lg_component *c);
void lg_finish_inverter(struct lg_loading *l, struct lg_component *c);
void lg_finish_protector(struct lg_loading *l, struct lg_component *c);
void lg_finish_load(struct lg_loading *l, struct lg_component *c);
void lg_finish_solar(struct lg_loading *l, struct lg_component *c);
void lg_finish_shore(struct lg_loading *l, struct lg_component *c);
void lg_finish_combiner(struct lg_loading *l, struct lg_component *c);
void lg_finish_link(struct lg_loading *l, struct lg_component *c);
void lg_finish_output(struct lg_loading *l, struct lg_component *c);

/* netlist.c: devices in order, feeds, senses, acts. */
void lg_netlist_make(struct lg_loading *l);

#endif
