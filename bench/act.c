/* SPDX-License-Identifier: Apache-2.0 */
/* ACT: outputs of the wiring become switches and permissions of the plant, here and
 * nowhere else. */
#include "bench/world_inside.h"

static void set(struct lg_world *world, const struct lg_act *act, bool on)
{
	struct lg_plant_inputs *inputs = &world->now.inputs;

	switch (act->what) {
	case LG_ACT_PROTECTOR:
		inputs->closed[world->nodes.protector_out[act->index]] = on;
		break;
	case LG_ACT_CHARGER:
		inputs->inverter[act->index].may_charge = on;
		break;
	case LG_ACT_INVERTER:
		inputs->inverter[act->index].may_invert = on;
		break;
	case LG_ACT_PASS_THROUGH:
		inputs->inverter[act->index].may_pass_through = on;
		break;
	case LG_ACT_SOLAR:
		inputs->solar[act->index].may_charge = on;
		break;
	case LG_ACT_LOAD:
		inputs->load_enabled[act->index] = on;
		break;
	case LG_ACT_WARNING:
		world->now.warned = world->now.warned || on;
		break;
	}
}

void lg_world_act(struct lg_world *world, const int32_t *outputs)
{
	world->now.warned = false;
	for (int i = 0; i < world->system->n_acts; i++)
		set(world, &world->system->acts[i],
		    outputs[world->system->acts[i].output] != 0);
}

void lg_world_command(struct lg_world *world, int act, bool on)
{
	set(world, &world->system->acts[act], on);
}

/* The plant's branch from a string to its busbar: current towards the node charges. */
static enum lg_net_way way_of(bool may_charge, bool may_discharge)
{
	if (may_charge == may_discharge)
		return LG_NET_BOTH;
	return may_charge ? LG_NET_OUTWARD : LG_NET_INWARD;
}

void lg_world_battery_command(struct lg_world *world, int battery, bool may_charge,
			      bool may_discharge)
{
	struct lg_world_moving *now = &world->now;
	int string = world->nodes.case_string[battery];
	int node = world->plant.battery_node[string];
	enum lg_net_way way;

	now->may_charge[battery] = may_charge;
	now->may_discharge[battery] = may_discharge;
	for (int i = 0; i < world->system->n_batteries; i++) {
		if (world->nodes.case_string[i] != string)
			continue;
		may_charge = may_charge && now->may_charge[i];
		may_discharge = may_discharge && now->may_discharge[i];
	}
	way = way_of(may_charge, may_discharge);
	now->inputs.closed[node] = may_charge || may_discharge;
	if (world->plant.net.way[node] != way)
		now->plant.net.blocked[node] = false;
	world->plant.net.way[node] = way;
}
