/* SPDX-License-Identifier: Apache-2.0 */
/* A ramp moves no faster than it may, and one long step lands where many short ones do.
 */
#include "core/ramp.h"

#include "tests/unit/random.h"
#include "tests/unit/unit.h"

static const struct lg_ramp_config slow_up = {.rise_per_s = 100, .fall_per_s = 0};

static void rises_slowly_falls_at_once(void **unused)
{
	struct lg_ramp ramp = {0};

	(void)unused;
	assert_int_equal(lg_ramp_patience(&ramp, &slow_up), LG_NEVER_ms);
	assert_int_equal(lg_ramp_step(&ramp, &slow_up, 1000, 0), 0);
	assert_int_equal(lg_ramp_patience(&ramp, &slow_up), 10);
	assert_int_equal(lg_ramp_step(&ramp, &slow_up, 1000, 9), 0);
	assert_int_equal(lg_ramp_patience(&ramp, &slow_up), 1);
	assert_int_equal(lg_ramp_step(&ramp, &slow_up, 1000, 1), 1);
	assert_int_equal(lg_ramp_step(&ramp, &slow_up, 1000, 9989), 999);
	assert_int_equal(lg_ramp_step(&ramp, &slow_up, 1000, 1), 1000);
	assert_int_equal(lg_ramp_patience(&ramp, &slow_up), LG_NEVER_ms);
	assert_int_equal(lg_ramp_step(&ramp, &slow_up, -5, 0), -5);
}

static void never_overshoots(void **unused)
{
	const struct lg_ramp_config both = {.rise_per_s = UINT32_MAX, .fall_per_s = 7};
	struct lg_ramp ramp = {0};
	int32_t before;

	(void)unused;
	assert_int_equal(lg_ramp_step(&ramp, &both, INT32_MAX, UINT32_MAX), INT32_MAX);
	assert_int_equal(lg_ramp_step(&ramp, &both, INT32_MIN, 1000), INT32_MAX - 7);
	assert_int_equal(lg_ramp_step(&ramp, &both, INT32_MIN, UINT32_MAX),
			 INT32_MAX - 7 - 7 * 4294967 - 2);
	assert_int_not_equal(ramp.rest_thousandths, 0);
	before = ramp.value;
	assert_int_equal(lg_ramp_step(&ramp, &both, before, 1), before);
	assert_int_equal(ramp.rest_thousandths, 0);
}

static void turning_round_forgets_the_part_step(void **unused)
{
	const struct lg_ramp_config both = {.rise_per_s = 100, .fall_per_s = 100};
	struct lg_ramp ramp = {0};

	(void)unused;
	lg_ramp_step(&ramp, &both, 10, 9);
	lg_ramp_step(&ramp, &both, -10, 0);
	assert_int_equal(lg_ramp_patience(&ramp, &both), 10);
	assert_int_equal(ramp.rest_thousandths, 0);
	assert_int_equal(lg_ramp_step(&ramp, &both, -10, 10), -1);
	assert_int_equal(lg_ramp_step(&ramp, &both, -10, 9), -1);
	lg_ramp_step(&ramp, &both, 10, 0);
	assert_int_equal(lg_ramp_patience(&ramp, &both), 10);
}

static void one_long_step_is_many_short(void **unused)
{
	struct dice dice = dice_for(3);
	struct lg_ramp ramp = {0};

	(void)unused;
	for (int i = 0; i < 3000; i++) {
		const struct lg_ramp_config config = {roll(&dice, 3000),
						      roll(&dice, 3000)};
		int32_t target = (int32_t)roll(&dice, 200) - 100;
		uint32_t dt_ms = roll(&dice, 300), patience_ms;
		struct lg_ramp often;
		int32_t before;

		before = lg_ramp_step(&ramp, &config, target, 0);
		patience_ms = lg_ramp_patience(&ramp, &config);
		assert_true(patience_ms > 0);
		if (one_in(&dice, 2) && patience_ms != LG_NEVER_ms)
			dt_ms = patience_ms;
		often = ramp;
		for (uint32_t t_ms = 0; t_ms < dt_ms; t_ms++) {
			if (t_ms < patience_ms)
				assert_int_equal(often.value, before);
			lg_ramp_step(&often, &config, target, 1);
		}
		lg_ramp_step(&ramp, &config, target, dt_ms);
		assert_int_equal(ramp.value, often.value);
		assert_int_equal(ramp.rest_thousandths, often.rest_thousandths);
		if (dt_ms == patience_ms)
			assert_int_not_equal(ramp.value, before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rises_slowly_falls_at_once),
		cmocka_unit_test(never_overshoots),
		cmocka_unit_test(turning_round_forgets_the_part_step),
		cmocka_unit_test(one_long_step_is_many_short),
	};

	read_seed();
	return RUN(tests);
}
