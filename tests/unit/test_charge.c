/* SPDX-License-Identifier: Apache-2.0 */
/* Charge is counted exactly: no rounding, whatever the step. */
#include "core/charge.h"

#include "tests/unit/random.h"
#include "tests/unit/unit.h"

static void one_hour_of_amperes(void **unused)
{
	struct lg_charge once = {0}, often = {0};

	(void)unused;
	lg_charge_step(&once, 1500, 3600000);
	for (int i = 0; i < 360000; i++)
		lg_charge_step(&often, 1500, 10);
	assert_int_equal(once.net_uAs, INT64_C(5400000000));
	assert_memory_equal(&once, &often, sizeof once);
	assert_int_equal(lg_charge_mAh(once.net_uAs), 1500);
}

static void in_and_out_are_kept_apart(void **unused)
{
	struct lg_charge charge = {0};

	(void)unused;
	lg_charge_step(&charge, 2000, 500);
	lg_charge_step(&charge, -3000, 1000);
	lg_charge_step(&charge, 0, 1000);
	lg_charge_step(&charge, -1, 0);
	assert_int_equal(charge.in_uAs, 1000000);
	assert_int_equal(charge.out_uAs, 3000000);
	assert_int_equal(charge.net_uAs, -2000000);
}

static void extremes_fit(void **unused)
{
	struct lg_charge most = {0}, least = {0};

	(void)unused;
	lg_charge_step(&most, INT32_MAX, UINT32_MAX);
	lg_charge_step(&least, INT32_MIN, UINT32_MAX);
	assert_int_equal(most.net_uAs, (int64_t)INT32_MAX * UINT32_MAX);
	assert_int_equal(least.out_uAs, -(int64_t)INT32_MIN * UINT32_MAX);
}

static void mAh_round_to_zero_and_saturate(void **unused)
{
	(void)unused;
	assert_int_equal(lg_charge_mAh(3599999), 0);
	assert_int_equal(lg_charge_mAh(3600000), 1);
	assert_int_equal(lg_charge_mAh(-3599999), 0);
	assert_int_equal(lg_charge_mAh(-3600000), -1);
	assert_int_equal(lg_charge_mAh(INT64_MAX), INT32_MAX);
	assert_int_equal(lg_charge_mAh(INT64_MIN), INT32_MIN);
}

/* What went in less what went out is what is there, always. */
static void the_books_balance(void **unused)
{
	struct dice dice = dice_for(2);
	struct lg_charge charge = {0};

	(void)unused;
	for (int i = 0; i < 100000; i++) {
		lg_charge_step(&charge, any_int32(&dice) / 1000, roll(&dice, 100000));
		assert_int_equal(charge.in_uAs - charge.out_uAs, charge.net_uAs);
		assert_true(charge.in_uAs >= 0 && charge.out_uAs >= 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_hour_of_amperes),
		cmocka_unit_test(in_and_out_are_kept_apart),
		cmocka_unit_test(extremes_fit),
		cmocka_unit_test(mAh_round_to_zero_and_saturate),
		cmocka_unit_test(the_books_balance),
	};

	read_seed();
	return RUN(tests);
}
