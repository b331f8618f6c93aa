/* SPDX-License-Identifier: Apache-2.0 */
/* The outputs of a build, kept alive: what is on is said again in time, what is not said
 * again expires. */
#ifndef LG_GUARD_DRIVE_H
#define LG_GUARD_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lg_drives;

/* All memory there will ever be; NULL when there is none. */
struct lg_drives *lg_drives_new(int count);
/* spec "file:PATH" or "gpio:CHIP/LINE[,active-low]"; a relative PATH is in dir. Opened
 * off. Negative: problem says why. */
int lg_drive_open(struct lg_drives *drives, int index, const char *spec, const char *dir,
		  uint32_t expires_ms, char *problem, size_t room);
/* Say it: at once when it changes, again when a quarter of its time has passed. False:
 * the far side was not reached. */
bool lg_drive_set(struct lg_drives *drives, int index, bool on, int64_t now_ms);
bool lg_drive_on(const struct lg_drives *drives, int index);
/* Every GPIO line low, from a signal handler, whatever the process hangs in: nobody else
 * switches those off. Files expire by themselves. */
void lg_drives_drop(const struct lg_drives *drives);
/* All off, closed, freed. */
void lg_drives_close(struct lg_drives *drives);

#endif
