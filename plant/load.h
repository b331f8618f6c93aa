/* SPDX-License-Identifier: Apache-2.0 */
/* plant: a load that switches itself on and off: duty cycle within a daily window.
 *
 * Cycle n runs from phase + n period; it is on for duty x period, beginning late by
 * jitter x (what is left of the period) x a random number. On or off is a function of
 * time alone; the state only remembers the answer until it can change.
 */
#ifndef LG_PLANT_LOAD_H
#define LG_PLANT_LOAD_H

#include <stdbool.h>

#include "plant/random.h"

enum lg_plant_load_kind {
	LG_PLANT_LOAD_POWER,      /* DC, constant power: electronics, compressor drive */
	LG_PLANT_LOAD_RESISTANCE, /* DC, power at `nominal` volt: lamp, heater */
	LG_PLANT_LOAD_AC          /* behind an inverter */
};

struct lg_plant_load_config {
	enum lg_plant_load_kind kind;
	int node;           /* DC kinds */
	int inverter;       /* AC kind: index of the inverter */
	double power;       /* W when on, >= 0 */
	double minimum;     /* V, constant power down to here, then a resistance; > 0 */
	double nominal;     /* V, LG_PLANT_LOAD_RESISTANCE; > 0 */
	double period;      /* s; 0: always on */
	double duty;        /* 0..1 of the period */
	double phase;       /* s */
	double jitter;      /* 0..1 */
	double from, until; /* s of the day, 0..86400; equal: the whole day */
	uint32_t stream;    /* of random numbers */
};

struct lg_plant_load_state {
	bool known, on;
	double change; /* s, the answer holds until here */
};

const char *lg_plant_load_config_problem(const struct lg_plant_load_config *config);

/* Is it on at t? A change within the next microsecond counts as done, so that a step cut
 * at `change` needs not land on it to the last bit. midnight: the time of day at t = 0.
 */
bool lg_plant_load_on(struct lg_plant_load_state *state,
		      const struct lg_plant_load_config *config,
		      const struct lg_plant_random *random, double midnight, double t);

#endif
