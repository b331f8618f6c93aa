/* SPDX-License-Identifier: Apache-2.0 */
/* plant: one battery: cells in series that are not quite alike, and the copper between.
 * Each cell is coupled to the surroundings of the case, not to its neighbour.
 * Current into the battery is positive.
 */
#ifndef LG_PLANT_BATTERY_H
#define LG_PLANT_BATTERY_H

#include "plant/cell.h"

enum { LG_PLANT_SERIES = 16 };

struct lg_plant_battery_config {
	int series;                        /* 1..16 cells */
	const struct lg_cell_config *cell; /* the type, shared */
	double resistance;                 /* ohm, bus bars and internal switch, >= 0 */
	struct lg_cell_trim trim[LG_PLANT_SERIES]; /* the caller draws the spread */
};

struct lg_plant_battery_step { /* workspace of one step */
	double resistance;
	int series;
	const struct lg_cell_config *config;
	struct lg_cell_step cell[LG_PLANT_SERIES];
};

struct lg_plant_battery_outputs {
	double voltage; /* V at the END of the step, at the step's current */
	double current; /* A into the battery, constant over the step */
	double energy;  /* J into the terminals */
	double stored;  /* J, change */
	double heat;    /* J, cells and bus bars */
	double cell_voltage[LG_PLANT_SERIES]; /* V at the END of the step */
};

const char *lg_plant_battery_config_problem(const struct lg_plant_battery_config *config);
double lg_plant_battery_stored(const struct lg_cell_state *cells,
			       const struct lg_plant_battery_config *config);
void lg_plant_battery_prepare(struct lg_plant_battery_step *step,
			      struct lg_cell_rate *rate,
			      const struct lg_cell_state *cells,
			      const struct lg_plant_battery_config *config, double dt);
/* Step-average voltage at a current, and d/dI (ohm). */
double lg_plant_battery_mean(const struct lg_plant_battery_step *step, double current,
			     double *slope);
void lg_plant_battery_advance(struct lg_plant_battery_outputs *out,
			      struct lg_cell_state *cells,
			      const struct lg_plant_battery_config *config,
			      const struct lg_cell_rate *rate,
			      const struct lg_plant_battery_step *step, double current,
			      double surroundings);

#endif
