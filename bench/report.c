/* SPDX-License-Identifier: Apache-2.0 */
/* What a run leaves behind, written: the JSON of `simulate` and the HTML report around
 * it. */
#include "bench/record.h"

#include <math.h>
#include <string.h>

#include "system/embedded.h"
#include "system/signal.h"

#define PAGE      "web/report.html"
#define MARKER    "/*DATA*/"
#define J_PER_WH  3600.0
#define AS_PER_AH 3600.0

static double seconds(int64_t ms)
{
	return (double)ms / 1000.0;
}

/* "house-1 cell 3", or a load's name */
static void name_place(const struct lg_record *record, enum lg_law law, int index,
		       char *text, size_t size)
{
	const struct lg_system *system = record->system;
	int cell = index;

	if (law == LG_LAW_LOAD_CUT) {
		snprintf(text, size, "%s", system->loads[index].id);
		return;
	}
	for (int b = 0; b < system->n_batteries; b++) {
		int cells = system->banks[system->batteries[b].bank].cells;

		if (cell < cells) {
			snprintf(text, size, "%s cell %d", system->batteries[b].id,
				 cell + 1);
			return;
		}
		cell -= cells;
	}
}

static void write_laws(const struct lg_record *record, struct lg_json *json)
{
	lg_json_array(json, "laws");
	for (int i = 0; i < LG_LAWS; i++) {
		const struct lg_verdict *verdict = &record->result->oracle.verdict[i];
		char where[64] = "";

		lg_json_object(json, NULL);
		lg_json_string(json, "law", lg_laws[i].law);
		lg_json_string(json, "what", lg_laws[i].what);
		lg_json_number(json, "limit", lg_laws[i].limit);
		lg_json_number(json, "for_s", seconds(lg_laws[i].for_ms));
		lg_json_string(json, "source", lg_laws[i].why);
		lg_json_bool(json, "broken", verdict->broken);
		if (verdict->broken) {
			name_place(record, (enum lg_law)i, verdict->index, where,
				   sizeof where);
			lg_json_object(json, "first");
			lg_json_number(json, "t", seconds(verdict->time_ms));
			lg_json_string(json, "where", where);
			lg_json_number(json, "value", verdict->value);
			lg_json_number(json, "limit", lg_laws[i].limit);
			lg_json_end(json);
		} else {
			lg_json_null(json, "first");
		}
		lg_json_end(json);
	}
	lg_json_end(json);
}

static void write_events(const struct lg_record *record, struct lg_json *json)
{
	const struct lg_system *system = record->system;

	lg_json_array(json, "events");
	for (int i = 0; i < record->n_events; i++) {
		const struct lg_engine_event *event = &record->events[i];
		const struct lg_family *family =
			system->devices[event->event.device].family;
		const struct lg_port *port = &family->outputs[event->event.output];
		char value[32], reason[64];

		lg_signal_text(port, event->event.value, value, sizeof value);
		lg_reason_text(family, &event->event, reason, sizeof reason);
		lg_json_object(json, NULL);
		lg_json_number(json, "t", seconds(event->time_ms));
		lg_json_string(json, "device", system->device_ids[event->event.device]);
		lg_json_string(json, "output", port->name);
		lg_json_string(json, "value", value);
		lg_json_string(json, "reason", reason);
		lg_json_string(json, "advice",
			       event->event.why == LG_WHY_FAULT
				       ? family->faults[event->event.fault].advice
				       : NULL);
		lg_json_end(json);
	}
	lg_json_end(json);
	lg_json_integer(json, "events_lost",
			(int64_t)record->events_lost + record->result->events_lost);
}

static void write_energy(const struct lg_record *record, struct lg_json *json)
{
	const struct lg_world_totals *totals = &record->result->totals;

	lg_json_object(json, "energy");
	lg_json_number(json, "in_Wh", totals->in / J_PER_WH);
	lg_json_number(json, "out_Wh", totals->out / J_PER_WH);
	lg_json_number(json, "stored_Wh", totals->stored / J_PER_WH);
	lg_json_number(json, "loss_Wh", totals->loss / J_PER_WH);
	lg_json_number(json, "residual_Wh", totals->residual / J_PER_WH);
	lg_json_end(json);
}

static void write_batteries(const struct lg_record *record, struct lg_json *json)
{
	const struct lg_engine_result *result = record->result;

	lg_json_array(json, "batteries");
	for (int i = 0; i < record->system->n_batteries; i++) {
		lg_json_object(json, NULL);
		lg_json_string(json, "id", record->system->batteries[i].id);
		lg_json_number(json, "soc_min", result->soc_min[i]);
		lg_json_number(json, "soc_max", result->soc_max[i]);
		lg_json_number(json, "cell_min_V", result->cell_min_V[i]);
		lg_json_number(json, "cell_max_V", result->cell_max_V[i]);
		lg_json_number(
			json, "throughput_Ah",
			(result->totals.charge_in[i] + result->totals.charge_out[i]) /
				AS_PER_AH);
		lg_json_end(json);
	}
	lg_json_end(json);
}

static void write_loads(const struct lg_record *record, struct lg_json *json)
{
	const struct lg_world_totals *totals = &record->result->totals;

	lg_json_array(json, "loads");
	for (int i = 0; i < record->system->n_loads; i++) {
		lg_json_object(json, NULL);
		lg_json_string(json, "id", record->system->loads[i].id);
		lg_json_number(json, "asked_Wh", totals->load_asked[i] / J_PER_WH);
		lg_json_number(json, "served_Wh", totals->load_served[i] / J_PER_WH);
		lg_json_number(json, "cut_s", totals->load_cut[i]);
		lg_json_end(json);
	}
	lg_json_end(json);
}

/* Everything of contract.md; the object stays open for more. */
static void write_answer(const struct lg_record *record, struct lg_json *json)
{
	lg_json_object(json, NULL);
	lg_json_string(json, "verdict",
		       lg_oracle_safe(&record->result->oracle) ? "safe" : "unsafe");
	lg_json_string(json, "name", record->system->name);
	lg_json_string(json, "scenario", record->scenario->name);
	lg_json_number(json, "simulated_s", seconds(record->options->span_ms));
	lg_json_integer(json, "steps", (int64_t)record->result->steps);
	lg_json_number(json, "dt_s", seconds(record->options->dt_ms));
	lg_json_number(json, "wall_s", record->wall_s);
	lg_json_string(json, "engine", "fixed");
	lg_json_integer(json, "seed", (int64_t)record->options->seed);
	write_laws(record, json);
	write_events(record, json);
	write_energy(record, json);
	write_batteries(record, json);
	write_loads(record, json);
}

void lg_record_json(const struct lg_record *record, FILE *out)
{
	struct lg_json json = lg_json_to(out);

	write_answer(record, &json);
	lg_json_end(&json);
}

static void write_side(struct lg_json *json, const char *key, const float *values,
		       int count)
{
	lg_json_array(json, key);
	for (int i = 0; i < count; i++)
		lg_json_number(json, NULL,
			       isnan(values[i]) ? NAN : round(values[i] * 1e4) / 1e4);
	lg_json_end(json);
}

static void write_curve(const struct lg_record *record, struct lg_json *json, int curve,
			const char *id, const char *panel, const char *unit)
{
	char name[64];

	snprintf(name, sizeof name, "%s.%s", id, panel);
	lg_json_object(json, NULL);
	lg_json_string(json, "id", name);
	lg_json_string(json, "panel", panel);
	lg_json_string(json, "unit", unit);
	write_side(json, "min", record->curves[curve].least, record->n_buckets);
	write_side(json, "max", record->curves[curve].most, record->n_buckets);
	lg_json_end(json);
}

static void write_curves(const struct lg_record *record, struct lg_json *json)
{
	static const char *const panels[] = {"cells", "current", "soc", "temperature"};
	static const char *const units[] = {"V", "A", "", "degC"};
	int last = record->n_curves - 1;

	lg_json_array(json, "time_s");
	for (int i = 0; i < record->n_buckets; i++)
		lg_json_number(json, NULL, seconds(i * record->bucket_ms));
	lg_json_end(json);
	lg_json_array(json, "series");
	for (int i = 0; i < last; i++)
		write_curve(record, json, i, record->system->batteries[i / 4].id,
			    panels[i % 4], units[i % 4]);
	write_curve(record, json, last, "ambient", "temperature", "degC");
	lg_json_end(json);
}

/* Reference lines of the cells: every cell level a battery model of the build knows, with
 * its source. */
static void write_levels(const struct lg_record *record, struct lg_json *json)
{
	static const struct {
		const char *key, *panel;
	} levels[] = {{"pre_alarm_V", "cells"},
		      {"low_cell_V", "cells"},
		      {"high_cell_V", "cells"},
		      {"min_charge_T", "temperature"}};
	const struct lg_model *model = record->system->banks[0].model;

	lg_json_array(json, "levels");
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
		const struct lg_number *number = lg_model_number(model, levels[i].key);
		char text[96];

		if (!number)
			continue;
		snprintf(text, sizeof text, "%s (%s)", levels[i].key,
			 lg_evidence_name(number->evidence));
		lg_json_object(json, NULL);
		lg_json_string(json, "panel", levels[i].panel);
		lg_json_number(json, "value", number->value);
		lg_json_string(json, "text", text);
		lg_json_string(json, "source", number->source);
		lg_json_end(json);
	}
	lg_json_end(json);
}

/* "float", "high": the words of a two-valued port, or of a choice. */
static void write_texts(const struct lg_port *port, struct lg_json *json)
{
	char text[32];

	lg_json_array(json, "texts");
	for (int32_t value = 0;
	     port->kind == LG_PORT_CHOICE ? port->texts[value] != NULL : value < 2;
	     value++) {
		lg_signal_text(port, value, text, sizeof text);
		lg_json_string(json, NULL, text);
	}
	lg_json_end(json);
}

/* Values that mean all is well. What an inverter does depends on mains too: no value of
 * it is better than another. */
static void write_good(const struct lg_record *record, struct lg_json *json, int slot,
		       const struct lg_port *port)
{
	bool judged = true;

	for (int i = 0; i < record->system->n_acts; i++) {
		enum lg_act_what what = record->system->acts[i].what;

		if (record->system->acts[i].output == slot &&
		    (what == LG_ACT_CHARGER || what == LG_ACT_INVERTER ||
		     what == LG_ACT_PASS_THROUGH))
			judged = false;
	}
	lg_json_array(json, "good");
	if (judged)
		lg_json_integer(json, NULL, port->permission >= 0 ? 1 : 0);
	lg_json_end(json);
}

static void write_lane(const struct lg_record *record, struct lg_json *json, int slot)
{
	int device;
	const struct lg_port *port = lg_system_output_port(record->system, slot, &device);
	int output = slot - record->system->devices[device].first_output;
	char id[64];

	snprintf(id, sizeof id, "%s.%s", record->system->device_ids[device], port->name);
	lg_json_object(json, NULL);
	lg_json_string(json, "id", id);
	lg_json_string(json, "kind", port->kind == LG_PORT_CHOICE ? "choice" : "switch");
	write_texts(port, json);
	write_good(record, json, slot, port);
	lg_json_array(json, "changes");
	lg_json_array(json, NULL);
	lg_json_number(json, NULL, 0.0);
	lg_json_integer(json, NULL, record->first_outputs[slot]);
	lg_json_end(json);
	for (int i = 0; i < record->n_events; i++) {
		const struct lg_engine_event *event = &record->events[i];

		if (event->event.device != device || event->event.output != output ||
		    event->time_ms == 0)
			continue;
		lg_json_array(json, NULL);
		lg_json_number(json, NULL, seconds(event->time_ms));
		lg_json_integer(json, NULL, event->event.value);
		lg_json_end(json);
	}
	lg_json_end(json);
	lg_json_end(json);
}

static void write_data(const struct lg_record *record, FILE *out)
{
	struct lg_json json = lg_json_to(out);

	json.compact = true;
	write_answer(record, &json);
	lg_json_number(&json, "start_s", record->scenario->start);
	lg_json_string(&json, "version", LG_VERSION);
	write_curves(record, &json);
	write_levels(record, &json);
	lg_json_array(&json, "lanes");
	for (int slot = 0; slot < record->system->wiring.n_outputs; slot++)
		write_lane(record, &json, slot);
	lg_json_end(&json);
	lg_json_end(&json);
}

bool lg_record_report(const struct lg_record *record, FILE *out)
{
	for (const struct lg_embedded *file = lg_web_files; file->path; file++) {
		const char *marker;

		if (strcmp(file->path, PAGE) != 0)
			continue;
		marker = memmem(file->begin, (size_t)(file->end - file->begin), MARKER,
				strlen(MARKER));
		if (!marker)
			return false;
		fwrite(file->begin, 1, (size_t)(marker - file->begin), out);
		write_data(record, out);
		marker += strlen(MARKER);
		fwrite(marker, 1, (size_t)(file->end - marker), out);
		return true;
	}
	return false;
}
