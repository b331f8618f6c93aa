/* SPDX-License-Identifier: Apache-2.0 */
/* The table of inputs over time: see stimulus.h. */
#include "system/stimulus.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "system/device_bench.h"
#include "system/quantity.h"
#include "system/signal.h"

#define COLUMNS   (LG_FAMILY_INPUTS + 1) /* every input and t */
#define CELL      64                     /* longest cell that can mean anything */
#define LONGEST_s 1e9                    /* 31 years */

enum { TIME = -1, UNKNOWN = -2 }; /* columns that are no input */

struct parser {
	const struct lg_model *model;
	const struct lg_family *family;
	const char *at, *end;
	int line;
	int columns[COLUMNS]; /* what each one is: an input, TIME or UNKNOWN */
	int n_columns;
	uint64_t last_ms;
	bool has_row;
	struct lg_stimulus *stimulus;
	struct lg_problems *problems;
};

struct cell { /* one of a line */
	char text[CELL];
	struct lg_place place;
	bool readable; /* printable and not too long */
};

/* The next line, without its end. */
static bool next_line(struct parser *p, const char **begin, const char **end)
{
	const char *stop;

	if (p->at >= p->end)
		return false;
	stop = memchr(p->at, '\n', (size_t)(p->end - p->at));
	*begin = p->at;
	*end = stop ? stop : p->end;
	p->at = stop ? stop + 1 : p->end;
	if (*end > *begin && (*end)[-1] == '\r')
		(*end)--;
	p->line++;
	return true;
}

/* The next cell of a line; NULL after the last. `from` is where it begins. */
static const char *next_cell(const struct parser *p, const char *line, const char *from,
			     const char *end, struct cell *cell)
{
	const char *comma, *stop;
	size_t length;

	comma = memchr(from, ',', (size_t)(end - from));
	stop = comma ? comma : end;
	while (from < stop && *from == ' ')
		from++;
	length = (size_t)(stop - from);
	while (length > 0 && from[length - 1] == ' ')
		length--;
	cell->place = (struct lg_place){p->line, (int)(from - line) + 1};
	cell->readable = length < CELL;
	for (size_t i = 0; i < length; i++)
		cell->readable = cell->readable && (unsigned char)from[i] >= 0x20;
	snprintf(cell->text, sizeof cell->text, "%.*s",
		 (int)(length < CELL ? length : CELL - 1), from);
	return comma ? comma + 1 : NULL;
}

/* --- header ------------------------------------------------------------------------ */

static int input_named(const struct parser *p, const char *name)
{
	if (strcmp(name, "t") == 0)
		return TIME;
	for (int i = 0; i < p->family->n_inputs; i++)
		if (strcmp(p->family->inputs[i].name, name) == 0 &&
		    lg_model_has_input(p->model, i))
			return i;
	return UNKNOWN;
}

static void unknown_column(const struct parser *p, const struct cell *cell)
{
	const char *names[COLUMNS + 1];
	char hint[200];
	int n = 0;

	names[n++] = "t";
	for (int i = 0; i < p->family->n_inputs; i++)
		if (lg_model_has_input(p->model, i))
			names[n++] = p->family->inputs[i].name;
	names[n] = NULL;
	lg_problem_add(p->problems, cell->place,
		       lg_hint_for(cell->text, names, hint, sizeof hint),
		       "%s has no input '%s'", p->model->name, cell->text);
}

static void take_column(struct parser *p, const struct cell *cell)
{
	int input = cell->readable ? input_named(p, cell->text) : UNKNOWN;

	if (input == UNKNOWN)
		unknown_column(p, cell);
	for (int i = 0; i < p->n_columns && input != UNKNOWN; i++)
		if (p->columns[i] == input)
			lg_problem_add(p->problems, cell->place, NULL,
				       "column '%s' is there twice", cell->text);
	if (p->n_columns < COLUMNS)
		p->columns[p->n_columns++] = input;
}

static void read_header(struct parser *p)
{
	const char *line, *end, *from;
	struct cell cell;
	bool timed = false;

	if (p->end - p->at >= 3 && memcmp(p->at, "\xef\xbb\xbf", 3) == 0)
		p->at += 3; /* byte order mark of some editors */
	if (!next_line(p, &line, &end) || line == end) {
		lg_problem_add(p->problems, (struct lg_place){1, 1}, "as in t,V,remote",
			       "the stimulus begins with a header");
		return;
	}
	for (from = line; from;) {
		from = next_cell(p, line, from, end, &cell);
		take_column(p, &cell);
	}
	for (int i = 0; i < p->n_columns; i++)
		timed = timed || p->columns[i] == TIME;
	if (!timed)
		lg_problem_add(p->problems, (struct lg_place){p->line, 1},
			       "as in t,V,remote", "the header has no column 't'");
}

/* --- rows -------------------------------------------------------------------------- */

static bool grow(struct lg_stimulus *s, void **list, size_t count, size_t *room,
		 size_t size)
{
	size_t wanted = *room ? 2 * *room : 64;
	void *grown;

	if (count < *room)
		return true;
	grown = realloc(*list, wanted * size);
	if (!grown) {
		s->failed = true;
		return false;
	}
	*list = grown;
	*room = wanted;
	return true;
}

static void take_time(struct parser *p, const struct cell *cell,
		      struct lg_stimulus_row *row)
{
	char why[160] = "not a plain number";
	double t;

	if (!cell->readable || !cell->text[0] ||
	    !strchr("0123456789.", cell->text[strlen(cell->text) - 1]) ||
	    !lg_quantity_parse(cell->text, LG_UNIT_s, true, &t, why, sizeof why)) {
		lg_problem_add(p->problems, cell->place,
			       "seconds from the start, as in 90 or 0.25",
			       "t: '%s' is no time", cell->text);
		return;
	}
	if (!(t >= 0 && t <= LONGEST_s)) {
		lg_problem_add(p->problems, cell->place, "0 to 1000000000 s",
			       "t: '%s' is out of range", cell->text);
		return;
	}
	row->t_ms = (uint64_t)llround(t * 1000);
	if (p->has_row && row->t_ms < p->last_ms)
		lg_problem_add(p->problems, cell->place, "rows are in order of time",
			       "t: '%s' is before the row above", cell->text);
	p->last_ms = row->t_ms;
	p->has_row = true;
}

static void bad_value(struct parser *p, const struct cell *cell,
		      const struct lg_port *port)
{
	int32_t least, most;
	char hint[200];

	if (lg_device_bench_range(port, &least, &most))
		snprintf(hint, sizeof hint,
			 "%g to %g %s, or - for an input that stops arriving",
			 least / 1000.0, most / 1000.0, lg_signal_unit(port->kind));
	else
		snprintf(hint, sizeof hint, "%s, or - for an input that stops arriving",
			 lg_signal_unit(port->kind));
	lg_problem_add(p->problems, cell->place, hint, "%s: '%s' is not a value of it",
		       port->name, cell->text);
}

static void take_input(struct parser *p, const struct cell *cell, int input)
{
	const struct lg_port *port = &p->family->inputs[input];
	struct lg_stimulus_cell taken = {.input = (uint8_t)input};
	struct lg_stimulus *s = p->stimulus;
	int32_t least, most;

	if (!cell->text[0] && cell->readable)
		return;
	if (!cell->readable) {
		bad_value(p, cell, port);
		return;
	}
	if (strcmp(cell->text, "-") != 0) {
		taken.arrives = true;
		if (!lg_signal_parse(port, cell->text, &taken.value) ||
		    (lg_device_bench_range(port, &least, &most) &&
		     (taken.value < least || taken.value > most))) {
			bad_value(p, cell, port);
			return;
		}
	}
	if (grow(s, (void **)&s->cells, s->n_cells, &s->cells_room, sizeof *s->cells))
		s->cells[s->n_cells++] = taken;
}

static void read_row(struct parser *p, const char *line, const char *end)
{
	struct lg_stimulus *s = p->stimulus;
	struct lg_stimulus_row row = {.first_cell = s->n_cells};
	const char *from = line;
	struct cell cell;
	bool timed = false;

	for (int i = 0; from; i++) {
		from = next_cell(p, line, from, end, &cell);
		if (i >= p->n_columns) {
			lg_problem_add(p->problems, cell.place, NULL,
				       "more cells than the header has columns");
			return;
		}
		if (p->columns[i] == TIME) {
			take_time(p, &cell, &row);
			timed = true;
		} else if (p->columns[i] != UNKNOWN) {
			take_input(p, &cell, p->columns[i]);
		}
	}
	if (!timed)
		lg_problem_add(p->problems, (struct lg_place){p->line, 1}, NULL,
			       "the row ends before its time");
	row.n_cells = s->n_cells - row.first_cell;
	if (grow(s, (void **)&s->rows, s->n_rows, &s->rows_room, sizeof *s->rows))
		s->rows[s->n_rows++] = row;
}

void lg_stimulus_parse(const struct lg_model *model, const char *text, size_t length,
		       struct lg_stimulus *stimulus, struct lg_problems *problems)
{
	struct parser p = {
		.model = model,
		.family = lg_model_family(model),
		.at = text,
		.end = text + length,
		.stimulus = stimulus,
		.problems = problems,
	};
	int before = problems->total_count;
	const char *line, *end;

	read_header(&p);
	if (problems->total_count > before)
		return;
	while (!stimulus->failed && next_line(&p, &line, &end))
		if (line < end)
			read_row(&p, line, end);
	if (stimulus->n_rows == 0 && problems->total_count == before)
		lg_problem_add(problems, (struct lg_place){p.line, 1}, "as in 0,12.6,on",
			       "the stimulus has no rows");
}

void lg_stimulus_free(struct lg_stimulus *stimulus)
{
	free(stimulus->rows);
	free(stimulus->cells);
	*stimulus = (struct lg_stimulus){0};
}
