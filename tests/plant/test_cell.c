/* SPDX-License-Identifier: Apache-2.0 */
/* Proof of the cell: its closed forms against each other and against formulas by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>

#include <cmocka.h>

#include "plant/cell_preset.h"
#include "plant/phi.h"

static const struct lg_cell_trim plain = {1, 1};
static uint64_t seed = 1;

static double chance(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (double)(seed >> 11) * 0x1p-53;
}

static struct lg_cell_result step(struct lg_cell_state *state,
				  const struct lg_cell_config *config, double current,
				  double dt)
{
	struct lg_cell_rate rate = {0};
	struct lg_cell_step ready;
	double end;

	lg_cell_rate(&rate, config, dt);
	lg_cell_prepare(&ready, 1, config, &plain, state, &rate);
	return lg_cell_advance(state, 1, config, &plain, &rate, &ready, current, 25,
			       &end);
}

static void near(double got, double wanted, double tolerance, const char *what)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%s: %.17g, wanted %.17g within %g", what, got, wanted,
			 tolerance);
}

static void phi_meets_expm1(void **unused)
{
	double x;

	(void)unused;
	near(lg_phi(0), 1, 0, "phi(0)");
	for (x = 1e-9; x < 50; x *= 1.07)
		near(lg_phi(x), -expm1(-x) / x, 1e-15, "phi");
}

/* In = stored + heat, one step at a time, wild states, currents and lengths. The bound:
 * the soc of a step is a difference of numbers near 1, rounded to 2e-16 of them. */
static void one_step_balances(void **unused)
{
	const struct lg_cell_preset *preset[] = {&lg_cell_a123_26650, &lg_cell_prismatic};
	struct lg_cell_config config;
	struct lg_cell_state state;
	struct lg_cell_result result;
	double worst = 0, scale, floor_of_rounding, off;
	int i;

	(void)unused;
	for (i = 0; i < 200000; i++) {
		double dt = pow(10, chance() * 5 - 2), current;

		if (i % 1000 == 0)
			lg_cell_from_preset(&config, preset[i / 1000 % 2], 0);
		config.efficiency = i % 3 ? 1 : 0.99;
		lg_cell_init(&state, &config, plain, chance() * 1.04 - 0.02,
			     chance() * 60 - 15);
		state.h = chance() * 2 - 1;
		state.v1 = chance() * 0.1 - 0.05;
		state.v2 = chance() * 0.1 - 0.05;
		state.magnitude = 0.02;
		current = (chance() - 0.5) * config.capacity / fmax(1800, 3 * dt);
		result = step(&state, &config, current, dt);
		scale = fabs(result.energy) + fabs(result.stored) + fabs(result.heat);
		floor_of_rounding = 4e-15 * config.capacity;
		off = fabs(result.energy - result.stored - result.heat);
		if (off > 1e-12 * scale + floor_of_rounding)
			fail_msg("step %d: off by %g of %g", i, off, scale);
		if (scale > 1e12 * floor_of_rounding)
			worst = fmax(worst, off / scale);
	}
	print_message("worst relative error of a single large step %.1e\n", worst);
	assert_true(worst > 0);
}

/* A deliberately wrong book must not balance: the check above can fail. */
static void the_balance_can_fail(void **unused)
{
	struct lg_cell_config config;
	struct lg_cell_state state;
	struct lg_cell_result result;

	(void)unused;
	lg_cell_from_preset(&config, &lg_cell_prismatic, 280);
	lg_cell_init(&state, &config, plain, 0.5, 25);
	result = step(&state, &config, 140, 10);
	near(result.energy, result.stored + result.heat, 1e-9 * result.energy, "true");
	assert_true(fabs(result.energy - result.stored - 0.99 * result.heat) >
		    1e-5 * result.energy);
}

static void rc_follows_the_formula(void **unused)
{
	struct lg_cell_config config;
	struct lg_cell_state state;
	double t, factor;
	int i;

	(void)unused;
	lg_cell_from_preset(&config, &lg_cell_prismatic, 280);
	config.cooling = 0;
	config.heat_capacity = 1e18; /* held at 25 degC */
	lg_cell_init(&state, &config, plain, 0.5, 25);
	factor = state.factor;
	near(factor, 1, 1e-12, "factor at 25 degC, 50 %");
	for (i = 0; i < 600; i++)
		step(&state, &config, 140, 1);
	near(state.v1, 140 * config.r1 * (1 - exp(-600 / config.tau1)), 1e-12,
	     "v1 charged");
	near(state.v2, 140 * config.r2 * (1 - exp(-600 / config.tau2)), 1e-12,
	     "v2 charged");
	near(state.soc, 0.5 + (140 - config.self_discharge) * 600 / config.capacity,
	     1e-12, "soc");
	t = state.v2;
	step(&state, &config, 0, 1234.5);
	near(state.v2, t * exp(-1234.5 / config.tau2), 1e-13, "v2 at rest");
}

/* Constant current: 0.1, 1 and 10 s reach the same charge, hysteresis and, while the
 * factor stands still, the same RC voltages. */
static void step_size_does_not_matter(void **unused)
{
	const double dt[] = {0.1, 1, 10};
	struct lg_cell_config config;
	struct lg_cell_state state[3];
	double energy[3] = {0, 0, 0};
	int i, k;

	(void)unused;
	lg_cell_from_preset(&config, &lg_cell_prismatic, 280);
	for (i = 0; i < LG_CELL_TEMPERATURES; i++)
		config.factor_at[i] = 1;
	for (k = 0; k < 3; k++) {
		lg_cell_init(&state[k], &config, plain, 0.45, 25);
		state[k].h = -1;
		for (i = 0; i < (int)(3600 / dt[k] + 0.5); i++)
			energy[k] += step(&state[k], &config, 90, dt[k]).energy;
	}
	for (k = 1; k < 3; k++) {
		near(state[k].soc, state[0].soc, 1e-9, "soc");
		near(state[k].h, state[0].h, 1e-9, "h");
		near(state[k].v1, state[0].v1, 1e-9, "v1");
		near(state[k].v2, state[0].v2, 1e-9, "v2");
		/* M(soc) is held within a step: first order, microvolts */
		near(energy[k] / energy[0], 1, 2e-6, "energy");
		near(state[k].temperature, state[0].temperature, 2e-3, "temperature");
	}
}

/* Round a loop of 2 x 40 % soc at C/20: the area is the hysteresis loss, 2 M per soc. */
static void hysteresis_makes_a_loop(void **unused)
{
	struct lg_cell_config config;
	struct lg_cell_state state;
	double up = 0, down = 0, worst = 0;
	int i, turn;

	(void)unused;
	lg_cell_from_preset(&config, &lg_cell_prismatic, 280);
	config.self_discharge = 0;
	config.r0 = config.r1 = config.r2 = 1e-9;
	for (i = 0; i < LG_CELL_ROWS; i++)
		config.row[i].hysteresis = 0.02;
	lg_cell_init(&state, &config, plain, 0.3, 25);
	for (turn = 0; turn < 2; turn++) {
		up = down = 0;
		for (i = 0; i < 288; i++)
			up += step(&state, &config, 14, 100).energy;
		near(state.h, 1, 1e-9, "h after charge");
		for (i = 0; i < 288; i++)
			down -= step(&state, &config, -14, 100).energy;
		near(state.h, -1, 1e-9, "h after discharge");
		worst = fmax(worst, up - down);
	}
	/* the turn-round from -1 to 1 costs 4 M Q/gamma less than full branches */
	near(up - down,
	     2 * 0.02 * 14 * 28800 - 2 * 2 * 0.02 * config.capacity / config.gamma +
		     14 * 14 * 3e-9 * 57600,
	     1e-7 * (up - down), "loop area");
	assert_true(worst > 0);
}

static void abuse_is_reachable(void **unused)
{
	const struct lg_cell_preset *preset[] = {&lg_cell_a123_26650, &lg_cell_prismatic};
	struct lg_cell_config config;
	struct lg_cell_state state;
	struct lg_cell_result result;
	int i, k;

	(void)unused;
	for (k = 0; k < 2; k++) {
		lg_cell_from_preset(&config, preset[k], 0);
		assert_null(lg_cell_config_problem(&config));
		lg_cell_init(&state, &config, plain, 0.98, 25);
		result.voltage = 0;
		for (i = 0; i < 7200 && result.voltage < 3.75; i++)
			result = step(&state, &config, config.capacity / 36000, 1);
		assert_true(result.voltage >= 3.75 && state.soc < 1.05);
		lg_cell_init(&state, &config, plain, 0.02, 25);
		for (i = 0; i < 7200 && result.voltage > 2.5; i++)
			result = step(&state, &config, -config.capacity / 36000, 1);
		assert_true(result.voltage <= 2.5 && state.soc > -0.05);
	}
}

static void cold_and_size_scale(void **unused)
{
	struct lg_cell_config big, small;
	struct lg_cell_state warm, cold;

	(void)unused;
	lg_cell_from_preset(&big, &lg_cell_prismatic, 280);
	lg_cell_from_preset(&small, &lg_cell_prismatic, 100);
	near(small.r0 / big.r0, 2.8, 1e-12, "resistance by size");
	near(small.heat_capacity / big.heat_capacity, 1 / 2.8, 1e-12, "mass by size");
	lg_cell_init(&warm, &big, plain, 0.5, 25);
	lg_cell_init(&cold, &big, plain, 0.5, -15);
	near(cold.factor / warm.factor, 6, 1e-9, "resistance at -15 degC");
	lg_cell_init(&cold, &big, plain, 0.5, 5);
	near(cold.factor / warm.factor, 2, 1e-9, "resistance at 5 degC");
}

static void temperature_settles(void **unused)
{
	struct lg_cell_config config;
	struct lg_cell_state state;
	double t0;
	int i;

	(void)unused;
	lg_cell_from_preset(&config, &lg_cell_prismatic, 280);
	lg_cell_init(&state, &config, plain, 0.5, 45);
	config.self_discharge = 0;
	for (i = 0; i < 100; i++)
		step(&state, &config, 0, 60);
	t0 = 25 + 20 * exp(-6000 * config.cooling / config.heat_capacity);
	near(state.temperature, t0, 1e-9, "Newton's cooling");
}

static void bad_cells_are_refused(void **unused)
{
	struct lg_cell_config config;

	(void)unused;
	lg_cell_from_preset(&config, &lg_cell_prismatic, 280);
	config.r1 = NAN;
	assert_non_null(lg_cell_config_problem(&config));
	lg_cell_from_preset(&config, &lg_cell_prismatic, 280);
	config.capacity = 0;
	assert_non_null(lg_cell_config_problem(&config));
	lg_cell_from_preset(&config, &lg_cell_prismatic, 280);
	config.row[70].ocv = 2;
	assert_non_null(lg_cell_config_problem(&config));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(phi_meets_expm1),
		cmocka_unit_test(one_step_balances),
		cmocka_unit_test(the_balance_can_fail),
		cmocka_unit_test(rc_follows_the_formula),
		cmocka_unit_test(step_size_does_not_matter),
		cmocka_unit_test(hysteresis_makes_a_loop),
		cmocka_unit_test(abuse_is_reachable),
		cmocka_unit_test(cold_and_size_scale),
		cmocka_unit_test(temperature_settles),
		cmocka_unit_test(bad_cells_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
