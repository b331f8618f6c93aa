/* SPDX-License-Identifier: Apache-2.0 */
/* A battery's own switches in the world: each side holds back its current and no other.
 * Truth is the plant's current and the charge that is left. */
#include "tests/loop/loop.h"

static const char build[] =
	"version: 1\n"
	"name: Two strings\n"
	"site: { temperature: 20 degC }\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-200, parallel: 2, soc: 50 %, spread: 0 % "
	"}\n"
	"bms:\n"
	"  bms: { model: victron/vebus-bms-v2, watches: house }\n"
	"inverters:\n"
	"  multi: { model: victron/multiplus-12-3000-120, on: house, vebus: bms }\n"
	"loads:\n"
	"  heater: { power: 600 W, on: house }\n"
	"shore:\n"
	"  hookup: { into: multi, power: 2300 W }\n";

struct fixture {
	struct lg_system *system;
	struct lg_scenario scenario;
	struct lg_world *world;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct lg_problems problems = {.count = 0};

	assert_non_null(f);
	f->system = load(build);
	lg_scenario_default(&f->scenario, 3600.0);
	f->world = lg_world_new(f->system, &f->scenario, 1, &problems);
	assert_non_null(f->world);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	lg_world_free(f->world);
	lg_system_free(f->system);
	free(f);
	return 0;
}

/* The charger of the inverter, by itself. */
static void charge(struct fixture *f, bool on)
{
	for (int i = 0; i < f->system->n_acts; i++)
		if (f->system->acts[i].what == LG_ACT_CHARGER)
			lg_world_command(f->world, i, on);
}

static void pass(struct fixture *f, int64_t span_ms)
{
	while (span_ms > 0) {
		int64_t step_ms =
			lg_world_quiet_ms(f->world, span_ms < 1000 ? span_ms : 1000);

		assert_true(lg_world_step(f->world, step_ms));
		span_ms -= step_ms;
	}
}

static double amps(const struct fixture *f, int battery)
{
	return lg_world_current_A(f->world, battery);
}

static void discharge_off_holds_back_discharge(void **state)
{
	struct fixture *f = *state;

	pass(f, 10000);
	assert_true(amps(f, 0) < -15.0 && amps(f, 1) < -15.0);
	lg_world_battery_command(f->world, 1, true, false);
	pass(f, 10000);
	assert_true(amps(f, 0) < -30.0); /* carries it all */
	assert_true(amps(f, 1) > -0.01);
	charge(f, true);
	pass(f, 30000);
	assert_true(amps(f, 1) > 5.0); /* and may be charged all the same */
	charge(f, false);
	lg_world_battery_command(f->world, 1, true, true);
	pass(f, 10000);
	assert_true(amps(f, 1) < -15.0);
}

static void charge_off_holds_back_charge(void **state)
{
	struct fixture *f = *state;

	charge(f, true);
	pass(f, 30000);
	assert_true(amps(f, 0) > 5.0 && amps(f, 1) > 5.0);
	lg_world_battery_command(f->world, 0, false, true);
	pass(f, 30000);
	assert_true(amps(f, 0) < 0.01);
	assert_true(amps(f, 1) > 10.0);
	charge(f, false);
	pass(f, 10000);
	assert_true(amps(f, 0) < -10.0);
}

static void both_off_open_the_string(void **state)
{
	struct fixture *f = *state;
	double before = lg_world_soc(f->world, 0);

	lg_world_battery_command(f->world, 0, false, false);
	pass(f, 60000);
	assert_true(amps(f, 0) > -0.01 && amps(f, 0) < 0.01);
	assert_true(amps(f, 1) < -30.0);
	assert_true(before - lg_world_soc(f->world, 0) < 1e-5);
	lg_world_battery_command(f->world, 1, false, false);
	pass(f, 1000);
	assert_true(lg_world_bus_V(f->world, 0) < 0.1); /* nothing feeds the bus */
	assert_false(lg_world_load_served(f->world, 0));
	lg_world_battery_command(f->world, 0, true, true);
	pass(f, 1000);
	assert_true(lg_world_load_served(f->world, 0));
}

static void a_snapshot_holds_the_switches(void **state)
{
	struct fixture *f = *state;
	struct lg_world *kept = lg_world_twin(f->world);

	lg_world_battery_command(f->world, 1, true, false);
	pass(f, 10000);
	assert_true(amps(f, 1) > -0.01);
	lg_world_copy(f->world, kept);
	pass(f, 10000);
	assert_true(amps(f, 1) < -15.0);
	lg_world_free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(discharge_off_holds_back_discharge,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(charge_off_holds_back_charge, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(both_off_open_the_string, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_snapshot_holds_the_switches, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("loop/switches", tests, NULL, NULL);
}
