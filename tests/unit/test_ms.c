/* SPDX-License-Identifier: Apache-2.0 */
/* Milliseconds saturate and never wrap. */
#include "tests/unit/unit.h"

static void add_saturates(void **unused)
{
	static const struct {
		uint32_t a_ms, b_ms, sum_ms;
	} rows[] = {
		{0, 0, 0},
		{1, 2, 3},
		{LG_NEVER_ms, 0, LG_NEVER_ms},
		{0, LG_NEVER_ms, LG_NEVER_ms},
		{LG_NEVER_ms - 1, 1, LG_NEVER_ms},
		{LG_NEVER_ms - 1, 2, LG_NEVER_ms},
		{LG_NEVER_ms - 2, 1, LG_NEVER_ms - 1},
		{LG_NEVER_ms, LG_NEVER_ms, LG_NEVER_ms},
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(lg_ms_add(rows[i].a_ms, rows[i].b_ms), rows[i].sum_ms);
}

static void left_stops_at_zero(void **unused)
{
	(void)unused;
	assert_int_equal(lg_ms_left(10, 0), 10);
	assert_int_equal(lg_ms_left(10, 9), 1);
	assert_int_equal(lg_ms_left(10, 10), 0);
	assert_int_equal(lg_ms_left(10, 11), 0);
	assert_int_equal(lg_ms_left(0, LG_NEVER_ms), 0);
	assert_int_equal(lg_ms_left(LG_NEVER_ms, 0), LG_NEVER_ms);
}

static void least_of_two(void **unused)
{
	(void)unused;
	assert_int_equal(lg_ms_least(1, 2), 1);
	assert_int_equal(lg_ms_least(2, 1), 1);
	assert_int_equal(lg_ms_least(3, 3), 3);
	assert_int_equal(lg_ms_least(LG_NEVER_ms, 7), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add_saturates),
		cmocka_unit_test(left_stops_at_zero),
		cmocka_unit_test(least_of_two),
	};

	return RUN(tests);
}
