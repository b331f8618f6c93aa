/* SPDX-License-Identifier: Apache-2.0 */
/* plant: checking, starting, copying and looking ahead. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "plant/plant.h"

static bool on_net(const struct lg_plant_config *config, int node)
{
	return node >= 0 && node < config->net.nodes;
}

static const char *loads_problem(const struct lg_plant_config *config)
{
	int i;

	for (i = 0; i < config->loads; i++) {
		const struct lg_plant_load_config *load = &config->load[i];
		const char *problem = lg_plant_load_config_problem(load);

		if (problem)
			return problem;
		if (load->kind == LG_PLANT_LOAD_AC
			    ? load->inverter < 0 || load->inverter >= config->inverters
			    : !on_net(config, load->node))
			return "a load hangs on nothing";
	}
	return NULL;
}

static const char *sources_problem(const struct lg_plant_config *config)
{
	const char *problem = NULL;
	int i;

	for (i = 0; i < config->inverters && !problem; i++)
		problem = on_net(config, config->inverter[i].node)
				  ? lg_plant_inverter_config_problem(&config->inverter[i])
				  : "an inverter hangs on nothing";
	for (i = 0; i < config->solars && !problem; i++)
		problem = on_net(config, config->solar[i].node)
				  ? lg_solar_config_problem(&config->solar[i])
				  : "a solar charger hangs on nothing";
	return problem;
}

const char *lg_plant_config_problem(const struct lg_plant_config *config)
{
	const char *problem = lg_net_config_problem(&config->net);
	int i;

	if (problem)
		return problem;
	if (config->batteries < 0 || config->batteries > LG_PLANT_BATTERIES ||
	    config->loads < 0 || config->loads > LG_PLANT_LOADS ||
	    config->inverters < 0 || config->inverters > LG_PLANT_INVERTERS ||
	    config->solars < 0 || config->solars > LG_PLANT_SOLARS)
		return "more batteries, loads, inverters or panels than there is room "
		       "for";
	for (i = 0; i < config->batteries; i++) {
		if (!on_net(config, config->battery_node[i]))
			return "a battery hangs on nothing";
		problem = lg_plant_battery_config_problem(&config->battery[i]);
		if (problem)
			return problem;
	}
	if (!(config->midnight >= 0 && config->midnight <= 86400))
		return "the time of day at the start must be 0 to 86400 s";
	problem = loads_problem(config);
	if (!problem)
		problem = sources_problem(config);
	return problem ? problem : lg_weather_config_problem(&config->weather);
}

int lg_plant_first_cell(const struct lg_plant_config *config, int battery)
{
	int first = 0, i;

	for (i = 0; i < battery; i++)
		first += config->battery[i].series;
	return first;
}

void lg_plant_init(struct lg_plant_state *state, const struct lg_plant_config *config,
		   const double *soc, double temperature)
{
	int n = 0, b, i;

	memset(state, 0, sizeof(*state));
	for (b = 0; b < config->batteries; b++)
		for (i = 0; i < config->battery[b].series; i++, n++)
			lg_cell_init(&state->cell[n], config->battery[b].cell,
				     config->battery[b].trim[i], soc[n], temperature);
}

void lg_plant_state_copy(struct lg_plant_state *to, const struct lg_plant_state *from,
			 const struct lg_plant_config *config)
{
	size_t cells = (size_t)lg_plant_first_cell(config, config->batteries);

	memcpy(to, from,
	       offsetof(struct lg_plant_state, cell) + cells * sizeof(from->cell[0]));
}

double lg_plant_stored(const struct lg_plant_state *state,
		       const struct lg_plant_config *config)
{
	const struct lg_cell_state *cell = state->cell;
	double sum = 0;
	int b;

	for (b = 0; b < config->batteries; b++) {
		sum += lg_plant_battery_stored(cell, &config->battery[b]);
		cell += config->battery[b].series;
	}
	return sum;
}

double lg_plant_next_change(const struct lg_plant_state *state,
			    const struct lg_plant_config *config, double t)
{
	double next = INFINITY;
	int i;

	for (i = 0; i < config->loads; i++) {
		struct lg_plant_load_state load = state->load[i];

		lg_plant_load_on(&load, &config->load[i], &config->random,
				 config->midnight, t);
		next = fmin(next, load.change);
	}
	for (i = 0; i < config->inverters; i++)
		next = fmin(next, t + lg_charger_patience(&state->inverter[i].charger,
							  &config->inverter[i].charger));
	for (i = 0; i < config->solars; i++)
		next = fmin(next, t + lg_charger_patience(&state->solar[i].charger,
							  &config->solar[i].charger));
	if (config->solars > 0)
		next = fmin(next, t + lg_weather_patience(&config->weather, t));
	return next;
}
