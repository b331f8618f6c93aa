/* SPDX-License-Identifier: Apache-2.0 */
/* JBD: recorded bytes of a real board, and the maker's examples. */
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

enum { LINES = 8, MISSING = 0x100 };

static struct { /* bytes of the capture; MISSING where the recorder left one out */
	int lines;
	uint16_t asked[LINES][80], said[LINES][80];
	int asked_count[LINES], said_count[LINES];
} capture;

static uint8_t info_frame[80]; /* the reply recorded whole */
static int info_length;

static int hex(char c)
{
	const char *digits = "0123456789ABCDEF", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static void read_line(const char *text, int line)
{
	uint16_t *to = capture.said[line];
	int *count = &capture.said_count[line];

	for (; *text; text++) {
		if (strncmp(text, ">>>", 3) == 0) {
			to = capture.asked[line];
			count = &capture.asked_count[line];
		} else if (strncmp(text, "<<<", 3) == 0) {
			to = capture.said[line];
			count = &capture.said_count[line];
		} else if (strncmp(text, "XX", 2) == 0) {
			to[(*count)++] = MISSING;
			text++;
		} else if (hex(text[0]) >= 0 && hex(text[1]) >= 0) {
			to[(*count)++] = (uint16_t)(hex(text[0]) << 4 | hex(text[1]));
			text++;
		}
	}
}

static int load(void **state)
{
	FILE *file = fopen(CAPTURE, "r");
	char text[512];

	(void)state;
	if (!file) {
		printf("skipped: %s is not here\n", CAPTURE);
		return 0;
	}
	while (capture.lines < LINES && fgets(text, sizeof text, file))
		if (strlen(text) > 10)
			read_line(text, capture.lines++);
	fclose(file);
	info_length = capture.said_count[0];
	for (int i = 0; i < info_length; i++)
		info_frame[i] = (uint8_t)capture.said[0][i];
	return 0;
}

static void need_capture(void)
{
	if (capture.lines == 0)
		skip();
	assert_int_equal(capture.lines, 4);
	assert_int_equal(info_length, 41);
}

/* The sum as the maker describes it, not as links/ computes it. */
static int close_frame(uint8_t *bytes, int length)
{
	unsigned sum = 0x10000;

	for (int i = 2; i < length; i++)
		sum -= bytes[i];
	bytes[length] = (uint8_t)(sum >> 8);
	bytes[length + 1] = (uint8_t)sum;
	bytes[length + 2] = 0x77;
	return length + 3;
}

static struct lg_jbd_frame frame_of(const uint8_t *bytes, int length)
{
	struct lg_jbd_frame frame;

	assert_int_equal(lg_jbd_frame_read(bytes, (size_t)length, &frame), length);
	return frame;
}

/* --- against the recorded board ----------------------------------------------------- */

static void our_request_is_the_recorded_one(void **state)
{
	const enum lg_jbd_register regs[] = {LG_JBD_INFO, LG_JBD_CELL_VOLTAGES};
	const int lines[] = {0, 3};

	(void)state;
	need_capture();
	for (int k = 0; k < 2; k++) {
		uint8_t bytes[LG_JBD_FRAME];
		struct lg_jbd_frame ask = lg_jbd_ask(regs[k]);

		assert_int_equal(lg_jbd_frame_write(&ask, bytes, sizeof bytes),
				 capture.asked_count[lines[k]]);
		for (int i = 0; i < capture.asked_count[lines[k]]; i++)
			assert_int_equal(bytes[i], capture.asked[lines[k]][i]);
	}
}

static void recorded_info(void **state)
{
	struct lg_jbd_info info;

	(void)state;
	need_capture();
	struct lg_jbd_frame frame = frame_of(info_frame, info_length), again;

	assert_int_equal(frame.kind, LG_JBD_REPLY);
	assert_int_equal(lg_jbd_info_read(&frame, &info), LG_OK);
	assert_int_equal(info.pack_mV, 13750);
	assert_int_equal(info.current_mA, 0);
	assert_int_equal(info.remaining_mAh, 191670);
	assert_int_equal(info.nominal_mAh, 200000);
	assert_int_equal(info.soc_percent, 96);
	assert_int_equal(info.cycles, 2);
	assert_int_equal(info.made_year * 10000 + info.made_month * 100 + info.made_day,
			 20220820);
	assert_int_equal(info.protections, 0);
	assert_int_equal(info.balancing, 0);
	assert_true(info.charge_fet && info.discharge_fet);
	assert_int_equal(info.cells, 4);
	assert_int_equal(info.temperatures, 1);
	assert_int_equal(info.temperature_good, 1);
	assert_int_equal(info.temperature_mdegC[0], 26200);
	/* As the board side would say it: the same bytes, up to the newer boards' tail.
	 */
	assert_int_equal(lg_jbd_info_write(&info, &again), LG_OK);
	assert_int_equal(again.length, 25);
	assert_memory_equal(again.data, frame.data, 25);
}

/* Two more replies of the same board, recorded without head and sum. */
static void recorded_bodies(void **state)
{
	(void)state;
	need_capture();
	for (int line = 1; line <= 2; line++) {
		uint8_t bytes[80] = {0xDD, 0x03, 0x00, 0x22};
		struct lg_jbd_info info;

		assert_int_equal(capture.said_count[line], 0x22);
		for (int i = 0; i < 0x22; i++)
			bytes[4 + i] = (uint8_t)capture.said[line][i];
		struct lg_jbd_frame frame = frame_of(bytes, close_frame(bytes, 4 + 0x22));

		assert_int_equal(lg_jbd_info_read(&frame, &info), LG_OK);
		assert_int_equal(info.pack_mV, 13740);
		assert_int_equal(info.remaining_mAh, 192770);
		assert_int_equal(info.temperature_mdegC[0], 26000);
	}
}

static void recorded_cells(void **state)
{
	static const int expected_mV[] = {3410, 3414, 3415, 3508};
	uint8_t bytes[80];
	struct lg_jbd_cells cells;

	(void)state;
	need_capture();
	/* The recorder left out the length and the sum: 4 cells, so 8 bytes. */
	assert_int_equal(capture.said[3][3], MISSING);
	assert_int_equal(capture.said_count[3], 15);
	for (int i = 0; i < 12; i++)
		bytes[i] = (uint8_t)(i == 3 ? 8 : capture.said[3][i]);
	struct lg_jbd_frame frame = frame_of(bytes, close_frame(bytes, 12)), again;

	assert_int_equal(lg_jbd_cells_read(&frame, &cells), LG_OK);
	assert_int_equal(cells.cells, 4);
	for (int i = 0; i < 4; i++)
		assert_int_equal(cells.cell_mV[i], expected_mV[i]);
	assert_int_equal(lg_jbd_cells_write(&cells, &again), LG_OK);
	assert_memory_equal(again.data, frame.data, 8);
}

/* --- against the maker's examples ----------------------------------------------------
 */

/* "Software Board Universal Protocol" V13, sections 3.1 to 3.3. */
static void maker_examples(void **state)
{
	static const uint8_t info_bytes[] = {
		0xDD, 0x03, 0x00, 0x1B, 0x17, 0x00, 0x00, 0x00, 0x02, 0xD0, 0x03, 0xE8,
		0x00, 0x00, 0x20, 0x78, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x48,
		0x03, 0x0F, 0x02, 0x0B, 0x76, 0x0B, 0x82, 0xFB, 0xFF, 0x77};
	static const uint8_t cell_bytes[] = {
		0xDD, 0x04, 0x00, 0x1E, 0x0F, 0x66, 0x0F, 0x63, 0x0F, 0x63,
		0x0F, 0x64, 0x0F, 0x3E, 0x0F, 0x63, 0x0F, 0x37, 0x0F, 0x5B,
		0x0F, 0x65, 0x0F, 0x3B, 0x0F, 0x63, 0x0F, 0x63, 0x0F, 0x3C,
		0x0F, 0x66, 0x0F, 0x3D, 0xF9, 0xF9, 0x77};
	static const uint8_t name_bytes[] = {0xDD, 0x05, 0x00, 0x0A, 0x30, 0x31,
					     0x32, 0x33, 0x34, 0x35, 0x36, 0x37,
					     0x38, 0x39, 0xFD, 0xE9, 0x77};
	struct lg_jbd_info info;
	struct lg_jbd_cells cells;
	char name[LG_JBD_NAME + 1];
	uint8_t bytes[LG_JBD_FRAME];

	(void)state;
	struct lg_jbd_frame frame = frame_of(info_bytes, sizeof info_bytes);

	assert_int_equal(lg_jbd_info_read(&frame, &info), LG_OK);
	assert_int_equal(info.pack_mV, 58880);
	assert_int_equal(info.cells, 15);
	assert_int_equal(info.soc_percent, 72);
	assert_int_equal(info.remaining_mAh, 7200);
	assert_int_equal(info.temperature_mdegC[0], 20300);
	assert_int_equal(info.temperature_mdegC[1], 21500);
	assert_int_equal(lg_jbd_info_write(&info, &frame), LG_OK);
	assert_int_equal(lg_jbd_frame_write(&frame, bytes, sizeof bytes),
			 sizeof info_bytes);
	assert_memory_equal(bytes, info_bytes, sizeof info_bytes);

	frame = frame_of(cell_bytes, sizeof cell_bytes);
	assert_int_equal(lg_jbd_cells_read(&frame, &cells), LG_OK);
	assert_int_equal(cells.cells, 15);
	assert_int_equal(cells.cell_mV[0], 3942);
	assert_int_equal(cells.cell_mV[14], 3901);
	assert_int_equal(lg_jbd_cells_write(&cells, &frame), LG_OK);
	assert_int_equal(lg_jbd_frame_write(&frame, bytes, sizeof bytes),
			 sizeof cell_bytes);
	assert_memory_equal(bytes, cell_bytes, sizeof cell_bytes);

	frame = frame_of(name_bytes, sizeof name_bytes);
	assert_int_equal(lg_jbd_name_read(&frame, name), LG_OK);
	assert_string_equal(name, "0123456789");
	assert_int_equal(lg_jbd_name_write(name, &frame), LG_OK);
	assert_int_equal(lg_jbd_frame_write(&frame, bytes, sizeof bytes),
			 sizeof name_bytes);
	assert_memory_equal(bytes, name_bytes, sizeof name_bytes);
}

/* A set bit in the write opens a path; both open is 3. */
static void fet_control(void **state)
{
	(void)state;
	for (int wanted = 0; wanted < 4; wanted++) {
		uint8_t bytes[LG_JBD_FRAME];
		bool charge = wanted & 1, discharge = wanted & 2, got_charge,
		     got_discharge;
		struct lg_jbd_frame frame = lg_jbd_ask_fets(charge, discharge);
		uint8_t expected[9] = {0xDD, 0x5A, 0xE1, 2, 0, (uint8_t)(3 - wanted)};

		assert_int_equal(close_frame(expected, 6), 9);
		assert_int_equal(lg_jbd_frame_write(&frame, bytes, sizeof bytes), 9);
		assert_memory_equal(bytes, expected, 9);
		frame = frame_of(bytes, 9);
		assert_int_equal(frame.kind, LG_JBD_WRITE);
		assert_int_equal(lg_jbd_fets_read(&frame, &got_charge, &got_discharge),
				 LG_OK);
		assert_true(got_charge == charge && got_discharge == discharge);
		frame.data[1] = 4;
		assert_int_equal(lg_jbd_fets_read(&frame, &got_charge, &got_discharge),
				 LG_ERROR_RANGE);
	}
	static const uint8_t done[] = {0xDD, 0xE1, 0x00, 0x00, 0x00, 0x00, 0x77};
	struct lg_jbd_frame frame = frame_of(done, sizeof done);

	assert_int_equal(frame.reg, LG_JBD_FETS);
	assert_int_equal(frame.status, LG_JBD_GOOD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_request_is_the_recorded_one),
		cmocka_unit_test(recorded_info),
		cmocka_unit_test(recorded_bodies),
		cmocka_unit_test(recorded_cells),
		cmocka_unit_test(maker_examples),
		cmocka_unit_test(fet_control),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
