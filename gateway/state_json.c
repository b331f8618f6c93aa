/* SPDX-License-Identifier: Apache-2.0 */
/* The guard's state as JSON: see state.h. */
#include "gateway/state.h"

#include <string.h>
#include <time.h>

#include "guard/say.h"
#include "guard/senses.h"
#include "system/json.h"
#include "system/signal.h"

static void write_battery(struct lg_json *json, const struct lg_gateway_state *state,
			  int i)
{
	const struct lg_guard_battery *battery = &state->message->batteries[i];
	const struct lg_scan *scan = &battery->scan;
	enum lg_link_trouble trouble = (enum lg_link_trouble)battery->trouble;
	bool scanned = battery->age_ms != UINT32_MAX;

	lg_json_object(json, NULL);
	lg_json_string(json, "id", state->system->batteries[i].id);
	lg_json_string(json, "link",
		       lg_link_state_text((enum lg_link_state)battery->link));
	lg_json_string(json, "trouble",
		       trouble == LG_TROUBLE_NONE ? NULL : lg_link_trouble_text(trouble));
	if (scanned)
		lg_json_number(json, "age_s",
			       ((double)battery->age_ms + (double)state->silent_ms) /
				       1e3);
	else
		lg_json_null(json, "age_s");
	lg_json_array(json, "cells_V");
	for (int c = 0; c < scan->cells; c++)
		lg_json_number(json, NULL, scan->cell_mV[c] / 1e3);
	lg_json_end(json);
	lg_json_array(json, "temperatures_degC");
	for (int t = 0; t < scan->temperatures; t++)
		lg_json_number(json, NULL, scan->temperature_mdegC[t] / 1e3);
	lg_json_end(json);
	if (scanned) {
		lg_json_number(json, "current_A", scan->current_mA / 1e3);
		lg_json_number(json, "soc", scan->soc_permille / 1e3);
	} else {
		lg_json_null(json, "current_A");
		lg_json_null(json, "soc");
	}
	lg_json_integer(json, "scans", battery->scans);
	lg_json_integer(json, "rejected", battery->rejected);
	lg_json_end(json);
}

bool lg_state_fault_known(const struct lg_system *system, int device, int fault)
{
	const struct lg_wiring_device *here = &system->devices[device];

	if (strcmp(here->family->faults[fault].name, "no_mains") != 0)
		return true;
	for (int i = 0; i < here->family->n_inputs; i++)
		if (strcmp(here->family->inputs[i].name, "ac_in") == 0)
			return !lg_sense_by_product(
				&system->senses[here->first_input + i]);
	return true;
}

static void write_device(struct lg_json *json, const struct lg_gateway_state *state,
			 int i)
{
	const struct lg_wiring_device *device = &state->system->devices[i];
	const struct lg_family *family = device->family;
	char text[48];

	lg_json_object(json, NULL);
	lg_json_string(json, "id", state->system->device_ids[i]);
	lg_json_string(json, "family", family->name);
	lg_json_object(json, "outputs");
	for (int o = 0; o < family->n_outputs; o++) {
		lg_signal_text(&family->outputs[o],
			       state->message->signals[device->first_output + o], text,
			       sizeof text);
		lg_json_string(json, family->outputs[o].name, text);
	}
	lg_json_end(json);
	lg_json_array(json, "faults");
	for (int f = 0; f < family->n_faults; f++) {
		if (!(state->message->faults[i] & 1U << f) ||
		    !lg_state_fault_known(state->system, i, f))
			continue;
		lg_json_object(json, NULL);
		lg_json_string(json, "name", family->faults[f].name);
		lg_json_string(json, "advice", family->faults[f].advice);
		lg_json_end(json);
	}
	lg_json_end(json);
	lg_json_end(json);
}

static void write_output(struct lg_json *json, const struct lg_gateway_state *state,
			 int i)
{
	const struct lg_driven *driven = &state->system->outputs[i];
	const struct lg_guard_output *output = &state->message->outputs[i];
	char path[LG_ID + 64];
	int device = 0;
	const struct lg_port *port =
		lg_system_output_port(state->system, driven->signal, &device);

	snprintf(path, sizeof path, "%s.%s", state->system->device_ids[device],
		 port ? port->name : "");
	lg_json_object(json, NULL);
	lg_json_string(json, "id", driven->id);
	lg_json_string(json, "signal", path);
	lg_json_bool(json, "on", output->on && !state->verdict.stale);
	lg_json_string(json, "to", driven->to);
	lg_json_number(json, "expires_s", driven->expires_ms / 1e3);
	lg_json_bool(json, "ok", output->ok);
	lg_json_end(json);
}

static void write_event(struct lg_json *json, const struct lg_gateway_state *state,
			const struct lg_guard_event *event)
{
	time_t seconds = (time_t)(state->message->started_s + event->uptime_ms / 1000);
	struct lg_guard_words words;
	struct tm utc;
	char when[40] = "";

	lg_guard_say(state->system, event, &words);
	if (gmtime_r(&seconds, &utc))
		strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
	lg_json_object(json, NULL);
	lg_json_number(json, "t", (double)event->uptime_ms / 1e3);
	lg_json_string(json, "time", when);
	lg_json_integer(json, "number", event->number);
	lg_json_string(json, "subject", words.subject);
	lg_json_string(json, "value", words.value);
	lg_json_string(json, "reason", words.reason);
	lg_json_string(json, "reading", words.reading[0] ? words.reading : NULL);
	lg_json_string(json, "advice", words.advice);
	lg_json_bool(json, "power_up", event->power_up);
	lg_json_end(json);
}

static void write_events(struct lg_json *json, const struct lg_gateway_state *state)
{
	uint32_t events = state->message->events;
	uint32_t first = events > LG_GUARD_EVENTS ? events - LG_GUARD_EVENTS : 0;

	lg_json_array(json, "events");
	for (uint32_t i = first; i < events; i++)
		write_event(json, state, &state->message->last[i % LG_GUARD_EVENTS]);
	lg_json_end(json);
}

static void write_unmeasured(struct lg_json *json, const struct lg_system *system)
{
	char path[LG_ID + 64], text[48];

	lg_json_array(json, "not_measured");
	for (int d = 0; d < system->wiring.n_devices; d++) {
		const struct lg_wiring_device *device = &system->devices[d];

		for (int i = 0; i < device->family->n_inputs; i++) {
			const struct lg_port *port = &device->family->inputs[i];

			if (!lg_sense_by_product(
				    &system->senses[device->first_input + i]))
				continue;
			lg_signal_text(port, port->resting, text, sizeof text);
			snprintf(path, sizeof path, "%s.%s", system->device_ids[d],
				 port->name);
			lg_json_object(json, NULL);
			lg_json_string(json, "input", path);
			if (port->kind >= LG_PORT_mV) {
				size_t used = strlen(text);

				snprintf(text + used, sizeof text - used, " %s",
					 lg_signal_unit(port->kind));
			}
			lg_json_string(json, "taken_as", text);
			lg_json_end(json);
		}
	}
	lg_json_end(json);
}

static void write_body(struct lg_json *json, const struct lg_gateway_state *state)
{
	const struct lg_system *system = state->system;

	lg_json_array(json, "batteries");
	for (int i = 0; i < system->n_batteries; i++)
		write_battery(json, state, i);
	lg_json_end(json);
	lg_json_array(json, "devices");
	for (int i = 0; i < system->wiring.n_devices; i++)
		write_device(json, state, i);
	lg_json_end(json);
	lg_json_array(json, "outputs");
	for (int i = 0; i < system->n_outputs; i++)
		write_output(json, state, i);
	lg_json_end(json);
	write_events(json, state);
	write_unmeasured(json, system);
}

void lg_state_json(const struct lg_gateway_state *state, bool compact, FILE *out)
{
	struct lg_json json = lg_json_to(out);

	json.compact = compact;
	lg_json_object(&json, NULL);
	lg_json_integer(&json, "version", LG_GUARD_VERSION);
	lg_json_string(&json, "name", state->system->name);
	lg_json_string(&json, "verdict", state->verdict.text);
	lg_json_bool(&json, "may_charge", state->verdict.may_charge);
	lg_json_bool(&json, "may_discharge", state->verdict.may_discharge);
	lg_json_bool(&json, "warned", state->verdict.warned);
	lg_json_bool(&json, "stale", state->verdict.stale);
	lg_json_number(&json, "silent_s", (double)state->silent_ms / 1e3);
	if (state->message) {
		lg_json_integer(&json, "sequence", state->message->sequence);
		lg_json_integer(&json, "started_s", state->message->started_s);
		lg_json_number(&json, "uptime_s",
			       (double)state->message->uptime_ms / 1e3);
		lg_json_bool(&json, "trusted", state->message->trusted);
		write_body(&json, state);
	}
	lg_json_end(&json);
}
