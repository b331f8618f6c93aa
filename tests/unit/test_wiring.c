/* SPDX-License-Identifier: Apache-2.0 */
/* The wires: the worst of several signals wins, changes travel down in one step, events
 * say why, and snapshots are copies. */
#include "tests/unit/subjects.h"

enum {
	LOW_CELL_OUT = 1,
	LOADS = 10,
	CHARGE = 11,
	PRE_ALARM_OUT = 12,
	OUT = 15,
	ALARM = 16,
	CODE = 17,
	CHARGER = 18,
	INVERTER_OUT = 19,
	PASS = 20
};
enum {
	CELL_OF_1 = 0,
	CELL_OF_2 = 21,
	T_OF_2 = 36,
	CHAIN = 45,
	REMOTE = 46,
	LOAD_V = 47,
	AC_IN = 57
};

struct build {
	struct subject subject;
	struct lg_sample in[LG_WIRING_INPUTS];
	struct memory memory;
	struct lg_events events;
};

static const int32_t *step(struct build *b, uint32_t dt_ms)
{
	b->events = (struct lg_events){0};
	lg_wiring_step(b->memory.bytes, &b->subject.wiring, b->in, dt_ms, &b->events);
	return lg_wiring_outputs(b->memory.bytes);
}

static const int32_t *pass(struct build *b, uint32_t ms)
{
	const int32_t *out = step(b, 0);

	while (ms > 0) {
		uint32_t dt_ms = lg_ms_least(
			ms, lg_wiring_patience(b->memory.bytes, &b->subject.wiring));

		out = step(b, dt_ms);
		ms -= dt_ms;
	}
	return out;
}

static struct build *powered_up(void)
{
	static struct build build;
	struct dice dice = dice_for(300);

	build = (struct build){0};
	build_subject(&build.subject, BUILD, &dice, true);
	build.subject.inverter.wiring = LG_INVERTER_VEBUS;
	build.subject.bms.has_remote = true;
	all_resting(&build.subject, build.in);
	pass(&build, 1000);
	return &build;
}

static const struct lg_event *event_of(const struct build *b, int device, int output)
{
	for (int i = 0; i < b->events.count; i++)
		if (b->events.at[i].device == device && b->events.at[i].output == output)
			return &b->events.at[i];
	return NULL;
}

static void powers_up_in_one_step(void **unused)
{
	const int32_t *out = lg_wiring_outputs(powered_up()->memory.bytes);

	(void)unused;
	for (int i = 0; i < LOADS; i++)
		assert_int_equal(out[i], 1);
	assert_int_equal(out[LOADS], 1);
	assert_int_equal(out[CHARGE], 1);
	assert_int_equal(out[PRE_ALARM_OUT], 0);
	assert_int_equal(out[OUT], 1);
	assert_int_equal(out[INVERTER_OUT], 1);
}

/* One weak cell in the second battery, down the wires to the load and the inverter, 30 s
 * after its warning. */
static void a_low_cell_anywhere_cuts_everywhere(void **unused)
{
	struct build *b = powered_up();
	const int32_t *out;

	(void)unused;
	b->in[CELL_OF_2] = given(2790);
	out = pass(b, 29999);
	assert_int_equal(out[LOW_CELL_OUT], 1);
	assert_int_equal(out[5 + LOW_CELL_OUT], 0);
	assert_int_equal(out[PRE_ALARM_OUT], 1);
	assert_int_equal(out[OUT], 1);
	out = step(b, 1);
	assert_int_equal(out[LOADS], 0);
	assert_int_equal(out[OUT], 0);
	assert_int_equal(out[INVERTER_OUT], 0);
	b->in[AC_IN] = given(1);
	out = step(b, 0);
	assert_int_equal(out[CHARGER], 1);
	assert_int_equal(out[PASS], 1);
	b->in[CELL_OF_2] = given(3200);
	out = pass(b, 29999);
	assert_int_equal(out[LOADS], 1);
	assert_int_equal(out[OUT], 0); /* the protector's dead time */
	out = pass(b, 1);
	assert_int_equal(out[OUT], 1);
}

/* The least of two signals, whichever of them comes first. */
static void the_worst_of_two_wires_wins(void **unused)
{
	(void)unused;
	for (int who = 0; who < 4; who++) {
		struct build *b = powered_up();

		b->in[AC_IN] = given(1);
		if (who & 1)
			b->in[CELL_OF_1] = given(3760);
		if (who & 2)
			b->in[T_OF_2] = given(4000);
		assert_int_equal(step(b, 0)[CHARGE], who == 0);
		assert_int_equal(step(b, 0)[CHARGER], who == 0);
		assert_int_equal(step(b, 0)[OUT], 1);
	}
}

/* What a wire feeds cannot be overruled from outside, missing or present. */
static void fed_inputs_ignore_samples(void **unused)
{
	struct build *b = powered_up();

	(void)unused;
	b->in[40] = b->in[41] = b->in[51] = missing();
	assert_int_equal(pass(b, 3600000)[OUT], 1);
	b->in[CELL_OF_1] = given(2700);
	b->in[40] = b->in[41] = b->in[51] = given(1);
	assert_int_equal(pass(b, 30000)[OUT], 0);
}

static void nothing_arrived_permits_nothing(void **unused)
{
	static const uint32_t dt_ms[] = {0, 1, 1000, 300000, LG_NEVER_ms};
	static struct lg_sample nothing[LG_WIRING_INPUTS];
	struct dice dice = dice_for(301);

	(void)unused;
	for (int round = 0; round < 200; round++) {
		struct memory memory = {0};
		struct subject s;

		build_subject(&s, (enum subject_kind)(round % SUBJECTS), &dice,
			      round % 2);
		for (size_t i = 0; i < COUNT(dt_ms); i++) {
			lg_wiring_step(memory.bytes, &s.wiring, nothing, dt_ms[i], NULL);
			for (int slot = 0; slot < s.wiring.n_outputs; slot++)
				if (port_of(&s, slot, false)->permission >= 0)
					assert_int_equal(
						lg_wiring_outputs(memory.bytes)[slot], 0);
		}
	}
}

/* A snapshot is a copy of the memory, wherever it then lies. */
static void a_snapshot_is_a_copy(void **unused)
{
	struct dice dice = dice_for(302);
	static struct lg_sample in[LG_WIRING_INPUTS];
	static struct memory first, second;

	(void)unused;
	for (int round = 0; round < 400; round++) {
		struct subject s;

		build_subject(&s, (enum subject_kind)(round % SUBJECTS), &dice,
			      round % 7 == 0);
		all_resting(&s, in);
		memset(&first, 0, sizeof first);
		for (int i = 0; i < 60; i++) {
			uint32_t dt_ms = one_in(&dice, 3) ? 0 : roll(&dice, 60);

			stimulate(&dice, &s, in);
			if (i == 20)
				memcpy(second.bytes, first.bytes, s.wiring.memory_size);
			lg_wiring_step(first.bytes, &s.wiring, in, dt_ms, NULL);
			if (i < 20)
				continue;
			lg_wiring_step(second.bytes, &s.wiring, in, dt_ms, NULL);
			assert_memory_equal(first.bytes, second.bytes,
					    s.wiring.memory_size);
		}
	}
}

static void events_say_why(void **unused)
{
	struct build *b = powered_up();
	const struct lg_event *event;

	(void)unused;
	for (int on = 0; on < 2; on++) {
		b->in[REMOTE] = given(on); /* its fault is number 0 */
		step(b, 0);
		event = event_of(b, 2, 1);
		assert_int_equal(event->why, on ? LG_WHY_CLEARED : LG_WHY_FAULT);
		assert_int_equal(event->fault, LG_BMS_REMOTE_OFF);
	}
	b->in[CHAIN] = given(0);
	step(b, 0);
	event = event_of(b, 2, 1); /* charge_disconnect */
	assert_non_null(event);
	assert_int_equal(event->value, 0);
	assert_int_equal(event->why, LG_WHY_FAULT);
	assert_int_equal(event->fault, LG_BMS_CHAIN_OPEN);
	event = event_of(b, 2,
			 2); /* pre_alarm_out: blocked by nothing, came with a fault */
	assert_int_equal(event->value, 1);
	assert_int_equal(event->why, LG_WHY_FAULT);
	assert_int_equal(event->fault, LG_BMS_CHAIN_OPEN);
	assert_null(event_of(b, 2, 0)); /* loads have their lead */
	b->in[CHAIN] = given(1);
	step(b, 0);
	event = event_of(b, 2, 1);
	assert_int_equal(event->value, 1);
	assert_int_equal(event->why, LG_WHY_CLEARED);
	assert_int_equal(event->fault, LG_BMS_CHAIN_OPEN);
	event = event_of(b, 2, 2);
	assert_int_equal(event->why, LG_WHY_CLEARED);
	step(b, 0);
	assert_int_equal(b->events.count, 0);
}

/* At power-up there is no fault to blame or to thank: an input came. */
static void the_first_event_is_an_input(void **unused)
{
	struct build *b = powered_up();

	(void)unused;
	memset(&b->memory, 0, sizeof b->memory);
	step(b, 0);
	assert_int_equal(event_of(b, 0, 0)->why, LG_WHY_INPUT);
	assert_int_equal(event_of(b, 0, 0)->value, 1);
	assert_null(event_of(b, 3, 0));
}

/* An output that no fault blocks: the display. */
static void a_display_follows_its_faults(void **unused)
{
	struct build *b = powered_up();
	const struct lg_event *event;

	(void)unused;
	b->in[LOAD_V] = given(17000);
	assert_int_equal(step(b, 0)[CODE], LG_LOAD_CODE_E4);
	event = event_of(b, 3, 2);
	assert_int_equal(event->why, LG_WHY_FAULT);
	assert_int_equal(event->fault, LG_LOAD_HIGH_VOLTAGE);
	assert_int_equal(lg_wiring_faults(b->memory.bytes, &b->subject.wiring)[3],
			 1U << LG_LOAD_HIGH_VOLTAGE);
	b->in[LOAD_V] = given(13200);
	assert_int_equal(step(b, 0)[CODE], LG_LOAD_CODE_NONE);
	event = event_of(b, 3, 2);
	assert_int_equal(event->why, LG_WHY_CLEARED);
	assert_int_equal(event->fault, LG_LOAD_HIGH_VOLTAGE);
}

/* A signal that moved at the end of a step has not held during it. */
static void what_moves_at_the_end_did_not_hold_during_the_step(void **unused)
{
	struct build *b = powered_up();

	(void)unused;
	b->in[CELL_OF_1] = missing();
	step(b, 0);
	step(b, 5000); /* the reading goes stale at the end of this step */
	assert_int_equal(lg_wiring_outputs(b->memory.bytes)[PRE_ALARM_OUT], 1);
	assert_int_equal(lg_wiring_patience(b->memory.bytes, &b->subject.wiring), 30000);
}

static void places_everything_apart(void **unused)
{
	struct build *b = powered_up();
	const struct lg_wiring *w = &b->subject.wiring;
	uint32_t at =
		2 * ((w->n_outputs * 4U + 7) & ~7U) + ((w->n_devices * 4U + 7) & ~7U);

	(void)unused;
	for (int i = 0; i < w->n_devices; i++) {
		assert_int_equal(w->devices[i].state_at % 8, 0);
		assert_true(w->devices[i].state_at >= at);
		at = w->devices[i].state_at + w->devices[i].family->state_size;
	}
	assert_true(w->memory_size >= at);
	assert_int_equal(w->n_inputs, 59);
	assert_int_equal(w->n_outputs, 22);
}

static void families_are_complete(void **unused)
{
	int count = 0;

	(void)unused;
	for (; lg_families[count]; count++) {
		const struct lg_family *family = lg_families[count];

		assert_true(family->n_inputs <= LG_FAMILY_INPUTS);
		assert_true(family->n_outputs <= LG_FAMILY_OUTPUTS);
		for (int i = 0; i < family->n_inputs; i++)
			assert_non_null(family->inputs[i].name);
		for (int i = 0; i < family->n_outputs; i++)
			assert_int_equal(family->outputs[i].kind == LG_PORT_CHOICE,
					 family->outputs[i].texts != NULL);
	}
	assert_true(count >= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers_up_in_one_step),
		cmocka_unit_test(a_low_cell_anywhere_cuts_everywhere),
		cmocka_unit_test(the_worst_of_two_wires_wins),
		cmocka_unit_test(fed_inputs_ignore_samples),
		cmocka_unit_test(nothing_arrived_permits_nothing),
		cmocka_unit_test(a_snapshot_is_a_copy),
		cmocka_unit_test(events_say_why),
		cmocka_unit_test(the_first_event_is_an_input),
		cmocka_unit_test(a_display_follows_its_faults),
		cmocka_unit_test(what_moves_at_the_end_did_not_hold_during_the_step),
		cmocka_unit_test(places_everything_apart),
		cmocka_unit_test(families_are_complete),
	};

	read_seed();
	return RUN(tests);
}
