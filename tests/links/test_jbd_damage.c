/* SPDX-License-Identifier: Apache-2.0 */
/* JBD on a bad line: flipped bits, cut frames, noise, half frames, any chunks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "links/jbd.h"

#define CAPTURE LG_SOURCE_DIR "/../shared/data/jbd/JBD-DP04S007L4S100A-BLE.txt"

enum { INFO = 41, BITS = INFO * 8 };

static uint8_t good[INFO]; /* the info reply of a real board */
static bool loaded;

static int load(void **state)
{
	FILE *file = fopen(CAPTURE, "r");
	char text[512];

	(void)state;
	if (!file || !fgets(text, sizeof text, file)) {
		printf("skipped: %s is not here\n", CAPTURE);
	} else {
		char *at = strstr(text, "<<<") + 3;

		for (int i = 0; i < INFO; i++, at++)
			good[i] = (uint8_t)strtoul(at, &at, 16);
		loaded = true;
	}
	if (file)
		fclose(file);
	return 0;
}

static void need_capture(void)
{
	if (!loaded)
		skip();
}

static struct lg_jbd_info info_of(const uint8_t *bytes)
{
	struct lg_jbd_frame frame;
	struct lg_jbd_info info;

	assert_int_equal(lg_jbd_frame_read(bytes, INFO, &frame), INFO);
	assert_int_equal(lg_jbd_info_read(&frame, &info), LG_OK);
	return info;
}

/* What a protection would act on. */
static bool acts_alike(const struct lg_jbd_info *a, const struct lg_jbd_info *b)
{
	return a->pack_mV == b->pack_mV && a->current_mA == b->current_mA &&
	       a->cells == b->cells && a->protections == b->protections &&
	       a->charge_fet == b->charge_fet && a->discharge_fet == b->discharge_fet &&
	       a->temperature_good == b->temperature_good &&
	       a->temperature_mdegC[0] == b->temperature_mdegC[0];
}

struct passed {
	int frames, infos, misleading;
};

/* Counts what comes out of these bytes: frames, those that pass as info, and of those the
 * ones that say something else than the good frame. */
static void offer(const uint8_t *bytes, size_t count, struct passed *passed)
{
	struct lg_jbd_stream stream = {0};
	struct lg_jbd_frame frame;
	struct lg_jbd_info info, truth = info_of(good);
	int before = passed->frames;

	assert_int_equal(lg_jbd_stream_push(&stream, bytes, count), count);
	lg_jbd_stream_settle(&stream);
	while (lg_jbd_stream_next(&stream, &frame)) {
		passed->frames++;
		if (lg_jbd_info_read(&frame, &info) != LG_OK)
			continue;
		passed->infos++;
		passed->misleading += !acts_alike(&info, &truth);
	}
	assert_true(passed->frames > before || stream.rejected > 0);
}

static void no_single_flip_passes(void **state)
{
	struct passed passed = {0};

	(void)state;
	need_capture();
	for (int bit = 0; bit < BITS; bit++) {
		uint8_t bytes[INFO];

		memcpy(bytes, good, INFO);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		offer(bytes, INFO, &passed);
	}
	assert_int_equal(passed.frames, 0);
}

/* A 16-bit sum is blind to a bit that rises and the same bit that falls elsewhere (or the
 * two bits of a carry). Figures of this one frame; what is left is for the caller to
 * catch, by asking again and by comparing with the cells. */
static void double_flips_that_pass(void **state)
{
	struct passed passed = {0};
	int pairs = 0;

	(void)state;
	need_capture();
	for (int first = 0; first < BITS; first++) {
		for (int second = first + 1; second < BITS; second++, pairs++) {
			uint8_t bytes[INFO];

			memcpy(bytes, good, INFO);
			bytes[first / 8] ^= (uint8_t)(1 << first % 8);
			bytes[second / 8] ^= (uint8_t)(1 << second % 8);
			offer(bytes, INFO, &passed);
		}
	}
	printf("double flips: of %d, %d pass the sum, %d are plausible, %d mislead\n",
	       pairs, passed.frames, passed.infos, passed.misleading);
	assert_int_equal(pairs, 53628);
	assert_int_equal(passed.frames, 1676);
	assert_int_equal(passed.infos, 1523);
	assert_int_equal(passed.misleading, 713);
}

static void no_cut_frame_passes(void **state)
{
	(void)state;
	need_capture();
	for (size_t from = 0; from < INFO; from++) {
		for (size_t to = from + 1; to <= INFO; to++) {
			struct passed passed = {0};

			if (from == 0 && to == INFO)
				continue;
			offer(good + from, to - from, &passed);
			assert_int_equal(passed.frames, 0);
		}
	}
}

/* Bytes fed after the damage until the first frame comes out, and how many come out of
 * the whole; no settling, no pause. */
static int bytes_until_frame(const uint8_t *damage, size_t count, int repeats, int *came)
{
	struct lg_jbd_stream stream = {0};
	struct lg_jbd_frame frame;
	int first = -1;

	*came = 0;
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(lg_jbd_stream_push(&stream, damage + i, 1), 1);
		assert_false(lg_jbd_stream_next(&stream, &frame));
	}
	for (int i = 0; i < repeats * INFO; i++) {
		assert_int_equal(lg_jbd_stream_push(&stream, good + i % INFO, 1), 1);
		while (lg_jbd_stream_next(&stream, &frame)) {
			assert_memory_equal(frame.data, good + 4, 34);
			if (first < 0)
				first = i + 1;
			(*came)++;
		}
	}
	return first;
}

static void half_frames_cost_nothing(void **state)
{
	(void)state;
	need_capture();
	for (size_t cut = 0; cut < INFO; cut++) {
		int came, bytes = bytes_until_frame(good, cut, 4, &came);

		assert_int_equal(came, 4); /* late, not lost */
		assert_in_range(bytes, INFO, 2 * INFO);
	}
}

/* Noise whose every byte looks like the start of something, then random noise. */
static void noise_costs_at_most_two_frames(void **state)
{
	static const uint8_t nasty[][6] = {{0xDD, 0xDD, 0xDD, 0xDD, 0xDD, 0xDD},
					   {0xDD, 0x03, 0x00, 0x40, 0x77, 0xDD},
					   {0xDD, 0x04, 0x00, 0x40, 0xDD, 0x77},
					   {0xDD, 0x03, 0x1D, 0x06, 0xDD, 0x03},
					   {0x77, 0xDD, 0x04, 0x00, 0x40, 0xDD},
					   {0xDD, 0x05, 0x00, 0x20, 0xDD, 0x04}};
	uint32_t random = 1;
	int came, worst = 0;

	(void)state;
	need_capture();
	for (size_t i = 0; i < sizeof nasty / sizeof nasty[0]; i++) {
		int bytes = bytes_until_frame(nasty[i], sizeof nasty[i], 4, &came);

		assert_in_range(bytes, INFO, 2 * INFO);
		assert_int_equal(came, 4);
	}
	for (int round = 0; round < 2000; round++) {
		uint8_t noise[60];

		for (size_t i = 0; i < sizeof noise; i++) {
			random = random * 1664525 + 1013904223;
			static const uint8_t likely[] = {0xDD, 0x00, 0x03, 0x04,
							 0x05, 0x40, 0x22};
			uint32_t kind = random >> 24 & 7;

			noise[i] = kind < sizeof likely ? likely[kind]
							: (uint8_t)(random >> 16);
		}
		int bytes = bytes_until_frame(noise, sizeof noise, 4, &came);

		assert_in_range(bytes, INFO, 2 * INFO);
		assert_int_equal(came, 4);
		worst = bytes > worst ? bytes : worst;
	}
	printf("worst wait after noise: %d bytes, a frame is %d\n", worst, INFO);
}

/* After a pause nothing waits for bytes that will not come. */
static void a_pause_frees_the_frame_behind(void **state)
{
	static const uint8_t stuck[] = {0xDD, 0x04, 0x00, 0x40, 0x0D};
	struct lg_jbd_stream stream = {0};
	struct lg_jbd_frame frame;

	(void)state;
	need_capture();
	lg_jbd_stream_push(&stream, stuck, sizeof stuck);
	lg_jbd_stream_push(&stream, good, INFO);
	assert_false(lg_jbd_stream_next(&stream, &frame));
	lg_jbd_stream_settle(&stream);
	assert_true(lg_jbd_stream_next(&stream, &frame));
	assert_int_equal(frame.reg, LG_JBD_INFO);
	assert_false(lg_jbd_stream_next(&stream, &frame));
	assert_int_equal(stream.rejected, 1);
}

static void any_chunks_give_the_same(void **state)
{
	uint8_t bytes[3 * INFO + 7];
	static const uint8_t ask[] = {0xDD, 0xA5, 0x03, 0x00, 0xFF, 0xFD, 0x77};

	(void)state;
	need_capture();
	for (int i = 0; i < 3; i++)
		memcpy(bytes + i * INFO, good, INFO);
	memcpy(bytes + 3 * INFO, ask, sizeof ask);
	for (size_t chunk = 1; chunk <= sizeof bytes; chunk++) {
		struct lg_jbd_stream stream = {0};
		struct lg_jbd_frame frame;
		int replies = 0, asks = 0;

		for (size_t at = 0; at < sizeof bytes;) {
			size_t left = sizeof bytes - at;

			at += lg_jbd_stream_push(&stream, bytes + at,
						 chunk < left ? chunk : left);
			while (lg_jbd_stream_next(&stream, &frame)) {
				replies += frame.kind == LG_JBD_REPLY;
				asks += frame.kind == LG_JBD_READ;
			}
		}
		assert_int_equal(replies, 3);
		assert_int_equal(asks, 1);
		assert_int_equal(stream.rejected, 0);
	}
}

/* A frame inside the data of a good frame is data. */
static void a_frame_within_a_frame_is_data(void **state)
{
	static const uint8_t inner[] = {0xDD, 0xE1, 0x00, 0x00, 0x00, 0x00, 0x77};
	struct lg_jbd_frame outer = {.kind = LG_JBD_REPLY, .reg = 0xA0, .length = 9}, got;
	struct lg_jbd_stream stream = {0};
	uint8_t bytes[LG_JBD_FRAME];

	(void)state;
	memcpy(outer.data + 1, inner, sizeof inner);
	int length = lg_jbd_frame_write(&outer, bytes, sizeof bytes);

	assert_int_equal(length, 16);
	for (int i = 0; i < length; i++) {
		lg_jbd_stream_push(&stream, bytes + i, 1);
		assert_true(lg_jbd_stream_next(&stream, &got) == (i == length - 1));
	}
	assert_int_equal(got.reg, 0xA0);
	assert_memory_equal(got.data + 1, inner, sizeof inner);
}

static void damage_is_counted_once(void **state)
{
	struct lg_jbd_stream stream = {0};
	struct lg_jbd_frame frame;
	uint8_t bad[INFO];

	(void)state;
	need_capture();
	memcpy(bad, good, INFO);
	bad[10] ^= 1;
	for (int i = 0; i < 3; i++) { /* two damaged in a row, then a good one */
		lg_jbd_stream_push(&stream, i == 2 ? good : bad, INFO);
		assert_true(lg_jbd_stream_next(&stream, &frame) == (i == 2));
	}
	assert_int_equal(stream.rejected, 2);
	assert_int_equal(info_of(good).pack_mV, 13750);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_single_flip_passes),
		cmocka_unit_test(double_flips_that_pass),
		cmocka_unit_test(no_cut_frame_passes),
		cmocka_unit_test(half_frames_cost_nothing),
		cmocka_unit_test(noise_costs_at_most_two_frames),
		cmocka_unit_test(a_pause_frees_the_frame_behind),
		cmocka_unit_test(any_chunks_give_the_same),
		cmocka_unit_test(a_frame_within_a_frame_is_data),
		cmocka_unit_test(damage_is_counted_once),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
