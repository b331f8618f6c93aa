/* SPDX-License-Identifier: Apache-2.0 */
/* plant: what network.c and network_follow.c share of one solution under way. */
#ifndef LG_PLANT_NETWORK_WORK_H
#define LG_PLANT_NETWORK_WORK_H

#include <math.h>

#include "plant/network.h"

static const double lg_net_droop = 1e-5;      /* ohm, of a regulating source */
static const double lg_net_blocked_ohm = 1e7; /* a one-way switch the wrong way */

struct lg_net_work {
	const struct lg_net_config *config;
	const struct lg_net_inputs *in;
	struct lg_net_outputs *out;
	bool joined[LG_NET_NODES]; /* to the parent */
	double ohm[LG_NET_NODES];
	double j[LG_NET_NODES], g[LG_NET_NODES], per_turn[LG_NET_NODES];
	double battery_mean[LG_NET_BATTERIES], battery_g[LG_NET_BATTERIES];
	double load_g[LG_NET_LOADS];
	bool blocked[LG_NET_NODES];
	bool one_way, careful, one_by_one;
};

/* The larger one, without a branch to mispredict. A NaN may get lost here: the solver
 * checks every voltage and current for it before it answers OK. */
static inline double lg_net_worse(double a, double b)
{
	return a > b ? a : b;
}

static inline bool lg_net_works(const struct lg_net_source *source)
{
	return source->current > 0 && source->power > 0 && source->voltage > 0;
}

static inline void lg_net_look_at_battery(struct lg_net_work *w, int i)
{
	double slope;

	w->battery_mean[i] = lg_plant_battery_mean(&w->in->battery[i],
						   w->out->battery_current[i], &slope);
	w->battery_g[i] = 1 / slope;
}

/* One load as current drawn at v and its slope there (or the secant, when careful). */
static inline double lg_net_drawn(const struct lg_net_work *w,
				  const struct lg_net_load *load, double v, double *slope)
{
	double per_v, current;

	if (!(v >= load->minimum)) {
		*slope =
			load->conductance + load->power / (load->minimum * load->minimum);
		return *slope * v;
	}
	per_v = 1 / v;
	current = load->power * per_v;
	*slope = load->conductance + (w->careful ? current : -current) * per_v;
	return current + load->conductance * v;
}

/* After a pass: everything to where the new voltages put it. *moved is set when a source
 * or a one-way branch changed its mode. Returns how far the straight lines were off, A.
 */
double lg_net_follow(struct lg_net_work *w, const double *before, bool *moved);
/* Branch currents by Kirchhoff from the leaves, and what is left at the roots. */
void lg_net_balance(struct lg_net_work *w);

#endif
