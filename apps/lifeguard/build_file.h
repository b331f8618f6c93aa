/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments that check and advise share: FILE, --json, --help. */
#ifndef LG_APPS_LIFEGUARD_BUILD_FILE_H
#define LG_APPS_LIFEGUARD_BUILD_FILE_H

#include <stdbool.h>

#include "system/system.h"

struct lg_build_file {
	struct lg_system *system; /* NULL: end with `status` */
	bool json;
	int status;
};

/* Reads the arguments and the file; what is wrong goes to stderr. The caller frees the
 * system. */
struct lg_build_file lg_build_file_open(int argc, char **argv, const char *help);

/* stdout has taken everything; else a message, and 3 instead of `status`. */
int lg_build_file_end(int status);

#endif
