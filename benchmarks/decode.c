/* SPDX-License-Identifier: Apache-2.0 */
/* benchmarks: megabytes a second through the decoders of links/, on one core: replies of
 * a JBD board read into structs, VE.Direct text blocks read to their verified end. Bytes
 * come in chunks of 64, as from a serial line. The best of five.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "links/jbd.h"
#include "links/vedirect.h"

#define BYTES (4u << 20)
#define CHUNK 64
#define TURNS 5

static uint8_t line[BYTES];
static size_t length;

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void repeat(const uint8_t *bytes, size_t count)
{
	for (length = 0; length + count <= BYTES; length += count)
		memcpy(line + length, bytes, count);
}

static size_t add(uint8_t *bytes, size_t room, const struct lg_jbd_frame *frame)
{
	int written = lg_jbd_frame_write(frame, bytes, room);

	return written > 0 ? (size_t)written : 0;
}

static void fill_jbd(void)
{
	struct lg_jbd_info info = {.pack_mV = 13280,
				   .current_mA = -12340,
				   .remaining_mAh = 160000,
				   .nominal_mAh = 200000,
				   .made_year = 2024,
				   .made_month = 5,
				   .made_day = 6,
				   .version = 0x23,
				   .soc_percent = 80,
				   .charge_fet = true,
				   .discharge_fet = true,
				   .cells = 4,
				   .temperatures = 2,
				   .temperature_good = 3,
				   .temperature_mdegC = {20000, 21000}};
	struct lg_jbd_cells cells = {4, {3320, 3321, 3319, 3320}};
	struct lg_jbd_frame frame;
	uint8_t bytes[256];
	size_t count = 0;

	if (lg_jbd_info_write(&info, &frame) == LG_OK)
		count += add(bytes, sizeof bytes, &frame);
	if (lg_jbd_cells_write(&cells, &frame) == LG_OK)
		count += add(bytes + count, sizeof bytes - count, &frame);
	repeat(bytes, count);
}

static void fill_vedirect(void)
{
	static const char *const rows[][2] = {
		{"PID", "0x204"}, {"V", "26201"}, {"I", "-1250"},  {"P", "-33"},
		{"CE", "-13100"}, {"SOC", "876"}, {"TTG", "4320"}, {"Alarm", "OFF"},
		{"Relay", "OFF"}, {"AR", "0"},    {"BMV", "702"},  {"FW", "0308"},
		{"MON", "0"},
	};
	struct lg_vedirect_block block = {0};
	uint8_t bytes[512];
	int count;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lg_vedirect_field *field = &block.field[block.fields++];

		snprintf(field->label, sizeof field->label, "%s", rows[i][0]);
		snprintf(field->value, sizeof field->value, "%s", rows[i][1]);
	}
	count = lg_vedirect_text_write(&block, bytes, sizeof bytes);
	repeat(bytes, count > 0 ? (size_t)count : BYTES + 1);
}

/* Somebody might look at what was decoded: so it cannot be left out. */
static struct lg_jbd_info info_room;
static struct lg_jbd_cells cells_room;
static struct lg_jbd_info *volatile info_to = &info_room;
static struct lg_jbd_cells *volatile cells_to = &cells_room;

static size_t decode_jbd(void)
{
	struct lg_jbd_stream stream = {0};
	struct lg_jbd_frame frame;
	struct lg_jbd_info *info = info_to;
	struct lg_jbd_cells *cells = cells_to;
	size_t messages = 0;

	for (size_t at = 0; at < length;) {
		size_t left = length - at < CHUNK ? length - at : CHUNK;

		while (left > 0) {
			size_t taken = lg_jbd_stream_push(&stream, line + at, left);

			at += taken;
			left -= taken;
			while (lg_jbd_stream_next(&stream, &frame))
				messages += lg_jbd_info_read(&frame, info) == LG_OK ||
					    lg_jbd_cells_read(&frame, cells) == LG_OK;
		}
	}
	return messages;
}

static size_t decode_vedirect(void)
{
	static struct lg_vedirect_stream stream;
	size_t messages = 0;

	memset(&stream, 0, sizeof stream);
	for (size_t at = 0; at < length; at++)
		messages += lg_vedirect_byte(&stream, line[at]) == LG_VEDIRECT_BLOCK;
	return messages;
}

static bool measure(const char *what, void (*fill)(void), size_t (*decode)(void))
{
	double best_s = 1e9;
	size_t messages = 0;

	fill();
	for (int turn = 0; turn < TURNS; turn++) {
		double from_s = now_s(), took_s;

		messages = decode();
		took_s = now_s() - from_s;
		best_s = took_s < best_s ? took_s : best_s;
	}
	printf("%-10s %8.1f MB/s  %10.0f messages/s\n", what,
	       (double)length / 1e6 / best_s, (double)messages / best_s);
	return messages > 1000;
}

int main(void)
{
	bool good = measure("jbd", fill_jbd, decode_jbd);

	good = measure("vedirect", fill_vedirect, decode_vedirect) && good;
	return good ? 0 : 1;
}
