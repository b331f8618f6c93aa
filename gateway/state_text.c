/* SPDX-License-Identifier: Apache-2.0 */
/* The guard's state for a terminal: see state.h. */
#include "gateway/state.h"

#include <string.h>

#include "guard/say.h"
#include "system/signal.h"

static void write_battery(const struct lg_gateway_state *state, int i, FILE *out)
{
	const struct lg_guard_battery *battery = &state->message->batteries[i];
	const struct lg_scan *scan = &battery->scan;

	fprintf(out, "  %-14s %-8s", state->system->batteries[i].id,
		lg_link_state_text((enum lg_link_state)battery->link));
	if (battery->age_ms == UINT32_MAX) {
		fprintf(out, " no scan yet; rejected %u\n", battery->rejected);
		return;
	}
	fprintf(out, " %5.1f %%  %+8.2f A ", scan->soc_permille / 10.0,
		scan->current_mA / 1e3);
	for (int t = 0; t < scan->temperatures; t++)
		fprintf(out, " %5.1f degC", scan->temperature_mdegC[t] / 1e3);
	fprintf(out, "  cells");
	for (int c = 0; c < scan->cells; c++)
		fprintf(out, " %.3f", scan->cell_mV[c] / 1e3);
	fprintf(out, " V  %.1f s old",
		(battery->age_ms + (double)state->silent_ms) / 1e3);
	if (battery->trouble != LG_TROUBLE_NONE)
		fprintf(out, "  (%s)",
			lg_link_trouble_text((enum lg_link_trouble)battery->trouble));
	fputc('\n', out);
}

/* A missing reading counts as beyond every limit; only its own advice helps then. */
static uint32_t faults_to_show(const struct lg_family *family, uint32_t faults)
{
	for (int f = 0; f < family->n_faults; f++)
		if (faults & 1U << f && strcmp(family->faults[f].name, "no_reading") == 0)
			return 1U << f;
	return faults;
}

static bool complete(const struct lg_gateway_state *state)
{
	for (int i = 0; i < state->system->n_batteries; i++)
		if (state->message->batteries[i].link != LG_LINK_OK)
			return false;
	return true;
}

static void write_device(const struct lg_gateway_state *state, int i, FILE *out)
{
	const struct lg_wiring_device *device = &state->system->devices[i];
	const struct lg_family *family = device->family;
	uint32_t faults = faults_to_show(family, state->message->faults[i]);
	char text[48];

	fprintf(out, "  %-14s", state->system->device_ids[i]);
	for (int o = 0; o < family->n_outputs; o++) {
		lg_signal_text(&family->outputs[o],
			       state->message->signals[device->first_output + o], text,
			       sizeof text);
		fprintf(out, " %s=%s", family->outputs[o].name, text);
	}
	fputc('\n', out);
	for (int f = 0; f < family->n_faults; f++) {
		if (!(faults & 1U << f))
			continue;
		bool follows = !complete(state) &&
			       strcmp(family->faults[f].name, "no_reading") != 0;

		fprintf(out, "  %-14s %s: %s\n", "", family->faults[f].name,
			follows ? "counts, because readings are missing"
				: family->faults[f].advice);
	}
}

static void write_events(const struct lg_gateway_state *state, FILE *out)
{
	const struct lg_guard_message *message = state->message;
	uint32_t first = message->events > 8 ? message->events - 8 : 0;
	struct lg_guard_words words;

	for (uint32_t i = first; i < message->events; i++) {
		const struct lg_guard_event *event = &message->last[i % LG_GUARD_EVENTS];
		double ago_s = (double)(message->uptime_ms - event->uptime_ms +
					state->silent_ms) /
			       1e3;

		lg_guard_say(state->system, event, &words);
		fprintf(out, "  %8.1f s ago  %s %s%s%s\n", ago_s, words.subject,
			words.value, words.reason[0] ? "  " : "", words.reason);
	}
}

void lg_state_text(const struct lg_gateway_state *state, FILE *out)
{
	const struct lg_system *system = state->system;

	fprintf(out, "%s\n%s\n", system->name, state->verdict.text);
	if (!state->message)
		return;
	fprintf(out, "\nbatteries\n");
	for (int i = 0; i < system->n_batteries; i++)
		write_battery(state, i, out);
	fprintf(out, "devices\n");
	for (int i = 0; i < system->wiring.n_devices; i++)
		write_device(state, i, out);
	if (system->n_outputs > 0)
		fprintf(out, "outputs\n");
	for (int i = 0; i < system->n_outputs; i++)
		fprintf(out, "  %-14s %-4s %s%s\n", system->outputs[i].id,
			state->verdict.stale            ? "?"
			: state->message->outputs[i].on ? "on"
							: "off",
			system->outputs[i].to,
			state->message->outputs[i].ok ? "" : "  NOT REACHED");
	fprintf(out, "last events\n");
	write_events(state, out);
	fprintf(out, "up %.0f s\n",
		(double)(state->message->uptime_ms + state->silent_ms) / 1e3);
}
