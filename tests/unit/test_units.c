/* SPDX-License-Identifier: Apache-2.0 */
/* Products go through 64 bits and come back saturated and rounded to nearest. */
#include "core/units.h"

#include "tests/unit/random.h"
#include "tests/unit/unit.h"

static void saturates_at_both_ends(void **unused)
{
	(void)unused;
	assert_int_equal(lg_saturate(0), 0);
	assert_int_equal(lg_saturate(INT32_MAX), INT32_MAX);
	assert_int_equal(lg_saturate((int64_t)INT32_MAX + 1), INT32_MAX);
	assert_int_equal(lg_saturate(INT64_MAX), INT32_MAX);
	assert_int_equal(lg_saturate(INT32_MIN), INT32_MIN);
	assert_int_equal(lg_saturate((int64_t)INT32_MIN - 1), INT32_MIN);
	assert_int_equal(lg_saturate(INT64_MIN), INT32_MIN);
}

static void scales_to_nearest(void **unused)
{
	static const struct {
		int32_t value, numerator, denominator, scaled;
	} rows[] = {
		{1000, 900, 1000, 900},
		{65000, 600, 1000, 39000}, /* 65 A unit at 50 degC */
		{1, 1, 2, 1},              /* halves away from zero */
		{-1, 1, 2, -1},
		{1, 1, 3, 0},
		{2, 1, 3, 1},
		{-1, 1, 3, 0},
		{-2, 1, 3, -1},
		{7, 0, 5, 0},
		{INT32_MAX, INT32_MAX, 1, INT32_MAX},
		{INT32_MIN, INT32_MAX, 1, INT32_MIN},
		{INT32_MIN, INT32_MIN, 1, INT32_MAX},
		{INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX},
		{INT32_MIN, INT32_MAX, INT32_MAX, INT32_MIN},
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(
			lg_scale(rows[i].value, rows[i].numerator, rows[i].denominator),
			rows[i].scaled);
}

/* Whatever comes in, the error is at most half a unit, unless it saturated. */
static void scale_errs_at_most_half(void **unused)
{
	struct dice dice = dice_for(1);

	(void)unused;
	for (int i = 0; i < 100000; i++) {
		int32_t value = any_int32(&dice), numerator = any_int32(&dice);
		int32_t denominator = (int32_t)roll(&dice, INT32_MAX) + 1;
		int64_t product = (int64_t)value * numerator;
		int64_t got = lg_scale(value, numerator, denominator);
		int64_t rest = product - got * denominator;

		if (got == INT32_MAX || got == INT32_MIN)
			continue;
		assert_true(rest <= denominator / 2 && rest >= -(denominator / 2));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(saturates_at_both_ends),
		cmocka_unit_test(scales_to_nearest),
		cmocka_unit_test(scale_errs_at_most_half),
	};

	read_seed();
	return RUN(tests);
}
