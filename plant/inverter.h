/* SPDX-License-Identifier: Apache-2.0 */
/* plant: an inverter/charger of the MultiPlus kind.
 *
 *   shore ---[transfer]--- AC loads        shore present and may_pass_through: shore
 *     |          |                         carries the loads; else the inverter does
 *  charger    inverter
 *     |__________|___ DC node
 *
 * Inverting draws  P_ac/efficiency + idle + quadratic P_ac^2  at constant power. Charging
 * is CC/CV with what the shore limit leaves. When to cut at low voltage is the device's
 * decision; the plant only becomes a resistance below `minimum`.
 */
#ifndef LG_PLANT_INVERTER_H
#define LG_PLANT_INVERTER_H

#include <stdbool.h>

#include "plant/charger.h"
#include "plant/network.h"

struct lg_plant_inverter_config {
	int node;
	double power;             /* W AC, the most it inverts (> 0) */
	double efficiency;        /* inverting, 0..1; 0.93 for 12/1200 (manual) */
	double idle;              /* W from DC while inverting; 10 for 12/1200 (manual) */
	double quadratic;         /* 1/W, >= 0 */
	double minimum;           /* V, 9.5 for 12 V units (manual: DC input range) */
	double charge_current;    /* A, third number of the name; 0: no charger */
	double charge_efficiency; /* 0..1 */
	struct lg_charger_config charger;
};

struct lg_plant_inverter_inputs { /* zeroed: dead */
	bool may_charge, may_invert, may_pass_through;
	double shore_power; /* W, the limit of the shore connection; 0: none there */
	struct lg_charger_limits limits;
};

struct lg_plant_inverter_state {
	struct lg_charger_state charger;
};

struct lg_plant_inverter_outputs {
	enum lg_charger_stage stage; /* during the step */
	bool inverting, passing;
	bool overloaded;            /* AC loads ask more than it may give */
	double voltage;             /* V at its node, average */
	double current;             /* A into the battery side: charging is positive */
	double ac_asked, ac_served; /* J in the step */
	double shore_energy;        /* J taken from shore */
	double loss;                /* J of heat in the inverter and the charger */
};

struct lg_plant_inverter_demand { /* one step, before the network is solved */
	double ac_power;          /* W asked by the loads */
	double ac_carried;        /* W it will carry if the DC side holds */
	double dc_power;          /* W to invert */
	struct lg_net_source source;
};

const char *lg_plant_inverter_config_problem(
	const struct lg_plant_inverter_config *config);
/* Decides transfer and charger stage; fills everything in *demand but ac_power. */
void lg_plant_inverter_ask(struct lg_plant_inverter_state *state,
			   const struct lg_plant_inverter_config *config,
			   const struct lg_plant_inverter_inputs *in,
			   struct lg_plant_inverter_demand *demand,
			   struct lg_plant_inverter_outputs *out);
/* voltage, current in and out of the DC node as solved; reached: at the set voltage. */
void lg_plant_inverter_finish(struct lg_plant_inverter_state *state,
			      const struct lg_plant_inverter_config *config,
			      const struct lg_plant_inverter_demand *demand,
			      double voltage, double drawn, double given, bool reached,
			      double dt, struct lg_plant_inverter_outputs *out);

#endif
