/* SPDX-License-Identifier: Apache-2.0 */
/* plant: after each pass of the network solver, and after the last. */
#include <math.h>

#include "plant/network_work.h"

static double most_current(const struct lg_net_source *source, double voltage)
{
	double current = source->power / voltage;

	return current < source->current ? current : source->current;
}

/* Batteries to their new currents; how far the straight line was off, in A. */
static double follow_batteries(struct lg_net_work *w)
{
	double off = 0;
	int i;

	for (i = 0; i < w->in->batteries; i++) {
		double v = w->out->voltage[w->in->battery_node[i]];

		w->out->battery_current[i] += (v - w->battery_mean[i]) * w->battery_g[i];
		lg_net_look_at_battery(w, i);
		off = lg_net_worse(off, fabs(v - w->battery_mean[i]) * w->battery_g[i]);
	}
	return off;
}

/* The currents of the straight lines, for the books, and how far off they are. */
static double follow_loads(struct lg_net_work *w)
{
	double off = 0, slope;
	int i;

	for (i = 0; i < w->in->loads; i++) {
		const struct lg_net_load *load = &w->in->load[i];
		double v = w->out->voltage[load->node];

		if (!w->out->live[load->node]) {
			w->out->load_current[i] = 0;
			continue;
		}
		w->out->load_current[i] += w->load_g[i] * v;
		off = lg_net_worse(off, fabs(lg_net_drawn(w, load, v, &slope) -
					     w->out->load_current[i]));
	}
	return off;
}

static enum lg_net_mode next_mode(const struct lg_net_source *source,
				  enum lg_net_mode mode, double v)
{
	double wanted = (source->voltage - v) / lg_net_droop;

	switch (mode) {
	case LG_NET_LIMITED:
		return v > source->voltage ? LG_NET_REGULATING : LG_NET_LIMITED;
	case LG_NET_REGULATING:
		if (wanted < 0)
			return LG_NET_IDLE;
		return wanted > most_current(source, v) + 1e-6 ? LG_NET_LIMITED
							       : LG_NET_REGULATING;
	case LG_NET_IDLE:
		break;
	}
	return wanted > 1e-6 ? LG_NET_REGULATING : LG_NET_IDLE;
}

static double follow_sources(struct lg_net_work *w, const double *before, bool *moved)
{
	double off = 0;
	int i;

	for (i = 0; i < w->in->sources; i++) {
		const struct lg_net_source *source = &w->in->source[i];
		enum lg_net_mode mode = w->out->mode[i];
		double v = w->out->voltage[source->node], v0 = before[source->node];
		double *current = &w->out->source_current[i];

		*current = 0;
		if (!lg_net_works(source) || !w->out->live[source->node])
			continue;
		if (mode == LG_NET_LIMITED) {
			*current = source->current;
			if (v0 > 0 && source->power < source->current * v0)
				*current = source->power / v0 * (2 - v / v0);
			off = lg_net_worse(off, fabs(*current - most_current(source, v)));
		}
		if (next_mode(source, mode, v) != mode && !(w->one_by_one && *moved)) {
			w->out->mode[i] = next_mode(source, mode, v);
			*moved = true;
		}
	}
	return off;
}

static void follow_one_way(struct lg_net_work *w, bool *moved)
{
	const struct lg_net_config *config = w->config;
	int i;

	for (i = 0; i < config->nodes; i++) {
		double fall, wrong;

		if (!w->joined[i] || !w->out->live[i] || config->way[i] == LG_NET_BOTH)
			continue;
		fall = w->out->voltage[i] - w->out->voltage[config->parent[i]];
		wrong = config->way[i] == LG_NET_OUTWARD ? fall : -fall;
		if (w->one_by_one && *moved)
			return;
		if (w->blocked[i] ? wrong < -1e-9
				  : wrong > 1e-9 * config->resistance[i]) {
			w->blocked[i] = !w->blocked[i];
			*moved = true;
		}
	}
}

double lg_net_follow(struct lg_net_work *w, const double *before, bool *moved)
{
	double off = lg_net_worse(follow_batteries(w), follow_loads(w));

	off = lg_net_worse(off, follow_sources(w, before, moved));
	if (w->one_way)
		follow_one_way(w, moved);
	return off;
}

/* What the regulating sources at one node must give together to close its balance. */
static void balance_node(struct lg_net_work *w, int node, double wanted)
{
	int i, last = -1;

	for (i = 0; i < w->in->sources; i++) {
		const struct lg_net_source *source = &w->in->source[i];

		if (source->node != node || w->out->mode[i] != LG_NET_REGULATING ||
		    !lg_net_works(source))
			continue;
		last = i;
		w->out->source_current[i] =
			(source->voltage - w->out->voltage[node]) / lg_net_droop;
		wanted -= w->out->source_current[i];
	}
	if (last >= 0)
		w->out->source_current[last] += wanted;
}

/* Branch currents by Kirchhoff from the leaves, so that every node is in balance. Where
 * a source regulates, its current closes the balance and the branch follows Ohm. */
void lg_net_balance(struct lg_net_work *w)
{
	struct lg_net_outputs *out = w->out;
	bool regulated[LG_NET_NODES];
	double sum[LG_NET_NODES];
	int i, n;

	for (i = 0; i < w->config->nodes; i++) {
		regulated[i] = false;
		sum[i] = 0;
	}
	for (i = 0; i < w->in->batteries; i++)
		sum[w->in->battery_node[i]] -= out->battery_current[i];
	for (i = 0; i < w->in->loads; i++)
		sum[w->in->load[i].node] -= out->load_current[i];
	for (i = 0; i < w->in->sources; i++) {
		n = w->in->source[i].node;
		sum[n] += out->source_current[i];
		regulated[n] |= out->mode[i] == LG_NET_REGULATING && out->live[n] &&
				lg_net_works(&w->in->source[i]);
	}
	out->residual = 0;
	for (i = w->config->nodes - 1; i >= 0; i--) {
		double *up = &out->branch_current[i];

		*up = w->joined[i] && out->live[i] ? sum[i] : 0;
		if (regulated[i]) {
			if (w->joined[i])
				*up = (out->voltage[i] -
				       out->voltage[w->config->parent[i]]) /
				      w->ohm[i];
			balance_node(w, i, *up - sum[i]);
		} else if (!w->joined[i] && out->live[i]) {
			out->residual = lg_net_worse(out->residual, fabs(sum[i]));
		}
		if (w->joined[i])
			sum[w->config->parent[i]] += *up;
	}
}
