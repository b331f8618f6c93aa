/* SPDX-License-Identifier: Apache-2.0 */
/* A reading is believed until its age; what never came is never believed. */
#include "tests/unit/unit.h"

static void never_seen_is_not_believed(void **unused)
{
	struct lg_reading reading = {0};

	(void)unused;
	lg_reading_take(&reading, missing());
	assert_false(reading.fresh);
	assert_false(lg_reading_age(&reading, 5, LG_NEVER_ms));
	assert_false(reading.fresh);
	assert_int_equal(lg_reading_patience(&reading, 5), LG_NEVER_ms);
	assert_false(lg_reading_on(&reading));
}

static void sample_without_arrival_leaves_no_trace(void **unused)
{
	struct lg_reading reading = {0};

	(void)unused;
	lg_reading_take(&reading, given(7));
	lg_reading_take(&reading, (struct lg_sample){9, false});
	assert_int_equal(reading.value, 7);
	assert_true(reading.fresh);
}

static void stale_at_exactly_its_age(void **unused)
{
	struct lg_reading reading = {0};

	(void)unused;
	lg_reading_take(&reading, given(1));
	assert_int_equal(lg_reading_patience(&reading, 5000), LG_NEVER_ms);
	assert_false(lg_reading_age(&reading, 5000, LG_NEVER_ms)); /* while it arrives */
	assert_true(reading.fresh);
	lg_reading_take(&reading, missing());
	assert_int_equal(lg_reading_patience(&reading, 5000), 5000);
	assert_false(lg_reading_age(&reading, 5000, 4999));
	assert_int_equal(lg_reading_patience(&reading, 5000), 1);
	assert_true(lg_reading_on(&reading));
	assert_true(lg_reading_age(&reading, 5000, 1)); /* tells it once */
	assert_false(reading.fresh);
	assert_false(lg_reading_age(&reading, 5000, 1));
	assert_int_equal(lg_reading_patience(&reading, 5000), LG_NEVER_ms);
	assert_false(lg_reading_on(&reading));
}

static void arrival_makes_it_young_again(void **unused)
{
	struct lg_reading reading = {0};

	(void)unused;
	lg_reading_take(&reading, given(1));
	lg_reading_take(&reading, missing());
	lg_reading_age(&reading, 5000, 4999);
	lg_reading_take(&reading, given(2));
	lg_reading_take(&reading, missing());
	assert_int_equal(lg_reading_patience(&reading, 5000), 5000);
	assert_true(lg_reading_age(&reading, 5000, LG_NEVER_ms));
	lg_reading_age(&reading, 5000, LG_NEVER_ms); /* the age stops, it does not wrap */
	assert_int_equal(reading.age_ms, LG_NEVER_ms);
	lg_reading_take(&reading, given(3));
	assert_true(reading.fresh);
}

static void a_signal_is_on_when_not_zero(void **unused)
{
	struct lg_reading reading = fresh(0);

	(void)unused;
	assert_false(lg_reading_on(&reading));
	reading.value = 1;
	assert_true(lg_reading_on(&reading));
	reading.value = -1;
	assert_true(lg_reading_on(&reading));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_seen_is_not_believed),
		cmocka_unit_test(sample_without_arrival_leaves_no_trace),
		cmocka_unit_test(stale_at_exactly_its_age),
		cmocka_unit_test(arrival_makes_it_young_again),
		cmocka_unit_test(a_signal_is_on_when_not_zero),
	};

	return RUN(tests);
}
