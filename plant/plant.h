/* SPDX-License-Identifier: Apache-2.0 */
/* plant: the physics of a whole build, stepped.
 *
 *   weather --> solar --+
 *   shore --> inverter -+-- network -- batteries -- cells
 *   loads --------------+
 *
 * A step takes what the actuators hold during it and returns averages over it (nodes,
 * branches), values at its end (cells), and the energy of everything. State is plain
 * data: copy the struct, or lg_plant_state_copy, which leaves the unused cells behind.
 *
 * Time t is in s from the start of the run. dt = 0 shows the currents of an edge without
 * letting time pass. Loads are on or off for the whole of a step, as at its start: cut
 * steps at lg_plant_next_change() and nothing is lost.
 */
#ifndef LG_PLANT_PLANT_H
#define LG_PLANT_PLANT_H

#include "plant/inverter.h"
#include "plant/load.h"
#include "plant/network.h"
#include "plant/solar.h"
#include "plant/weather.h"

enum {
	LG_PLANT_BATTERIES = LG_NET_BATTERIES,
	LG_PLANT_CELLS = LG_NET_BATTERIES * LG_PLANT_SERIES,
	LG_PLANT_LOADS = 24,
	LG_PLANT_INVERTERS = 4,
	LG_PLANT_SOLARS = 4
};

struct lg_plant_config {
	struct lg_net_config net;
	int batteries, loads, inverters, solars;
	int battery_node[LG_PLANT_BATTERIES];
	struct lg_plant_battery_config battery[LG_PLANT_BATTERIES];
	struct lg_plant_load_config load[LG_PLANT_LOADS];
	struct lg_plant_inverter_config inverter[LG_PLANT_INVERTERS];
	struct lg_solar_config solar[LG_PLANT_SOLARS];
	struct lg_weather_config weather;
	struct lg_plant_random random;
	double midnight; /* s, time of day at t = 0, for the windows of loads */
};

struct lg_plant_inputs {                   /* zeroed: every switch open, everything off */
	bool closed[LG_NET_NODES];         /* switch of the branch to the parent */
	bool load_enabled[LG_PLANT_LOADS]; /* may draw what it asks */
	struct lg_plant_inverter_inputs inverter[LG_PLANT_INVERTERS];
	struct lg_solar_inputs solar[LG_PLANT_SOLARS];
	bool ambient_given;
	double ambient; /* degC around the batteries; else the air of the weather */
};

struct lg_plant_state {
	struct lg_net_state net;
	struct lg_cell_rate rate[LG_PLANT_BATTERIES];
	struct lg_plant_load_state load[LG_PLANT_LOADS];
	struct lg_plant_inverter_state inverter[LG_PLANT_INVERTERS];
	struct lg_solar_state solar[LG_PLANT_SOLARS];
	struct lg_weather_state weather;
	struct lg_cell_state cell[LG_PLANT_CELLS]; /* battery after battery; last */
};

struct lg_plant_load_outputs {
	bool on;              /* asks, by its schedule */
	double asked, served; /* J */
};

struct lg_plant_outputs {
	struct lg_net_outputs net; /* node voltages, branch currents, ... */
	struct lg_weather weather;
	double ambient; /* degC */
	struct lg_plant_battery_outputs battery[LG_PLANT_BATTERIES];
	struct lg_plant_load_outputs load[LG_PLANT_LOADS];
	struct lg_plant_inverter_outputs inverter[LG_PLANT_INVERTERS];
	struct lg_solar_outputs solar[LG_PLANT_SOLARS];
	/* J in the step, on the DC side: in = out + stored + cable + battery + residual
	 */
	double in;     /* from chargers and solar */
	double out;    /* to loads and inverters */
	double stored; /* change in the cells, from functions of their state */
	double cable;  /* heat in cables and switches */
	double battery_heat;
	double residual; /* what does not add up: rounding, or an error of ours */
};

const char *lg_plant_config_problem(const struct lg_plant_config *config);
/* First cell of a battery in state->cell. */
int lg_plant_first_cell(const struct lg_plant_config *config, int battery);
/* Rested cells at one temperature; soc[] in the order of state->cell. */
void lg_plant_init(struct lg_plant_state *state, const struct lg_plant_config *config,
		   const double *soc, double temperature);
void lg_plant_state_copy(struct lg_plant_state *to, const struct lg_plant_state *from,
			 const struct lg_plant_config *config);
double lg_plant_stored(const struct lg_plant_state *state,
		       const struct lg_plant_config *config);

enum lg_plant_status lg_plant_step(struct lg_plant_state *state,
				   const struct lg_plant_config *config,
				   const struct lg_plant_inputs *in, double t, double dt,
				   struct lg_plant_outputs *out);

/* The next time > t at which a load, a timer or the slope of the weather changes. */
double lg_plant_next_change(const struct lg_plant_state *state,
			    const struct lg_plant_config *config, double t);

#endif
