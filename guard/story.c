/* SPDX-License-Identifier: Apache-2.0 */
/* Cause and consequences: see story.h. */
#include "guard/story.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "guard/say.h"

enum { NOBODY = -1, ROOM = 512 }; /* under PIPE_BUF: a pipe takes a line whole */

struct telling {
	const struct lg_story *story;
	const struct lg_guard_event *events;
	int count;
	int root[LG_GUARD_EVENTS]; /* the event it follows from; itself: a cause; NOBODY:
				      not told */
	char line[ROOM];
	int used;
	const char *hang; /* what continued lines begin with */
};

/* --- lines -------------------------------------------------------------------------- */

static void end_line(struct telling *telling)
{
	while (telling->used > 0 && telling->line[telling->used - 1] == ' ')
		telling->used--;
	if (telling->used == 0)
		return;
	telling->line[telling->used++] = '\n';
	telling->story->line(telling->story->context, telling->line, telling->used);
	telling->used = 0;
}

static void add(struct telling *telling, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct telling *telling, const char *format, ...)
{
	size_t room = sizeof telling->line - 1 - (size_t)telling->used;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(telling->line + telling->used, room, format, arguments);
	va_end(arguments);
	if (length > 0)
		telling->used += (size_t)length < room ? length : (int)room - 1;
}

/* Words, broken where the line is full. */
static void add_words(struct telling *telling, const char *text)
{
	while (*text) {
		int length = (int)strcspn(text, " ");

		if (telling->used + 1 + length > LG_STORY_COLUMNS) {
			end_line(telling);
			add(telling, "%*s%s", LG_STORY_INDENT, "", telling->hang);
		}
		add(telling, "%.*s ", length, text);
		text += length;
		text += strspn(text, " ");
	}
}

/* The last word is followed by a blank: take it back, put what goes there. */
static void mend(struct telling *telling, const char *instead)
{
	if (telling->used > 0 && telling->line[telling->used - 1] == ' ')
		telling->used--;
	add(telling, "%s", instead);
}

static void start_line(struct telling *telling, const char *hang)
{
	end_line(telling);
	telling->hang = hang;
	add(telling, "%*s", LG_STORY_INDENT, "");
}

/* --- who follows from whom ------------------------------------------------------------
 */

static bool of_device(const struct lg_guard_event *event)
{
	return event->kind == LG_SAID_DEVICE || event->kind == LG_SAID_REFUSED;
}

/* Whether b can be a consequence of a, both of this instant. alike: also for the same
 * fault. */
static bool follows(const struct lg_system *system, const struct lg_guard_event *a,
		    const struct lg_guard_event *b, bool alike)
{
	const struct lg_fault_row *one, *two;

	if (of_device(a) && b->kind == LG_SAID_OUTPUT)
		return system->outputs[b->subject].signal ==
		       system->devices[a->subject].first_output + a->output;
	if (!of_device(a) || a->kind != b->kind)
		return false;
	if (!alike)
		return lg_device_feeds(system, a->subject, b->subject);
	one = &system->devices[a->subject].family->faults[a->fault];
	two = &system->devices[b->subject].family->faults[b->fault];
	return a->why == b->why && strcmp(one->name, two->name) == 0;
}

static int root_of(const struct telling *telling, int event)
{
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < event; i++)
			if (telling->root[i] != NOBODY &&
			    follows(telling->story->system, &telling->events[i],
				    &telling->events[event], pass == 0))
				return telling->root[i];
	return event;
}

/* --- words ----------------------------------------------------------------------------
 */

/* "house-1 low_temp", "house-1 low_temp over", "bms.charge_disconnect float". */
static void add_subject(struct telling *telling, const struct lg_guard_event *event,
			const struct lg_guard_words *words)
{
	const struct lg_system *system = telling->story->system;
	char text[160];

	if (of_device(event)) {
		const struct lg_port *port =
			&system->devices[event->subject].family->outputs[event->output];

		if (port->kind == LG_PORT_ALARM) {
			snprintf(text, sizeof text, "%s %s%s",
				 system->device_ids[event->subject], port->name,
				 event->value ? " over" : "");
			add_words(telling, text);
			return;
		}
	}
	snprintf(text, sizeof text, "%s %s", words->subject, words->value);
	add_words(telling, text);
}

/* An alarm's name says its reason; so does the fault after it is over. */
static bool reason_is_new(const struct lg_system *system,
			  const struct lg_guard_event *event)
{
	const struct lg_family *family;

	if (!of_device(event))
		return true;
	family = system->devices[event->subject].family;
	return strcmp(family->outputs[event->output].name,
		      family->faults[event->fault].name) != 0;
}

static void tell_cause(struct telling *telling, const struct lg_guard_event *event)
{
	struct lg_guard_words words;

	lg_guard_say(telling->story->system, event, &words);
	add_subject(telling, event, &words);
	if (words.reason[0] && reason_is_new(telling->story->system, event)) {
		if (event->kind != LG_SAID_WAITING || event->value)
			mend(telling, ": ");
		add_words(telling, words.reason);
	}
	if (words.reading[0]) {
		char text[96];

		snprintf(text, sizeof text, "(%s)", words.reading);
		add_words(telling, text);
	}
	if (words.advice) {
		start_line(telling, "");
		add_words(telling, words.advice);
	}
}

static void tell_consequences(struct telling *telling, int cause)
{
	bool any = false;

	for (int i = cause + 1; i < telling->count; i++) {
		const struct lg_guard_event *event = &telling->events[i];
		struct lg_guard_words words;

		if (telling->root[i] != cause)
			continue;
		if (!any) {
			start_line(telling, "   ");
			add(telling, "-> ");
		} else {
			mend(telling, ", ");
		}
		any = true;
		lg_guard_say(telling->story->system, event, &words);
		add_subject(telling, event, &words);
		if (lg_battery_of_device(telling->story->system, event->subject) < 0 ||
		    event->kind != LG_SAID_DEVICE || !words.reading[0])
			continue;
		char text[96];

		snprintf(text, sizeof text, "(%s)", words.reading);
		add_words(telling, text);
	}
	end_line(telling);
}

static void add_clock(struct telling *telling, const struct lg_guard_event *event,
		      int64_t unix_ms)
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm local;
	char when[16] = "", since[24];

	if (localtime_r(&seconds, &local))
		strftime(when, sizeof when, "%H:%M:%S", &local);
	snprintf(since, sizeof since, "+%.1f s", (double)event->uptime_ms / 1e3);
	telling->hang = "";
	add(telling, "%-8s %10s  ", when, since);
}

/* --- the first complete scan ----------------------------------------------------------
 */

static void tell_batteries(struct telling *telling,
			   const struct lg_scan *const scans[LG_BATTERIES])
{
	const struct lg_system *system = telling->story->system;

	add_words(telling, "every battery answers:");
	for (int i = 0; i < system->n_batteries; i++) {
		const struct lg_scan *scan = scans[i];
		int32_t low_mV = INT32_MAX, high_mV = INT32_MIN;

		if (scan->cells == 0)
			continue;
		for (int c = 0; c < scan->cells; c++) {
			low_mV = scan->cell_mV[c] < low_mV ? scan->cell_mV[c] : low_mV;
			high_mV = scan->cell_mV[c] > high_mV ? scan->cell_mV[c] : high_mV;
		}
		start_line(telling, "");
		add(telling, "   %s: %.0f %%, cells %.3f to %.3f V",
		    system->batteries[i].id, scan->soc_permille / 10.0, low_mV / 1e3,
		    high_mV / 1e3);
		for (int t = 0; t < scan->temperatures; t++)
			add(telling, ", %.1f degC", scan->temperature_mdegC[t] / 1e3);
	}
	end_line(telling);
}

/* What stands from the start, in one line: no reasons are needed for it. */
static void tell_granted(struct telling *telling)
{
	bool any = false;

	for (int i = 0; i < telling->count; i++) {
		const struct lg_guard_event *event = &telling->events[i];
		struct lg_guard_words words;

		if (telling->root[i] == NOBODY || event->kind == LG_SAID_REFUSED ||
		    event->kind == LG_SAID_COMPLETE || event->kind == LG_SAID_LINK)
			continue;
		if (any) {
			mend(telling, ", ");
		} else {
			start_line(telling, "   ");
			add_words(telling, "permitted:");
		}
		any = true;
		lg_guard_say(telling->story->system, event, &words);
		add_subject(telling, event, &words);
	}
	end_line(telling);
}

static void tell_first(struct telling *telling,
		       const struct lg_scan *const scans[LG_BATTERIES])
{
	tell_batteries(telling, scans);
	for (int i = 0; i < telling->count; i++) {
		if (telling->root[i] != i || telling->events[i].kind != LG_SAID_REFUSED)
			continue;
		start_line(telling, "");
		add_words(telling, "REFUSED");
		tell_cause(telling, &telling->events[i]);
		tell_consequences(telling, i);
	}
	tell_granted(telling);
}

/* --- the instant ----------------------------------------------------------------------
 */

void lg_story_tell(const struct lg_story *story, const struct lg_guard_event *events,
		   int count, const struct lg_scan *const scans[LG_BATTERIES],
		   int64_t unix_ms)
{
	struct telling telling = {.story = story, .events = events, .count = count};
	int complete = NOBODY;
	bool any = false;

	for (int i = 0; i < count; i++) {
		telling.root[i] = events[i].power_up ? NOBODY : root_of(&telling, i);
		if (events[i].kind == LG_SAID_COMPLETE)
			complete = i;
	}
	if (complete != NOBODY) {
		add_clock(&telling, &events[complete], unix_ms);
		tell_first(&telling, scans);
		return;
	}
	for (int i = 0; i < count; i++) {
		if (telling.root[i] != i)
			continue;
		if (any)
			add(&telling, "%*s", LG_STORY_INDENT, "");
		else
			add_clock(&telling, &events[i], unix_ms);
		any = true;
		tell_cause(&telling, &events[i]);
		tell_consequences(&telling, i);
	}
}
