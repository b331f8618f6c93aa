/* SPDX-License-Identifier: Apache-2.0 */
/* plant: one step of everything: ask, solve, advance, count. */
#include "plant/plant.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

struct order { /* what goes into the network this step, and where it came from */
	struct lg_net_inputs net;
	struct lg_plant_inverter_demand demand[LG_PLANT_INVERTERS];
	int load_at[LG_PLANT_LOADS];         /* index in net.load, or -1 */
	bool carried[LG_PLANT_LOADS];        /* asks, and may draw */
	int inverter_at[LG_PLANT_INVERTERS]; /* index in net.load, or -1 */
	double sun[LG_PLANT_SOLARS];         /* W */
};

static bool sound_limits(const struct lg_charger_limits *limits)
{
	if (!limits->given)
		return true;
	return isfinite(limits->voltage) && limits->voltage >= 0 &&
	       isfinite(limits->current) && limits->current >= 0;
}

static bool sound_inputs(const struct lg_plant_config *config,
			 const struct lg_plant_inputs *in, double t, double dt)
{
	int i;

	if (!isfinite(t) || !isfinite(dt) || dt < 0)
		return false;
	if (in->ambient_given && !(in->ambient >= -100 && in->ambient <= 200))
		return false;
	for (i = 0; i < config->inverters; i++)
		if (!isfinite(in->inverter[i].shore_power) ||
		    in->inverter[i].shore_power < 0 ||
		    !sound_limits(&in->inverter[i].limits))
			return false;
	for (i = 0; i < config->solars; i++)
		if (!sound_limits(&in->solar[i].limits))
			return false;
	return true;
}

static int add_load(struct lg_net_inputs *net, int node, double power, double minimum,
		    double conductance)
{
	net->load[net->loads] = (struct lg_net_load){node, power, minimum, conductance};
	return net->loads++;
}

static void ask_loads(struct order *order, struct lg_plant_state *state,
		      const struct lg_plant_config *config,
		      const struct lg_plant_inputs *in, double t, double dt,
		      struct lg_plant_outputs *out)
{
	int i;

	for (i = 0; i < config->inverters; i++)
		order->demand[i].ac_power = 0;
	for (i = 0; i < config->loads; i++) {
		const struct lg_plant_load_config *load = &config->load[i];
		bool on = lg_plant_load_on(&state->load[i], load, &config->random,
					   config->midnight, t);

		order->load_at[i] = -1;
		order->carried[i] = on && in->load_enabled[i];
		out->load[i] =
			(struct lg_plant_load_outputs){on, on ? load->power * dt : 0, 0};
		if (!order->carried[i])
			continue;
		switch (load->kind) {
		case LG_PLANT_LOAD_POWER:
			order->load_at[i] = add_load(&order->net, load->node, load->power,
						     load->minimum, 0);
			break;
		case LG_PLANT_LOAD_RESISTANCE:
			order->load_at[i] =
				add_load(&order->net, load->node, 0, 1,
					 load->power / (load->nominal * load->nominal));
			break;
		case LG_PLANT_LOAD_AC:
			order->demand[load->inverter].ac_power += load->power;
			break;
		}
	}
}

static void ask_sources(struct order *order, struct lg_plant_state *state,
			const struct lg_plant_config *config,
			const struct lg_plant_inputs *in, struct lg_plant_outputs *out)
{
	int i;

	order->net.sources = config->inverters + config->solars;
	for (i = 0; i < config->inverters; i++) {
		const struct lg_plant_inverter_config *inverter = &config->inverter[i];
		struct lg_plant_inverter_demand *demand = &order->demand[i];

		lg_plant_inverter_ask(&state->inverter[i], inverter, &in->inverter[i],
				      demand, &out->inverter[i]);
		order->net.source[i] = demand->source;
		order->inverter_at[i] = -1;
		if (demand->dc_power > 0)
			order->inverter_at[i] =
				add_load(&order->net, inverter->node, demand->dc_power,
					 inverter->minimum, 0);
	}
	for (i = 0; i < config->solars; i++) {
		order->sun[i] = lg_solar_power(&config->solar[i], out->weather.irradiance,
					       out->weather.temperature);
		order->net.source[config->inverters + i] =
			lg_solar_ask(&state->solar[i], &config->solar[i], &in->solar[i],
				     order->sun[i]);
		out->solar[i].stage = state->solar[i].charger.stage;
	}
}

static void ask_batteries(struct order *order, struct lg_plant_state *state,
			  const struct lg_plant_config *config, double dt)
{
	const struct lg_cell_state *cell = state->cell;
	int i;

	order->net.batteries = config->batteries;
	for (i = 0; i < config->batteries; i++) {
		order->net.battery_node[i] = config->battery_node[i];
		lg_plant_battery_prepare(&order->net.battery[i], &state->rate[i], cell,
					 &config->battery[i], dt);
		cell += config->battery[i].series;
	}
}

static void advance_batteries(const struct order *order, struct lg_plant_state *state,
			      const struct lg_plant_config *config,
			      struct lg_plant_outputs *out)
{
	struct lg_cell_state *cell = state->cell;
	int i;

	out->stored = out->battery_heat = 0;
	for (i = 0; i < config->batteries; i++) {
		lg_plant_battery_advance(&out->battery[i], cell, &config->battery[i],
					 &state->rate[i], &order->net.battery[i],
					 out->net.battery_current[i], out->ambient);
		out->stored += out->battery[i].stored;
		out->battery_heat += out->battery[i].heat;
		cell += config->battery[i].series;
	}
}

static bool reached(const struct lg_net_outputs *net, const struct order *order,
		    int source)
{
	const struct lg_net_source *s = &order->net.source[source];

	return net->live[s->node] && s->voltage > 0 && s->current > 0 && s->power > 0 &&
	       net->mode[source] != LG_NET_LIMITED;
}

static void finish_inverters(const struct order *order, struct lg_plant_state *state,
			     const struct lg_plant_config *config, double dt,
			     struct lg_plant_outputs *out)
{
	int i;

	for (i = 0; i < config->inverters; i++) {
		int at = order->inverter_at[i];
		double drawn = at < 0 ? 0 : out->net.load_current[at];

		lg_plant_inverter_finish(
			&state->inverter[i], &config->inverter[i], &order->demand[i],
			out->net.voltage[config->inverter[i].node], drawn,
			out->net.source_current[i], reached(&out->net, order, i), dt,
			&out->inverter[i]);
	}
}

static void finish_loads(const struct order *order, const struct lg_plant_config *config,
			 double dt, struct lg_plant_outputs *out)
{
	int i, at;

	for (i = 0; i < config->loads; i++) {
		const struct lg_plant_load_config *load = &config->load[i];
		const struct lg_plant_inverter_outputs *inverter;

		at = order->load_at[i];
		if (at >= 0)
			out->load[i].served = out->net.voltage[load->node] *
					      out->net.load_current[at] * dt;
		if (load->kind != LG_PLANT_LOAD_AC || !order->carried[i])
			continue;
		inverter = &out->inverter[load->inverter];
		if (inverter->ac_asked > 0)
			out->load[i].served = out->load[i].asked *
					      (inverter->ac_served / inverter->ac_asked);
	}
}

static void finish_solars(const struct order *order, struct lg_plant_state *state,
			  const struct lg_plant_config *config, double dt,
			  struct lg_plant_outputs *out)
{
	int i;

	for (i = 0; i < config->solars; i++) {
		int source = config->inverters + i;
		double v = out->net.voltage[config->solar[i].node];

		out->solar[i].available = order->sun[i] * dt;
		out->solar[i].current = out->net.source_current[source];
		out->solar[i].energy = v * out->solar[i].current * dt;
		lg_charger_step(&state->solar[i].charger, &config->solar[i].charger, v,
				reached(&out->net, order, source), dt);
	}
}

/* Energies, each component from its own voltage and current, cables from I^2 R. */
static void count(const struct order *order, const struct lg_plant_state *state,
		  const struct lg_plant_config *config, double dt,
		  struct lg_plant_outputs *out)
{
	const struct lg_net_outputs *net = &out->net;
	int i;

	out->in = out->out = out->cable = 0;
	for (i = 0; i < order->net.sources; i++)
		out->in += net->voltage[order->net.source[i].node] *
			   net->source_current[i] * dt;
	for (i = 0; i < order->net.loads; i++)
		out->out +=
			net->voltage[order->net.load[i].node] * net->load_current[i] * dt;
	for (i = 0; i < config->net.nodes; i++) {
		double current = net->branch_current[i];

		if (current == 0)
			continue;
		if (state->net.blocked[i])
			out->cable +=
				(net->voltage[i] - net->voltage[config->net.parent[i]]) *
				current * dt;
		else
			out->cable += config->net.resistance[i] * current * current * dt;
	}
	out->residual = out->in - out->out - out->stored - out->cable - out->battery_heat;
}

enum lg_plant_status lg_plant_step(struct lg_plant_state *state,
				   const struct lg_plant_config *config,
				   const struct lg_plant_inputs *in, double t, double dt,
				   struct lg_plant_outputs *out)
{
	enum lg_plant_status status;
	struct order order;

	if (!sound_inputs(config, in, t, dt))
		return LG_PLANT_BAD_INPUT;
	out->weather = lg_weather_mean(&state->weather, &config->weather, &config->random,
				       t, dt);
	out->ambient = in->ambient_given ? in->ambient : out->weather.temperature;
	memcpy(order.net.closed, in->closed, sizeof(in->closed));
	order.net.loads = 0;
	ask_loads(&order, state, config, in, t, dt, out);
	ask_sources(&order, state, config, in, out);
	ask_batteries(&order, state, config, dt);
	status = lg_net_solve(&state->net, &config->net, &order.net, &out->net);
	if (status != LG_PLANT_OK)
		return status;
	advance_batteries(&order, state, config, out);
	finish_inverters(&order, state, config, dt, out);
	finish_loads(&order, config, dt, out);
	finish_solars(&order, state, config, dt, out);
	count(&order, state, config, dt, out);
	return isfinite(out->residual) ? LG_PLANT_OK : LG_PLANT_NOT_FINITE;
}
