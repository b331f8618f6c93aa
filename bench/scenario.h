/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario: the story a build has to live through. A small YAML file, or nothing: then
 * the build's own loads, shore and weather make the days.
 *
 *   version: 1
 *   name: Cold morning
 *   start: "06:00"             time of day
 *   for: 30 d                  how long
 *   soc: 5 %                   of every cell, instead of the build's
 *   temperature: 2 degC        of cells and air at the start
 *   weather: synthetic         or a PVGIS TMY csv file, relative to the scenario;
 * "still": no sun, temperature as set events:
 *     - { at: 60 s, temperature: 12 degC }       cells and air
 *     - { at: 90 s, shore: on }                  every shore, or `shore: hookup=on`
 *     - { at: 90 s, load: fridge, power: 900 W } from then on, all the time; 0 W: off;
 * `power: as-built`: back to the build
 *     - { at: 2 h, battery: house-1, cell: 3, reading: lost }   mischief: lost, frozen,
 * or a voltage
 */
#ifndef LG_BENCH_SCENARIO_H
#define LG_BENCH_SCENARIO_H

#include "system/system.h"

#define LG_SCENARIO_EVENTS 128

enum lg_scenario_what {
	LG_SCENARIO_TEMPERATURE, /* value: degC */
	LG_SCENARIO_SHORE, /* index: shore or -1 for all; value: 1 on, 0 off, NAN as built
			    */
	LG_SCENARIO_LOAD,  /* index: load; value: W, NAN as built */
	LG_SCENARIO_LOST, /* index: battery, sub: cell, -1 all: the reading stops arriving
			   */
	LG_SCENARIO_FROZEN, /* the same: it stays what it was */
	LG_SCENARIO_READS,  /* value: V it reads instead */
	LG_SCENARIO_TRUE,   /* the same: mended */
};

struct lg_scenario_event {
	double at; /* s */
	enum lg_scenario_what what;
	int index, sub;
	double value;
};

struct lg_scenario { /* zeroed with `span` set: nothing happens, synthetic weather */
	char name[96];
	double start;       /* s of the day, 0..86400 */
	double span;        /* s */
	double soc;         /* 0..1; NAN: the build's */
	double temperature; /* degC at the start; NAN: the site's */
	char weather[256];  /* "", "synthetic", "still" or a file */
	struct lg_scenario_event events[LG_SCENARIO_EVENTS]; /* ordered by time */
	int n_events;
};

/* Ready to be run: everything as built, synthetic weather. */
void lg_scenario_default(struct lg_scenario *scenario, double span_s);

/* False: problems say why. Names are looked up in the system. */
bool lg_scenario_load(const char *path, const struct lg_system *system,
		      struct lg_scenario *scenario, struct lg_problems *problems);

#endif
