/* SPDX-License-Identifier: Apache-2.0 */
/* The guard's state for a terminal of 80 columns: see state.h. */
#include "gateway/state.h"

#include <string.h>

#include "guard/say.h"
#include "system/signal.h"

enum { COLUMNS = 79, NAME = 12 };

/* Words from a column on, broken at blanks; what follows begins at `indent`. Returns the
 * column after them. */
static int write_words(FILE *out, int column, int indent, const char *text)
{
	while (*text) {
		int length = (int)strcspn(text, " ");

		if (column > indent && column + 1 + length > COLUMNS) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', out);
			column++;
		}
		fprintf(out, "%.*s", length, text);
		column += length;
		text += length;
		text += strspn(text, " ");
	}
	return column;
}

static int start_row(FILE *out, const char *name)
{
	return fprintf(out, "  %-*s", NAME, name);
}

static void write_line(FILE *out, const char *text)
{
	fprintf(out, "  %*s", NAME, "");
	write_words(out, 2 + NAME, 2 + NAME, text);
	fputc('\n', out);
}

/* A missing reading counts as beyond every limit; only its own advice helps then. */
static bool is_lost(const struct lg_fault_row *row)
{
	return strcmp(row->name, "no_reading") == 0 ||
	       strcmp(row->name, "no_temperature") == 0;
}

static bool complete(const struct lg_gateway_state *state)
{
	for (int i = 0; i < state->system->n_batteries; i++)
		if (state->message->batteries[i].link != LG_LINK_OK)
			return false;
	return true;
}

/* Each advice once: what a battery says, its BMS need not say again. */
static void write_faults(const struct lg_gateway_state *state, int device,
			 const char *said[], int *n_said, FILE *out)
{
	const struct lg_family *family = state->system->devices[device].family;
	uint32_t faults = state->message->faults[device];
	bool lost = false, cut = !state->verdict.may_discharge;
	char text[300];

	for (int f = 0; f < family->n_faults; f++)
		lost = lost || (faults & 1U << f && is_lost(&family->faults[f]));
	for (int f = 0; f < family->n_faults; f++) {
		const struct lg_fault_row *row = &family->faults[f];
		bool again = false;

		if (!(faults & 1U << f) || (lost && !is_lost(row)) ||
		    (cut && strcmp(row->name, "pre_alarm") == 0) || /* past it */
		    !lg_state_fault_known(state->system, device, f))
			continue;
		for (int i = 0; i < *n_said; i++)
			again = again || strcmp(said[i], row->name) == 0;
		if (!again && *n_said < 32)
			said[(*n_said)++] = row->name;
		snprintf(text, sizeof text, "%s%s%s", row->name, again ? "" : ": ",
			 again ? ""
			 : !complete(state) && !is_lost(row)
				 ? "counts, because readings are missing"
				 : row->advice);
		write_line(out, text);
	}
}

static void write_battery(const struct lg_gateway_state *state, int i, FILE *out)
{
	const struct lg_guard_battery *battery = &state->message->batteries[i];
	const struct lg_scan *scan = &battery->scan;
	enum lg_link_trouble trouble = (enum lg_link_trouble)battery->trouble;
	char text[400];
	int used;

	start_row(out, state->system->batteries[i].id);
	fprintf(out, "%-8s", lg_link_state_text((enum lg_link_state)battery->link));
	if (battery->age_ms == UINT32_MAX) {
		fprintf(out, "no scan yet; %u answers rejected\n", battery->rejected);
		return;
	}
	fprintf(out, "%5.1f %% %+9.2f A", scan->soc_permille / 10.0,
		scan->current_mA / 1e3);
	for (int t = 0; t < scan->temperatures; t++)
		fprintf(out, " %6.1f degC", scan->temperature_mdegC[t] / 1e3);
	fprintf(out, "  %.1f s old\n",
		(battery->age_ms + (double)state->silent_ms) / 1e3);
	used = snprintf(text, sizeof text, "cells");
	for (int c = 0; c < scan->cells; c++)
		used += snprintf(text + used, sizeof text - (size_t)used, " %.3f",
				 scan->cell_mV[c] / 1e3);
	snprintf(text + used, sizeof text - (size_t)used, " V");
	write_line(out, text);
	if (trouble != LG_TROUBLE_NONE)
		write_line(out, lg_link_trouble_text(trouble));
}

static void write_batteries(const struct lg_gateway_state *state, const char *said[],
			    int *n_said, FILE *out)
{
	fprintf(out, "\nbatteries\n");
	for (int i = 0; i < state->system->n_batteries; i++) {
		write_battery(state, i, out);
		if (state->message->batteries[i].age_ms != UINT32_MAX)
			write_faults(state, state->system->batteries[i].device, said,
				     n_said, out);
	}
}

static void write_device(const struct lg_gateway_state *state, int i, FILE *out)
{
	const struct lg_wiring_device *device = &state->system->devices[i];
	const struct lg_family *family = device->family;
	char value[48], text[100];
	int column = start_row(out, state->system->device_ids[i]), first = column;

	for (int o = 0; o < family->n_outputs; o++) {
		lg_signal_text(&family->outputs[o],
			       state->message->signals[device->first_output + o], value,
			       sizeof value);
		snprintf(text, sizeof text, "%s=%s", family->outputs[o].name, value);
		column = write_words(out, column, first, text);
	}
	fputc('\n', out);
}

static void write_outputs(const struct lg_gateway_state *state, FILE *out)
{
	const struct lg_system *system = state->system;

	if (system->n_outputs > 0)
		fprintf(out, "outputs\n");
	for (int i = 0; i < system->n_outputs; i++) {
		const struct lg_guard_output *output = &state->message->outputs[i];

		start_row(out, system->outputs[i].id);
		fprintf(out, "%-4s %s%s\n",
			state->verdict.stale ? "?"
			: output->on         ? "on"
					     : "off",
			system->outputs[i].to, output->ok ? "" : "  NOT REACHED");
	}
}

/* The last ones, without the power-up and without what only carries on. */
static void write_events(const struct lg_gateway_state *state, FILE *out)
{
	const struct lg_guard_message *message = state->message;
	uint32_t oldest =
		message->events > LG_GUARD_EVENTS ? message->events - LG_GUARD_EVENTS : 0;
	uint32_t first = message->events;
	struct lg_guard_words words;
	char text[400];

	for (int shown = 0; first > oldest && shown < 8;)
		shown += !message->last[--first % LG_GUARD_EVENTS].power_up;
	fprintf(out, "last events\n");
	for (uint32_t i = first; i < message->events; i++) {
		const struct lg_guard_event *event = &message->last[i % LG_GUARD_EVENTS];
		double ago_s = (double)(message->uptime_ms - event->uptime_ms +
					state->silent_ms) /
			       1e3;

		if (event->power_up)
			continue;
		lg_guard_say(state->system, event, &words);
		snprintf(text, sizeof text, "%s %s %s%s%s%s", words.subject, words.value,
			 words.reason, words.reading[0] ? " (" : "", words.reading,
			 words.reading[0] ? ")" : "");
		fprintf(out, "  %8.1f s ago  ", ago_s);
		write_words(out, 18, 18, text);
		fputc('\n', out);
	}
}

void lg_state_text(const struct lg_gateway_state *state, FILE *out)
{
	const struct lg_system *system = state->system;
	const char *said[32];
	int n_said = 0;

	fprintf(out, "%s\n", system->name);
	write_words(out, 0, 0, state->verdict.text);
	fputc('\n', out);
	if (!state->message)
		return;
	write_batteries(state, said, &n_said, out);
	fprintf(out, "devices\n");
	for (int i = 0; i < system->wiring.n_devices; i++) {
		if (lg_battery_of_device(system, i) >= 0)
			continue;
		write_device(state, i, out);
		write_faults(state, i, said, &n_said, out);
	}
	write_outputs(state, out);
	write_events(state, out);
	fprintf(out, "up %.0f s\n",
		(double)(state->message->uptime_ms + state->silent_ms) / 1e3);
}
