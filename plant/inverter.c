/* SPDX-License-Identifier: Apache-2.0 */
/* plant: inverter/charger, before and after the network is solved. */
#include "plant/inverter.h"

#include <math.h>
#include <stddef.h>

const char *lg_plant_inverter_config_problem(
	const struct lg_plant_inverter_config *config)
{
	if (!(config->power > 0 && config->power < 1e6))
		return "an inverter's power must be above 0 and below 1 MW";
	if (!(config->efficiency > 0 && config->efficiency <= 1))
		return "an inverter's efficiency must be above 0 and at most 1";
	if (!(config->idle >= 0 && config->idle < 1e4) ||
	    !(config->quadratic >= 0 && config->quadratic < 1))
		return "an inverter's idle power and quadratic loss must be 0 or more";
	if (!(config->minimum > 0 && config->minimum < 1e3))
		return "an inverter needs a minimum voltage above 0";
	if (config->charge_current == 0)
		return NULL;
	if (!(config->charge_current > 0 && config->charge_current < 1e5))
		return "an inverter's charge current must be 0 or more";
	if (!(config->charge_efficiency > 0 && config->charge_efficiency <= 1))
		return "a charger's efficiency must be above 0 and at most 1";
	return lg_charger_config_problem(&config->charger);
}

void lg_plant_inverter_ask(struct lg_plant_inverter_state *state,
			   const struct lg_plant_inverter_config *config,
			   const struct lg_plant_inverter_inputs *in,
			   struct lg_plant_inverter_demand *demand,
			   struct lg_plant_inverter_outputs *out)
{
	double most = config->power, left;

	out->passing = in->may_pass_through && in->shore_power > 0;
	out->inverting = in->may_invert && !out->passing;
	if (out->passing)
		most = in->shore_power;
	demand->ac_carried =
		out->passing || out->inverting ? fmin(demand->ac_power, most) : 0;
	out->overloaded = (out->passing || out->inverting) && demand->ac_power > most;
	demand->dc_power = 0;
	if (out->inverting)
		demand->dc_power =
			demand->ac_carried / config->efficiency + config->idle +
			config->quadratic * demand->ac_carried * demand->ac_carried;
	left = in->shore_power - (out->passing ? demand->ac_carried : 0);
	lg_charger_run(&state->charger, in->may_charge && in->shore_power > 0 &&
						config->charge_current > 0);
	out->stage = state->charger.stage;
	demand->source = (struct lg_net_source){
		.node = config->node,
		.voltage = lg_charger_voltage(&state->charger, &config->charger,
					      &in->limits),
		.current = config->charge_current,
		.power = left * config->charge_efficiency,
	};
	if (in->limits.given)
		demand->source.current = fmin(config->charge_current, in->limits.current);
}

void lg_plant_inverter_finish(struct lg_plant_inverter_state *state,
			      const struct lg_plant_inverter_config *config,
			      const struct lg_plant_inverter_demand *demand,
			      double voltage, double drawn, double given, bool reached,
			      double dt, struct lg_plant_inverter_outputs *out)
{
	double dc = voltage * drawn * dt, part = 1, shore = 0;

	if (out->inverting && demand->dc_power > 0)
		part = voltage * drawn / demand->dc_power;
	if (given > 0)
		shore = voltage * given * dt / config->charge_efficiency;
	out->voltage = voltage;
	out->current = given - drawn;
	out->ac_asked = demand->ac_power * dt;
	out->ac_served = demand->ac_carried * dt * part;
	out->loss =
		shore - voltage * given * dt + (out->inverting ? dc - out->ac_served : 0);
	out->shore_energy = shore + (out->passing ? out->ac_served : 0);
	lg_charger_step(&state->charger, &config->charger, voltage, reached, dt);
}
