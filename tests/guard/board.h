/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of this folder: a JBD board on a pty that answers only when the test says
 * so, so that time is the test's. */
#ifndef LG_TESTS_GUARD_BOARD_H
#define LG_TESTS_GUARD_BOARD_H

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "links/jbd.h"
#include "ports/linux/pty.h"

enum board_manner { GOOD, SILENT, HALF, CHECKSUM, REFUSING };

struct board {
	struct lg_pty pty;
	struct lg_jbd_stream stream;
	struct lg_jbd_info info;
	struct lg_jbd_cells cells;
	enum board_manner manner;
};

static void board_open(struct board *board, const char *path)
{
	*board = (struct board){
		.info = {.pack_mV = 13200,
			 .current_mA = 0,
			 .remaining_mAh = 100000,
			 .nominal_mAh = 200000,
			 .soc_percent = 50,
			 .charge_fet = true,
			 .discharge_fet = true,
			 .cells = 4,
			 .temperatures = 1,
			 .made_year = 2024,
			 .temperature_good = 1,
			 .temperature_mdegC = {20000}},
		.cells = {.cells = 4, .cell_mV = {3300, 3301, 3299, 3300}},
	};
	assert_int_equal(lg_pty_open(&board->pty, path), LG_OK);
}

/* Bytes cross a pty by a worker of the kernel: wait for them, not for a time. */
static bool wait_readable(int fd, int timeout_ms)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};

	return poll(&wait, 1, timeout_ms) == 1 && (wait.revents & POLLIN);
}

/* Answers one request if there is one; returns the register asked for, or -1. peer: who
 * must have the bytes. */
static int board_answer(struct board *board, int peer)
{
	struct lg_jbd_frame asked, frame;
	uint8_t bytes[LG_JBD_FRAME];
	int got, length;

	if (!wait_readable(board->pty.fd, 200))
		return -1;
	got = lg_pty_read(&board->pty, bytes, sizeof bytes);
	if (got <= 0)
		return -1;
	lg_jbd_stream_push(&board->stream, bytes, (size_t)got);
	if (!lg_jbd_stream_next(&board->stream, &asked))
		return -1;
	frame = lg_jbd_answer(asked.reg, LG_JBD_REFUSED);
	if (board->manner != REFUSING && asked.reg == LG_JBD_INFO)
		assert_int_equal(lg_jbd_info_write(&board->info, &frame), LG_OK);
	if (board->manner != REFUSING && asked.reg == LG_JBD_CELL_VOLTAGES)
		assert_int_equal(lg_jbd_cells_write(&board->cells, &frame), LG_OK);
	length = lg_jbd_frame_write(&frame, bytes, sizeof bytes);
	assert_true(length > 0);
	if (board->manner == SILENT)
		return asked.reg;
	if (board->manner == HALF)
		length /= 2;
	if (board->manner == CHECKSUM)
		bytes[5] ^= 1;
	assert_int_equal(lg_pty_write(&board->pty, bytes, (size_t)length), length);
	assert_true(wait_readable(peer, 1000));
	return asked.reg;
}

#endif
