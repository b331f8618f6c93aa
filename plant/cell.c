/* SPDX-License-Identifier: Apache-2.0 */
/* plant: the closed forms of one cell over a step of constant current. */
#include "plant/cell.h"

#include <math.h>
#include <stddef.h>

#include "plant/phi.h"

static const double soc_low = -1.0 / 16, piece = 1.0 / LG_CELL_PER_SOC;

/* The straight piece of the tables a soc lies on; the end pieces reach to infinity. */
static int piece_of(double soc)
{
	double at = (soc - soc_low) * LG_CELL_PER_SOC;

	if (!(at > 0))
		return 0;
	return at < LG_CELL_ROWS - 2 ? (int)at : LG_CELL_ROWS - 2;
}

static double start_of(int i)
{
	return soc_low + i * piece; /* exact */
}

static double slope_of(const struct lg_cell_row *row)
{
	return (row[1].ocv - row[0].ocv) * LG_CELL_PER_SOC;
}

double lg_cell_ocv(const struct lg_cell_config *config, double soc)
{
	int i = piece_of(soc);

	return config->row[i].ocv + (soc - start_of(i)) * slope_of(&config->row[i]);
}

static double area_at(const struct lg_cell_row *row, double from_start, double ocv)
{
	return row->area + from_start * (row->ocv + ocv) / 2;
}

static double factor_of(const struct lg_cell_config *config, double temperature)
{
	double at = (temperature + 40) / 5;
	int i;

	if (!(at > 0))
		return config->factor_at[0];
	if (at >= LG_CELL_TEMPERATURES - 1)
		return config->factor_at[LG_CELL_TEMPERATURES - 1];
	i = (int)at;
	return config->factor_at[i] +
	       (at - i) * (config->factor_at[i + 1] - config->factor_at[i]);
}

void lg_cell_init(struct lg_cell_state *state, const struct lg_cell_config *config,
		  struct lg_cell_trim trim, double soc, double temperature)
{
	const struct lg_cell_row *row = &config->row[piece_of(soc)];
	double part = (soc - start_of(piece_of(soc))) * LG_CELL_PER_SOC;

	*state = (struct lg_cell_state){.soc = soc, .temperature = temperature};
	state->magnitude =
		row[0].hysteresis + part * (row[1].hysteresis - row[0].hysteresis);
	state->factor =
		(row[0].resistance + part * (row[1].resistance - row[0].resistance)) *
		factor_of(config, temperature) * trim.resistance;
}

/* J in the two capacitors (C = tau / R) and in the hysteresis. */
static double stored_fast(const struct lg_cell_rate *rate, double capacity,
			  const struct lg_cell_state *state, double magnitude,
			  double per_factor)
{
	double pairs =
		state->v1 * state->v1 * rate->pair1 + state->v2 * state->v2 * rate->pair2;

	return (pairs * per_factor +
		magnitude * state->h * state->h * capacity * rate->per_gamma) /
	       2;
}

double lg_cell_stored(const struct lg_cell_state *state,
		      const struct lg_cell_config *config, struct lg_cell_trim trim)
{
	int i = piece_of(state->soc);
	double capacity = config->capacity * trim.capacity;
	double ocv = lg_cell_ocv(config, state->soc);

	struct lg_cell_rate rate = {.pair1 = config->tau1 / config->r1,
				    .pair2 = config->tau2 / config->r2,
				    .per_gamma = 1 / config->gamma};

	return capacity * area_at(&config->row[i], state->soc - start_of(i), ocv) +
	       stored_fast(&rate, capacity, state, state->magnitude, 1 / state->factor);
}

void lg_cell_rate(struct lg_cell_rate *rate, const struct lg_cell_config *config,
		  double dt)
{
	if (rate->of == config && rate->dt == dt)
		return;
	rate->of = config;
	rate->dt = dt;
	rate->x1 = dt / config->tau1;
	rate->x2 = dt / config->tau2;
	rate->xt = dt * config->cooling / config->heat_capacity;
	rate->mean1 = lg_phi(rate->x1);
	rate->mean2 = lg_phi(rate->x2);
	rate->meant = lg_phi(rate->xt);
	rate->square1 = lg_phi(2 * rate->x1);
	rate->square2 = lg_phi(2 * rate->x2);
	rate->pair1 = config->tau1 / config->r1;
	rate->pair2 = config->tau2 / config->r2;
	rate->per_gamma = 1 / config->gamma;
	rate->per_heat = 1 / config->heat_capacity;
}

/* Mean of a RC voltage that starts at v and tends to I R:  v m + I R (1 - m). */
static void prepare_one(struct lg_cell_step *restrict step,
			const struct lg_cell_config *restrict config,
			struct lg_cell_trim trim,
			const struct lg_cell_state *restrict state,
			const struct lg_cell_rate *restrict rate)
{
	int i = piece_of(state->soc);
	const struct lg_cell_row *row = &config->row[i];
	double from = state->soc - start_of(i), part = from * LG_CELL_PER_SOC;
	double capacity = config->capacity * trim.capacity;

	step->piece = i;
	step->soc = state->soc;
	step->slope = slope_of(row);
	step->ocv = row->ocv + from * step->slope;
	step->area = area_at(row, from, step->ocv);
	step->below = i > 0 ? from : INFINITY;
	step->above = i < LG_CELL_ROWS - 2 ? piece - from : INFINITY;
	step->magnitude =
		row[0].hysteresis + part * (row[1].hysteresis - row[0].hysteresis);
	step->factor =
		(row[0].resistance + part * (row[1].resistance - row[0].resistance)) *
		factor_of(config, state->temperature) * trim.resistance;
	step->h = state->h;
	step->e = state->v1 * rate->mean1 + state->v2 * rate->mean2;
	step->r = step->factor * (config->r0 + config->r1 * (1 - rate->mean1) +
				  config->r2 * (1 - rate->mean2));
	step->soc_per_A = rate->dt / capacity;
	step->turn = config->gamma * step->soc_per_A;
	step->efficiency = config->efficiency;
	step->leak = state->soc > 0 ? config->self_discharge * step->soc_per_A : 0;
	step->per_factor = 1 / step->factor;
	step->fast =
		stored_fast(rate, capacity, state, state->magnitude, 1 / state->factor);
	step->drift = step->fast - stored_fast(rate, capacity, state, step->magnitude,
					       step->per_factor);
}

void lg_cell_prepare(struct lg_cell_step *step, int count,
		     const struct lg_cell_config *config, const struct lg_cell_trim *trim,
		     const struct lg_cell_state *state, const struct lg_cell_rate *rate)
{
	int i;

	for (i = 0; i < count; i++)
		prepare_one(&step[i], config, trim[i], &state[i], rate);
}

/* Change of soc at a current. */
static double moved(const struct lg_cell_step *step, double current)
{
	double kept = current > 0 ? current * step->efficiency : current;

	return kept * step->soc_per_A - step->leak;
}

/* Mean OCV on a way that leaves its straight piece: the exact integral, piece by piece
 * next door, by the antiderivative further off, so that no small number is ever the
 * difference of two large ones. */
static double far_mean_ocv(const struct lg_cell_step *step,
			   const struct lg_cell_config *config, double change,
			   double *slope)
{
	double to = step->soc + change, edge, ocv, there, first, area;
	int i = piece_of(to);

	if (i == step->piece) { /* left it by rounding only */
		*slope = step->slope / 2;
		return step->ocv + change * *slope;
	}
	there = config->row[i].ocv + (to - start_of(i)) * slope_of(&config->row[i]);
	first = change > 0 ? step->above : -step->below;
	edge = change > 0 ? start_of(i) : start_of(i + 1);
	if (fabs(step->soc + first - edge) < piece / 2) {
		ocv = change > 0 ? config->row[i].ocv : config->row[i + 1].ocv;
		area = first * (step->ocv + ocv) / 2 +
		       (change - first) * (ocv + there) / 2;
	} else {
		area = area_at(&config->row[i], to - start_of(i), there) - step->area;
	}
	*slope = (there - area / change) / change;
	return area / change;
}

/* Mean OCV on the way from soc to soc + change, and its slope over the change. */
static inline double mean_ocv(const struct lg_cell_step *step,
			      const struct lg_cell_config *config, double change,
			      double *slope)
{
	if (change > step->above || -change > step->below)
		return far_mean_ocv(step, config, change, slope);
	*slope = step->slope / 2;
	return step->ocv + change * *slope;
}

double lg_cell_mean(const struct lg_cell_step *step, int count,
		    const struct lg_cell_config *config, double current, double *slope)
{
	double sign = current < 0 ? -1 : 1, sum = 0, tilt = 0;
	double gain = current > 0 ? config->efficiency : 1;
	const struct lg_cell_step *end = step + count;

	for (; step < end; step++) {
		double off = step->h - sign, mean = lg_phi(fabs(current) * step->turn),
		       bend;

		sum += mean_ocv(step, config, moved(step, current), &bend) + step->e +
		       step->r * current + step->magnitude * (sign + off * mean);
		/* d phi/dx is -1/2 at 0, near -phi^2/2 on: good enough to steer Newton */
		tilt += step->r + bend * gain * step->soc_per_A -
			step->magnitude * off * sign * mean * mean / 2 * step->turn;
	}
	*slope += tilt;
	return sum;
}

/* Heat of a RC pair: integral of v^2/R, v decaying from v to I R. Moves *v on. */
static double pair(double *v, double current, double r, double capacitor, double x,
		   double mean, double square)
{
	double end = current * r, off = *v - end;
	double heat =
		(end * end * x + 2 * end * off * x * mean + off * off * x * square) *
		capacitor;

	*v = end + off * (1 - x * mean);
	return heat;
}

static inline struct lg_cell_result advance_one(
	struct lg_cell_state *restrict state,
	const struct lg_cell_config *restrict config, struct lg_cell_trim trim,
	const struct lg_cell_rate *restrict rate,
	const struct lg_cell_step *restrict step, double current, double surroundings)
{
	struct lg_cell_result result;
	double capacity = config->capacity * trim.capacity, f = step->factor, unused = 0;
	double x = fabs(current) * step->turn, sign = current < 0 ? -1 : 1,
	       off = step->h - sign;
	double mean = lg_phi(x), left = 1 - x * mean, dt = rate->dt, ocv, change;
	int i;

	change = moved(step, current);
	ocv = mean_ocv(step, config, change, &unused);
	result.energy = (ocv + step->e + step->r * current +
			 step->magnitude * (sign + off * mean)) *
			current * dt;
	/* charge that went in but was not kept, at the mean OCV */
	result.heat = ocv * (current * step->soc_per_A - change) * capacity;
	result.heat += step->drift + config->r0 * f * current * current * dt;
	result.heat +=
		pair(&state->v1, current, config->r1 * f, rate->pair1 * step->per_factor,
		     rate->x1, rate->mean1, rate->square1);
	result.heat +=
		pair(&state->v2, current, config->r2 * f, rate->pair2 * step->per_factor,
		     rate->x2, rate->mean2, rate->square2);
	result.heat += step->magnitude * fabs(current) * dt *
		       (1 + 2 * sign * off * mean + off * off * mean * (1 + left) / 2);
	state->h = sign + off * left;
	state->soc = step->soc + change;
	state->magnitude = step->magnitude;
	state->factor = f;
	state->temperature += (result.heat * rate->per_heat +
			       (surroundings - state->temperature) * rate->xt) *
			      rate->meant;
	i = piece_of(state->soc);
	ocv = config->row[i].ocv + (state->soc - start_of(i)) * slope_of(&config->row[i]);
	result.stored =
		capacity * (area_at(&config->row[i], state->soc - start_of(i), ocv) -
			    step->area) +
		stored_fast(rate, capacity, state, state->magnitude, step->per_factor) -
		step->fast;
	result.voltage = ocv + state->magnitude * state->h + config->r0 * f * current +
			 state->v1 + state->v2;
	return result;
}

struct lg_cell_result lg_cell_advance(struct lg_cell_state *state, int count,
				      const struct lg_cell_config *config,
				      const struct lg_cell_trim *trim,
				      const struct lg_cell_rate *rate,
				      const struct lg_cell_step *step, double current,
				      double surroundings, double *voltage)
{
	struct lg_cell_result sum = {0, 0, 0, 0};
	int i;

	for (i = 0; i < count; i++) {
		struct lg_cell_result one = advance_one(&state[i], config, trim[i], rate,
							&step[i], current, surroundings);

		voltage[i] = one.voltage;
		sum.voltage += one.voltage;
		sum.energy += one.energy;
		sum.stored += one.stored;
		sum.heat += one.heat;
	}
	return sum;
}
