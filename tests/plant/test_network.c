/* SPDX-License-Identifier: Apache-2.0 */
/* Proof of the network: against circuits solved by hand. The cells here have a straight
 * OCV and no memory worth mentioning, so a battery is E behind R. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plant/cell_preset.h"
#include "plant/network.h"

static struct lg_cell_config cell;
static struct lg_plant_battery_config battery;
static struct lg_net_config config;
static struct lg_net_inputs in;
static struct lg_net_outputs out;
static struct lg_net_state state;

static void near(double got, double wanted, double tolerance, const char *what)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%s: %.15g, wanted %.15g within %g", what, got, wanted,
			 tolerance);
}

/* A battery of one cell of `e` volt and `ohm`, at a node. dt = 0: no time passes. */
static void add_battery(int node, double e, double ohm)
{
	struct lg_cell_rate rate = {0};
	struct lg_cell_state one;
	int i;

	for (i = 0; i < LG_CELL_ROWS; i++)
		cell.row[i] = (struct lg_cell_row){.ocv = e, .resistance = 1};
	cell.r0 = ohm - battery.resistance;
	lg_cell_init(&one, &cell, battery.trim[0], 0.5, 25);
	lg_plant_battery_prepare(&in.battery[in.batteries], &rate, &one, &battery, 0);
	in.battery_node[in.batteries++] = node;
}

/* Node 0, and nodes 1..3 on it by 10, 20 and 30 mohm. */
static int reset(void **unused)
{
	int i;

	(void)unused;
	lg_cell_from_preset(&cell, &lg_cell_prismatic, 280);
	for (i = 0; i < LG_CELL_TEMPERATURES; i++)
		cell.factor_at[i] = 1;
	battery = (struct lg_plant_battery_config){
		.series = 1, .cell = &cell, .resistance = 1e-4, .trim = {{1, 1}}};
	memset(&config, 0, sizeof(config));
	memset(&in, 0, sizeof(in));
	memset(&out, 0, sizeof(out));
	memset(&state, 0, sizeof(state));
	config.nodes = 4;
	config.parent[0] = -1;
	for (i = 1; i < 4; i++) {
		config.resistance[i] = 0.01 * i;
		in.closed[i] = true;
	}
	assert_null(lg_net_config_problem(&config));
	return 0;
}

static void solve(void)
{
	assert_int_equal(lg_net_solve(&state, &config, &in, &out), LG_PLANT_OK);
	assert_true(out.residual <= 1e-10);
}

static void parallel_batteries_share(void **unused)
{
	double r1 = 0.002 + 0.01, r2 = 0.005 + 0.02, g = 1 / r1 + 1 / r2, v;

	(void)unused;
	add_battery(1, 13.3, 0.002);
	/* the second has its own voltage: the cell is read when prepared, shared table */
	add_battery(2, 13.3, 0.005);
	in.load[in.loads++] = (struct lg_net_load){0, 0, 1, 2.0};
	solve();
	v = (13.3 / r1 + 13.3 / r2) / (g + 2.0);
	near(out.voltage[0], v, 1e-11, "bus");
	near(out.battery_current[0], (v - 13.3) / r1, 1e-9, "first");
	near(out.battery_current[1], (v - 13.3) / r2, 1e-9, "second");
	near(out.branch_current[1], (13.3 - v) / r1, 1e-9, "cable");
}

/* Unequal: the weaker one is charged by the stronger, (E1 - E2)/(R1 + R2). */
static void unequal_batteries_balance(void **unused)
{
	static struct lg_cell_config low;
	struct lg_plant_battery_config second;
	struct lg_cell_rate rate = {0};
	struct lg_cell_state one;
	double current;
	int i;

	(void)unused;
	add_battery(1, 3.4, 0.002);
	low = cell;
	for (i = 0; i < LG_CELL_ROWS; i++)
		low.row[i].ocv = 3.2;
	second = battery;
	second.cell = &low;
	lg_cell_init(&one, &low, second.trim[0], 0.5, 25);
	lg_plant_battery_prepare(&in.battery[1], &rate, &one, &second, 0);
	in.battery_node[1] = 2;
	in.batteries = 2;
	solve();
	current = 0.2 / (0.002 + 0.002 + 0.01 + 0.02);
	near(out.battery_current[1], current, 1e-9, "into the low one");
	near(out.battery_current[0], -current, 1e-9, "out of the high one");
}

static void constant_power_by_the_quadratic(void **unused)
{
	double e = 13.2, r = 0.003 + 0.01 + 0.03, p, current;

	(void)unused;
	add_battery(1, e, 0.003);
	in.loads = 1;
	for (p = 1; p < 0.98 * 13.2 * 13.2 / 4 / r; p *= 1.5) {
		in.load[0] = (struct lg_net_load){3, p, 5, 0};
		solve();
		current = (e - sqrt(e * e - 4 * r * p)) / (2 * r);
		near(out.load_current[0], current, 1e-8 * current, "current");
		near(out.voltage[3] * out.load_current[0], p, 1e-8 * p, "power");
	}
}

/* More than the line can carry: it falls to the resistance and stays finite. */
static void overload_browns_out(void **unused)
{
	double e = 13.2, r = 0.003 + 0.01 + 0.03, ohm = 9.5 * 9.5 / 5000;

	(void)unused;
	add_battery(1, e, 0.003);
	in.load[0] = (struct lg_net_load){3, 5000, 9.5, 0};
	in.loads = 1;
	solve();
	near(out.voltage[3], e * ohm / (r + ohm), 1e-9, "browned out");
	in.load[0].power = 500; /* and back */
	solve();
	near(out.voltage[3] * out.load_current[0], 500, 1e-6, "recovered");
}

static void charger_limits_and_regulates(void **unused)
{
	double r = 0.003 + 0.01 + 0.02;

	(void)unused;
	add_battery(1, 13.2, 0.003);
	in.sources = 1;
	in.source[0] = (struct lg_net_source){2, 14.2, 20, 1e4};
	solve(); /* CC: 13.2 + 20 r < 14.2 */
	assert_int_equal(out.mode[0], LG_NET_LIMITED);
	near(out.source_current[0], 20, 1e-9, "CC");
	near(out.voltage[2], 13.2 + 20 * r, 1e-9, "node in CC");
	in.source[0].current = 100;
	solve(); /* CV, its own node */
	assert_int_equal(out.mode[0], LG_NET_REGULATING);
	near(out.voltage[2], 14.2, 100 * 1e-5, "CV within its droop");
	near(out.source_current[0], 1.0 / (r + 1e-5), 1e-6, "CV current");
	in.source[0].power = 200;
	solve(); /* power: 200 W */
	near(out.source_current[0] * out.voltage[2], 200, 1e-6, "power limit");
	in.source[0] = (struct lg_net_source){2, 13.0, 100, 1e4};
	solve(); /* below the battery: never negative */
	assert_true(out.source_current[0] == 0);
	near(out.battery_current[0], 0, 1e-9, "idle");
	in.source[0].voltage = 14.2;
	solve(); /* and back */
	near(out.voltage[2], 14.2, 1e-3, "CV again");
}

/* Two chargers, one that may go higher: the lower gives way. */
static void two_chargers_settle(void **unused)
{
	(void)unused;
	add_battery(1, 13.2, 0.003);
	in.sources = 2;
	in.source[0] = (struct lg_net_source){2, 13.5, 50, 1e4};
	in.source[1] = (struct lg_net_source){3, 14.4, 60, 1e4};
	solve();
	near(out.voltage[1], 13.2 + 0.003 * out.battery_current[0], 1e-9, "battery");
	near(out.source_current[0] + out.source_current[1], out.battery_current[0], 1e-8,
	     "sum");
	assert_true(out.source_current[0] >= 0 && out.source_current[1] <= 60 + 1e-9);
	assert_true(out.voltage[2] <= 13.5 + 1e-9 || out.source_current[0] == 0);
	assert_true(out.voltage[3] <= 14.4 + 1e-9);
}

static void island_is_dead(void **unused)
{
	(void)unused;
	add_battery(1, 13.2, 0.003);
	in.load[0] = (struct lg_net_load){3, 100, 9, 0};
	in.source[0] = (struct lg_net_source){3, 14.2, 20, 1e4};
	in.loads = in.sources = 1;
	in.closed[3] = false;
	solve();
	assert_false(out.live[3]);
	assert_true(out.voltage[3] == 0 && out.load_current[0] == 0);
	assert_true(out.source_current[0] == 0 && out.branch_current[3] == 0);
	near(out.voltage[0], 13.2, 1e-9, "the rest lives");
	in.closed[1] = false; /* now the battery is alone */
	in.closed[3] = true;
	solve();
	assert_true(out.live[1] && !out.live[0] && !out.live[2] && !out.live[3]);
	assert_true(out.voltage[0] == 0 && out.load_current[0] == 0);
}

/* A load protector passes battery -> load only. */
static void one_way_holds_back(void **unused)
{
	(void)unused;
	add_battery(1, 13.2, 0.003);
	config.way[3] = LG_NET_OUTWARD;
	in.load[0] = (struct lg_net_load){3, 0, 1, 1.0};
	in.loads = 1;
	solve();
	near(out.branch_current[3], -13.2 / (1 + 0.043), 1e-9, "forward");
	in.loads = 0;
	in.sources = 1;
	in.source[0] = (struct lg_net_source){3, 14.4, 20, 1e4};
	solve();
	near(out.branch_current[3], 0, 1e-6, "backward");
	near(out.battery_current[0], 0, 1e-6, "battery not charged through it");
	near(out.voltage[3], 14.4, 1e-3, "the source holds its side");
	config.way[3] = LG_NET_INWARD;
	solve();
	near(out.branch_current[3], 20, 1e-6, "inward passes");
}

static void bad_trees_are_refused(void **unused)
{
	(void)unused;
	config.resistance[2] = 0;
	assert_non_null(lg_net_config_problem(&config));
	config.resistance[2] = NAN;
	assert_non_null(lg_net_config_problem(&config));
	config.resistance[2] = 0.01;
	config.parent[2] = 2;
	assert_non_null(lg_net_config_problem(&config));
}

/* A NaN anywhere is reported and leaves the state alone. */
static void nan_is_reported(void **unused)
{
	struct lg_net_state before;

	(void)unused;
	add_battery(1, 13.2, 0.003);
	in.load[0] = (struct lg_net_load){3, 100, 9, 0};
	in.loads = 1;
	solve();
	before = state;
	in.load[0].power = NAN;
	assert_int_not_equal(lg_net_solve(&state, &config, &in, &out), LG_PLANT_OK);
	assert_memory_equal(&before, &state, sizeof(state));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(parallel_batteries_share, reset),
		cmocka_unit_test_setup(unequal_batteries_balance, reset),
		cmocka_unit_test_setup(constant_power_by_the_quadratic, reset),
		cmocka_unit_test_setup(overload_browns_out, reset),
		cmocka_unit_test_setup(charger_limits_and_regulates, reset),
		cmocka_unit_test_setup(two_chargers_settle, reset),
		cmocka_unit_test_setup(island_is_dead, reset),
		cmocka_unit_test_setup(one_way_holds_back, reset),
		cmocka_unit_test_setup(bad_trees_are_refused, reset),
		cmocka_unit_test_setup(nan_is_reported, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
