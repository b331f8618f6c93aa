/* SPDX-License-Identifier: Apache-2.0 */
/* The world a build stands in: its plant, its weather and the story, stepped. Where plant
 * doubles and device ints meet is sense and act, below, and nowhere else. */
#ifndef LG_BENCH_WORLD_H
#define LG_BENCH_WORLD_H

#include "bench/scenario.h"

struct lg_world;

struct lg_world_totals { /* J since the start, on the DC side: in = out + stored + loss +
			    residual */
	double in, out, stored, loss, residual;
	double load_asked[LG_COMPONENTS], load_served[LG_COMPONENTS]; /* J */
	double load_cut[LG_COMPONENTS];  /* s in which it asked and got nothing */
	double charge_in[LG_BATTERIES];  /* A s into each case */
	double charge_out[LG_BATTERIES]; /* A s out of it, >= 0 */
};

/* NULL: problems say why (a weather file, an impossible plant). */
struct lg_world *lg_world_new(const struct lg_system *system,
			      const struct lg_scenario *scenario, uint64_t seed,
			      struct lg_problems *problems);
void lg_world_free(struct lg_world *world);

/* A second world that stands where this one stands; and setting one to where another
 * stands (a snapshot, and back). Both must come from the same lg_world_new. */
struct lg_world *lg_world_twin(const struct lg_world *world);
void lg_world_copy(struct lg_world *to, const struct lg_world *from);

/* The longest step, 1 <= ms <= most_ms, at whose end something in the world may switch by
 * itself. */
int64_t lg_world_quiet_ms(const struct lg_world *world, int64_t most_ms);

/* dt_ms > 0. False: the plant did not solve, nothing more is to be believed. */
bool lg_world_step(struct lg_world *world, int64_t dt_ms);

/* Plant truth into samples, one an input slot of the wiring (mischief included). */
void lg_world_sense(const struct lg_world *world, struct lg_sample *samples);

/* The same into samples that lg_world_sense has filled before: only what can have
 * changed. Returns the devices of which one did, a bit each. */
uint64_t lg_world_sense_again(const struct lg_world *world, struct lg_sample *samples);

/* Outputs of the wiring into the world; or what another guard commands for
 * system->acts[act]. */
void lg_world_act(struct lg_world *world, const int32_t *outputs);
void lg_world_command(struct lg_world *world, int act, bool on);

/* A battery's own switches, as a board's FETs: one side off holds back the current of
 * that side only, both off open its string. Both on from the start. */
void lg_world_battery_command(struct lg_world *world, int battery, bool may_charge,
			      bool may_discharge);

int64_t lg_world_time_ms(const struct lg_world *world);
double lg_world_cell_V(const struct lg_world *world, int battery, int cell); /* truth */
double lg_world_soc(const struct lg_world *world,
		    int battery); /* mean of its cells, 0..1 */
double lg_world_current_A(const struct lg_world *world,
			  int battery); /* into the battery */
double lg_world_temperature_degC(const struct lg_world *world,
				 int battery); /* its coldest cell */
double lg_world_hottest_degC(const struct lg_world *world, int battery);
double lg_world_ambient_degC(const struct lg_world *world);
bool lg_world_load_on(const struct lg_world *world, int load);     /* it asks for power */
bool lg_world_load_served(const struct lg_world *world, int load); /* and gets it */
bool lg_world_warned(const struct lg_world *world);
double lg_world_bus_V(const struct lg_world *world, int bank);
const struct lg_world_totals *lg_world_totals(const struct lg_world *world);

#endif
