/* SPDX-License-Identifier: Apache-2.0 */
/* The event list keeps the oldest and counts what it could not keep. */
#include "core/event.h"

#include "tests/unit/unit.h"

static void keeps_order(void **unused)
{
	struct lg_events events = {0};

	(void)unused;
	for (int i = 0; i < LG_EVENTS; i++)
		lg_events_push(&events, (struct lg_event){.value = i});
	assert_int_equal(events.count, LG_EVENTS);
	assert_int_equal(events.lost_count, 0);
	for (int i = 0; i < LG_EVENTS; i++)
		assert_int_equal(events.at[i].value, i);
}

static void counts_what_is_lost(void **unused)
{
	struct lg_events events = {0};

	(void)unused;
	for (int i = 0; i < LG_EVENTS + 3; i++)
		lg_events_push(&events, (struct lg_event){.value = i});
	assert_int_equal(events.count, LG_EVENTS);
	assert_int_equal(events.lost_count, 3);
	assert_int_equal(events.at[0].value, 0);
	assert_int_equal(events.at[LG_EVENTS - 1].value, LG_EVENTS - 1);
	for (int i = 0; i < UINT16_MAX; i++)
		lg_events_push(&events, (struct lg_event){.value = i});
	assert_int_equal(events.lost_count, UINT16_MAX); /* stops, does not wrap */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_order),
		cmocka_unit_test(counts_what_is_lost),
	};

	return RUN(tests);
}
