/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the world share: world.c steps it, world_build.c makes the plant from
 * the build, sense.c and act.c are where plant doubles and device ints meet. Nobody else
 * includes this. */
#ifndef LG_BENCH_WORLD_INSIDE_H
#define LG_BENCH_WORLD_INSIDE_H

#include "bench/world.h"
#include "plant/plant.h"

struct lg_world_nodes { /* where the components of the build sit in the plant's tree */
	int bus[LG_BANKS];
	int string[LG_BANKS]; /* plant battery of a bank's first string */
	int protector_in[LG_COMPONENTS], protector_out[LG_COMPONENTS];
	int inverter[LG_COMPONENTS];
	int case_string[LG_BATTERIES],
		case_cell[LG_BATTERIES]; /* plant battery, first cell in it */
};

struct lg_world_reading {           /* mischief on one cell's reading */
	enum lg_scenario_what what; /* LG_SCENARIO_TRUE: none */
	double volts;
};

struct lg_world_moving { /* all that changes; a snapshot is a copy of it */
	int64_t time_ms;
	int next_event;
	bool shore_forced[LG_COMPONENTS], shore_on[LG_COMPONENTS];
	bool load_forced[LG_COMPONENTS];
	double load_power[LG_COMPONENTS];
	bool warned; /* a buzzer or lamp somebody can perceive is on */
	bool may_charge[LG_BATTERIES], may_discharge[LG_BATTERIES]; /* own switches */
	struct lg_plant_inputs inputs;
	struct lg_plant_outputs outputs;
	struct lg_world_reading reading[LG_BATTERIES][LG_PLANT_SERIES];
	struct lg_world_totals totals;
	struct lg_plant_state plant; /* last: copied only as far as it is used */
};

struct lg_world {
	const struct lg_system *system;
	struct lg_scenario scenario;
	uint64_t seed;
	struct lg_world_nodes nodes;
	struct {
		uint16_t slot, device;
	} moving[LG_WIRING_INPUTS]; /* input slots whose value can change */
	int n_moving;
	double *irradiance, *temperature; /* of a weather file */
	struct lg_plant_config plant;
	struct lg_cell_config cells[LG_BANKS];
	struct lg_world_moving now;
};

/* Build world->plant, ->cells, ->nodes and the first state. False: problems say why. */
bool lg_world_build(struct lg_world *world, struct lg_problems *problems);

/* Time of day and day number at the start. */
double lg_world_midnight(const struct lg_world *world);

/* Shore on at the present time, by the build's timetable or the scenario. */
bool lg_world_shore_on(const struct lg_world *world, int shore);

/* ms until a timetable of shore turns. */
int64_t lg_world_shore_quiet_ms(const struct lg_world *world);

/* Carry out the scenario's events that are due, and set what depends on time. */
void lg_world_settle(struct lg_world *world);

#endif
