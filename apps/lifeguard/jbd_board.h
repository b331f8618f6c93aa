/* SPDX-License-Identifier: Apache-2.0 */
/* A JBD board on a pty, as `lifeguard emulate` shows it to others: answers registers 03,
 * 04, 05 and takes E1. It can also misbehave, because real ones do. */
#ifndef LG_APPS_LIFEGUARD_JBD_BOARD_H
#define LG_APPS_LIFEGUARD_JBD_BOARD_H

#include "links/jbd.h"
#include "ports/linux/pty.h"

enum lg_mischief {
	LG_MISCHIEF_OK,
	LG_MISCHIEF_SILENT,   /* hears, says nothing */
	LG_MISCHIEF_HALF,     /* the first half of each answer */
	LG_MISCHIEF_CHECKSUM, /* one bit of the data is not what was sent */
	LG_MISCHIEF_FROZEN,   /* the answers it gave when this began, again and again */
};

struct lg_jbd_board { /* zeroed, then opened; info and cells are the caller's to keep up
		       */
	struct lg_pty pty;
	struct lg_jbd_stream stream;
	struct lg_jbd_info info; /* its FET bits are what E1 left them at */
	struct lg_jbd_cells cells;
	char name[LG_JBD_NAME + 1];
	enum lg_mischief mischief;
	struct lg_jbd_frame frozen_info, frozen_cells;
};

int lg_jbd_board_open(struct lg_jbd_board *board, const char *path, const char *name);
/* Answers what was asked; never waits. */
void lg_jbd_board_serve(struct lg_jbd_board *board);
void lg_jbd_board_misbehave(struct lg_jbd_board *board, enum lg_mischief mischief);
void lg_jbd_board_close(struct lg_jbd_board *board);

/* "ok" "silent" "half" "checksum" "frozen"; false: none of them. */
bool lg_mischief_parse(const char *word, enum lg_mischief *mischief);

#endif
