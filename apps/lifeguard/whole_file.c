/* SPDX-License-Identifier: Apache-2.0 */
/* A file that appears whole or not at all: see whole_file.h. */
#include "apps/lifeguard/whole_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool lg_whole_file_open(struct lg_whole_file *file, const char *path)
{
	memset(file, 0, sizeof *file);
	if ((size_t)snprintf(file->path, sizeof file->path, "%s", path) >=
	    sizeof file->path) {
		fprintf(stderr, "lifeguard: %s: the path is too long\n", path);
		return false;
	}
	snprintf(file->aside, sizeof file->aside, "%s.%d.part", path, (int)getpid());
	file->out = fopen(file->aside, "w");
	if (!file->out)
		fprintf(stderr, "lifeguard: %s: cannot be written: %s\n", path,
			strerror(errno));
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
	if (keep && good && rename(file->aside, file->path) == 0)
		return true;
	if (keep)
		fprintf(stderr, "lifeguard: %s: could not be written whole: %s\n",
			file->path, strerror(errno));
	unlink(file->aside);
	return !keep;
}
