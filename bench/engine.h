/* SPDX-License-Identifier: Apache-2.0 */
/* The closed loop: plant --sense--> devices --act--> plant, and a judge on plant truth.
 *
 * Steps are `dt_ms` long at most, cut where the world or the story switches and where a
 * device's patience ends. What was sensed at the start of a step holds until its end
 * (zero-order hold), then the new values are an edge. When something crossed inside a
 * step (an output moved, or a device's patience after is not its patience before less the
 * step), the step is taken back to a snapshot and repeated by bisection until it lands on
 * the crossing to LG_ENGINE_LANDING_ms. So the step length hardly matters: 0.1, 1 and 10
 * s take the same decisions.
 */
#ifndef LG_BENCH_ENGINE_H
#define LG_BENCH_ENGINE_H

#include "bench/oracle.h"
#include "bench/world.h"

#define LG_ENGINE_LANDING_ms 10

struct lg_engine_event {
	int64_t time_ms;
	struct lg_event event; /* device, output, value, why */
};

struct lg_engine_watcher { /* NULL members: not wanted */
	void *context;
	/* After every accepted step (events of it already reported). */
	void (*step)(void *context, const struct lg_world *world, const int32_t *outputs);
	void (*event)(void *context, const struct lg_engine_event *event);
	void (*progress)(void *context, int64_t time_ms, int64_t span_ms);
};

struct lg_engine_options {
	int64_t dt_ms; /* 1..; the longest step */
	int64_t span_ms;
	uint64_t seed;
	/* A crippled device, for proving that a law can break: called on every set of
	 * outputs before it acts. NULL: none. */
	void (*cripple)(void *context, int32_t *outputs);
	void *cripple_context;
};

struct lg_engine_result {
	struct lg_oracle oracle;
	struct lg_world_totals totals;
	uint64_t steps;
	double soc_min[LG_BATTERIES], soc_max[LG_BATTERIES];
	double cell_min_V[LG_BATTERIES], cell_max_V[LG_BATTERIES];
	uint32_t events_lost; /* more changes in one step than a list holds */
	bool failed;          /* the plant did not solve: the verdict is void */
};

/* False when there is no such run (problems say why) or the plant failed
 * (result->failed). */
bool lg_engine_run(const struct lg_system *system, const struct lg_scenario *scenario,
		   const struct lg_engine_options *options,
		   const struct lg_engine_watcher *watcher,
		   struct lg_engine_result *result, struct lg_problems *problems);

#endif
