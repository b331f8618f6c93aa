/* SPDX-License-Identifier: Apache-2.0 */
/* plant: the stages of a charger: bulk, absorption for a fixed time, float, and back to
 * bulk after the voltage has been low for a while. Used by inverter and solar. */
#ifndef LG_PLANT_CHARGER_H
#define LG_PLANT_CHARGER_H

#include <stdbool.h>

enum lg_charger_stage {
	LG_CHARGER_OFF,
	LG_CHARGER_BULK,
	LG_CHARGER_ABSORPTION,
	LG_CHARGER_FLOAT
};

struct lg_charger_config {
	double absorption;      /* V, 14.2 for 12 V LFP (manual) */
	double absorption_time; /* s, 7200 (manual: fixed 2 h) */
	double floating;        /* V, 13.5 (manual) */
	double rebulk;          /* V, 0.1 V below float (assumed: no manual says) */
	double rebulk_time;     /* s, 60 (assumed) */
};

struct lg_charger_state { /* zeroed: off */
	enum lg_charger_stage stage;
	double in_stage; /* s */
	double low_for;  /* s below rebulk */
};

/* What another device asks for; voltage and current count only when `given`. */
struct lg_charger_limits {
	bool given;
	double voltage; /* V, CVL */
	double current; /* A, CCL */
};

const char *lg_charger_config_problem(const struct lg_charger_config *config);
const char *lg_charger_stage_name(enum lg_charger_stage stage);
/* Before a step: turn on (in bulk) or off. */
void lg_charger_run(struct lg_charger_state *state, bool on);
double lg_charger_voltage(const struct lg_charger_state *state,
			  const struct lg_charger_config *config,
			  const struct lg_charger_limits *limits);
/* After a step: what its voltage was, and whether it reached its set voltage. */
void lg_charger_step(struct lg_charger_state *state,
		     const struct lg_charger_config *config, double voltage, bool reached,
		     double dt);
/* s until a timer moves the stage, if the voltage stays on its side; else INFINITY. */
double lg_charger_patience(const struct lg_charger_state *state,
			   const struct lg_charger_config *config);

#endif
