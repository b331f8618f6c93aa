/* SPDX-License-Identifier: Apache-2.0 */
/* Events in words: see say.h. */
#include "guard/say.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "system/signal.h"

const char *lg_link_state_text(enum lg_link_state state)
{
	switch (state) {
	case LG_LINK_UNWIRED:
		return "none";
	case LG_LINK_WAITING:
		return "waiting";
	case LG_LINK_OK:
		return "ok";
	case LG_LINK_STALE:
		return "stale";
	case LG_LINK_GONE:
		return "gone";
	}
	return "none";
}

static void say_device(const struct lg_system *system, const struct lg_guard_event *event,
		       struct lg_guard_words *said)
{
	const struct lg_family *family = system->devices[event->subject].family;
	const struct lg_port *port = &family->outputs[event->output];
	const struct lg_event plain = {.device = event->subject,
				       .output = event->output,
				       .value = event->value,
				       .why = event->why,
				       .fault = event->fault};

	snprintf(said->subject, sizeof said->subject, "%s.%s",
		 system->device_ids[event->subject], port->name);
	lg_signal_text(port, event->value, said->value, sizeof said->value);
	lg_reason_text(family, &plain, said->reason, sizeof said->reason);
	lg_witness_text(system, &event->witness, said->reading, sizeof said->reading);
	if (event->why == LG_WHY_FAULT && event->fault < family->n_faults)
		said->advice = family->faults[event->fault].advice;
}

static void say_link(const struct lg_system *system, const struct lg_guard_event *event,
		     struct lg_guard_words *said)
{
	enum lg_link_state state = (enum lg_link_state)event->value;

	snprintf(said->subject, sizeof said->subject, "link %s",
		 system->batteries[event->subject].id);
	snprintf(said->value, sizeof said->value, "%s", lg_link_state_text(state));
	snprintf(said->reason, sizeof said->reason, "%s",
		 state == LG_LINK_OK
			 ? ""
			 : lg_link_trouble_text((enum lg_link_trouble)event->fault));
	if (state == LG_LINK_STALE || state == LG_LINK_GONE)
		said->advice =
			"Without fresh readings nothing is permitted for long: check the "
			"data cable and the adapter.";
}

static void say_output(const struct lg_system *system, const struct lg_guard_event *event,
		       struct lg_guard_words *said)
{
	bool failed = event->kind == LG_SAID_FAILED;

	snprintf(said->subject, sizeof said->subject, "output %s",
		 system->outputs[event->subject % LG_COMPONENTS].id);
	snprintf(said->value, sizeof said->value, "%s",
		 failed ? (event->value ? "not reached" : "reached again")
			: (event->value ? "on" : "off"));
	if (failed && event->value)
		said->advice = "What it switches is to be taken as off: check where it "
			       "leads to.";
}

static void say_waiting(const struct lg_system *system,
			const struct lg_guard_event *event, struct lg_guard_words *said)
{
	if (event->value == 0) {
		snprintf(said->subject, sizeof said->subject, "guard");
		snprintf(said->value, sizeof said->value, "waiting");
		snprintf(said->reason, sizeof said->reason,
			 "for the first complete scan; nothing is permitted");
		return;
	}
	snprintf(said->subject, sizeof said->subject, "link %s",
		 system->batteries[event->subject].id);
	snprintf(said->value, sizeof said->value, "%s",
		 lg_link_state_text(LG_LINK_WAITING));
	snprintf(said->reason, sizeof said->reason, "%s",
		 lg_link_trouble_text((enum lg_link_trouble)event->fault));
	said->advice =
		"Nothing is permitted before its first scan: check the data cable, "
		"and that the battery is on.";
}

/* About the guard itself. */
static void say_guard(const struct lg_guard_event *event, struct lg_guard_words *said)
{
	const char *subject = "guard", *value = "", *reason = "";

	if (event->kind == LG_SAID_TRUSTED) {
		value = "fresh data";
		reason = "from every battery after the pause";
	} else if (event->kind == LG_SAID_COMPLETE) {
		value = "first scan complete";
		reason = "of every battery";
	} else if (event->kind == LG_SAID_STOPPED) {
		value = "stopped";
		reason = "outputs off";
	} else if (event->kind == LG_SAID_LOST) {
		value = "changes not logged";
		reason = "too many in one tick; decisions are not touched";
	} else if (event->kind == LG_SAID_GATEWAY) {
		subject = "gateway";
		value = event->value ? "started again" : "gone";
		reason = "decisions are not touched";
	} else {
		reason = "outputs off until fresh data";
		snprintf(said->value, sizeof said->value,
			 "paused %" PRId32 ".%" PRId32 " s", event->value / 1000,
			 event->value % 1000 / 100);
	}
	snprintf(said->subject, sizeof said->subject, "%s", subject);
	if (value[0])
		snprintf(said->value, sizeof said->value, "%s", value);
	snprintf(said->reason, sizeof said->reason, "%s", reason);
}

void lg_guard_say(const struct lg_system *system, const struct lg_guard_event *event,
		  struct lg_guard_words *said)
{
	*said = (struct lg_guard_words){.advice = NULL};
	switch ((enum lg_guard_event_kind)event->kind) {
	case LG_SAID_DEVICE:
	case LG_SAID_REFUSED:
		say_device(system, event, said);
		return;
	case LG_SAID_LINK:
		say_link(system, event, said);
		return;
	case LG_SAID_OUTPUT:
	case LG_SAID_FAILED:
		say_output(system, event, said);
		return;
	case LG_SAID_WAITING:
		say_waiting(system, event, said);
		return;
	case LG_SAID_PAUSED:
	case LG_SAID_TRUSTED:
	case LG_SAID_GATEWAY:
	case LG_SAID_COMPLETE:
	case LG_SAID_STOPPED:
	case LG_SAID_LOST:
		say_guard(event, said);
		return;
	}
}

static void put(char *line, size_t room, int *at, const char *text)
{
	for (; *text && (size_t)*at + 1 < room; text++)
		line[(*at)++] = *text;
	line[*at] = 0;
}

/* "key":"text" with what JSON wants escaped; ids and reasons hold no control characters.
 */
static void put_json(char *line, size_t room, int *at, const char *key, const char *text)
{
	char one[3] = {0};

	put(line, room, at, ",\"");
	put(line, room, at, key);
	put(line, room, at, "\":\"");
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20)
			continue;
		one[0] = *text == '"' || *text == '\\' ? '\\' : *text;
		one[1] = *text == '"' || *text == '\\' ? *text : 0;
		put(line, room, at, one);
	}
	put(line, room, at, "\"");
}

int lg_guard_say_json(const struct lg_system *system, const struct lg_guard_event *event,
		      int64_t unix_ms, char *line, size_t room)
{
	struct lg_guard_words said;
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm utc;
	char when[40], head[128];
	int at = 0;

	lg_guard_say(system, event, &said);
	gmtime_r(&seconds, &utc);
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(head, sizeof head,
		 "{\"t\":%" PRId64 ".%03" PRId64 ",\"number\":%" PRIu32,
		 event->uptime_ms / 1000, event->uptime_ms % 1000, event->number);
	put(line, room - 1, &at, head);
	snprintf(head, sizeof head, "%s.%03" PRId64 "Z", when, unix_ms % 1000);
	put_json(line, room - 1, &at, "time", head);
	put_json(line, room - 1, &at, "subject", said.subject);
	put_json(line, room - 1, &at, "value", said.value);
	put_json(line, room - 1, &at, "reason", said.reason);
	put_json(line, room - 1, &at, "reading", said.reading);
	put_json(line, room - 1, &at, "advice", said.advice ? said.advice : "");
	put(line, room - 1, &at, "}");
	put(line, room, &at, "\n");
	return at;
}
