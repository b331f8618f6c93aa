/* SPDX-License-Identifier: Apache-2.0 */
/* A file that appears whole or not at all: written aside, renamed at the end. A symbolic
 * link is followed, so that the file behind it is the one replaced; what is no ordinary
 * file (a device, a pipe) is written to directly. An interrupted program leaves nothing
 * aside. */
#ifndef LG_APPS_LIFEGUARD_WHOLE_FILE_H
#define LG_APPS_LIFEGUARD_WHOLE_FILE_H

#include <stdbool.h>
#include <stdio.h>

struct lg_whole_file {
	char path[4096], aside[4128]; /* aside: "" when written directly */
	FILE *out;
};

/* False: a message on stderr (exit 3). */
bool lg_whole_file_open(struct lg_whole_file *file, const char *path);

/* keep: put it in place; else throw it away. False: it could not be written whole
 * (message on stderr). Closing one that was never opened is fine. */
bool lg_whole_file_close(struct lg_whole_file *file, bool keep);

#endif
