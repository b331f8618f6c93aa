/* SPDX-License-Identifier: Apache-2.0 */
/* An output that is a file: one line, "<0|1> <expires_boot_ms>", replaced as a whole.
 *
 * The reader, another process, believes a 1 only until its deadline on the boot clock: a
 * writer that dies or hangs switches its output off by doing nothing. The boot clock
 * starts again at 0 with the machine, so keep the file in /run: one left on a disk could
 * be believed for up to LG_OUTPUT_LONGEST_ms after a restart. Opening writes 0.
 */
#ifndef LG_PORTS_LINUX_OUTPUT_FILE_H
#define LG_PORTS_LINUX_OUTPUT_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"

#define LG_OUTPUT_FILE_PATH 256
#define LG_OUTPUT_LONGEST_ms                                                             \
	60000 /* no promise is longer, and none longer is believed                       \
	       */

struct lg_output_file { /* zeroed: not open */
	bool open;
	char path[LG_OUTPUT_FILE_PATH];
};

/* LG_ERROR_LENGTH (path), LG_ERROR_GONE (no such folder), LG_ERROR_SYSTEM (errno). */
int lg_output_file_open(struct lg_output_file *file, const char *path);
/* valid_for_ms 1 .. LG_OUTPUT_LONGEST_ms when on, else LG_ERROR_RANGE. After a failure
 * the old line may still stand, until its deadline. */
int lg_output_file_set(struct lg_output_file *file, bool on, int64_t now_ms,
		       int64_t valid_for_ms);
/* Writes 0; removes the file when even that fails. */
void lg_output_file_close(struct lg_output_file *file);

/* True only when the file is whole, says 1, has not expired and does not promise more
 * than LG_OUTPUT_LONGEST_ms. All else, the missing file too, is false. */
bool lg_output_file_read(const char *path, int64_t now_ms);

#endif
