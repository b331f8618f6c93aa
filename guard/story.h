/* SPDX-License-Identifier: Apache-2.0 */
/* The log for people: what happened at one instant, told as cause and consequences.
 *
 *   18:40:31   +15.3 s  house-2 pre_alarm (house-2 cell 3: 2.990 V)
 *                       Loads will soon be cut: switch off what you can, or charge.
 *                       -> house-1 pre_alarm, bms.pre_alarm_out high
 *
 * What belongs together is read off the wires: an event is a consequence when its device
 * is fed by that of an earlier one. Before the first complete scan only the waiting is
 * told. Programs read every event with --json.
 */
#ifndef LG_GUARD_STORY_H
#define LG_GUARD_STORY_H

#include "guard/message.h"

#define LG_STORY_INDENT  21 /* columns of clock and seconds since the start */
#define LG_STORY_COLUMNS 96

struct lg_story {
	const struct lg_system *system;
	void (*line)(void *context, const char *line, int length); /* with its end */
	void *context;
};

/* events: of one instant, oldest first, at most LG_GUARD_EVENTS. scans: the last one of
 * each battery. unix_ms: wall clock; shown as local time. No allocation after tzset(). */
void lg_story_tell(const struct lg_story *story, const struct lg_guard_event *events,
		   int count, const struct lg_scan *const scans[LG_BATTERIES],
		   int64_t unix_ms);

#endif
