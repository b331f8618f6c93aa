/* SPDX-License-Identifier: Apache-2.0 */
/* A JBD board on a pty: see jbd_board.h. */
#include "apps/lifeguard/jbd_board.h"

#include <string.h>

static const char *const words[] = {
	[LG_MISCHIEF_OK] = "ok",         [LG_MISCHIEF_SILENT] = "silent",
	[LG_MISCHIEF_HALF] = "half",     [LG_MISCHIEF_CHECKSUM] = "checksum",
	[LG_MISCHIEF_FROZEN] = "frozen",
};

bool lg_mischief_parse(const char *word, enum lg_mischief *mischief)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(word, words[i]) == 0) {
			*mischief = (enum lg_mischief)i;
			return true;
		}
	}
	return false;
}

int lg_jbd_board_open(struct lg_jbd_board *board, const char *path, const char *name)
{
	size_t length = strlen(name);

	if (length > LG_JBD_NAME)
		length = LG_JBD_NAME;
	memcpy(board->name, name, length);
	board->name[length] = 0;
	board->info.charge_fet = board->info.discharge_fet = true;
	return lg_pty_open(&board->pty, path);
}

void lg_jbd_board_misbehave(struct lg_jbd_board *board, enum lg_mischief mischief)
{
	if (mischief == board->mischief)
		return;
	board->mischief = mischief;
	if (mischief != LG_MISCHIEF_FROZEN)
		return;
	(void)lg_jbd_info_write(&board->info, &board->frozen_info);
	(void)lg_jbd_cells_write(&board->cells, &board->frozen_cells);
}

static struct lg_jbd_frame answer_to(struct lg_jbd_board *board,
				     const struct lg_jbd_frame *asked)
{
	struct lg_jbd_frame frame = lg_jbd_answer(asked->reg, LG_JBD_REFUSED);
	bool frozen = board->mischief == LG_MISCHIEF_FROZEN;
	bool charge, discharge;
	int error = LG_ERROR_REFUSED;

	if (asked->kind == LG_JBD_READ && asked->reg == LG_JBD_INFO)
		error = frozen ? (frame = board->frozen_info, LG_OK)
			       : lg_jbd_info_write(&board->info, &frame);
	else if (asked->kind == LG_JBD_READ && asked->reg == LG_JBD_CELL_VOLTAGES)
		error = frozen ? (frame = board->frozen_cells, LG_OK)
			       : lg_jbd_cells_write(&board->cells, &frame);
	else if (asked->kind == LG_JBD_READ && asked->reg == LG_JBD_BOARD_NAME)
		error = lg_jbd_name_write(board->name, &frame);
	else if (asked->kind == LG_JBD_WRITE &&
		 lg_jbd_fets_read(asked, &charge, &discharge) == LG_OK) {
		board->info.charge_fet = charge;
		board->info.discharge_fet = discharge;
		frame = lg_jbd_answer(asked->reg, LG_JBD_GOOD);
		error = LG_OK;
	}
	return error == LG_OK ? frame : lg_jbd_answer(asked->reg, LG_JBD_REFUSED);
}

static void answer(struct lg_jbd_board *board, const struct lg_jbd_frame *asked)
{
	struct lg_jbd_frame frame = answer_to(board, asked);
	uint8_t bytes[LG_JBD_FRAME];
	int length = lg_jbd_frame_write(&frame, bytes, sizeof bytes);

	if (length <= 0 || board->mischief == LG_MISCHIEF_SILENT)
		return;
	if (board->mischief == LG_MISCHIEF_HALF)
		length /= 2;
	if (board->mischief == LG_MISCHIEF_CHECKSUM && length > 8)
		bytes[5] ^= 0x01;
	(void)lg_pty_write(&board->pty, bytes,
			   (size_t)length); /* else lost, as on a wire */
}

void lg_jbd_board_serve(struct lg_jbd_board *board)
{
	struct lg_jbd_frame asked;
	uint8_t bytes[256];
	int got = lg_pty_read(&board->pty, bytes, sizeof bytes);

	for (int at = 0; at < got;) {
		at += (int)lg_jbd_stream_push(&board->stream, bytes + at,
					      (size_t)(got - at));
		while (lg_jbd_stream_next(&board->stream, &asked))
			if (asked.kind != LG_JBD_REPLY)
				answer(board, &asked);
	}
}

void lg_jbd_board_close(struct lg_jbd_board *board)
{
	lg_pty_close(&board->pty);
}
