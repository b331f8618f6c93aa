/* SPDX-License-Identifier: Apache-2.0 */
/* plant: Newton on a tree.
 *
 * Every component is seen from its node as  J - G V, the current it gives. A node with
 * its branch r looks, from the parent, like  (J - G V) / (1 + r G). So one pass from the
 * last node to the first gathers J and G, the root gives V = J/G, and one pass back
 * gives every voltage. What is not linear is linearised where the last pass ended:
 *   battery  E(I) about its last current; exact after one pass but for hysteresis
 *   load     P/V about the last voltage; as the resistance V^2/P when Newton is in
 *            trouble, which walks to the upper solution or down to the collapse
 *   source   limited, regulating or idle; moves only between neighbours
 *   one-way  closed, or 10 Mohm
 */
#include "plant/network_work.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const double close_enough = 5e-11; /* A */

enum { CAREFUL_FROM = 12, ONE_BY_ONE_FROM = 40, GIVE_UP = 400 };

static bool finite_positive(double x)
{
	return isfinite(x) && x > 0;
}

const char *lg_net_config_problem(const struct lg_net_config *config)
{
	int i;

	if (config->nodes < 1 || config->nodes > LG_NET_NODES)
		return "a network has 1 to 32 nodes";
	for (i = 0; i < config->nodes; i++) {
		if (config->parent[i] < -1 || config->parent[i] >= i)
			return "a node's parent must come before it, or be -1";
		if (config->parent[i] < 0)
			continue;
		if (!finite_positive(config->resistance[i]) ||
		    config->resistance[i] < 1e-5)
			return "a branch needs a resistance of at least 10 microohm";
		if (config->way[i] > LG_NET_INWARD)
			return "a branch's way is none of those known";
	}
	return NULL;
}

/* Which nodes have a battery within reach of closed switches. */
static void find_islands(struct lg_net_work *w)
{
	const struct lg_net_config *config = w->config;
	bool *live = w->out->live;
	int i;

	memset(live, 0, (size_t)config->nodes * sizeof(*live));
	for (i = 0; i < w->in->batteries; i++)
		live[w->in->battery_node[i]] = true;
	for (i = config->nodes - 1; i >= 0; i--) {
		w->joined[i] = config->parent[i] >= 0 && w->in->closed[i];
		w->one_way |= w->joined[i] && config->way[i] != LG_NET_BOTH;
		if (w->joined[i] && live[i])
			live[config->parent[i]] = true;
	}
	for (i = 0; i < config->nodes; i++)
		if (w->joined[i])
			live[i] = live[config->parent[i]];
}

static void start(struct lg_net_work *w, const struct lg_net_state *state)
{
	double most = 0;
	int i;

	for (i = 0; i < w->in->batteries; i++) {
		w->out->battery_current[i] = state->battery_current[i];
		lg_net_look_at_battery(w, i);
		most = most > w->battery_mean[i] ? most : w->battery_mean[i];
	}
	for (i = 0; i < w->config->nodes; i++) {
		w->blocked[i] = state->blocked[i];
		w->out->voltage[i] =
			state->voltage[i] > most / 2 ? state->voltage[i] : most;
	}
	for (i = 0; i < w->in->sources; i++)
		w->out->mode[i] = state->mode[i];
}

static void add_loads(struct lg_net_work *w)
{
	double v;
	int i, n;

	for (i = 0; i < w->in->loads; i++) {
		n = w->in->load[i].node;
		if (!w->out->live[n])
			continue;
		v = w->out->voltage[n];
		w->out->load_current[i] =
			lg_net_drawn(w, &w->in->load[i], v, &w->load_g[i]);
		w->out->load_current[i] -= w->load_g[i] * v;
		w->j[n] -= w->out->load_current[i];
		w->g[n] += w->load_g[i];
	}
}

static void add_sources(struct lg_net_work *w)
{
	const struct lg_net_source *source;
	double v;
	int i, n;

	for (i = 0; i < w->in->sources; i++) {
		source = &w->in->source[i];
		n = source->node;
		v = w->out->voltage[n];
		if (!lg_net_works(source) || !w->out->live[n] ||
		    w->out->mode[i] == LG_NET_IDLE)
			continue;
		if (w->out->mode[i] == LG_NET_REGULATING) {
			w->j[n] += source->voltage / lg_net_droop;
			w->g[n] += 1 / lg_net_droop;
		} else if (v > 0 && source->power < source->current * v) {
			w->j[n] += 2 * source->power / v;
			w->g[n] += source->power / (v * v);
		} else {
			w->j[n] += source->current;
		}
	}
}

static void gather(struct lg_net_work *w)
{
	int i;

	for (i = 0; i < w->config->nodes; i++) {
		w->j[i] = w->g[i] = 0;
		w->ohm[i] = w->blocked[i] ? lg_net_blocked_ohm : w->config->resistance[i];
	}
	for (i = 0; i < w->in->batteries; i++) {
		int n = w->in->battery_node[i];

		w->j[n] +=
			w->battery_mean[i] * w->battery_g[i] - w->out->battery_current[i];
		w->g[n] += w->battery_g[i];
	}
	add_loads(w);
	add_sources(w);
}

/* Leaves to root and back. False when a load's negative slope beats its cable. */
static bool sweep(struct lg_net_work *w)
{
	const struct lg_net_config *config = w->config;
	double *v = w->out->voltage, turn;
	int i;

	for (i = config->nodes - 1; i >= 0; i--) {
		if (!w->joined[i])
			continue;
		turn = 1 + w->ohm[i] * w->g[i];
		if (turn < 0.1)
			return false;
		w->per_turn[i] = 1 / turn;
		w->j[config->parent[i]] += w->j[i] * w->per_turn[i];
		w->g[config->parent[i]] += w->g[i] * w->per_turn[i];
	}
	for (i = 0; i < config->nodes; i++) {
		if (!w->out->live[i])
			v[i] = 0;
		else if (w->joined[i])
			v[i] = (w->ohm[i] * w->j[i] + v[config->parent[i]]) *
			       w->per_turn[i];
		else if (w->g[i] > 0)
			v[i] = w->j[i] / w->g[i];
		else
			return false;
	}
	return true;
}

/* One Newton iteration; *off is the error left in A, *moved whether a mode changed. */
static bool iterate(struct lg_net_work *w, double *off, bool *moved)
{
	double before[LG_NET_NODES];
	size_t used = sizeof(double) * (size_t)w->config->nodes;

	memcpy(before, w->out->voltage, used);
	*moved = false;
	*off = INFINITY;
	gather(w);
	if (!sweep(w)) {
		memcpy(w->out->voltage, before, used);
		if (w->careful)
			return false;
		w->careful = true;
		return true;
	}
	*off = lg_net_follow(w, before, moved);
	return true;
}

static bool all_finite(const struct lg_net_work *w)
{
	double sum = 0;
	int i;

	for (i = 0; i < w->config->nodes; i++)
		sum += w->out->voltage[i] + w->out->branch_current[i];
	for (i = 0; i < w->in->batteries; i++)
		sum += w->out->battery_current[i];
	return isfinite(sum);
}

enum lg_plant_status lg_net_solve(struct lg_net_state *state,
				  const struct lg_net_config *config,
				  const struct lg_net_inputs *in,
				  struct lg_net_outputs *out)
{
	struct lg_net_work w; /* not cleared: 2 kB, most of it unused */
	size_t used = sizeof(double) * (size_t)config->nodes;
	double off = INFINITY;
	bool moved = true;
	int i;

	w.config = config;
	w.in = in;
	w.out = out;
	w.one_way = w.careful = false;
	find_islands(&w);
	start(&w, state);
	for (i = 0; i < GIVE_UP && (moved || !(off <= close_enough)); i++) {
		w.careful |= i >= CAREFUL_FROM;
		w.one_by_one = i >= ONE_BY_ONE_FROM;
		if (!iterate(&w, &off, &moved))
			return LG_PLANT_NOT_CONVERGED;
	}
	out->iterations = i;
	if (moved || !(off <= close_enough))
		return LG_PLANT_NOT_CONVERGED;
	lg_net_balance(&w);
	if (!all_finite(&w))
		return LG_PLANT_NOT_FINITE;
	memcpy(state->voltage, out->voltage, used);
	for (i = 0; i < config->nodes; i++)
		state->blocked[i] = w.blocked[i];
	for (i = 0; i < in->batteries; i++)
		state->battery_current[i] = out->battery_current[i];
	for (i = 0; i < in->sources; i++)
		state->mode[i] = out->mode[i];
	return LG_PLANT_OK;
}
