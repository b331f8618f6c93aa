/* SPDX-License-Identifier: Apache-2.0 */
/* Proof of the whole plant: charge and energy over long random runs, stages, refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plant/cell_preset.h"
#include "plant/plant.h"

static struct lg_cell_config cell;
static struct lg_plant_config config;
static struct lg_plant_inputs in;
static struct lg_plant_state state;
static struct lg_plant_outputs out;
static const struct lg_charger_config stages = {14.2, 7200, 13.5, 13.4, 60};

static double uniform(void *ctx, uint64_t key)
{
	(void)ctx;
	key = (key + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
	key = (key ^ (key >> 27)) * 0x94d049bb133111ebu;
	return (double)((key ^ (key >> 31)) >> 11) * 0x1p-53;
}

static void near(double got, double wanted, double tolerance, const char *what)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%s: %.15g, wanted %.15g within %g", what, got, wanted,
			 tolerance);
}

/* Bus 0; batteries on 1, 2, 3; inverter on 4; solar on 5; a one-way branch to 6; 7 on 6.
 */
static void start(double soc)
{
	double all[12];
	int i;

	lg_cell_from_preset(&cell, &lg_cell_prismatic, 100);
	cell.efficiency = 0.998;
	memset(&config, 0, sizeof(config));
	memset(&in, 0, sizeof(in));
	config.net.nodes = 8;
	for (i = 0; i < 8; i++) {
		config.net.parent[i] = i == 0 ? -1 : i == 7 ? 6 : 0;
		config.net.resistance[i] = 1e-3 * (i + 1);
		in.closed[i] = true;
	}
	config.net.way[6] = LG_NET_OUTWARD;
	config.batteries = 3;
	for (i = 0; i < 12; i++) {
		struct lg_plant_battery_config *battery = &config.battery[i / 4];

		config.battery_node[i / 4] = i / 4 + 1;
		battery->series = 4;
		battery->cell = &cell;
		battery->resistance = 5e-4 * (1 + i / 4);
		battery->trim[i % 4] =
			(struct lg_cell_trim){0.97 + 0.005 * i, 1.06 - 0.01 * i};
		all[i] = soc + 0.003 * (i % 5);
	}
	config.inverters = config.solars = 1;
	config.inverter[0] = (struct lg_plant_inverter_config){
		4, 2400, 0.93, 10, 1e-6, 9.5, 70, 0.93, stages};
	config.solar[0] = (struct lg_solar_config){5, 400, -0.0037, 45, 0.98, 30, stages};
	config.loads = 4;
	for (i = 0; i < 4; i++) {
		config.load[i] = (struct lg_plant_load_config){.node = i == 1 ? 7 : 6,
							       .power = 20 + 30 * i,
							       .minimum = 9,
							       .nominal = 12.8,
							       .period = 700 * i,
							       .duty = 0.3,
							       .jitter = 0.8,
							       .stream = (uint32_t)i};
		in.load_enabled[i] = true;
	}
	config.load[2].kind = LG_PLANT_LOAD_RESISTANCE;
	config.load[3].kind = LG_PLANT_LOAD_AC;
	config.weather = (struct lg_weather_config){.latitude = 45,
						    .day = 170,
						    .mean = 15,
						    .swing = 8,
						    .cloud = 0.5,
						    .stream = 50};
	config.random.uniform = uniform;
	assert_null(lg_plant_config_problem(&config));
	lg_plant_init(&state, &config, all, 12);
}

static void turn_switches(long i)
{
	int k;

	for (k = 1; k < 8; k++)
		in.closed[k] = uniform(NULL, (uint64_t)(i * 8 + k)) < 0.85;
	in.inverter[0].may_invert = uniform(NULL, (uint64_t)(i * 8)) < 0.7;
	in.inverter[0].may_charge = uniform(NULL, (uint64_t)i + 7777777) < 0.5;
	in.inverter[0].may_pass_through = uniform(NULL, (uint64_t)i + 8888888) < 0.5;
	in.inverter[0].shore_power = uniform(NULL, (uint64_t)i + 9999999) < 0.5 ? 800 : 0;
	in.solar[0].may_charge = uniform(NULL, (uint64_t)i + 6666666) < 0.8;
}

/* 200 000 steps of 0.1 .. 60 s, everything switching: charge and energy to 1e-9. Energy
 * in and out are counted at the nodes, stored from the first and last state alone. */
static void books_balance(void **unused)
{
	static const double lengths[] = {0.1, 1, 10, 60};
	double q[12] = {0}, soc0[12], lost[12] = {0}, through = 0, given = 0, taken = 0;
	double heat = 0, stored, t = 0, worst = 0, off, charge = 0;
	long i, iterations = 0;
	int k;

	(void)unused;
	start(0.5);
	stored = lg_plant_stored(&state, &config);
	for (k = 0; k < 12; k++)
		soc0[k] = state.cell[k].soc;
	for (i = 0; i < 200000; i++) {
		double dt = lengths[i / 50 % 4];

		if (i % 20 == 0)
			turn_switches(i);
		for (k = 0; k < 12; k++)
			lost[k] += state.cell[k].soc > 0 ? cell.self_discharge * dt : 0;
		assert_int_equal(lg_plant_step(&state, &config, &in, t, dt, &out),
				 LG_PLANT_OK);
		t += dt;
		assert_true(out.net.residual <= 1e-10);
		for (k = 0; k < 12; k++) {
			double current = out.battery[k / 4].current;

			q[k] += (current > 0 ? current * cell.efficiency : current) * dt;
			charge += fabs(current) * dt;
		}
		given += out.in;
		taken += out.out;
		heat += out.cable + out.battery_heat;
		through += out.in + out.out;
		worst = fmax(worst, fabs(out.residual));
		iterations += out.net.iterations;
	}
	off = given - taken - heat - (lg_plant_stored(&state, &config) - stored);
	print_message("%.3g MJ through, off %.1e of it; worst step %.1e J; %.2f passes a "
		      "step\n",
		      through / 1e6, off / through, worst,
		      (double)iterations / (double)i);
	assert_true(through > 1e6 && fabs(off) <= 1e-9 * through);
	for (k = 0; k < 12; k++) {
		double capacity =
			cell.capacity * config.battery[k / 4].trim[k % 4].capacity;

		near(soc0[k] + (q[k] - lost[k]) / capacity, state.cell[k].soc,
		     1e-9 * charge / 12 / capacity, "charge");
	}
}

/* A copy continues like the original, bit for bit. */
static void snapshot_continues(void **unused)
{
	static struct lg_plant_state copy;
	struct lg_plant_outputs second;
	int i;

	(void)unused;
	start(0.5);
	in.inverter[0].may_invert = in.solar[0].may_charge = true;
	for (i = 0; i < 500; i++)
		lg_plant_step(&state, &config, &in, 36000 + i, 1, &out);
	lg_plant_state_copy(&copy, &state, &config);
	for (i = 500; i < 1000; i++) {
		lg_plant_step(&state, &config, &in, 36000 + i, 1, &out);
		lg_plant_step(&copy, &config, &in, 36000 + i, 1, &second);
	}
	assert_memory_equal(state.cell, copy.cell, 12 * sizeof(state.cell[0]));
	assert_true(out.net.voltage[0] == second.net.voltage[0]);
}

static void nonsense_is_refused(void **unused)
{
	static struct lg_plant_state before;

	(void)unused;
	start(0.5);
	before = state;
	assert_int_equal(lg_plant_step(&state, &config, &in, NAN, 1, &out),
			 LG_PLANT_BAD_INPUT);
	assert_int_equal(lg_plant_step(&state, &config, &in, 0, INFINITY, &out),
			 LG_PLANT_BAD_INPUT);
	assert_int_equal(lg_plant_step(&state, &config, &in, 0, -1, &out),
			 LG_PLANT_BAD_INPUT);
	in.inverter[0].shore_power = NAN;
	assert_int_equal(lg_plant_step(&state, &config, &in, 0, 1, &out),
			 LG_PLANT_BAD_INPUT);
	in.inverter[0].shore_power = 0;
	in.solar[0].limits = (struct lg_charger_limits){true, 14, -1};
	assert_int_equal(lg_plant_step(&state, &config, &in, 0, 1, &out),
			 LG_PLANT_BAD_INPUT);
	in.solar[0].limits.given = false;
	in.ambient_given = true;
	in.ambient = NAN;
	assert_int_equal(lg_plant_step(&state, &config, &in, 0, 1, &out),
			 LG_PLANT_BAD_INPUT);
	assert_memory_equal(&before, &state, sizeof(state));
	config.load[0].node = 9;
	assert_non_null(lg_plant_config_problem(&config));
}

/* dt = 0: the currents of an edge, and nothing has moved. */
static void an_edge_takes_no_time(void **unused)
{
	double soc, v1;

	(void)unused;
	start(0.5);
	in.inverter[0].may_invert = true;
	lg_plant_step(&state, &config, &in, 36000, 1, &out);
	soc = state.cell[0].soc;
	v1 = state.cell[0].v1;
	in.closed[4] = false;
	assert_int_equal(lg_plant_step(&state, &config, &in, 36001, 0, &out),
			 LG_PLANT_OK);
	assert_true(state.cell[0].soc == soc && state.cell[0].v1 == v1);
	assert_true(out.in == 0 && out.out == 0 && out.net.voltage[4] == 0);
}

/* Bulk at the current limit, 2 h of absorption at 14.2 V, float, rebulk under load. */
static void charger_keeps_its_times(void **unused)
{
	double t = 0, absorbed = -1, floated = -1, dt, top = 0;
	int i;

	(void)unused;
	start(0.9);
	in.closed[5] = in.closed[6] = false;
	config.loads = 0;
	in.inverter[0].may_charge = in.inverter[0].may_pass_through = true;
	in.inverter[0].shore_power = 3000;
	for (i = 0; i < 100000 && floated < 0; i++) {
		dt = fmin(10, lg_plant_next_change(&state, &config, t) - t);
		assert_int_equal(lg_plant_step(&state, &config, &in, t, dt, &out),
				 LG_PLANT_OK);
		t += dt;
		if (out.inverter[0].stage == LG_CHARGER_BULK)
			assert_true(out.inverter[0].current <= 70 + 1e-9);
		if (state.inverter[0].charger.stage == LG_CHARGER_ABSORPTION &&
		    absorbed < 0)
			absorbed = t;
		if (state.inverter[0].charger.stage == LG_CHARGER_FLOAT)
			floated = t;
		top = fmax(top, out.net.voltage[4]);
	}
	assert_true(absorbed > 0);
	near(floated - absorbed, 7200, 1e-6, "absorption");
	near(top, 14.2, 1e-3, "top");
	lg_plant_step(&state, &config, &in, t, 10, &out);
	assert_true(out.inverter[0].current < 1e-6 || out.net.voltage[4] < 13.5 + 1e-3);
	/* a heavy load on the bus pulls it under the rebulk voltage for a minute */
	in.inverter[0].limits = (struct lg_charger_limits){true, 14.2, 0};
	config.loads = 1;
	config.load[0].node = 0;
	config.load[0].power = 900;
	for (i = 0; i < 6000 && state.inverter[0].charger.stage == LG_CHARGER_FLOAT;
	     i++) {
		dt = fmin(10, lg_plant_next_change(&state, &config, t) - t);
		lg_plant_step(&state, &config, &in, t, dt, &out);
		t += dt;
	}
	assert_int_equal(state.inverter[0].charger.stage, LG_CHARGER_BULK);
}

/* What shore may give is shared: the loads first, the charger has the rest. */
static void shore_limit_is_kept(void **unused)
{
	(void)unused;
	start(0.3);
	config.loads = 1;
	config.load[0] =
		(struct lg_plant_load_config){.kind = LG_PLANT_LOAD_AC, .power = 500};
	in.inverter[0].may_charge = in.inverter[0].may_pass_through = true;
	in.inverter[0].shore_power = 900;
	lg_plant_step(&state, &config, &in, 0, 1, &out);
	near(out.inverter[0].shore_energy, 900, 1e-6, "shore");
	near(out.load[0].served, 500, 1e-9, "passed through");
	near(out.inverter[0].current * out.inverter[0].voltage, 400 * 0.93, 1e-6,
	     "charge");
	in.inverter[0].shore_power = 0;
	in.inverter[0].may_invert = true;
	lg_plant_step(&state, &config, &in, 1, 1, &out);
	near(-out.inverter[0].current * out.inverter[0].voltage, 500 / 0.93 + 10 + 0.25,
	     1e-6, "inverting");
	near(out.load[0].served, 500, 1e-6, "inverted");
	in.inverter[0].may_invert = false;
	lg_plant_step(&state, &config, &in, 2, 1, &out);
	assert_true(out.load[0].served == 0 && out.load[0].asked == 500);
}

/* The sun against its formula at noon, and a CCL of 5 A. */
static void solar_gives_what_there_is(void **unused)
{
	double irradiance = 800, hours[2], air[2] = {20, 20}, tc = 20 + 25.0 / 800 * 800;

	(void)unused;
	start(0.5);
	hours[0] = hours[1] = irradiance;
	config.weather = (struct lg_weather_config){.kind = LG_WEATHER_TABLE,
						    .irradiance = hours,
						    .temperature = air,
						    .hours = 2};
	in.solar[0].may_charge = true;
	lg_plant_step(&state, &config, &in, 0, 1, &out);
	near(out.solar[0].energy, 400 * 0.8 * (1 - 0.0037 * (tc - 25)) * 0.98, 1e-6,
	     "sun");
	in.solar[0].limits = (struct lg_charger_limits){true, 14.0, 5};
	lg_plant_step(&state, &config, &in, 1, 1, &out);
	near(out.solar[0].current, 5, 1e-9, "CCL");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(books_balance),
		cmocka_unit_test(snapshot_continues),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(an_edge_takes_no_time),
		cmocka_unit_test(charger_keeps_its_times),
		cmocka_unit_test(shore_limit_is_kept),
		cmocka_unit_test(solar_gives_what_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
