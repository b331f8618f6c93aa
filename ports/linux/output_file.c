/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs that are files: see output_file.h. */
#include "ports/linux/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 32 }; /* "1 9223372036854775807\n" is 22 */

static int fail(void)
{
	return errno == ENOENT || errno == ENOTDIR ? LG_ERROR_GONE : LG_ERROR_SYSTEM;
}

static bool write_whole(const char *path, const char *line, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (fd < 0)
		return false;
	bool good = write(fd, line, length) == (ssize_t)length;
	int kept = errno;

	good = close(fd) == 0 && good;
	errno = kept;
	return good;
}

static int replace(const char *path, bool on, int64_t expires_ms)
{
	char aside[LG_OUTPUT_FILE_PATH + 8], line[LINE];
	int length =
		snprintf(line, sizeof line, "%d %" PRId64 "\n", on ? 1 : 0, expires_ms);

	snprintf(aside, sizeof aside, "%s.new", path);
	if (!write_whole(aside, line, (size_t)length) || rename(aside, path) != 0) {
		int error = fail(), kept = errno;

		unlink(aside);
		errno = kept;
		return error;
	}
	return LG_OK;
}

int lg_output_file_open(struct lg_output_file *file, const char *path)
{
	size_t length = strlen(path);

	*file = (struct lg_output_file){.open = false};
	if (length == 0 || length >= sizeof file->path)
		return LG_ERROR_LENGTH;
	int error = replace(path, false, 0);

	if (error != LG_OK)
		return error;
	memcpy(file->path, path, length + 1);
	file->open = true;
	return LG_OK;
}

int lg_output_file_set(struct lg_output_file *file, bool on, int64_t now_ms,
		       int64_t valid_for_ms)
{
	if (!file->open)
		return LG_ERROR_GONE;
	if (now_ms < 0 || now_ms > INT64_MAX - LG_OUTPUT_LONGEST_ms ||
	    (on && (valid_for_ms < 1 || valid_for_ms > LG_OUTPUT_LONGEST_ms)))
		return LG_ERROR_RANGE;
	return replace(file->path, on, on ? now_ms + valid_for_ms : now_ms);
}

void lg_output_file_close(struct lg_output_file *file)
{
	if (file->open && replace(file->path, false, 0) != LG_OK)
		unlink(file->path);
	*file = (struct lg_output_file){.open = false};
}

/* "1 DIGITS\n" and not a byte more: the deadline, else -1. */
static int64_t deadline_of(const char *line, size_t length)
{
	int64_t deadline = 0;

	if (length < 4 || length > 22 || line[0] != '1' || line[1] != ' ' ||
	    line[length - 1] != '\n')
		return -1;
	for (size_t i = 2; i < length - 1; i++) {
		if (line[i] < '0' || line[i] > '9' || deadline > INT64_MAX / 10 - 9)
			return -1;
		deadline = deadline * 10 + (line[i] - '0');
	}
	return deadline;
}

bool lg_output_file_read(const char *path, int64_t now_ms)
{
	char line[LINE];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return false;
	ssize_t length = read(fd, line, sizeof line);

	close(fd);
	if (length <= 0 || length == (ssize_t)sizeof line)
		return false;
	int64_t deadline_ms = deadline_of(line, (size_t)length);

	return now_ms >= 0 && deadline_ms > now_ms &&
	       deadline_ms - now_ms <= LG_OUTPUT_LONGEST_ms;
}
