/* SPDX-License-Identifier: Apache-2.0 */
/* What is permitted, in a line: see verdict.h. */
#include "gateway/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(struct lg_verdict *verdict, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct lg_verdict *verdict, const char *format, ...)
{
	size_t used = strlen(verdict->text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(verdict->text + used, sizeof verdict->text - used, format, arguments);
	va_end(arguments);
}

static bool signal_of(const struct lg_system *system,
		      const struct lg_guard_message *message, int device,
		      const char *name)
{
	char path[LG_ID + 32];

	snprintf(path, sizeof path, "%s.%s", system->device_ids[device], name);
	int slot = lg_system_output(system, path);

	return slot >= 0 && message->signals[slot] != 0;
}

/* The reading a fault goes back to, in brackets. */
static void add_reading(struct lg_verdict *verdict, const struct lg_system *system,
			const struct lg_guard_message *message, int device,
			const char *fault)
{
	const struct lg_scan *scans[LG_BATTERIES];
	struct lg_witness witness;
	char text[80];

	for (int i = 0; i < LG_BATTERIES; i++)
		scans[i] = &message->batteries[i].scan;
	witness = lg_witness_find(system, message->faults, scans, device, fault);
	lg_witness_text(system, &witness, text, sizeof text);
	if (text[0])
		add(verdict, " (%s)", text);
}

static void add_fault(const struct lg_system *system,
		      const struct lg_guard_message *message, int device, int fault,
		      struct lg_verdict *verdict)
{
	const struct lg_fault_row *row = &system->devices[device].family->faults[fault];

	add(verdict, " %s", row->advice);
	add_reading(verdict, system, message, device, row->name);
}

/* The root of most trouble: who does not answer. True when something was said. */
static bool add_links(const struct lg_system *system,
		      const struct lg_guard_message *message, struct lg_verdict *verdict)
{
	static const struct {
		enum lg_link_state state;
		const char *words;
	} kinds[] = {
		{LG_LINK_WAITING, "waiting for the first complete scan of"},
		{LG_LINK_GONE, "the line is gone to"},
		{LG_LINK_STALE, "no fresh readings from"},
		{LG_LINK_UNWIRED, "the build has no link to"},
	};
	bool any = false;

	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		bool first = true;

		for (int i = 0; i < system->n_batteries; i++) {
			const struct lg_guard_battery *battery = &message->batteries[i];
			enum lg_link_trouble trouble =
				(enum lg_link_trouble)battery->trouble;

			if (battery->link != kinds[k].state)
				continue;
			if (first)
				add(verdict, "%s%s ", any ? "; " : " ", kinds[k].words);
			add(verdict, "%s%s", first ? "" : ", ", system->batteries[i].id);
			if (kinds[k].state == LG_LINK_STALE && trouble != LG_TROUBLE_NONE)
				add(verdict, " (%s)", lg_link_trouble_text(trouble));
			first = false;
			any = true;
		}
	}
	if (any)
		add(verdict, ".");
	return any;
}

/* The first fault that blocks the device's output of this name. */
static int blocker(const struct lg_system *system, const struct lg_guard_message *message,
		   int device, const char *name)
{
	const struct lg_family *family = system->devices[device].family;

	for (int i = 0; i < family->n_outputs; i++) {
		if (strcmp(family->outputs[i].name, name) != 0)
			continue;
		for (int f = 0; f < family->n_faults; f++)
			if (message->faults[device] & 1U << f &&
			    family->outputs[i].permission >= 0 &&
			    family->faults[f].blocks &
				    1U << family->outputs[i].permission)
				return f;
	}
	return -1;
}

static void explain(const struct lg_system *system,
		    const struct lg_guard_message *message, struct lg_verdict *verdict)
{
	bool charge = verdict->may_charge, discharge = verdict->may_discharge;

	add(verdict, "%s not permitted:",
	    charge ? "Discharging"
		   : (discharge ? "Charging" : "Charging and discharging"));
	if (!message->trusted) {
		add(verdict,
		    " waiting for fresh readings after a pause of this machine.");
		return;
	}
	if (add_links(system, message, verdict))
		return;
	for (int i = 0; i < system->n_bms; i++) {
		int device = system->bms[i].device, last = -1;

		for (int k = 0; k < 2; k++) {
			const char *name = k == 0 ? "atc" : "atd";
			int fault = signal_of(system, message, device, name)
					    ? -1
					    : blocker(system, message, device, name);

			if (fault >= 0 && fault != last)
				add_fault(system, message, device, fault, verdict);
			last = fault;
		}
	}
}

/* Loads still run, but not for long: that comes before everything else. */
static void warn_of_cut(const struct lg_system *system,
			const struct lg_guard_message *message,
			struct lg_verdict *verdict)
{
	for (int i = 0; i < system->n_bms; i++) {
		int device = system->bms[i].device;
		const struct lg_family *family = system->devices[device].family;

		for (int f = 0; f < family->n_faults; f++) {
			if (!(message->faults[device] & 1U << f) ||
			    strcmp(family->faults[f].name, "pre_alarm") != 0)
				continue;
			add(verdict, "%s", family->faults[f].advice);
			add_reading(verdict, system, message, device, "pre_alarm");
			add(verdict, " ");
			verdict->warned = true;
			return;
		}
	}
}

/* Warnings that block nothing yet. */
static void remark(const struct lg_system *system, const struct lg_guard_message *message,
		   struct lg_verdict *verdict)
{
	for (int i = 0; i < system->n_batteries && !verdict->warned; i++) {
		int device = system->batteries[i].device;
		const struct lg_family *family = system->devices[device].family;

		for (int f = 0; f < family->n_faults; f++) {
			if (!(message->faults[device] & 1U << f))
				continue;
			add(verdict, " %s: %s", system->batteries[i].id,
			    family->faults[f].advice);
			add_reading(verdict, system, message, device,
				    family->faults[f].name);
			verdict->warned = true;
			return;
		}
	}
	for (int i = 0; i < system->n_outputs; i++) {
		if (message->outputs[i].ok)
			continue;
		add(verdict, " Output %s is not reached.", system->outputs[i].id);
		verdict->warned = true;
	}
}

void lg_verdict(const struct lg_system *system, const struct lg_guard_message *message,
		int64_t silent_ms, struct lg_verdict *verdict)
{
	*verdict =
		(struct lg_verdict){.stale = !message || silent_ms > LG_GATEWAY_STALE_ms};
	if (verdict->stale) {
		add(verdict, "No word from the guard%s: take nothing as permitted.",
		    message ? "" : " yet");
		return;
	}
	verdict->may_charge = verdict->may_discharge =
		message->trusted && system->n_bms > 0;
	for (int i = 0; i < system->n_bms; i++) {
		int device = system->bms[i].device;

		verdict->may_charge =
			verdict->may_charge && signal_of(system, message, device, "atc");
		verdict->may_discharge = verdict->may_discharge &&
					 signal_of(system, message, device, "atd");
	}
	if (verdict->may_discharge)
		warn_of_cut(system, message, verdict);
	if (system->n_bms == 0)
		add(verdict, "The build has no BMS: there is no permission to show.");
	else if (verdict->may_charge && verdict->may_discharge)
		add(verdict, "Charging and discharging permitted.");
	else
		explain(system, message, verdict);
	if (verdict->may_charge && verdict->may_discharge)
		remark(system, message, verdict);
}
