/* SPDX-License-Identifier: Apache-2.0 */
/* plant: a solar panel lying flat and its MPPT charge controller.
 *
 *   T_cell = T_air + (NOCT - 20)/800 G
 *   P      = rated G/1000 (1 + coefficient (T_cell - 25)) efficiency
 *
 * Above what the battery may take it regulates: absorption, float, or the limit it is
 * given. No start voltage, no own consumption, no voltage loop when the battery goes.
 */
#ifndef LG_PLANT_SOLAR_H
#define LG_PLANT_SOLAR_H

#include "plant/charger.h"
#include "plant/network.h"

struct lg_solar_config {
	int node;
	double rated;       /* W at 1000 W/m2, 25 degC */
	double coefficient; /* 1/K, -0.0035..-0.0040 (datasheets) */
	double noct;        /* degC, 45 (datasheets) */
	double efficiency;  /* of the MPPT, 0.975..0.985 (one van's log) */
	double current;     /* A, most it gives */
	struct lg_charger_config charger;
};

struct lg_solar_inputs { /* zeroed: off */
	bool may_charge;
	struct lg_charger_limits limits;
};

struct lg_solar_state {
	struct lg_charger_state charger;
};

struct lg_solar_outputs {
	enum lg_charger_stage stage;
	double available; /* J the sun offered at the battery side in the step */
	double current;   /* A */
	double energy;    /* J into the node */
};

const char *lg_solar_config_problem(const struct lg_solar_config *config);
double lg_solar_power(const struct lg_solar_config *config, double irradiance,
		      double air);
struct lg_net_source lg_solar_ask(struct lg_solar_state *state,
				  const struct lg_solar_config *config,
				  const struct lg_solar_inputs *in, double power);

#endif
