/* SPDX-License-Identifier: Apache-2.0 */
/* JBD: what is carried both ways, what is refused, what is told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "links/jbd.h"

static struct lg_jbd_frame frame_of(const uint8_t *bytes, int length)
{
	struct lg_jbd_frame frame;

	assert_int_equal(lg_jbd_frame_read(bytes, (size_t)length, &frame), length);
	return frame;
}

static struct lg_jbd_info healthy(void)
{
	return (struct lg_jbd_info){
		.pack_mV = 13300,
		.current_mA = -25410,
		.remaining_mAh = 150000,
		.nominal_mAh = 200000,
		.cycles = 321,
		.made_year = 2024,
		.made_month = 2,
		.made_day = 29,
		.balancing = 0x80000005,
		.protections = 1 << LG_JBD_CHARGE_UNDERTEMPERATURE,
		.version = 0x41,
		.soc_percent = 75,
		.discharge_fet = true,
		.cells = 4,
		.temperatures = 3,
		.temperature_good = 5,
		.temperature_mdegC = {-12300, 0, 45600},
	};
}

static void info_round_trip(void **state)
{
	struct lg_jbd_info sent = healthy(), got;
	struct lg_jbd_frame frame;

	(void)state;
	assert_int_equal(lg_jbd_info_write(&sent, &frame), LG_OK);
	assert_int_equal(lg_jbd_info_read(&frame, &got), LG_OK);
	assert_int_equal(got.pack_mV, sent.pack_mV);
	assert_int_equal(got.current_mA, -25410); /* discharging is negative */
	assert_int_equal(got.remaining_mAh, sent.remaining_mAh);
	assert_int_equal(got.nominal_mAh, sent.nominal_mAh);
	assert_int_equal(got.cycles, sent.cycles);
	assert_int_equal(got.made_day, 29);
	assert_int_equal(got.balancing, sent.balancing);
	assert_int_equal(got.protections, sent.protections);
	assert_int_equal(got.version, sent.version);
	assert_false(got.charge_fet);
	assert_true(got.discharge_fet);
	assert_int_equal(got.temperature_good, 5);
	assert_int_equal(got.temperature_mdegC[0], -12300);
	assert_int_equal(got.temperature_mdegC[2], 45600);
}

static int judged(int offset, int high, int low)
{
	struct lg_jbd_info info = healthy();
	struct lg_jbd_frame frame;

	assert_int_equal(lg_jbd_info_write(&info, &frame), LG_OK);
	if (high >= 0)
		frame.data[offset++] = (uint8_t)high;
	frame.data[offset] = (uint8_t)low;
	return lg_jbd_info_read(&frame, &info);
}

static void implausible_info_is_refused(void **state)
{
	(void)state;
	assert_int_equal(judged(0, 0x05, 0x32), LG_OK);          /* 13.30 V */
	assert_int_equal(judged(0, 0x00, 0x00), LG_ERROR_RANGE); /* 0 V */
	assert_int_equal(judged(0, 0xFF, 0xFF), LG_ERROR_RANGE);
	assert_int_equal(judged(0, 0x09, 0x60), LG_OK); /* 24.00 V, 6 V a cell */
	assert_int_equal(judged(0, 0x09, 0x61), LG_ERROR_RANGE);
	assert_int_equal(judged(0, 0x00, 0xC8), LG_OK); /* 2.00 V, 0.5 V a cell */
	assert_int_equal(judged(0, 0x00, 0xC7), LG_ERROR_RANGE);
	assert_int_equal(judged(2, 0x7F, 0xFF), LG_ERROR_RANGE);
	assert_int_equal(judged(2, 0x80, 0x00), LG_ERROR_RANGE);
	assert_int_equal(judged(2, 0x7F, 0xFE), LG_OK);
	assert_int_equal(judged(19, -1, 100), LG_OK);
	assert_int_equal(judged(19, -1, 101), LG_ERROR_RANGE);
	assert_int_equal(judged(21, -1, 0), LG_ERROR_RANGE);
	assert_int_equal(judged(21, -1, 33), LG_ERROR_RANGE);
	assert_int_equal(judged(22, -1, 4), LG_ERROR_LENGTH); /* 3 are in the frame */
	assert_int_equal(judged(22, -1, 2), LG_ERROR_LENGTH); /* 2 bytes over: no tail */
	assert_int_equal(judged(22, -1, 17), LG_ERROR_RANGE);
}

static void a_broken_sensor_is_told_apart(void **state)
{
	static const uint16_t raw[] = {0x0000, 0x7FFF, 0xFFFF, 0x084A, 0x1088};

	(void)state;
	for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++) {
		struct lg_jbd_info info = healthy(), got;
		struct lg_jbd_frame frame;

		assert_int_equal(lg_jbd_info_write(&info, &frame), LG_OK);
		frame.data[23] = (uint8_t)(raw[i] >> 8);
		frame.data[24] = (uint8_t)raw[i];
		assert_int_equal(lg_jbd_info_read(&frame, &got), LG_OK);
		assert_int_equal(got.temperature_good, 4); /* the third sensor alone */
		assert_int_equal(got.temperature_mdegC[0], 0);
	}
}

static void cells_are_refused(void **state)
{
	struct lg_jbd_cells sent = {.cells = 32}, got;
	struct lg_jbd_frame frame;

	(void)state;
	sent.cell_mV[31] = 6000;
	assert_int_equal(lg_jbd_cells_write(&sent, &frame), LG_OK);
	assert_int_equal(lg_jbd_cells_read(&frame, &got), LG_OK);
	assert_int_equal(got.cell_mV[31], 6000);
	sent.cell_mV[31] = 6001;
	assert_int_equal(lg_jbd_cells_write(&sent, &frame), LG_OK);
	assert_int_equal(lg_jbd_cells_read(&frame, &got), LG_ERROR_RANGE);
	sent.cell_mV[31] = 0xFFFF;
	assert_int_equal(lg_jbd_cells_write(&sent, &frame), LG_OK);
	assert_int_equal(lg_jbd_cells_read(&frame, &got), LG_ERROR_RANGE);
	frame.length = 63;
	assert_int_equal(lg_jbd_cells_read(&frame, &got), LG_ERROR_LENGTH);
	sent.cells = 33;
	assert_int_equal(lg_jbd_cells_write(&sent, &frame), LG_ERROR_RANGE);
	sent.cells = 0;
	assert_int_equal(lg_jbd_cells_write(&sent, &frame), LG_ERROR_RANGE);
}

static void what_does_not_fit_the_wire(void **state)
{
	struct lg_jbd_frame frame;
	struct lg_jbd_info info = healthy();

	(void)state;
	info.current_mA = 327680;
	assert_int_equal(lg_jbd_info_write(&info, &frame), LG_ERROR_RANGE);
	info = healthy();
	info.nominal_mAh = 655360;
	assert_int_equal(lg_jbd_info_write(&info, &frame), LG_ERROR_RANGE);
	info = healthy();
	info.pack_mV = -10;
	assert_int_equal(lg_jbd_info_write(&info, &frame), LG_ERROR_RANGE);
	info = healthy();
	info.made_year = 1999;
	assert_int_equal(lg_jbd_info_write(&info, &frame), LG_ERROR_RANGE);
	assert_int_equal(lg_jbd_name_write("tab\there", &frame), LG_ERROR_RANGE);
	assert_int_equal(
		lg_jbd_name_write("a name of more than thirty-two bytes", &frame),
		LG_ERROR_RANGE);
	uint8_t bytes[6];

	frame = lg_jbd_ask(LG_JBD_INFO);
	assert_int_equal(lg_jbd_frame_write(&frame, bytes, 6), LG_ERROR_LENGTH);
}

/* DD A5 03 00 FF FD 77 has the form of a reply too: register A5, status 3. */
static void requests_are_no_replies(void **state)
{
	static const uint8_t ask[] = {0xDD, 0xA5, 0x03, 0x00, 0xFF, 0xFD, 0x77};
	static const uint8_t no[] = {0xDD, 0x03, 0x80, 0x00, 0xFF, 0x80, 0x77};
	static const uint8_t odd[] = {0xDD, 0x03, 0x1D, 0x00, 0xFF, 0xE3, 0x77};
	struct lg_jbd_info info;

	(void)state;
	struct lg_jbd_frame frame = frame_of(ask, sizeof ask);

	assert_int_equal(frame.kind, LG_JBD_READ);
	assert_int_equal(frame.reg, LG_JBD_INFO);
	assert_int_equal(lg_jbd_info_read(&frame, &info), LG_ERROR_FORMAT);
	frame = frame_of(no, sizeof no);
	assert_int_equal(lg_jbd_info_read(&frame, &info), LG_ERROR_REFUSED);
	/* A length where the status should be, as mis-framed replies have it. */
	assert_int_equal(lg_jbd_frame_read(odd, sizeof odd, &frame), LG_ERROR_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(info_round_trip),
		cmocka_unit_test(implausible_info_is_refused),
		cmocka_unit_test(a_broken_sensor_is_told_apart),
		cmocka_unit_test(cells_are_refused),
		cmocka_unit_test(what_does_not_fit_the_wire),
		cmocka_unit_test(requests_are_no_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
