/* SPDX-License-Identifier: Apache-2.0 */
/* The closed loop: the step length does not decide, the seed does; energy adds up; a run
 * repeats to the bit. */
#include "tests/loop/loop.h"

#include <math.h>

#define BUILD LG_SOURCE_DIR "/examples/rv-typical/build.yaml"

/* Four hard days: nearly empty, freezing at night, shore for a few hours, loads that pull
 * the cells down. */
static const char hard_days[] =
	"version: 1\n"
	"name: hard days\n"
	"start: \"20:00\"\n"
	"for: 4 d\n"
	"soc: 14 %\n"
	"temperature: 3 degC\n"
	"weather: synthetic\n"
	"events:\n"
	"  - { at: 30 h, shore: on }\n"
	"  - { at: 31 h, shore: off }\n"
	"  - { at: 60 h, shore: on }\n"
	"  - { at: 66 h, shore: off }\n"
	"  - { at: 3 h, battery: house-1, cell: 2, reading: lost }\n"
	"  - { at: 4 h, battery: house-1, cell: 2, reading: true }\n";

static void same_decision(const struct lg_engine_event *a,
			  const struct lg_engine_event *b, int64_t within_ms)
{
	assert_int_equal(a->event.device, b->event.device);
	assert_int_equal(a->event.output, b->event.output);
	assert_int_equal(a->event.value, b->event.value);
	assert_int_equal(a->event.why, b->event.why);
	assert_int_equal(a->event.fault, b->event.fault);
	assert_true(llabs(a->time_ms - b->time_ms) <= within_ms);
}

static void steps_of_tenth_one_and_ten_seconds_decide_alike(void **state)
{
	static const int64_t steps_ms[] = {100, 1000, 10000};
	struct lg_system *system = load(BUILD);
	struct lg_scenario scenario = story(system, hard_days);
	static struct decisions decisions[3];
	int64_t worst_ms = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		free(run(system, &scenario,
			 (struct lg_engine_options){.dt_ms = steps_ms[i], .seed = 7},
			 &decisions[i]));
	assert_true(decisions[0].count >= 20);
	for (int i = 1; i < 3; i++) {
		assert_int_equal(decisions[i].count, decisions[0].count);
		for (int k = 0; k < decisions[0].count; k++) {
			int64_t apart_ms = llabs(decisions[i].at[k].time_ms -
						 decisions[0].at[k].time_ms);

			same_decision(&decisions[i].at[k], &decisions[0].at[k],
				      steps_ms[i]);
			if (apart_ms > worst_ms)
				worst_ms = apart_ms;
		}
	}
	printf("%d decisions alike; furthest apart %lld ms\n", decisions[0].count,
	       (long long)worst_ms);
	lg_system_free(system);
}

/* Two protectors whose countdowns overlap: the second starts while the first runs. */
static const char two_countdowns[] =
	"version: 1\n"
	"name: two countdowns\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-50, soc: 30 %, spread: 0 % }\n"
	"bms:\n"
	"  bms: { model: victron/smallbms, watches: house }\n"
	"protectors:\n"
	"  pa: { model: victron/smart-batteryprotect-65, on: house, mode: A, shutdown_V: "
	"12.6 V, restart_V: 13.0 V }\n"
	"  pb: { model: victron/smart-batteryprotect-65, on: house, mode: A, shutdown_V: "
	"12.55 V, restart_V: 13.0 V }\n"
	"loads:\n"
	"  la: { power: 300 W, on: pa.out }\n"
	"  lb: { power: 300 W, on: pb.out }\n";

static void a_countdown_is_seen_beside_another(void **state)
{
	static const int64_t steps_ms[] = {100, 1000, 10000};
	struct lg_system *system = load(two_countdowns);
	struct lg_scenario scenario =
		story(system, "version: 1\nfor: 2 h\nsoc: 16 %\n"
			      "temperature: 20 degC\nweather: still\n");
	static struct decisions decisions[3];
	int64_t worst_ms = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		free(run(system, &scenario,
			 (struct lg_engine_options){.dt_ms = steps_ms[i], .seed = 1},
			 &decisions[i]));
	assert_true(decisions[0].count >= 6);
	for (int i = 1; i < 3; i++) {
		assert_int_equal(decisions[i].count, decisions[0].count);
		for (int k = 0; k < decisions[0].count; k++) {
			same_decision(&decisions[i].at[k], &decisions[0].at[k], 1000);
			worst_ms = llabs(decisions[i].at[k].time_ms -
					 decisions[0].at[k].time_ms) > worst_ms
					   ? llabs(decisions[i].at[k].time_ms -
						   decisions[0].at[k].time_ms)
					   : worst_ms;
		}
	}
	printf("%d decisions alike; furthest apart %lld ms\n", decisions[0].count,
	       (long long)worst_ms);
	lg_system_free(system);
}

static void energy_adds_up(void **state)
{
	struct lg_system *system = load(BUILD);
	struct lg_scenario scenario = story(system, hard_days);
	struct lg_engine_result *result =
		run(system, &scenario,
		    (struct lg_engine_options){.dt_ms = 1000, .seed = 3}, NULL);
	const struct lg_world_totals *totals = &result->totals;
	double residual = totals->in - totals->out - totals->stored - totals->loss;

	(void)state;
	assert_true(totals->out > 1e6);
	assert_true(totals->in > 1e6);
	printf("in %.0f J, out %.0f J, residual %.2e relative\n", totals->in, totals->out,
	       fabs(residual) / totals->out);
	assert_true(fabs(residual) <= 1e-9 * totals->out);
	assert_true(fabs(totals->residual) <= 1e-9 * totals->out);
	free(result);
	lg_system_free(system);
}

static void a_run_repeats_to_the_bit_and_the_seed_changes_it(void **state)
{
	struct lg_system *system = load(BUILD);
	struct lg_scenario scenario = story(system, hard_days);
	static struct decisions decisions[2];
	struct lg_engine_result *results[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		results[i] = run(
			system, &scenario,
			(struct lg_engine_options){.dt_ms = 1000, .seed = i < 2 ? 5 : 6},
			i < 2 ? &decisions[i] : NULL);
	assert_memory_equal(&results[0]->totals, &results[1]->totals,
			    sizeof results[0]->totals);
	assert_int_equal(decisions[0].count, decisions[1].count);
	for (int i = 0; i < decisions[0].count; i++)
		same_decision(&decisions[0].at[i], &decisions[1].at[i], 0);
	assert_true(fabs(results[0]->totals.in - results[2]->totals.in) > 1.0);
	for (int i = 0; i < 3; i++)
		free(results[i]);
	lg_system_free(system);
}

/* A snapshot is a copy: from the same moment both worlds go the same way. */
static void a_world_goes_on_from_a_copy(void **state)
{
	struct lg_system *system = load(BUILD);
	struct lg_scenario scenario = story(system, hard_days);
	struct lg_problems problems = {0};
	struct lg_world *world = lg_world_new(system, &scenario, 11, &problems);
	struct lg_world *twin;

	(void)state;
	assert_non_null(world);
	for (int i = 0; i < 5000; i++)
		assert_true(lg_world_step(world, 700));
	twin = lg_world_twin(world);
	for (int i = 0; i < 3000; i++)
		assert_true(lg_world_step(twin, 1300));
	lg_world_copy(twin, world);
	for (int i = 0; i < 3000; i++) {
		assert_true(lg_world_step(world, 900));
		assert_true(lg_world_step(twin, 900));
	}
	for (int b = 0; b < system->n_batteries; b++) {
		assert_true(lg_world_soc(world, b) == lg_world_soc(twin, b));
		for (int c = 0; c < 4; c++)
			assert_true(lg_world_cell_V(world, b, c) ==
				    lg_world_cell_V(twin, b, c));
	}
	lg_world_free(world);
	lg_world_free(twin);
	lg_system_free(system);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_of_tenth_one_and_ten_seconds_decide_alike),
		cmocka_unit_test(a_countdown_is_seen_beside_another),
		cmocka_unit_test(energy_adds_up),
		cmocka_unit_test(a_run_repeats_to_the_bit_and_the_seed_changes_it),
		cmocka_unit_test(a_world_goes_on_from_a_copy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
