/* SPDX-License-Identifier: Apache-2.0 */
/* A file that appears whole or not at all: see whole_file.h. */
#include "apps/lifeguard/whole_file.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASIDE 8 /* files written at one time */

/* What an interrupt must take away; "" is a free place. Read by the signal handler. */
static char asides[ASIDE][4128];

static void clean_up(int number)
{
	for (int i = 0; i < ASIDE; i++)
		if (asides[i][0])
			unlink(asides[i]);
	signal(number, SIG_DFL);
	raise(number);
}

static void remember(const char *aside)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
	static bool listening;

	for (size_t i = 0; !listening && i < sizeof ends / sizeof ends[0]; i++)
		signal(ends[i], clean_up);
	listening = true;
	for (int i = 0; i < ASIDE; i++)
		if (!asides[i][0]) {
			snprintf(asides[i], sizeof asides[i], "%s", aside);
			return;
		}
}

static void forget(const char *aside)
{
	for (int i = 0; i < ASIDE; i++)
		if (!strcmp(asides[i], aside))
			asides[i][0] = 0;
}

/* Where the file really is, and whether it is, or will be, an ordinary one. */
static bool ordinary(const char *path, char *real, size_t size)
{
	char found[PATH_MAX];
	struct stat is;

	snprintf(real, size, "%s", realpath(path, found) ? found : path);
	return stat(real, &is) != 0 || S_ISREG(is.st_mode);
}

bool lg_whole_file_open(struct lg_whole_file *file, const char *path)
{
	memset(file, 0, sizeof *file);
	if (strlen(path) >= sizeof file->path) {
		fprintf(stderr, "lifeguard: %s: the path is too long\n", path);
		return false;
	}
	if (ordinary(path, file->path, sizeof file->path)) {
		snprintf(file->aside, sizeof file->aside, "%s.%d.part", file->path,
			 (int)getpid());
		remember(file->aside);
	}
	file->out = fopen(file->aside[0] ? file->aside : file->path, "w");
	if (!file->out) {
		fprintf(stderr, "lifeguard: %s: cannot be written: %s\n", path,
			strerror(errno));
		forget(file->aside);
	}
	return file->out != NULL;
}

bool lg_whole_file_close(struct lg_whole_file *file, bool keep)
{
	bool good;

	if (!file->out)
		return true;
	good = !ferror(file->out);
	good = fclose(file->out) == 0 && good;
	file->out = NULL;
	if (file->aside[0]) {
		if (keep && good)
			good = rename(file->aside, file->path) == 0;
		if (!keep || !good)
			unlink(file->aside);
		forget(file->aside);
	}
	if (keep && !good)
		fprintf(stderr, "lifeguard: %s: could not be written whole: %s\n",
			file->path, strerror(errno));
	return good || !keep;
}
