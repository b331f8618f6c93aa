/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs kept alive: see drive.h. */
#include "guard/drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ports/output.h"

struct drive {
	struct lg_output output;
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

int lg_drive_open(struct lg_drives *drives, int index, const char *spec, const char *dir,
		  uint32_t expires_ms, char *problem, size_t room)
{
	struct drive *drive = &drives->at[index];
	char placed[512];

	if (strncmp(spec, "file:", 5) == 0 && spec[5] != '/')
		snprintf(placed, sizeof placed, "file:%s/%s", dir, spec + 5);
	else
		snprintf(placed, sizeof placed, "%s", spec);
	drive->expires_ms = expires_ms;
	return lg_output_open(&drive->output, placed, problem, room);
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

void lg_drives_close(struct lg_drives *drives)
{
	if (!drives)
		return;
	for (int i = 0; i < drives->count; i++)
		lg_output_close(&drives->at[i].output);
	free(drives);
}
