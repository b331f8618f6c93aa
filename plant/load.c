/* SPDX-License-Identifier: Apache-2.0 */
/* plant: the schedule of a load. */
#include "plant/load.h"

#include <math.h>

static const double day = 86400, grain = 1e-6; /* s */

static bool within(double x, double low, double high)
{
	return x >= low && x <= high; /* false for NaN */
}

const char *lg_plant_load_config_problem(const struct lg_plant_load_config *config)
{
	if (config->kind > LG_PLANT_LOAD_AC)
		return "a load's kind is none of those known";
	if (!within(config->power, 0, 1e6))
		return "a load's power must be 0 to 1 MW";
	if (config->kind == LG_PLANT_LOAD_POWER && !within(config->minimum, 0.1, 1e3))
		return "a constant-power load needs a minimum voltage, 0.1 to 1000 V";
	if (config->kind == LG_PLANT_LOAD_RESISTANCE &&
	    !within(config->nominal, 0.1, 1e3))
		return "a resistive load needs a nominal voltage, 0.1 to 1000 V";
	if (config->period != 0 && !within(config->period, 0.01, 1e9))
		return "a load's period must be 0 or at least 0.01 s";
	if (!within(config->duty, 0, 1) || !within(config->jitter, 0, 1))
		return "a load's duty and jitter must be 0 to 1";
	if (!within(config->phase, -1e9, 1e9))
		return "a load's phase must be finite";
	if (!within(config->from, 0, day) || !within(config->until, 0, day))
		return "a load's window must be 0 to 86400 s of the day";
	return NULL;
}

/* On in the duty cycle at t; *change: when that ends. */
static bool in_cycle(const struct lg_plant_load_config *config,
		     const struct lg_plant_random *random, double t, double *change)
{
	double n, base, start, end;

	*change = INFINITY;
	if (config->period <= 0 || config->duty >= 1)
		return true;
	if (config->duty <= 0)
		return false;
	n = floor((t - config->phase) / config->period);
	base = config->phase + n * config->period;
	start = base;
	if (config->jitter > 0)
		start += config->jitter * (1 - config->duty) * config->period *
			 lg_plant_draw(random, config->stream, (uint32_t)(int64_t)n);
	end = start + config->duty * config->period;
	*change = t < start ? start : t < end ? end : base + config->period;
	return t >= start && t < end;
}

static bool in_window(const struct lg_plant_load_config *config, double midnight,
		      double t, double *change)
{
	double today, since, from = config->from, until = config->until;

	*change = INFINITY;
	if (from == until)
		return true;
	today = floor((t + midnight) / day) * day - midnight;
	since = t - today;
	if (from < until) {
		*change = today + (since < from    ? from
				   : since < until ? until
						   : day + from);
		return since >= from && since < until;
	}
	*change = today + (since < until ? until : since < from ? from : day + until);
	return since < until || since >= from; /* over midnight */
}

bool lg_plant_load_on(struct lg_plant_load_state *state,
		      const struct lg_plant_load_config *config,
		      const struct lg_plant_random *random, double midnight, double t)
{
	double cycle, window, now = t + grain;
	bool a, b;

	if (state->known && now < state->change)
		return state->on;
	a = in_cycle(config, random, now, &cycle);
	b = in_window(config, midnight, now, &window);
	state->known = true;
	state->on = a && b;
	state->change = fmin(cycle, window);
	if (state->change <= now) /* the last bit of a sum: never a change in the past */
		state->change = now + grain;
	return state->on;
}
