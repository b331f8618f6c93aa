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
