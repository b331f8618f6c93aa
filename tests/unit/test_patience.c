/* SPDX-License-Identifier: Apache-2.0 */
/* Patience, for every device and for a build: until it is over nothing changes, one step
 * of it is that many of a millisecond, and a crossing inside a longer step shows itself.
 * Random stimuli, also such that stop arriving. */
#include "tests/unit/subjects.h"

struct run {
	struct subject subject;
	struct dice dice;
	struct lg_sample in[LG_WIRING_INPUTS];
	struct memory now; /* after the edge */
	uint32_t patience_ms;
	uint64_t stepped_ms;
	uint32_t crossings, moves; /* patience ran out; and an output moved with it */
};

static void step(const struct run *run, struct memory *memory, uint32_t dt_ms)
{
	lg_wiring_step(memory->bytes, &run->subject.wiring, run->in, dt_ms, NULL);
}

static uint32_t patience_of(const struct run *run, const struct memory *memory)
{
	return lg_wiring_patience(memory->bytes, &run->subject.wiring);
}

static bool same_outputs(const struct run *run, const struct memory *a,
			 const struct memory *b)
{
	return memcmp(lg_wiring_outputs(a->bytes), lg_wiring_outputs(b->bytes),
		      run->subject.wiring.n_outputs * sizeof(int32_t)) == 0;
}

static bool same(const struct run *run, const struct memory *a, const struct memory *b)
{
	return memcmp(a->bytes, b->bytes, run->subject.wiring.memory_size) == 0;
}

static uint32_t less(uint32_t patience_ms, uint32_t dt_ms)
{
	return patience_ms == LG_NEVER_ms ? LG_NEVER_ms : patience_ms - dt_ms;
}

/* One long step, and as many of a millisecond: the same state to the last byte. */
static struct memory check_one_is_many(struct run *run, uint32_t cap_ms)
{
	uint32_t dt_ms = lg_ms_least(run->patience_ms, cap_ms);
	struct memory once = run->now, often = run->now;

	step(run, &once, dt_ms);
	for (uint32_t t_ms = 1; t_ms < dt_ms; t_ms++) {
		step(run, &often, 1);
		if (!same_outputs(run, &often, &run->now))
			fail_msg("an output moved %u ms before patience was over",
				 (unsigned)(run->patience_ms - t_ms));
	}
	step(run, &often, 1);
	assert_true(same_outputs(run, &once, &often));
	assert_int_equal(patience_of(run, &once), patience_of(run, &often));
	assert_true(same(run, &once, &often));
	run->stepped_ms += dt_ms;
	if (dt_ms == run->patience_ms) {
		run->crossings++;
		run->moves += !same_outputs(run, &once, &run->now);
		assert_true(patience_of(run, &once) > 0);
	}
	return once;
}

/* A shorter step: nothing moves, and patience is less by exactly the step. */
static void check_shorter(struct run *run)
{
	uint32_t within_ms = lg_ms_least(run->patience_ms, 100000000);
	uint32_t dt_ms = within_ms > 1 ? 1 + roll(&run->dice, within_ms - 1) : 0;
	struct memory shorter = run->now;

	step(run, &shorter, dt_ms);
	assert_true(same_outputs(run, &shorter, &run->now));
	assert_int_equal(patience_of(run, &shorter), less(run->patience_ms, dt_ms));
}

/* A longer step: patience before, less the step, is below zero; no patience after is. */
static void check_longer(struct run *run)
{
	uint32_t dt_ms = run->patience_ms + roll(&run->dice, 50);
	struct memory longer = run->now;

	if (run->patience_ms == LG_NEVER_ms)
		return;
	step(run, &longer, dt_ms);
	assert_true((int64_t)run->patience_ms - dt_ms !=
		    (int64_t)patience_of(run, &longer));
	assert_true(patience_of(run, &longer) > 0);
}

static void check_kind(enum subject_kind kind, bool documented_times, int rounds)
{
	static struct run run;

	run = (struct run){.dice = dice_for(100 + kind * 2 + documented_times)};
	for (int round = 0; round < rounds; round++) {
		uint32_t cap_ms =
			documented_times && !one_in(&run.dice, 16) ? 6000 : 100000;
		struct memory next;

		if (round % 200 == 0) {
			build_subject(&run.subject, kind, &run.dice, documented_times);
			memset(&run.now, 0, sizeof run.now);
			all_resting(&run.subject, run.in);
		} else {
			stimulate(&run.dice, &run.subject, run.in);
		}
		step(&run, &run.now, 0);
		run.patience_ms = patience_of(&run, &run.now);
		if (run.patience_ms == 0)
			fail_msg("round %d: no patience after an edge", round);
		check_shorter(&run);
		check_longer(&run);
		next = check_one_is_many(&run,
					 run.patience_ms == LG_NEVER_ms ? 200 : cap_ms);
		if (one_in(&run.dice, 4))
			step(&run, &run.now,
			     roll(&run.dice, less(run.patience_ms, 0) / 2 + 1));
		else
			run.now = next;
	}
	printf("  kind %d, %s times: %u crossings, %u with a move, %.1f s stepped by 1 "
	       "ms\n",
	       (int)kind, documented_times ? "documented" : "short",
	       (unsigned)run.crossings, (unsigned)run.moves,
	       (double)run.stepped_ms / 1000);
	assert_true(run.crossings > (uint32_t)rounds / 10);
	assert_true(run.moves > (uint32_t)rounds / 50);
}

#define PATIENCE(name, kind)                                                             \
	static void name(void **unused)                                                  \
	{                                                                                \
		(void)unused;                                                            \
		check_kind(kind, false, 12000);                                          \
		check_kind(kind, true, 200);                                             \
	}

PATIENCE(patience_of_a_battery, BATTERY)
PATIENCE(patience_of_a_bms, BMS)
PATIENCE(patience_of_a_load_in_mode_a, LOAD_A)
PATIENCE(patience_of_a_load_in_mode_c, LOAD_C)
PATIENCE(patience_of_an_inverter, INVERTER)
PATIENCE(patience_of_a_build, BUILD)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patience_of_a_battery),
		cmocka_unit_test(patience_of_a_bms),
		cmocka_unit_test(patience_of_a_load_in_mode_a),
		cmocka_unit_test(patience_of_a_load_in_mode_c),
		cmocka_unit_test(patience_of_an_inverter),
		cmocka_unit_test(patience_of_a_build),
	};

	read_seed();
	return RUN(tests);
}
