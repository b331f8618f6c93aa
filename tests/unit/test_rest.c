/* SPDX-License-Identifier: Apache-2.0 */
/* Rest: while patience is NEVER, time may pass without a step, and devices whose samples
 * stayed may be left alone. The closed loop lives by it. A twin that feels every moment
 * and steps every device, and one that does not, must answer alike for ever after. */
#include "tests/unit/subjects.h"

static uint64_t concerned_devices(const struct subject *s, const struct lg_sample *before,
				  const struct lg_sample *now)
{
	uint64_t devices = 0;

	for (int d = 0; d < s->wiring.n_devices; d++)
		for (int k = 0; k < s->devices[d].family->n_inputs; k++) {
			int slot = s->devices[d].first_input + k;

			if (before[slot].value != now[slot].value ||
			    before[slot].arrived != now[slot].arrived)
				devices |= UINT64_C(1) << d;
		}
	return devices;
}

static void check_alike(const struct subject *s, const struct memory *a,
			const struct memory *b, int round)
{
	if (memcmp(lg_wiring_outputs(a->bytes), lg_wiring_outputs(b->bytes),
		   s->wiring.n_outputs * sizeof(int32_t)) != 0)
		fail_msg("round %d: the resting twin answers otherwise", round);
	assert_int_equal(lg_wiring_patience(a->bytes, &s->wiring),
			 lg_wiring_patience(b->bytes, &s->wiring));
}

static void check_kind(enum subject_kind kind)
{
	static struct lg_sample before[LG_WIRING_INPUTS], in[LG_WIRING_INPUTS];
	struct dice dice = dice_for(300 + (uint32_t)kind);
	struct memory felt = {0}, rested = {0};
	struct subject s;
	uint32_t rests = 0;

	for (int round = 0; round < 20000; round++) {
		uint32_t patience_ms, dt_ms;
		bool fresh_start = round % 400 == 0;

		memcpy(before, in, sizeof before);
		if (fresh_start) {
			build_subject(&s, kind, &dice, round % 800 == 0);
			memset(&felt, 0, sizeof felt);
			memset(&rested, 0, sizeof rested);
			all_resting(&s, in);
		} else {
			stimulate(&dice, &s, in);
		}
		lg_wiring_step(felt.bytes, &s.wiring, in, 0, NULL);
		lg_wiring_edge(rested.bytes, &s.wiring, in,
			       fresh_start ? LG_WIRING_ALL
					   : concerned_devices(&s, before, in),
			       NULL);
		check_alike(&s, &felt, &rested, round);
		patience_ms = lg_wiring_patience(felt.bytes, &s.wiring);
		dt_ms = 1 + roll(&dice, one_in(&dice, 3) ? 200000 : 40);
		dt_ms = lg_ms_least(dt_ms, patience_ms);
		lg_wiring_step(felt.bytes, &s.wiring, in, dt_ms, NULL);
		if (patience_ms == LG_NEVER_ms)
			rests++;
		else
			lg_wiring_step(rested.bytes, &s.wiring, in, dt_ms, NULL);
		check_alike(&s, &felt, &rested, round);
	}
	printf("  kind %d: %u rests\n", (int)kind, (unsigned)rests);
	assert_true(rests > 500);
}

static void a_rest_is_no_loss(void **unused)
{
	(void)unused;
	for (int kind = BATTERY; kind < SUBJECTS; kind++)
		check_kind((enum subject_kind)kind);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_rest_is_no_loss)};

	read_seed();
	return RUN(tests);
}
