/* SPDX-License-Identifier: Apache-2.0 */
/* SENSE: plant doubles become device ints, here and nowhere else. A value that is not
 * finite or beyond an int32_t of milli- units does not arrive. */
#include "bench/world_inside.h"

#include <math.h>

static struct lg_sample milli(double value)
{
	double scaled = value * 1000.0;

	if (!(fabs(scaled) < 2147483000.0)) /* NaN too */
		return (struct lg_sample){0, false};
	return (struct lg_sample){(int32_t)lrint(scaled), true};
}

int64_t lg_world_time_ms(const struct lg_world *world)
{
	return world->now.time_ms;
}

double lg_world_cell_V(const struct lg_world *world, int battery, int cell)
{
	const struct lg_world_nodes *nodes = &world->nodes;

	return world->now.outputs.battery[nodes->case_string[battery]]
		.cell_voltage[nodes->case_cell[battery] + cell];
}

static const struct lg_cell_state *cells_of(const struct lg_world *world, int battery,
					    int *count)
{
	int string = world->nodes.case_string[battery],
	    first = world->nodes.case_cell[battery];

	*count = world->system->banks[world->system->batteries[battery].bank].cells;
	return &world->now.plant.cell[lg_plant_first_cell(&world->plant, string) + first];
}

double lg_world_soc(const struct lg_world *world, int battery)
{
	int count;
	const struct lg_cell_state *cells = cells_of(world, battery, &count);
	double sum = 0.0;

	for (int i = 0; i < count; i++)
		sum += cells[i].soc;
	return sum / count;
}

double lg_world_current_A(const struct lg_world *world, int battery)
{
	return world->now.outputs.battery[world->nodes.case_string[battery]].current;
}

double lg_world_temperature_degC(const struct lg_world *world, int battery)
{
	int count;
	const struct lg_cell_state *cells = cells_of(world, battery, &count);
	double least = cells[0].temperature;

	for (int i = 1; i < count; i++)
		if (cells[i].temperature < least)
			least = cells[i].temperature;
	return least;
}

double lg_world_hottest_degC(const struct lg_world *world, int battery)
{
	int count;
	const struct lg_cell_state *cells = cells_of(world, battery, &count);
	double most = cells[0].temperature;

	for (int i = 1; i < count; i++)
		if (cells[i].temperature > most)
			most = cells[i].temperature;
	return most;
}

double lg_world_ambient_degC(const struct lg_world *world)
{
	return world->now.outputs.ambient;
}

double lg_world_bus_V(const struct lg_world *world, int bank)
{
	return world->now.outputs.net.voltage[world->nodes.bus[bank]];
}

bool lg_world_load_on(const struct lg_world *world, int load)
{
	return world->now.outputs.load[load].on && world->plant.load[load].power > 0.0;
}

bool lg_world_load_served(const struct lg_world *world, int load)
{
	return world->now.outputs.load[load].served > 0.0;
}

bool lg_world_warned(const struct lg_world *world)
{
	return world->now.warned;
}

const struct lg_world_totals *lg_world_totals(const struct lg_world *world)
{
	return &world->now.totals;
}

/* What the loads and inverters behind a protector ask: what flows when it is closed, else
 * what would. */
static double asked_A(const struct lg_world *world, int protector)
{
	const struct lg_system *system = world->system;
	int in = world->nodes.protector_in[protector],
	    out = world->nodes.protector_out[protector];
	double volts = world->now.outputs.net.voltage[in], watts = 0.0;

	if (world->now.inputs.closed[out])
		return fmax(0.0, -world->now.outputs.net.branch_current[out]);
	for (int i = 0; i < system->n_loads; i++)
		if (system->loads[i].on == LG_ON_PROTECTOR &&
		    system->loads[i].on_index == protector && lg_world_load_on(world, i))
			watts += world->plant.load[i].power;
	return volts > 1.0 ? watts / volts : 0.0;
}

static struct lg_sample cell_sample(const struct lg_world *world, int battery, int cell)
{
	const struct lg_world_reading *reading = &world->now.reading[battery][cell];

	if (reading->what == LG_SCENARIO_LOST)
		return (struct lg_sample){0, false};
	if (reading->what != LG_SCENARIO_TRUE)
		return milli(reading->volts);
	return milli(lg_world_cell_V(world, battery, cell));
}

static struct lg_sample sample(const struct lg_world *world, const struct lg_sense *sense)
{
	const double *volts = world->now.outputs.net.voltage;

	switch (sense->what) {
	case LG_SENSE_NOTHING:
	case LG_SENSE_WIRE:
		break;
	case LG_SENSE_CONSTANT:
		return (struct lg_sample){sense->constant, true};
	case LG_SENSE_CELL:
		return cell_sample(world, sense->index, sense->sub);
	case LG_SENSE_TEMPERATURE:
		return milli(lg_world_temperature_degC(world, sense->index));
	case LG_SENSE_BANK_V:
		return milli(volts[world->nodes.bus[sense->index]]);
	case LG_SENSE_PROTECTOR_V:
		return milli(volts[world->nodes.protector_in[sense->index]]);
	case LG_SENSE_PROTECTOR_A:
		return milli(asked_A(world, sense->index));
	case LG_SENSE_INVERTER_V:
		return milli(volts[world->nodes.inverter[sense->index]]);
	case LG_SENSE_INVERTER_AC:
		return (struct lg_sample){
			world->now.inputs.inverter[sense->index].shore_power > 0.0, true};
	case LG_SENSE_AMBIENT:
		return milli(world->now.outputs.ambient);
	}
	return (struct lg_sample){0, false};
}

void lg_world_sense(const struct lg_world *world, struct lg_sample *samples)
{
	for (int i = 0; i < world->system->wiring.n_inputs; i++)
		samples[i] = sample(world, &world->system->senses[i]);
}

uint64_t lg_world_sense_again(const struct lg_world *world, struct lg_sample *samples)
{
	uint64_t devices = 0;

	for (int i = 0; i < world->n_moving; i++) {
		struct lg_sample *known = &samples[world->moving[i].slot];
		struct lg_sample now =
			sample(world, &world->system->senses[world->moving[i].slot]);

		if (now.value == known->value && now.arrived == known->arrived)
			continue;
		*known = now;
		devices |= UINT64_C(1) << world->moving[i].device;
	}
	return devices;
}
