/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs kept alive: see drive.h. */
#include "guard/drive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ports/output.h"

struct drive {
	struct lg_output output;
	int lock_fd; /* meaningful when lock[0] */
	char lock[LG_OUTPUT_FILE_PATH + 8];
	uint32_t expires_ms;
	int64_t said_ms;
	bool said; /* the last set reached the far side */
};

struct lg_drives {
	int count;
	struct drive at[];
};

struct lg_drives *lg_drives_new(int count)
{
	struct lg_drives *drives =
		calloc(1, sizeof *drives + (size_t)count * sizeof drives->at[0]);

	if (drives)
		drives->count = count;
	return drives;
}

/* The lock's file, held: not one that its last holder has just removed. */
static bool held(int fd, const char *path)
{
	struct stat mine, there;

	return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &mine) == 0 &&
	       stat(path, &there) == 0 && mine.st_dev == there.st_dev &&
	       mine.st_ino == there.st_ino;
}

/* One file, one driver: of two, the last to speak would win, and what the other refused
 * would stay on. The lock stands beside the file, which is replaced each time, so every
 * way to write its path meets the same lock; the kernel frees it with its holder. GPIO
 * lines the kernel itself gives away only once. */
static int lock_file(struct drive *drive, const char *path, char *problem, size_t room)
{
	struct stat there;

	if (lstat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
		snprintf(problem, room, "output file %s: something else than a file",
			 path);
		return LG_ERROR_FORMAT;
	}
	if ((size_t)snprintf(drive->lock, sizeof drive->lock, "%s.lock", path) >=
	    sizeof drive->lock) {
		drive->lock[0] = 0;
		snprintf(problem, room, "output file %s: the path is too long", path);
		return LG_ERROR_LENGTH;
	}
	drive->lock_fd =
		open(drive->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (drive->lock_fd >= 0 && held(drive->lock_fd, drive->lock))
		return LG_OK;
	snprintf(problem, room, "output file %s: %s", path,
		 drive->lock_fd < 0 ? strerror(errno)
				    : "another output or another guard drives it");
	if (drive->lock_fd >= 0)
		close(drive->lock_fd);
	drive->lock[0] = 0;
	return LG_ERROR_SYSTEM;
}

static void unlock(struct drive *drive)
{
	if (!drive->lock[0])
		return;
	(void)unlink(drive->lock); /* before it is let go: held() */
	close(drive->lock_fd);
	drive->lock[0] = 0;
}

int lg_drive_open(struct lg_drives *drives, int index, const char *spec, const char *dir,
		  uint32_t expires_ms, char *problem, size_t room)
{
	struct drive *drive = &drives->at[index];
	char placed[512];
	int error = LG_OK;

	if (strncmp(spec, "file:", 5) == 0 && spec[5] != '/')
		snprintf(placed, sizeof placed, "file:%s/%s", dir, spec + 5);
	else
		snprintf(placed, sizeof placed, "%s", spec);
	drive->expires_ms = expires_ms;
	if (strncmp(placed, "file:", 5) == 0 && placed[5])
		error = lock_file(drive, placed + 5, problem, room);
	if (error == LG_OK)
		error = lg_output_open(&drive->output, placed, problem, room);
	if (error != LG_OK)
		unlock(drive);
	return error;
}

bool lg_drive_set(struct lg_drives *drives, int index, bool on, int64_t now_ms)
{
	struct drive *drive = &drives->at[index];

	if (drive->said && drive->output.on == on &&
	    now_ms - drive->said_ms < drive->expires_ms / 4)
		return true;
	(void)lg_output_poll(&drive->output, now_ms);
	drive->said =
		lg_output_set(&drive->output, on, now_ms, drive->expires_ms) == LG_OK;
	drive->said_ms = now_ms;
	return drive->said;
}

bool lg_drive_on(const struct lg_drives *drives, int index)
{
	return drives->at[index].output.on;
}

void lg_drives_drop(const struct lg_drives *drives)
{
	for (int i = 0; drives && i < drives->count; i++) {
		struct lg_output_gpio line = drives->at[i].output.gpio;

		(void)lg_output_gpio_set(&line, false); /* one ioctl, or nothing */
	}
}

void lg_drives_close(struct lg_drives *drives)
{
	if (!drives)
		return;
	for (int i = 0; i < drives->count; i++) {
		lg_output_close(&drives->at[i].output);
		unlock(&drives->at[i]);
	}
	free(drives);
}
