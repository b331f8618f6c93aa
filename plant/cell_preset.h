/* SPDX-License-Identifier: Apache-2.0 */
/* plant: cells as data, and the making of a lg_cell_config of any capacity from them. */
#ifndef LG_PLANT_CELL_PRESET_H
#define LG_PLANT_CELL_PRESET_H

#include "plant/cell.h"

struct lg_cell_point {
	double soc;
	double ocv;        /* V, 25 degC, middle of the branches */
	double hysteresis; /* V */
};

struct lg_cell_factor {
	double at;     /* soc, or degC */
	double factor; /* on R0, R1, R2 */
};

struct lg_cell_preset {
	const char *name;
	double ampere_hours;
	double self_discharge; /* of the capacity, per second */
	double gamma;
	double r0, r1, r2;    /* ohm, 25 degC, 50 % */
	double tau1, tau2;    /* s */
	double heat_capacity; /* J/K */
	double cooling;       /* W/K */
	int points, by_soc, by_temperature;
	struct lg_cell_point point[48];      /* soc rising; straight beyond the ends */
	struct lg_cell_factor soc_factor[6]; /* rising; flat beyond the ends */
	struct lg_cell_factor temperature_factor[8]; /* straight in log(factor) between */
};

extern const struct lg_cell_preset lg_cell_a123_26650; /* 2.075 Ah, measured curves */
extern const struct lg_cell_preset lg_cell_prismatic;  /* 280 Ah; 100..300 Ah class */

/* A cell of another size: resistance falls as capacity rises, heat capacity rises with
 * it, surface with its power of 2/3; 0 Ah keeps the preset's own. */
void lg_cell_from_preset(struct lg_cell_config *config,
			 const struct lg_cell_preset *preset, double ampere_hours);

#endif
