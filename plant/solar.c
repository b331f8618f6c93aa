/* SPDX-License-Identifier: Apache-2.0 */
/* plant: solar panel and MPPT. */
#include "plant/solar.h"

#include <math.h>
#include <stddef.h>

const char *lg_solar_config_problem(const struct lg_solar_config *config)
{
	if (!(config->rated >= 0 && config->rated < 1e6))
		return "a panel's power must be 0 to 1 MW";
	if (!(config->coefficient > -0.02 && config->coefficient <= 0))
		return "a panel's temperature coefficient must be 0 to -0.02 per K";
	if (!(config->noct >= 20 && config->noct < 100))
		return "a panel's NOCT must be 20 to 100 degC";
	if (!(config->efficiency > 0 && config->efficiency <= 1))
		return "an MPPT's efficiency must be above 0 and at most 1";
	if (!(config->current > 0 && config->current < 1e5))
		return "an MPPT needs a current limit above 0";
	return lg_charger_config_problem(&config->charger);
}

double lg_solar_power(const struct lg_solar_config *config, double irradiance, double air)
{
	double cell = air + (config->noct - 20) / 800 * irradiance;
	double power = config->rated * irradiance / 1000 *
		       (1 + config->coefficient * (cell - 25)) * config->efficiency;

	return power > 0 ? power : 0;
}

struct lg_net_source lg_solar_ask(struct lg_solar_state *state,
				  const struct lg_solar_config *config,
				  const struct lg_solar_inputs *in, double power)
{
	struct lg_net_source source = {.node = config->node, .power = power};

	lg_charger_run(&state->charger, in->may_charge && power > 0);
	source.voltage =
		lg_charger_voltage(&state->charger, &config->charger, &in->limits);
	source.current = config->current;
	if (in->limits.given)
		source.current = fmin(source.current, in->limits.current);
	return source;
}
