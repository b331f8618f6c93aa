/* SPDX-License-Identifier: Apache-2.0 */
/* One device alone on the test bench: see device_bench.h. */
#include "system/device_bench.h"

#include <stdlib.h>
#include <string.h>

#include "system/json.h"
#include "system/signal.h"
#include "system/stimulus.h"
#include "wiring/wiring.h"

bool lg_device_bench_range(const struct lg_port *port, int32_t *least, int32_t *most)
{
	/* What a bench can mean at all; the product's own limits are for it to judge. */
	static const struct {
		int32_t least, most;
	} ranges[] = {
		[LG_PORT_mV] = {-100000, 1000000},
		[LG_PORT_mA] = {0, 100000000}, /* what is asked, never negative */
		[LG_PORT_mdegC] = {-100000, 300000},
	};

	if (port->kind != LG_PORT_mV && port->kind != LG_PORT_mA &&
	    port->kind != LG_PORT_mdegC)
		return false;
	*least = ranges[port->kind].least;
	*most = ranges[port->kind].most;
	return true;
}

/* --- running ----------------------------------------------------------------------- */

struct run {
	const struct lg_family *family;
	struct lg_wiring wiring;
	struct lg_wiring_device device;
	void *memory;
	struct lg_sample in[LG_FAMILY_INPUTS];
	struct lg_events events;
	uint64_t now_ms;
	struct lg_device_bench_rows *rows;
	bool failed;
};

static struct lg_device_bench_row *add_row(struct run *run, int output, int32_t value)
{
	struct lg_device_bench_rows *rows = run->rows;

	if (rows->count == rows->room) {
		size_t room = rows->room ? 2 * rows->room : 64;
		struct lg_device_bench_row *grown =
			realloc(rows->at, room * sizeof *grown);

		if (!grown) {
			run->failed = true;
			return NULL;
		}
		rows->at = grown;
		rows->room = room;
	}
	rows->at[rows->count] = (struct lg_device_bench_row){
		.t_ms = run->now_ms, .output = output, .value = value};
	return &rows->at[rows->count++];
}

static void record(struct run *run)
{
	for (int i = 0; i < run->events.count; i++) {
		const struct lg_event *event = &run->events.at[i];
		struct lg_device_bench_row *row =
			add_row(run, event->output, event->value);

		if (row)
			lg_reason_text(run->family, event, row->reason,
				       sizeof row->reason);
	}
}

static void step(struct run *run, uint32_t dt_ms)
{
	run->events = (struct lg_events){0};
	lg_wiring_step(run->memory, &run->wiring, run->in, dt_ms, &run->events);
	run->now_ms += dt_ms;
}

/* Every output at power-up, with what blocks it; where nothing does, why it is not at
 * rest. */
static void record_all(struct run *run)
{
	const int32_t *outputs = lg_wiring_outputs(run->memory);
	uint32_t faults = lg_wiring_faults(run->memory, &run->wiring)[0];
	char reasons[LG_FAMILY_OUTPUTS][LG_DEVICE_BENCH_REASON] = {{0}};

	for (int i = 0; i < run->events.count; i++) {
		const struct lg_event *event = &run->events.at[i];

		if (event->why == LG_WHY_FAULT &&
		    run->family->outputs[event->output].permission < 0)
			lg_reason_text(run->family, event, reasons[event->output],
				       sizeof reasons[0]);
	}
	for (int i = 0; i < run->family->n_outputs; i++) {
		const struct lg_port *port = &run->family->outputs[i];
		struct lg_device_bench_row *row = add_row(run, i, outputs[i]);
		int fault = port->permission < 0
				    ? -1
				    : lg_permission_reason(faults, run->family->faults,
							   run->family->n_faults,
							   port->permission);

		if (row)
			snprintf(row->reason, sizeof row->reason, "%.*s",
				 (int)sizeof row->reason - 1,
				 fault >= 0      ? run->family->faults[fault].name
				 : reasons[i][0] ? reasons[i]
						 : "power-up");
	}
}

static void apply(struct run *run, const struct lg_stimulus *stimulus, size_t row)
{
	const struct lg_stimulus_row *at = &stimulus->rows[row];

	for (size_t i = 0; i < at->n_cells; i++) {
		const struct lg_stimulus_cell *cell =
			&stimulus->cells[at->first_cell + i];

		run->in[cell->input] = (struct lg_sample){cell->value, cell->arrives};
	}
}

/* What stands now holds until the time of the next row. No step is longer than the
 * patience, so none is late. */
static void wait_until(struct run *run, uint64_t t_ms)
{
	while (run->now_ms < t_ms && !run->failed) {
		uint64_t left_ms = t_ms - run->now_ms;
		uint32_t dt_ms = lg_wiring_patience(run->memory, &run->wiring);

		if (left_ms < dt_ms)
			dt_ms = (uint32_t)left_ms;
		step(run, dt_ms > 0 ? dt_ms : 1);
		record(run);
	}
}

static void run_all(struct run *run, const struct lg_stimulus *stimulus)
{
	apply(run, stimulus, 0);
	step(run, 0);
	record_all(run);
	wait_until(run, stimulus->rows[0].t_ms);
	for (size_t i = 1; i < stimulus->n_rows && !run->failed; i++) {
		wait_until(run, stimulus->rows[i].t_ms);
		apply(run, stimulus, i);
		step(run, 0);
		record(run);
	}
}

static bool run_stimulus(const struct lg_model *model, const void *config,
			 const struct lg_stimulus *stimulus,
			 struct lg_device_bench_rows *rows)
{
	struct run run = {.family = lg_model_family(model), .rows = rows};

	run.device = (struct lg_wiring_device){.family = run.family, .config = config};
	run.wiring.devices = &run.device;
	run.wiring.n_devices = 1;
	lg_wiring_place(&run.wiring, &run.device);
	run.memory = calloc(1, run.wiring.memory_size);
	if (!run.memory)
		return false;
	for (int i = 0; i < run.family->n_inputs; i++)
		run.in[i] = (struct lg_sample){lg_model_resting(model, config, i), true};
	run_all(&run, stimulus);
	free(run.memory);
	return !run.failed;
}

/* --- reading ----------------------------------------------------------------------- */

/* All there is; NULL when it cannot be read. One byte more than the most shows that there
 * is too much. */
static char *read_all(FILE *file, size_t *length)
{
	size_t room = 65536, got;
	char *text = malloc(room), *grown;

	*length = 0;
	while (text && (got = fread(text + *length, 1, room - *length, file)) > 0) {
		*length += got;
		if (*length > LG_DEVICE_BENCH_BYTES)
			break;
		if (*length < room)
			continue;
		room *= 2;
		grown = realloc(text, room);
		if (!grown)
			free(text);
		text = grown;
	}
	if (text && ferror(file)) {
		free(text);
		return NULL;
	}
	return text;
}

enum lg_device_bench_end lg_device_bench(const struct lg_model *model, const void *config,
					 FILE *stimulus,
					 struct lg_device_bench_rows *rows,
					 struct lg_problems *problems)
{
	struct lg_stimulus parsed = {0};
	size_t length;
	char *text = read_all(stimulus, &length);
	enum lg_device_bench_end end = LG_DEVICE_BENCH_FAILED;
	int before = problems->total_count;

	if (!text)
		return end;
	if (length > LG_DEVICE_BENCH_BYTES)
		lg_problem_add(problems, (struct lg_place){0}, "256 MiB at most",
			       "the stimulus is too long");
	else
		lg_stimulus_parse(model, text, length, &parsed, problems);
	free(text);
	if (problems->total_count > before)
		end = LG_DEVICE_BENCH_REFUSED;
	else if (!parsed.failed && run_stimulus(model, config, &parsed, rows))
		end = LG_DEVICE_BENCH_GOOD;
	lg_stimulus_free(&parsed);
	return end;
}

void lg_device_bench_free(struct lg_device_bench_rows *rows)
{
	free(rows->at);
	*rows = (struct lg_device_bench_rows){0};
}

/* --- printing ---------------------------------------------------------------------- */

/* Milliseconds as seconds, exact and without trailing zeros. */
static void time_text(uint64_t t_ms, char *text, size_t size)
{
	int length = snprintf(text, size, "%llu.%03u", (unsigned long long)(t_ms / 1000),
			      (unsigned)(t_ms % 1000));

	while (text[length - 1] == '0')
		text[--length] = 0;
	if (text[length - 1] == '.')
		text[--length] = 0;
}

void lg_device_bench_csv(const struct lg_family *family,
			 const struct lg_device_bench_rows *rows, FILE *out)
{
	char time[32], value[32];

	fputs("t,output,value,reason\n", out);
	for (size_t i = 0; i < rows->count; i++) {
		const struct lg_device_bench_row *row = &rows->at[i];
		const struct lg_port *port = &family->outputs[row->output];

		time_text(row->t_ms, time, sizeof time);
		lg_signal_text(port, row->value, value, sizeof value);
		fprintf(out, "%s,%s,%s,%s\n", time, port->name, value, row->reason);
	}
}

void lg_device_bench_json(const struct lg_family *family,
			  const struct lg_device_bench_rows *rows, FILE *out)
{
	struct lg_json json = lg_json_to(out);
	char value[32];

	lg_json_array(&json, NULL);
	for (size_t i = 0; i < rows->count; i++) {
		const struct lg_device_bench_row *row = &rows->at[i];
		const struct lg_port *port = &family->outputs[row->output];

		lg_signal_text(port, row->value, value, sizeof value);
		lg_json_object(&json, NULL);
		/* 9 digits hold 11 days to the millisecond; a JSON reader's own numbers
		 * are doubles anyway */
		lg_json_number(&json, "t", (double)row->t_ms / 1000);
		lg_json_string(&json, "output", port->name);
		if (strspn(value, "-.0123456789") == strlen(value))
			lg_json_number(&json, "value", strtod(value, NULL));
		else
			lg_json_string(&json, "value", value);
		lg_json_string(&json, "reason", row->reason);
		lg_json_end(&json);
	}
	lg_json_end(&json);
}
