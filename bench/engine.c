/* SPDX-License-Identifier: Apache-2.0 */
/* The closed loop: see engine.h. */
#include "bench/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/ms.h"

/* A snapshot costs about a step; one in so many, and the steps since are repeated when
 * one must be taken back. */
#define SNAPSHOT_STEPS 64

struct moment { /* all that a snapshot holds */
	struct lg_world *world;
	uint64_t *wiring;
	struct lg_sample in[LG_WIRING_INPUTS];
	uint32_t patience_ms;                     /* of the wiring: the least of */
	uint32_t patiences_ms[LG_WIRING_DEVICES]; /* each device */
};

struct loop {
	const struct lg_system *system;
	const struct lg_engine_options *options;
	const struct lg_engine_watcher *watcher;
	struct moment now, kept;
	struct lg_events events; /* of the step just taken */
	int32_t crippled[LG_WIRING_OUTPUTS];
	int64_t past_ms[SNAPSHOT_STEPS]; /* steps since `kept` */
	int n_past;
	struct lg_truth truth;
	struct lg_engine_result *result;
};

static void keep(struct moment *to, const struct moment *from,
		 const struct lg_wiring *wiring)
{
	lg_world_copy(to->world, from->world);
	memcpy(to->wiring, from->wiring, wiring->memory_size);
	memcpy(to->in, from->in, wiring->n_inputs * sizeof from->in[0]);
	to->patience_ms = from->patience_ms;
	memcpy(to->patiences_ms, from->patiences_ms,
	       wiring->n_devices * sizeof from->patiences_ms[0]);
}

static const int32_t *acting(struct loop *loop)
{
	const int32_t *outputs = lg_wiring_outputs(loop->now.wiring);

	if (!loop->options->cripple)
		return outputs;
	memcpy(loop->crippled, outputs,
	       loop->system->wiring.n_outputs * sizeof outputs[0]);
	loop->options->cripple(loop->options->cripple_context, loop->crippled);
	return loop->crippled;
}

/* Each device on its own: a timer that starts in one must show beside a shorter one that
 * runs in another. */
static void look_at_patience(struct moment *moment, const struct lg_wiring *wiring)
{
	moment->patience_ms = LG_NEVER_ms;
	for (int i = 0; i < wiring->n_devices; i++) {
		moment->patiences_ms[i] =
			lg_wiring_device_patience(moment->wiring, wiring, i);
		if (moment->patiences_ms[i] < moment->patience_ms)
			moment->patience_ms = moment->patiences_ms[i];
	}
}

/* Advance world and devices by one step. Devices at rest do not feel time pass
 * (core/ms.h), and those whose samples stayed need no edge. False: the plant failed. */
static bool advance(struct loop *loop, int64_t dt_ms)
{
	const struct lg_wiring *wiring = &loop->system->wiring;
	bool at_rest = loop->now.patience_ms == LG_NEVER_ms;
	uint64_t moved;

	loop->events.count = loop->events.lost_count = 0;
	if (!lg_world_step(loop->now.world, dt_ms))
		return false;
	if (!at_rest)
		lg_wiring_step(loop->now.wiring, wiring, loop->now.in, (uint32_t)dt_ms,
			       &loop->events);
	moved = lg_world_sense_again(loop->now.world, loop->now.in);
	if (at_rest && moved == 0)
		return true;
	lg_wiring_edge(loop->now.wiring, wiring, loop->now.in, moved, &loop->events);
	if (loop->events.count > 0)
		lg_world_act(loop->now.world, acting(loop));
	look_at_patience(&loop->now, wiring);
	return true;
}

/* Whether anything crossed in a step that began with these patiences. */
static bool crossed(const struct loop *loop, const uint32_t *before_ms, int64_t dt_ms)
{
	if (loop->events.count > 0)
		return true;
	for (int i = 0; i < loop->system->wiring.n_devices; i++) {
		uint32_t expected_ms = before_ms[i] == LG_NEVER_ms
					       ? LG_NEVER_ms
					       : before_ms[i] - (uint32_t)dt_ms;

		if (loop->now.patiences_ms[i] != expected_ms)
			return true;
	}
	return false;
}

/* Back to where the last step began. */
static bool take_back(struct loop *loop)
{
	keep(&loop->now, &loop->kept, &loop->system->wiring);
	for (int i = 0; i < loop->n_past; i++)
		if (!advance(loop, loop->past_ms[i]))
			return false;
	return true;
}

/* The step from here crosses within dt_ms: find the shortest that does, to the landing
 * width, and take it. */
static bool land(struct loop *loop, const uint32_t *before_ms, int64_t dt_ms,
		 int64_t *taken_ms)
{
	int64_t quiet_ms = 0, crossing_ms = dt_ms;

	if (!take_back(loop))
		return false;
	keep(&loop->kept, &loop->now, &loop->system->wiring);
	loop->n_past = 0;
	while (crossing_ms - quiet_ms > LG_ENGINE_LANDING_ms) {
		int64_t middle_ms = quiet_ms + (crossing_ms - quiet_ms) / 2;

		if (!advance(loop, middle_ms))
			return false;
		if (crossed(loop, before_ms, middle_ms))
			crossing_ms = middle_ms;
		else
			quiet_ms = middle_ms;
		keep(&loop->now, &loop->kept, &loop->system->wiring);
	}
	*taken_ms = crossing_ms;
	return advance(loop, crossing_ms);
}

static void remember_step(struct loop *loop, int64_t dt_ms)
{
	loop->past_ms[loop->n_past++] = dt_ms;
	if (loop->n_past < SNAPSHOT_STEPS && loop->events.count == 0)
		return;
	keep(&loop->kept, &loop->now, &loop->system->wiring);
	loop->n_past = 0;
}

static int64_t next_step_ms(const struct loop *loop, uint32_t patience_ms)
{
	int64_t left_ms = loop->options->span_ms - lg_world_time_ms(loop->now.world);
	int64_t step_ms = loop->options->dt_ms;

	if (left_ms < step_ms)
		step_ms = left_ms;
	if (patience_ms < step_ms)
		step_ms = patience_ms > 0 ? patience_ms : 1;
	return lg_world_quiet_ms(loop->now.world, step_ms);
}

static void widen(double *least, double *most, double value)
{
	if (value < *least)
		*least = value;
	if (value > *most)
		*most = value;
}

static void look(struct loop *loop)
{
	const struct lg_system *system = loop->system;
	const struct lg_world *world = loop->now.world;
	struct lg_truth *truth = &loop->truth;
	struct lg_engine_result *result = loop->result;
	int n = 0;

	for (int b = 0; b < system->n_batteries; b++) {
		double amperes = lg_world_current_A(world, b);
		double degC = lg_world_temperature_degC(world, b),
		       soc = lg_world_soc(world, b);

		for (int c = 0; c < system->banks[system->batteries[b].bank].cells;
		     c++, n++) {
			double volts = lg_world_cell_V(world, b, c);

			truth->cell[n] = (struct lg_truth_cell){volts, degC, amperes};
			widen(&result->cell_min_V[b], &result->cell_max_V[b], volts);
		}
		widen(&result->soc_min[b], &result->soc_max[b], soc);
	}
	for (int i = 0; i < system->n_loads; i++) {
		truth->load_asks[i] = lg_world_load_on(world, i);
		truth->load_gets[i] = lg_world_load_served(world, i);
	}
	truth->n_cells = n;
	truth->n_loads = system->n_loads;
	truth->time_ms = lg_world_time_ms(world);
	truth->warned = lg_world_warned(world);
	lg_oracle_look(&result->oracle, truth);
}

static void tell(struct loop *loop)
{
	const struct lg_engine_watcher *watcher = loop->watcher;
	int64_t now_ms = lg_world_time_ms(loop->now.world);

	for (int i = 0; watcher && watcher->event && i < loop->events.count; i++)
		watcher->event(watcher->context,
			       &(struct lg_engine_event){now_ms, loop->events.at[i]});
	if (watcher && watcher->step)
		watcher->step(watcher->context, loop->now.world,
			      lg_wiring_outputs(loop->now.wiring));
	if (watcher && watcher->progress && (loop->result->steps & 0xfff) == 0)
		watcher->progress(watcher->context, now_ms, loop->options->span_ms);
}

/* One accepted step. */
static bool step(struct loop *loop)
{
	uint32_t before_ms[LG_WIRING_DEVICES];
	int64_t dt_ms = next_step_ms(loop, loop->now.patience_ms);

	memcpy(before_ms, loop->now.patiences_ms,
	       loop->system->wiring.n_devices * sizeof before_ms[0]);

	if (!advance(loop, dt_ms))
		return false;
	if (dt_ms > LG_ENGINE_LANDING_ms && crossed(loop, before_ms, dt_ms) &&
	    !land(loop, before_ms, dt_ms, &dt_ms))
		return false;
	remember_step(loop, dt_ms);
	loop->result->steps++;
	loop->result->events_lost += loop->events.lost_count;
	look(loop);
	tell(loop);
	return true;
}

static void power_up(struct loop *loop)
{
	const struct lg_wiring *wiring = &loop->system->wiring;

	lg_world_sense(loop->now.world, loop->now.in);
	lg_wiring_step(loop->now.wiring, wiring, loop->now.in, 0, &loop->events);
	lg_world_act(loop->now.world, acting(loop));
	look_at_patience(&loop->now, wiring);
	keep(&loop->kept, &loop->now, wiring);
	loop->events.count = 0; /* what a device says when it wakes is no decision */
	tell(loop);
}

static void begin(struct lg_engine_result *result)
{
	memset(result, 0, sizeof *result);
	for (int i = 0; i < LG_BATTERIES; i++) {
		result->soc_min[i] = result->cell_min_V[i] = INFINITY;
		result->soc_max[i] = result->cell_max_V[i] = -INFINITY;
	}
}

static void *memory_for(const struct lg_wiring *wiring)
{
	void *memory = calloc(1, wiring->memory_size);

	if (!memory)
		abort();
	return memory;
}

bool lg_engine_run(const struct lg_system *system, const struct lg_scenario *scenario,
		   const struct lg_engine_options *options,
		   const struct lg_engine_watcher *watcher,
		   struct lg_engine_result *result, struct lg_problems *problems)
{
	struct loop *loop = calloc(1, sizeof *loop);
	bool going;

	begin(result);
	if (!loop)
		abort();
	loop->system = system;
	loop->options = options;
	loop->watcher = watcher;
	loop->result = result;
	loop->now.world = lg_world_new(system, scenario, options->seed, problems);
	going = loop->now.world != NULL;
	if (going) {
		loop->kept.world = lg_world_twin(loop->now.world);
		loop->now.wiring = memory_for(&system->wiring);
		loop->kept.wiring = memory_for(&system->wiring);
		power_up(loop);
		while (going && lg_world_time_ms(loop->now.world) < options->span_ms)
			going = step(loop);
		result->failed = !going;
		result->totals = *lg_world_totals(loop->now.world);
	}
	free(loop->now.wiring);
	free(loop->kept.wiring);
	lg_world_free(loop->now.world);
	lg_world_free(loop->kept.world);
	free(loop);
	return going;
}
