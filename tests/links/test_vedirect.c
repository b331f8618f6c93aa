/* SPDX-License-Identifier: Apache-2.0 */
/* VE.Direct: a recorded BMV-702, HEX frames cut into it anywhere, caps and joins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "links/vedirect.h"

#define CAPTURE LG_SOURCE_DIR "/../shared/data/vedirect/bvm702.dump"

enum { MOST = 200000 };

static uint8_t capture[MOST];
static size_t length;
static struct lg_vedirect_stream stream;

struct counts {
	int good, bad, partial, hex, bad_hex;
};

static int load(void **state)
{
	FILE *file = fopen(CAPTURE, "rb");

	(void)state;
	if (!file) {
		printf("skipped: %s is not here\n", CAPTURE);
		return 0;
	}
	length = fread(capture, 1, MOST, file);
	fclose(file);
	return 0;
}

static void need_capture(void)
{
	if (length == 0)
		skip();
}

static void restart(void)
{
	memset(&stream, 0, sizeof stream);
}

static void feed(struct counts *counts, const void *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum lg_vedirect_event event =
			lg_vedirect_byte(&stream, ((const uint8_t *)bytes)[i]);

		counts->good += event == LG_VEDIRECT_BLOCK;
		counts->bad += event == LG_VEDIRECT_BAD_BLOCK;
		counts->partial += event == LG_VEDIRECT_PARTIAL;
		counts->hex += event == LG_VEDIRECT_HEX;
		counts->bad_hex += event == LG_VEDIRECT_BAD_HEX;
	}
}

static struct counts fed(const char *text)
{
	struct counts counts = {0};

	feed(&counts, text, strlen(text));
	return counts;
}

/* --- the recorded device
 * ----------------------------------------------------------------- */

static void all_recorded_blocks_are_good(void **state)
{
	struct counts counts = {0};
	int32_t value;

	(void)state;
	need_capture();
	restart();
	feed(&counts, capture, length);
	assert_int_equal(counts.good, 906);
	assert_int_equal(counts.bad + counts.partial + counts.hex + counts.bad_hex, 0);
	/* The last whole block is one of history. */
	assert_int_equal(lg_vedirect_number(&stream.block, "H1", &value), LG_OK);
	assert_int_equal(value, -149322);
	assert_int_equal(lg_vedirect_number(&stream.block, "V", &value), LG_ERROR_AGAIN);
}

static void the_first_block_reads(void **state)
{
	struct counts counts = {0};
	int32_t value;
	size_t at = 0;

	(void)state;
	need_capture();
	restart();
	while (counts.good == 0)
		feed(&counts, capture + at++, 1);
	assert_int_equal(stream.block.fields, 12);
	assert_int_equal(lg_vedirect_number(&stream.block, "V", &value), LG_OK);
	assert_int_equal(value, 12065);
	assert_int_equal(lg_vedirect_number(&stream.block, "I", &value), LG_OK);
	assert_int_equal(value, -7625);
	assert_int_equal(lg_vedirect_number(&stream.block, "SOC", &value), LG_OK);
	assert_int_equal(value, 839);
	assert_int_equal(lg_vedirect_number(&stream.block, "PID", &value), LG_OK);
	assert_int_equal(value, 0x203);
	assert_int_equal(lg_vedirect_number(&stream.block, "Alarm", &value),
			 LG_ERROR_FORMAT);
	assert_string_equal(lg_vedirect_text(&stream.block, "Alarm"), "OFF");
	/* What we would send as this device is what it sent. */
	uint8_t bytes[2048];
	int written = lg_vedirect_text_write(&stream.block, bytes, sizeof bytes);

	assert_int_equal(written, at);
	assert_memory_equal(bytes, capture, at);
}

static bool before_checksum_byte(size_t at)
{
	return at >= 9 && memcmp(capture + at - 9, "Checksum\t", 9) == 0;
}

/* One frame every 89 bytes, at 89 phases: every position of the capture is cut once. */
static void hex_anywhere_in_the_text(void **state)
{
	static const char frame[] = ":A0002000148\n";
	enum { STEP = 89 };

	(void)state;
	need_capture();
	for (size_t phase = 0; phase < STEP; phase++) {
		struct counts counts = {0};
		int inserted = 0;

		restart();
		for (size_t at = 0; at < length; at++) {
			if (at % STEP == phase && !before_checksum_byte(at)) {
				feed(&counts, frame, sizeof frame - 1);
				inserted++;
			}
			feed(&counts, capture + at, 1);
		}
		assert_true(inserted > 1300);
		assert_int_equal(counts.good, 906);
		assert_int_equal(counts.hex, inserted);
		assert_int_equal(counts.bad + counts.partial + counts.bad_hex, 0);
	}
}

/* HEX frames that are broken or have lost their LF: at most the block they fell into. */
static void broken_hex_in_the_text(void **state)
{
	static const char *const frames[] = {
		":A0002000149\n", /* sum */
		":A00\xFE\n",     /* noise in it */
		":A0002000148",   /* no LF: a CR of the text ends it */
	};

	(void)state;
	need_capture();
	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
		struct counts counts = {0};
		int inserted = 0;

		restart();
		for (size_t at = 0; at < length; at++) {
			/* Before the CR of a field, as devices do it, each 5000 bytes. */
			if (capture[at] == '\r' && at / 5000 > (size_t)inserted &&
			    !before_checksum_byte(at)) {
				feed(&counts, frames[i], strlen(frames[i]));
				inserted++;
			}
			feed(&counts, capture + at, 1);
		}
		assert_true(inserted > 20);
		assert_int_equal(counts.bad_hex, inserted);
		assert_int_equal(counts.good, 906);
		assert_int_equal(counts.bad, 0);
	}
}

/* Joined anywhere: the cut block is not shown, all later ones are. */
static void joining_in_the_middle(void **state)
{
	uint8_t first[2048];
	int misled = 0;

	(void)state;
	need_capture();
	restart();
	struct counts whole = {0};
	size_t end = 0;

	while (whole.good == 0)
		feed(&whole, capture + end++, 1);
	memcpy(first, capture, end);
	for (size_t from = 1; from < end; from++) {
		struct counts counts = {0};

		restart();
		feed(&counts, first + from, end - from);
		misled += counts.good;
		feed(&counts, capture + end, 4 * 500);
		assert_true(counts.good >= 12);
		/* What begins at a field may be whole: its sum is asked. */
		assert_int_equal(counts.partial, first[from] != '\r');
		assert_int_equal(counts.bad, first[from] == '\r');
	}
	assert_int_equal(misled, 0);
}

static void every_damaged_byte_is_noticed(void **state)
{
	enum { SPAN = 700 };
	static uint8_t bytes[SPAN];
	struct counts truth = {0};

	(void)state;
	need_capture();
	restart();
	feed(&truth, capture, SPAN);
	for (size_t at = 2; at < SPAN - 130; at++) {
		for (int bit = 0; bit < 8; bit++) {
			struct counts counts = {0};

			memcpy(bytes, capture, SPAN);
			bytes[at] ^= (uint8_t)(1 << bit);
			restart();
			feed(&counts, bytes, SPAN);
			assert_true(counts.good < truth.good);
			assert_true(counts.good >= truth.good - 2);
		}
	}
}

/* --- framing rules
 * ---------------------------------------------------------------------- */

/* A block whose checksum byte is the one wanted. */
static size_t block_with_checksum(uint8_t wanted, uint8_t *bytes, size_t room)
{
	struct lg_vedirect_block block = {.fields = 2};

	strcpy(block.field[0].label, "V");
	strcpy(block.field[1].label, "X");
	for (int first = 'A'; first <= 'z'; first++) {
		for (int second = 'A'; second <= 'z'; second++) {
			snprintf(block.field[0].value, 8, "1328%c", first);
			snprintf(block.field[1].value, 8, "0%c", second);
			int made = lg_vedirect_text_write(&block, bytes, room);

			assert_true(made > 0);
			if (bytes[made - 1] == wanted)
				return (size_t)made;
		}
	}
	fail();
	return 0;
}

/* Nothing is special where the checksum is. */
static void special_checksum_bytes(void **state)
{
	static const uint8_t wanted[] = {0, '\t', '\n', '\r', '0', ':'};

	(void)state;
	for (size_t i = 0; i < sizeof wanted; i++) {
		uint8_t bytes[256];
		struct counts counts = {0};
		size_t made = block_with_checksum(wanted[i], bytes, sizeof bytes);

		restart();
		feed(&counts, bytes, made);
		feed(&counts, bytes, made);
		assert_int_equal(counts.good, 2);
		assert_int_equal(counts.bad + counts.bad_hex + counts.hex, 0);
	}
}

/* The sum that ends this text, which is fed as a block. */
static struct counts fed_with_sum(const char *text)
{
	uint8_t sum = 0;

	for (const char *c = text; *c; c++)
		sum = (uint8_t)(sum + (uint8_t)*c);
	struct counts counts = fed(text);
	uint8_t last = (uint8_t)-sum;

	feed(&counts, &last, 1);
	return counts;
}

static void caps_drop_the_whole_block(void **state)
{
	static const char good[] = "\r\nV\t13280\r\nChecksum\t";
	char text[4096] = "";
	int32_t value = 0;

	(void)state;
	restart();
	assert_int_equal(fed_with_sum(good).good, 1);
	assert_int_equal(fed_with_sum("\r\nLabel678\t1\r\nChecksum\t").good, 1);
	assert_int_equal(fed_with_sum("\r\nLabel6789\t1\r\nChecksum\t").bad, 1);
	assert_int_equal(
		fed_with_sum("\r\nV\t12345678901234567890123456789012\r\nChecksum\t")
			.good,
		1);
	assert_int_equal(
		fed_with_sum("\r\nV\t123456789012345678901234567890123\r\nChecksum\t")
			.bad,
		1);
	for (int i = 0; i < LG_VEDIRECT_FIELDS; i++)
		strcat(text, "\r\nA\t1");
	strcat(text, "\r\nChecksum\t");
	assert_int_equal(fed_with_sum(text).good, 1);
	strcpy(strstr(text, "\r\nChecksum"), "\r\nB\t1\r\nChecksum\t");
	assert_int_equal(fed_with_sum(text).bad, 1);
	assert_int_equal(fed_with_sum("\r\nV\t13\x01\x38\r\nChecksum\t").bad, 1);
	assert_int_equal(fed_with_sum("\r\nChecksum\t").bad, 1); /* nothing in it */
	/* The last good one still stands, and the line goes on. */
	assert_int_equal(stream.block.fields, LG_VEDIRECT_FIELDS);
	assert_int_equal(fed_with_sum(good).good, 1);
	assert_int_equal(lg_vedirect_number(&stream.block, "V", &value), LG_OK);
	assert_int_equal(value, 13280);
}

/* A colon and no end: given up, and the text after it is found again. */
static void hex_without_end(void **state)
{
	(void)state;
	restart();
	struct counts counts = fed(":");

	for (int i = 0; i < 400; i++)
		counts.bad_hex += fed("A").bad_hex;
	assert_int_equal(counts.bad_hex, 1);
	assert_int_equal(fed_with_sum("\r\nV\t1\r\nChecksum\t").good, 0);
	assert_int_equal(fed_with_sum("\r\nV\t1\r\nChecksum\t").good, 1);
	assert_int_equal(fed(":15").hex, 0);
	assert_int_equal(lg_vedirect_quiet(&stream), LG_VEDIRECT_BAD_HEX);
	assert_int_equal(lg_vedirect_quiet(&stream), LG_VEDIRECT_NOTHING);
	assert_int_equal(fed_with_sum("\r\nV\t1\r\nChecksum\t").good, 1);
	/* A new colon within a frame starts afresh. */
	counts = fed(":A000:154\n");
	assert_int_equal(counts.hex, 1);
	assert_int_equal(counts.bad_hex, 1);
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		int result;
		int32_t value;
	} rows[] = {
		{"0", LG_OK, 0},
		{"-1", LG_OK, -1},
		{"2147483647", LG_OK, INT32_MAX},
		{"2147483648", LG_ERROR_RANGE, 0},
		{"-2147483648", LG_OK, INT32_MIN},
		{"-2147483649", LG_ERROR_RANGE, 0},
		{"0x00000101", LG_OK, 257},
		{"0xA04F", LG_OK, 0xA04F},
		{"99999999999999999999999999999999", LG_ERROR_RANGE, 0},
		{"---", LG_ERROR_FORMAT, 0},
		{"", LG_ERROR_FORMAT, 0},
		{"-", LG_ERROR_FORMAT, 0},
		{"0x", LG_ERROR_FORMAT, 0},
		{"12 ", LG_ERROR_FORMAT, 0},
		{"1.5", LG_ERROR_FORMAT, 0},
		{"1A", LG_ERROR_FORMAT, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lg_vedirect_block block = {.fields = 1, .field = {{.label = "V"}}};
		int32_t value = 0;

		strcpy(block.field[0].value, rows[i].text);
		assert_int_equal(lg_vedirect_number(&block, "V", &value), rows[i].result);
		assert_int_equal(value, rows[i].value);
	}
}

static void what_would_break_a_block_is_not_sent(void **state)
{
	static const char *const labels[] = {"", "Checksum", "A:B", "A\tB"};
	struct lg_vedirect_block block = {.fields = 1};
	uint8_t bytes[64];

	(void)state;
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		strcpy(block.field[0].label, labels[i]);
		assert_int_equal(lg_vedirect_text_write(&block, bytes, sizeof bytes),
				 LG_ERROR_FORMAT);
	}
	strcpy(block.field[0].label, "V");
	strcpy(block.field[0].value, "1");
	assert_int_equal(lg_vedirect_text_write(&block, bytes, 16), LG_ERROR_LENGTH);
	assert_int_equal(lg_vedirect_text_write(&block, bytes, 17), 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_recorded_blocks_are_good),
		cmocka_unit_test(the_first_block_reads),
		cmocka_unit_test(hex_anywhere_in_the_text),
		cmocka_unit_test(broken_hex_in_the_text),
		cmocka_unit_test(joining_in_the_middle),
		cmocka_unit_test(every_damaged_byte_is_noticed),
		cmocka_unit_test(special_checksum_bytes),
		cmocka_unit_test(caps_drop_the_whole_block),
		cmocka_unit_test(hex_without_end),
		cmocka_unit_test(numbers),
		cmocka_unit_test(what_would_break_a_block_is_not_sent),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
