/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of making the wiring table: shared by netlist.c and netlist_senses.c only.
 *
 *   components --raw devices--> who hears whom --order--> wiring, feeds --> senses, acts
 */
#ifndef LG_SYSTEM_NETLIST_H
#define LG_SYSTEM_NETLIST_H

#include "system/load.h"

struct lg_raw { /* a device before the order is known: cases, BMSs, protectors, inverters
		   as in the file */
	const char *id;
	const struct lg_model *model;
	const void *config;
	enum lg_section_id section;
	int index;                       /* component; for a case its bank */
	int case_;                       /* into batteries, else -1 */
	int *device;                     /* where its place in the order goes */
	const struct lg_pending *remote; /* the signal it takes, or NULL */
	int remote_from;                 /* raw device that gives it */
};

struct lg_net {
	struct lg_loading *l;
	struct lg_raw raws[LG_WIRING_DEVICES];
	int n;
	int order[LG_WIRING_DEVICES]; /* raw of each device */
};

/* Feeds, senses and acts once the devices stand in their order. */
void lg_feeds_make(struct lg_net *net);
void lg_senses_make(struct lg_net *net);
void lg_acts_make(struct lg_net *net);

/* Slot of a family's port by name, -1. */
int lg_port_index(const struct lg_port *ports, int n, const char *name);

#endif
