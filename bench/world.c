/* SPDX-License-Identifier: Apache-2.0 */
/* The world, stepped: see world.h. Time is whole milliseconds; the plant sees seconds. */
#include "bench/world_inside.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S 86400.0

struct lg_world *lg_world_new(const struct lg_system *system,
			      const struct lg_scenario *scenario, uint64_t seed,
			      struct lg_problems *problems)
{
	struct lg_world *world = calloc(1, sizeof *world);

	if (!world)
		abort();
	world->system = system;
	world->scenario = *scenario;
	world->seed = seed;
	for (int b = 0; b < LG_BATTERIES; b++)
		for (int c = 0; c < LG_PLANT_SERIES; c++)
			world->now.reading[b][c].what = LG_SCENARIO_TRUE;
	if (!lg_world_build(world, problems)) {
		lg_world_free(world);
		return NULL;
	}
	lg_world_settle(world);
	if (lg_plant_step(&world->now.plant, &world->plant, &world->now.inputs, 0.0, 0.0,
			  &world->now.outputs) != LG_PLANT_OK) {
		lg_problem_add(problems, (struct lg_place){0, 0}, "",
			       "the plant of this build does not solve at its start");
		lg_world_free(world);
		return NULL;
	}
	return world;
}

void lg_world_free(struct lg_world *world)
{
	if (!world)
		return;
	free(world->irradiance);
	free(world->temperature);
	free(world);
}

struct lg_world *lg_world_twin(const struct lg_world *world)
{
	struct lg_world *twin = malloc(sizeof *twin);

	if (!twin)
		abort();
	*twin = *world;
	twin->irradiance = twin->temperature =
		NULL; /* the weather stays the first one's */
	twin->plant.random.ctx = twin;
	for (int i = 0; i < world->plant.batteries; i++)
		twin->plant.battery[i].cell =
			twin->cells + (world->plant.battery[i].cell - world->cells);
	return twin;
}

void lg_world_copy(struct lg_world *to, const struct lg_world *from)
{
	bool story = to->now.next_event != from->now.next_event;

	memcpy(&to->now, &from->now, offsetof(struct lg_world_moving, plant));
	lg_plant_state_copy(&to->now.plant, &from->now.plant, &from->plant);
	memcpy(to->plant.net.way, from->plant.net.way, sizeof to->plant.net.way);
	for (int i = 0; story && i < from->plant.loads; i++)
		to->plant.load[i] = from->plant.load[i];
}

static double seconds(const struct lg_world *world)
{
	return (double)world->now.time_ms / 1000.0;
}

/* Its timetable: within from..to of the day (over midnight when from > to), on one day of
 * every_days. */
static bool shore_timetable(const struct lg_world *world, const struct lg_shore *shore)
{
	double total = seconds(world) + lg_world_midnight(world);
	double day = floor(total / DAY_S), hour = total - day * DAY_S;
	bool over = shore->from > shore->to;

	if (over && hour < shore->to) {
		day -= 1.0;
		hour += DAY_S;
	}
	if (shore->every_days > 1 && fmod(fabs(day), shore->every_days) >= 1.0)
		return false;
	return hour >= shore->from && hour < (over ? shore->to + DAY_S : shore->to);
}

bool lg_world_shore_on(const struct lg_world *world, int shore)
{
	if (world->now.shore_forced[shore])
		return world->now.shore_on[shore];
	return shore_timetable(world, &world->system->shores[shore]);
}

int64_t lg_world_shore_quiet_ms(const struct lg_world *world)
{
	double hour = fmod(seconds(world) + lg_world_midnight(world), DAY_S);
	double least = DAY_S;

	for (int i = 0; i < world->system->n_shores; i++) {
		const double turns[] = {world->system->shores[i].from,
					world->system->shores[i].to};

		for (int k = 0; k < 2; k++) {
			double left = fmod(turns[k] - hour + DAY_S, DAY_S);

			if (left > 0.0 && left < least)
				least = left;
		}
	}
	return (int64_t)ceil(least * 1000.0);
}

static void set_temperature(struct lg_world *world, double degC)
{
	int cells = 0;

	for (int b = 0; b < world->plant.batteries; b++)
		cells += world->plant.battery[b].series;
	for (int c = 0; c < cells; c++)
		world->now.plant.cell[c].temperature = degC;
	world->now.inputs.ambient_given = true;
	world->now.inputs.ambient = degC;
}

static void set_shore(struct lg_world *world, const struct lg_scenario_event *event)
{
	for (int i = 0; i < world->system->n_shores; i++) {
		if (event->index >= 0 && event->index != i)
			continue;
		world->now.shore_forced[i] = !isnan(event->value);
		world->now.shore_on[i] = event->value > 0.0;
	}
}

static void set_load(struct lg_world *world, const struct lg_scenario_event *event)
{
	struct lg_plant_load_config *load = &world->plant.load[event->index];
	const struct lg_load *built = &world->system->loads[event->index];
	bool forced = !isnan(event->value);

	load->power = forced ? event->value : built->power;
	load->period = forced || built->duty >= 1.0 ? 0.0 : built->period;
	load->from = forced ? 0.0 : built->from;
	load->until = forced || built->to >= DAY_S ? load->from : built->to;
	world->now.plant.load[event->index].known = false;
}

static void set_reading(struct lg_world *world, const struct lg_scenario_event *event)
{
	const struct lg_bank *bank =
		&world->system->banks[world->system->batteries[event->index].bank];

	for (int c = 0; c < bank->cells; c++) {
		struct lg_world_reading *reading = &world->now.reading[event->index][c];

		if (event->sub >= 0 && event->sub != c)
			continue;
		reading->what = event->what;
		reading->volts = event->what == LG_SCENARIO_FROZEN
					 ? lg_world_cell_V(world, event->index, c)
					 : event->value;
	}
}

static void carry_out(struct lg_world *world, const struct lg_scenario_event *event)
{
	switch (event->what) {
	case LG_SCENARIO_TEMPERATURE:
		set_temperature(world, event->value);
		break;
	case LG_SCENARIO_SHORE:
		set_shore(world, event);
		break;
	case LG_SCENARIO_LOAD:
		set_load(world, event);
		break;
	case LG_SCENARIO_LOST:
	case LG_SCENARIO_FROZEN:
	case LG_SCENARIO_READS:
	case LG_SCENARIO_TRUE:
		set_reading(world, event);
		break;
	}
}

void lg_world_settle(struct lg_world *world)
{
	double now = seconds(world);

	while (world->now.next_event < world->scenario.n_events &&
	       world->scenario.events[world->now.next_event].at <= now)
		carry_out(world, &world->scenario.events[world->now.next_event++]);
	for (int i = 0; i < world->system->n_inverters; i++)
		world->now.inputs.inverter[i].shore_power = 0.0;
	for (int i = 0; i < world->system->n_shores; i++)
		if (lg_world_shore_on(world, i))
			world->now.inputs.inverter[world->system->shores[i].into]
				.shore_power += world->system->shores[i].power;
}

int64_t lg_world_quiet_ms(const struct lg_world *world, int64_t most_ms)
{
	double now = seconds(world);
	double change = lg_plant_next_change(&world->now.plant, &world->plant, now);
	double left = ceil((change - now) * 1000.0);
	int64_t quiet = most_ms;

	if (left < (double)quiet)
		quiet = (int64_t)left;
	if (world->now.next_event < world->scenario.n_events) {
		double at = world->scenario.events[world->now.next_event].at;

		if (ceil(at * 1000.0) - (double)world->now.time_ms < (double)quiet)
			quiet = (int64_t)ceil(at * 1000.0) - world->now.time_ms;
	}
	if (world->system->n_shores > 0 && lg_world_shore_quiet_ms(world) < quiet)
		quiet = lg_world_shore_quiet_ms(world);
	return quiet < 1 ? 1 : quiet;
}

static void count_charge(struct lg_world *world, double dt)
{
	for (int i = 0; i < world->system->n_batteries; i++) {
		double moved = lg_world_current_A(world, i) * dt;

		if (moved >= 0.0)
			world->now.totals.charge_in[i] += moved;
		else
			world->now.totals.charge_out[i] -= moved;
	}
}

static void count(struct lg_world *world, double dt)
{
	struct lg_world_totals *totals = &world->now.totals;
	const struct lg_plant_outputs *out = &world->now.outputs;

	totals->in += out->in;
	totals->out += out->out;
	totals->stored += out->stored;
	totals->loss += out->cable + out->battery_heat;
	totals->residual += out->residual;
	for (int i = 0; i < world->system->n_loads; i++) {
		totals->load_asked[i] += out->load[i].asked;
		totals->load_served[i] += out->load[i].served;
		if (lg_world_load_on(world, i) && !lg_world_load_served(world, i))
			totals->load_cut[i] += dt;
	}
	count_charge(world, dt);
}

bool lg_world_step(struct lg_world *world, int64_t dt_ms)
{
	double dt = (double)dt_ms / 1000.0;

	if (lg_plant_step(&world->now.plant, &world->plant, &world->now.inputs,
			  seconds(world), dt, &world->now.outputs) != LG_PLANT_OK)
		return false;
	world->now.time_ms += dt_ms;
	count(world, dt);
	lg_world_settle(world);
	return true;
}
