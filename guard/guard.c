/* SPDX-License-Identifier: Apache-2.0 */
/* One tick of the live process: see guard.h. */
#include "guard/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard/hold.h"

enum { CONTRADICTION_mA = 1000 }; /* a hundred steps of a board's current; assumed */

void lg_guard_note(struct lg_guard *guard, struct lg_guard_event event, int64_t now_ms)
{
	struct lg_guard_event *kept = &guard->last[guard->events % LG_GUARD_EVENTS];

	*kept = event;
	kept->uptime_ms = now_ms - guard->started_ms;
	kept->number = ++guard->events;
	guard->changed = true;
}

static int open_links(struct lg_guard *guard, const char *dir, char *problem, size_t room)
{
	const struct lg_system *system = guard->system;

	for (int i = 0; i < system->n_links; i++) {
		const struct lg_link *link = &system->links[i];
		struct lg_battery_link_config *config = &guard->link_configs[link->index];
		int cells = lg_senses_count(system, link->index, LG_SENSE_CELL);
		int sensors = lg_senses_count(system, link->index, LG_SENSE_TEMPERATURE);

		if (strcmp(link->protocol, "jbd") != 0) {
			snprintf(problem, room,
				 "%s: only the protocol jbd is read live, not %s",
				 link->battery, link->protocol);
			return LG_ERROR_FORMAT;
		}
		if (cells > LG_SCAN_CELLS || sensors > LG_SCAN_TEMPERATURES) {
			snprintf(problem, room,
				 "%s: %d cells and %d sensors are too many",
				 link->battery, cells, sensors);
			return LG_ERROR_RANGE;
		}
		snprintf(config->path, sizeof config->path, "%s%s%s",
			 link->port[0] == '/' ? "" : dir, link->port[0] == '/' ? "" : "/",
			 link->port);
		config->cells = (uint8_t)cells;
		config->temperatures = (uint8_t)sensors;
		guard->linked[link->index] = true;
		guard->link_states[link->index] = LG_LINK_WAITING;
	}
	return LG_OK;
}

int lg_guard_open(struct lg_guard *guard, const struct lg_system *system, const char *dir,
		  int64_t now_ms, int64_t now_s, char *problem, size_t room)
{
	int error;

	guard->system = system;
	guard->trusted = true;
	guard->started_ms = guard->last_ms = now_ms;
	guard->started_s = now_s;
	guard->memory = calloc(1, system->wiring.memory_size);
	guard->drives = lg_drives_new(system->n_outputs);
	if (!guard->memory || !guard->drives) {
		snprintf(problem, room, "no memory");
		return LG_ERROR_SYSTEM;
	}
	lg_senses_start(&guard->senses, system);
	error = open_links(guard, dir, problem, room);
	for (int i = 0; i < system->n_outputs && error == LG_OK; i++) {
		const struct lg_driven *output = &system->outputs[i];

		error = lg_drive_open(guard->drives, i, output->to, dir,
				      output->expires_ms, problem, room);
		guard->drive_ok[i] = true;
	}
	return error;
}

/* --- parts of a tick -----------------------------------------------------------------
 */

static void paused(struct lg_guard *guard, int64_t gap_ms, int64_t now_ms)
{
	guard->trusted = false;
	for (int i = 0; i < guard->system->n_outputs; i++)
		(void)lg_drive_set(guard->drives, i, false, now_ms);
	for (int i = 0; i < guard->system->n_batteries; i++) {
		guard->renewed[i] = false;
		if (guard->linked[i])
			lg_battery_link_restart(&guard->links[i]);
	}
	lg_guard_note(guard,
		      (struct lg_guard_event){
			      .kind = LG_SAID_PAUSED,
			      .value = gap_ms < INT32_MAX ? (int32_t)gap_ms : INT32_MAX},
		      now_ms);
}

static enum lg_link_state state_of(const struct lg_battery_link *link, int64_t now_ms)
{
	if (link->scans > 0 && now_ms - link->scanned_ms < LG_LINK_STALE_ms)
		return LG_LINK_OK;
	if (!link->serial.open)
		return LG_LINK_GONE;
	return link->scans > 0 ? LG_LINK_STALE : LG_LINK_WAITING;
}

static void note_link(struct lg_guard *guard, int battery, int64_t now_ms)
{
	const struct lg_battery_link *link = &guard->links[battery];
	enum lg_link_state state = state_of(link, now_ms);

	if (state == guard->link_states[battery])
		return;
	guard->link_states[battery] = state;
	lg_guard_note(guard,
		      (struct lg_guard_event){.kind = LG_SAID_LINK,
					      .subject = (uint16_t)battery,
					      .value = (int32_t)state,
					      .fault = (uint8_t)link->trouble},
		      now_ms);
}

/* Once for each battery that is there and yet keeps everything waiting. */
static void note_waiting(struct lg_guard *guard, int battery, int64_t now_ms)
{
	if (guard->links[battery].scans > 0 || guard->waited_for[battery] ||
	    guard->link_states[battery] != LG_LINK_WAITING ||
	    now_ms - guard->started_ms < LG_LINK_STALE_ms)
		return;
	guard->waited_for[battery] = true;
	lg_guard_note(
		guard,
		(struct lg_guard_event){.kind = LG_SAID_WAITING,
					.subject = (uint16_t)battery,
					.value = 1,
					.fault = (uint8_t)guard->links[battery].trouble},
		now_ms);
}

/* In parallel: other strings of the same bank, heard lately. A battery whose bytes stand
 * still while one of them reports another current by 1 A is contradicted. */
static bool contradicted(const struct lg_guard *guard, int battery)
{
	const struct lg_system *system = guard->system;
	const struct lg_bank *bank = &system->banks[system->batteries[battery].bank];
	int series = bank->series > 0 ? bank->series : 1;

	for (int i = bank->first_battery; i < bank->first_battery + bank->n_batteries;
	     i++) {
		int32_t moved_mA =
			guard->links[i].scan.current_mA - guard->others_mA[battery][i];

		if ((i - bank->first_battery) / series ==
			    (battery - bank->first_battery) / series ||
		    guard->link_states[i] != LG_LINK_OK)
			continue;
		if (moved_mA >= CONTRADICTION_mA || moved_mA <= -CONTRADICTION_mA)
			return true;
	}
	return false;
}

/* Whether a scan arrived. */
static bool serve_link(struct lg_guard *guard, int battery, int64_t now_ms)
{
	struct lg_battery_link *link = &guard->links[battery];
	int64_t same_since_ms = link->same_since_ms;

	lg_battery_link_contradict(link, contradicted(guard, battery), now_ms);
	if (!lg_battery_link_poll(link, &guard->link_configs[battery], now_ms))
		return false;
	if (link->same_since_ms != same_since_ms)
		for (int i = 0; i < guard->system->n_batteries; i++)
			guard->others_mA[battery][i] = guard->links[i].scan.current_mA;
	lg_senses_scan(&guard->senses, guard->system, battery, &link->scan);
	guard->renewed[battery] = true;
	guard->changed = true;
	return true;
}

/* Whether anything arrived. */
static bool serve_links(struct lg_guard *guard, int64_t now_ms)
{
	bool any = false, all = true;

	for (int i = 0; i < guard->system->n_batteries; i++) {
		if (!guard->linked[i])
			continue;
		any |= serve_link(guard, i, now_ms);
		all = all && guard->renewed[i];
		note_link(guard, i, now_ms);
		note_waiting(guard, i, now_ms);
	}
	if (all && !guard->trusted) {
		guard->trusted = true;
		lg_guard_note(guard, (struct lg_guard_event){.kind = LG_SAID_TRUSTED},
			      now_ms);
	}
	return any;
}

static struct lg_witness witness_of(const struct lg_guard *guard, int device, int fault)
{
	const struct lg_system *system = guard->system;
	const struct lg_scan *scans[LG_BATTERIES];
	const struct lg_family *family = system->devices[device].family;

	for (int i = 0; i < LG_BATTERIES; i++)
		scans[i] = &guard->links[i].scan;
	return lg_witness_find(
		system, lg_wiring_faults(guard->memory, &system->wiring), scans, device,
		fault < family->n_faults ? family->faults[fault].name : "");
}

/* A permission that now stands, not a battery's own signal. */
static bool grants(const struct lg_system *system, const struct lg_event *event)
{
	const struct lg_family *family = system->devices[event->device].family;

	return event->value != 0 && family->outputs[event->output].permission >= 0 &&
	       lg_battery_of_device(system, event->device) < 0;
}

static void note_decisions(struct lg_guard *guard, const struct lg_events *events,
			   bool first_complete, int64_t now_ms)
{
	for (int i = 0; i < events->count; i++) {
		const struct lg_event *event = &events->at[i];
		struct lg_guard_event said = {
			.kind = LG_SAID_DEVICE,
			.subject = event->device,
			.output = event->output,
			.value = event->value,
			.why = event->why,
			.fault = event->fault,
			.power_up = !guard->complete ||
				    (first_complete && !grants(guard->system, event)),
		};

		if (guard->complete && event->why != LG_WHY_INPUT)
			said.witness = witness_of(guard, event->device, event->fault);
		lg_guard_note(guard, said, now_ms);
	}
	if (events->lost_count > 0 && !guard->lost_said) {
		guard->lost_said = true;
		lg_guard_note(guard,
			      (struct lg_guard_event){.kind = LG_SAID_LOST,
						      .value = events->lost_count},
			      now_ms);
	}
}

/* Somebody follows it, and it follows nobody but batteries: a permission begins here. */
static bool begins(const struct lg_system *system, int device, int slot)
{
	bool followed = false;

	for (int i = 0; i < system->wiring.n_devices; i++)
		if (lg_device_feeds(system, i, device) &&
		    lg_battery_of_device(system, i) < 0)
			return false;
	for (int i = 0; i < system->wiring.n_feeds; i++)
		followed = followed || system->wiring.feeds[i].output == slot;
	for (int i = 0; i < system->n_outputs; i++)
		followed = followed || system->outputs[i].signal == slot;
	return followed && lg_battery_of_device(system, device) < 0;
}

static void note_refusals(struct lg_guard *guard, int64_t now_ms)
{
	const struct lg_system *system = guard->system;
	const int32_t *signals = lg_wiring_outputs(guard->memory);
	const uint32_t *faults = lg_wiring_faults(guard->memory, &system->wiring);

	for (int d = 0; d < system->wiring.n_devices; d++) {
		const struct lg_family *family = system->devices[d].family;

		for (int o = 0; o < family->n_outputs; o++) {
			int slot = system->devices[d].first_output + o;
			int permission = family->outputs[o].permission, row;
			struct lg_guard_event said = {.kind = LG_SAID_REFUSED,
						      .subject = (uint16_t)d,
						      .output = (uint16_t)o};

			if (permission < 0 || signals[slot] != 0 ||
			    !begins(system, d, slot))
				continue;
			row = lg_permission_reason(faults[d], family->faults,
						   family->n_faults, permission);
			said.why = row < 0 ? LG_WHY_INPUT : LG_WHY_FAULT;
			said.fault = (uint8_t)(row < 0 ? 0 : row);
			if (row >= 0)
				said.witness = witness_of(guard, d, row);
			lg_guard_note(guard, said, now_ms);
		}
	}
}

/* The moment from which something is known: true in the tick in which it comes. */
static bool note_complete(struct lg_guard *guard, int64_t now_ms)
{
	bool any = false;

	if (guard->complete)
		return false;
	for (int i = 0; i < guard->system->n_batteries; i++) {
		if (guard->linked[i] && guard->links[i].scans == 0)
			return false;
		any = any || guard->linked[i];
	}
	if (!any)
		return false;
	guard->complete = true;
	lg_guard_note(guard, (struct lg_guard_event){.kind = LG_SAID_COMPLETE}, now_ms);
	note_refusals(guard, now_ms);
	return true;
}

static void say_outputs(struct lg_guard *guard, int64_t now_ms)
{
	const int32_t *signals = lg_wiring_outputs(guard->memory);

	for (int i = 0; i < guard->system->n_outputs; i++) {
		bool on =
			guard->trusted && signals[guard->system->outputs[i].signal] != 0;
		bool before = lg_drive_on(guard->drives, i);
		bool ok = lg_drive_set(guard->drives, i, on, now_ms);
		struct lg_guard_event event = {.subject = (uint16_t)i};

		if (ok != guard->drive_ok[i]) {
			guard->drive_ok[i] = ok;
			event.kind = LG_SAID_FAILED;
			event.value = !ok;
			lg_guard_note(guard, event, now_ms);
		}
		if (lg_drive_on(guard->drives, i) != before) {
			event.kind = LG_SAID_OUTPUT;
			event.value = !before;
			lg_guard_note(guard, event, now_ms);
		}
	}
}

void lg_guard_tick(struct lg_guard *guard, int64_t now_ms)
{
	const struct lg_wiring *wiring = &guard->system->wiring;
	int64_t gap_ms = now_ms - guard->last_ms;
	struct lg_events events = {.count = 0};
	bool arrived, first_complete;

	guard->last_ms = now_ms;
	if (!guard->ticked)
		lg_guard_note(guard, (struct lg_guard_event){.kind = LG_SAID_WAITING},
			      now_ms);
	if (guard->ticked && gap_ms > LG_GUARD_PAUSE_ms)
		paused(guard, gap_ms, now_ms);
	if (guard->ticked)
		lg_hold(guard->memory, wiring, guard->senses.samples, gap_ms, &events);
	arrived = serve_links(guard, now_ms);
	if (arrived || !guard->ticked)
		lg_wiring_step(guard->memory, wiring, guard->senses.samples, 0, &events);
	/* Once more without them, so that from here their age counts, also in the
	 * patience. */
	lg_senses_rest(&guard->senses, guard->system);
	if (arrived)
		lg_wiring_step(guard->memory, wiring, guard->senses.samples, 0, &events);
	guard->ticked = true;
	first_complete = note_complete(guard, now_ms);
	note_decisions(guard, &events, first_complete, now_ms);
	say_outputs(guard, now_ms);
}

/* --- telling, ending -----------------------------------------------------------------
 */

static void tell_battery(const struct lg_guard *guard, int i,
			 struct lg_guard_battery *told, int64_t now_ms)
{
	const struct lg_battery_link *link = &guard->links[i];
	int64_t age_ms = now_ms - link->scanned_ms;

	told->link = (uint8_t)guard->link_states[i];
	told->trouble = (uint8_t)link->trouble;
	told->age_ms =
		link->scans > 0 && age_ms < UINT32_MAX ? (uint32_t)age_ms : UINT32_MAX;
	told->scans = link->scans;
	told->rejected = link->rejected;
	told->scan = link->scan;
}

void lg_guard_tell(struct lg_guard *guard, struct lg_guard_message *message,
		   int64_t now_ms)
{
	const struct lg_system *system = guard->system;

	memset(message, 0, sizeof *message);
	message->version = LG_GUARD_VERSION;
	message->sequence = ++guard->sequence;
	message->started_s = guard->started_s;
	message->uptime_ms = now_ms - guard->started_ms;
	message->trusted = guard->trusted;
	message->events = guard->events;
	for (int i = 0; i < system->n_batteries; i++)
		tell_battery(guard, i, &message->batteries[i], now_ms);
	memcpy(message->signals, lg_wiring_outputs(guard->memory),
	       system->wiring.n_outputs * sizeof message->signals[0]);
	memcpy(message->faults, lg_wiring_faults(guard->memory, &system->wiring),
	       system->wiring.n_devices * sizeof message->faults[0]);
	for (int i = 0; i < system->n_outputs; i++)
		message->outputs[i] = (struct lg_guard_output){
			lg_drive_on(guard->drives, i), guard->drive_ok[i]};
	memcpy(message->last, guard->last, sizeof message->last);
	guard->changed = false;
}

void lg_guard_close(struct lg_guard *guard)
{
	lg_drives_close(guard->drives);
	guard->drives = NULL;
	for (int i = 0; i < LG_BATTERIES; i++)
		lg_battery_link_close(&guard->links[i]);
	free(guard->memory);
	guard->memory = NULL;
}
