/* SPDX-License-Identifier: Apache-2.0 */
/* Every section and key of a build file, once: this table drives reading, the JSON Schema
 * and `explain`, so they cannot disagree. What a key means for other components (names,
 * signals) is in parse_*.c. */
#ifndef LG_SYSTEM_KEYS_H
#define LG_SYSTEM_KEYS_H

#include "system/system.h"

#include <stdint.h>

enum lg_key_kind {
	LG_KEY_QUANTITY, /* to a double at `at`; LG_UNIT_COUNT to an int */
	LG_KEY_TEXT,     /* to char[room] at `at` */
	LG_KEY_WORD,     /* one of words */
	LG_KEY_YES_NO,   /* to a bool at `at` */
	LG_KEY_CLOCK,    /* "07:30", to a double of seconds at `at` */
	LG_KEY_MODEL,    /* a catalogue name, to a const struct lg_model * at `at` */
	LG_KEY_NAME,     /* of another component */
	LG_KEY_SIGNAL,   /* of a device: "bms.load_disconnect"; or one of words */
	LG_KEY_CABLE,    /* a mapping of lg_cable_keys, to a struct lg_cable at `at` */
};

#define LG_NO_FIELD SIZE_MAX

struct lg_key {
	const char *name;
	enum lg_key_kind kind;
	bool required;
	bool setting; /* also a setting of the model; its default is the model's */
	enum lg_unit unit;
	double least, most;       /* SI */
	const char *const *words; /* ends with NULL */
	const char *fallback;     /* default, as a person would write it; NULL: none or
				     computed */
	const char *catalog; /* the model's number that is the default before fallback */
	size_t at, room;     /* where it goes in the component's struct */
	const char *const *cable; /* LG_KEY_CABLE: default length and area */
	const char *what;         /* a sentence */
};

enum lg_section_id {
	LG_SECTION_SITE,
	LG_SECTION_BATTERIES,
	LG_SECTION_BMS,
	LG_SECTION_INVERTERS,
	LG_SECTION_PROTECTORS,
	LG_SECTION_LOADS,
	LG_SECTION_SOLAR,
	LG_SECTION_SHORE,
	LG_SECTION_COMBINERS,
	LG_SECTION_LINKS,
	LG_SECTION_OUTPUTS,
	LG_SECTIONS
};

struct lg_section {
	const char *name, *one, *what; /* "loads", "a load", a sentence */
	const struct lg_key *keys;     /* ends with name == NULL */
	const char *family;            /* of its models; NULL: no models */
	bool single;                   /* one mapping of keys, not components by name */
	bool required;
	int most; /* components */
	size_t items_at, count_at, place_at, item_size, id_size;
};

#define LG_KEYS 16 /* most keys a section has */

extern const struct lg_section lg_sections[LG_SECTIONS];
extern const struct lg_key lg_cable_keys[]; /* at is into struct lg_cable */

#endif
