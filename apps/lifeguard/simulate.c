/* SPDX-License-Identifier: Apache-2.0 */
/* `lifeguard simulate`: days of physics with the real protection code in the loop, judged
 * on plant truth. */
#include "apps/lifeguard/verbs.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apps/lifeguard/whole_file.h"
#include "bench/record.h"
#include "bench/trace.h"
#include "system/signal.h"

struct asked {
	const char *build, *scenario, *trace, *report;
	double span_s, dt_s, every_s;
	uint64_t seed;
	bool json;
};

struct run {
	struct asked asked;
	struct lg_system *system;
	struct lg_scenario scenario;
	struct lg_engine_options options;
	struct lg_engine_result result;
	struct lg_record record;
	struct lg_trace trace;
	struct lg_whole_file trace_file, report_file;
	bool show_progress;
	int last_percent;
};

static void help(FILE *out)
{
	fputs("usage: lifeguard simulate FILE [--scenario S] [--for 30d] [--dt 1s] "
	      "[--seed N]\n"
	      "                          [--trace out.csv] [--trace-every 60s] [--report "
	      "out.html]\n"
	      "                          [--engine fixed] [--json]\n\n"
	      "Lives through the days with the build's protection in the loop and judges "
	      "what the\n"
	      "cells and the loads really went through. Exit 0: safe; 1: a law was "
	      "broken.\n\n"
	      "  --scenario S     a story in YAML (weather, events); default: the "
	      "build's own days\n"
	      "  --for T          how long; default: the scenario's, else 1 d\n"
	      "  --dt T           the longest step, 1 ms to 60 s; default 1 s. Decisions "
	      "do not depend on it\n"
	      "  --seed N         of weather, load times and cell spread; default 1\n"
	      "  --trace FILE     CSV, a column a quantity; --trace-every T thins it\n"
	      "  --report FILE    one self-contained HTML page with all curves\n"
	      "  --engine fixed   the fixed-step engine (the only one in this "
	      "version)\n\n"
	      "example: lifeguard simulate examples/rv-typical/build.yaml --for 30d "
	      "--report month.html\n",
	      out);
}

static bool time_option(const char *name, const char *text, double least, double most,
			double *seconds)
{
	char why[160];

	if (!lg_quantity_parse(text, LG_UNIT_s, false, seconds, why, sizeof why)) {
		fprintf(stderr, "lifeguard simulate: %s %s: %s\n", name, text, why);
		return false;
	}
	if (*seconds >= least && *seconds <= most)
		return true;
	fprintf(stderr, "lifeguard simulate: %s must lie between %g s and %g s\n", name,
		least, most);
	return false;
}

static bool seed_option(const char *text, uint64_t *seed)
{
	char *end;

	*seed = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && !*end)
		return true;
	fprintf(stderr, "lifeguard simulate: --seed %s: a whole number, 0 or more\n",
		text);
	return false;
}

static bool engine_option(const char *text)
{
	if (!strcmp(text, "fixed"))
		return true;
	fprintf(stderr,
		"lifeguard simulate: --engine %s: this version has only 'fixed'\n", text);
	return false;
}

enum option_name {
	SCENARIO = 1,
	FOR,
	SEED,
	ENGINE,
	DT,
	TRACE,
	EVERY,
	REPORT,
	JSON,
	HELP
};

static const struct option option_rows[] = {
	{"scenario", required_argument, NULL, SCENARIO},
	{"for", required_argument, NULL, FOR},
	{"seed", required_argument, NULL, SEED},
	{"engine", required_argument, NULL, ENGINE},
	{"dt", required_argument, NULL, DT},
	{"trace", required_argument, NULL, TRACE},
	{"trace-every", required_argument, NULL, EVERY},
	{"report", required_argument, NULL, REPORT},
	{"json", no_argument, NULL, JSON},
	{"help", no_argument, NULL, HELP},
	{0},
};

/* False: it was said what is wrong with it. */
static bool take_option(int option, struct asked *asked)
{
	if (option == FOR)
		return time_option("--for", optarg, 1.0, 3.2e9, &asked->span_s);
	if (option == DT)
		return time_option("--dt", optarg, 0.001, 60.0, &asked->dt_s);
	if (option == EVERY)
		return time_option("--trace-every", optarg, 0.001, 1e9, &asked->every_s);
	if (option == SEED)
		return seed_option(optarg, &asked->seed);
	if (option == ENGINE)
		return engine_option(optarg);
	if (option == SCENARIO)
		asked->scenario = optarg;
	else if (option == TRACE)
		asked->trace = optarg;
	else if (option == REPORT)
		asked->report = optarg;
	else if (option == JSON)
		asked->json = true;
	else
		return false;
	return true;
}

/* Exit status, or -1 to go on. */
static int read_arguments(int argc, char **argv, struct asked *asked)
{
	int option;

	while ((option = getopt_long(argc, argv, "", option_rows, NULL)) != -1) {
		if (option == HELP) {
			help(stdout);
			return 0;
		}
		if (!take_option(option, asked))
			return 2;
	}
	if (optind != argc - 1) {
		help(stderr);
		return 2;
	}
	asked->build = argv[optind];
	return -1;
}

static void on_step(void *context, const struct lg_world *world, const int32_t *outputs)
{
	struct run *run = context;

	lg_record_step(&run->record, world, outputs);
	if (run->trace_file.out)
		lg_trace_step(&run->trace, world, outputs);
}

static void on_event(void *context, const struct lg_engine_event *event)
{
	struct run *run = context;

	lg_record_event(&run->record, event);
	run->trace.decided = true;
}

static void on_progress(void *context, int64_t time_ms, int64_t span_ms)
{
	struct run *run = context;
	int percent = (int)(100 * time_ms / span_ms);

	if (percent == run->last_percent)
		return;
	run->last_percent = percent;
	fprintf(stderr, "\r%3d %%", percent);
}

/* Read the files, open the outputs. Exit status, or -1 to go on. */
static int prepare(struct run *run)
{
	struct asked *asked = &run->asked;
	struct lg_problems problems = {0};
	const char *file = asked->build;

	run->system = lg_system_load(asked->build, &problems);
	lg_scenario_default(&run->scenario, 86400.0);
	snprintf(run->scenario.name, sizeof run->scenario.name, "as built");
	if (run->system && asked->scenario) {
		file = asked->scenario;
		lg_scenario_load(asked->scenario, run->system, &run->scenario, &problems);
	}
	if (problems.total_count > 0) {
		lg_problems_print(&problems, file, stderr);
		return 2;
	}
	if (asked->span_s > 0.0)
		run->scenario.span = asked->span_s;
	run->options.dt_ms = (int64_t)llround(asked->dt_s * 1000.0);
	run->options.span_ms = (int64_t)llround(run->scenario.span * 1000.0);
	run->options.seed = asked->seed;
	if (asked->trace && !lg_whole_file_open(&run->trace_file, asked->trace))
		return 3;
	if (asked->report && !lg_whole_file_open(&run->report_file, asked->report))
		return 3;
	return -1;
}

static int simulate(struct run *run)
{
	struct lg_engine_watcher watcher = {run, on_step, on_event, NULL};
	struct lg_problems problems = {0};
	struct timespec from, to;
	bool good;

	run->record = (struct lg_record){.system = run->system,
					 .scenario = &run->scenario,
					 .options = &run->options,
					 .result = &run->result};
	lg_record_begin(&run->record);
	run->trace = (struct lg_trace){
		.out = run->trace_file.out,
		.system = run->system,
		.every_ms = (int64_t)llround(run->asked.every_s * 1000.0)};
	if (run->trace_file.out)
		lg_trace_begin(&run->trace);
	run->show_progress = isatty(STDERR_FILENO) && !run->asked.json;
	if (run->show_progress)
		watcher.progress = on_progress;
	clock_gettime(CLOCK_MONOTONIC, &from);
	good = lg_engine_run(run->system, &run->scenario, &run->options, &watcher,
			     &run->result, &problems);
	clock_gettime(CLOCK_MONOTONIC, &to);
	run->record.wall_s = (double)(to.tv_sec - from.tv_sec) +
			     1e-9 * (double)(to.tv_nsec - from.tv_nsec);
	if (run->show_progress)
		fputs("\r      \r", stderr);
	if (good)
		return 0;
	if (problems.total_count > 0) {
		lg_problems_print(&problems, run->asked.build, stderr);
		return 2;
	}
	fprintf(stderr,
		"lifeguard simulate: the plant did not solve after %.1f s of simulated "
		"time; no verdict\n",
		(double)run->result.oracle.last_ms / 1000.0);
	return 3;
}

static void print_laws(const struct run *run)
{
	for (int i = 0; i < LG_LAWS; i++) {
		const struct lg_verdict *verdict = &run->result.oracle.verdict[i];

		printf("  %-16s %-38s %s", lg_laws[i].law, lg_laws[i].what,
		       verdict->broken ? "BROKEN" : "held");
		if (verdict->broken)
			printf(" at %.1f h (%.4g)", (double)verdict->time_ms / 3.6e6,
			       verdict->value);
		putchar('\n');
	}
}

static void print_words(const struct run *run)
{
	const struct lg_engine_result *result = &run->result;
	const struct lg_world_totals *totals = &result->totals;
	bool safe = lg_oracle_safe(&result->oracle);

	printf("%s: %s over %.4g days of \"%s\" (%s), seed %llu, %d decisions\n",
	       safe ? "Safe" : "NOT SAFE", safe ? "no law broken" : "a law was broken",
	       (double)run->options.span_ms / 86.4e6, run->system->name,
	       run->scenario.name, (unsigned long long)run->options.seed,
	       run->record.n_events);
	print_laws(run);
	for (int i = 0; i < run->system->n_batteries; i++)
		printf("  %-16s charge %3.0f .. %3.0f %%, cells %.3f .. %.3f V\n",
		       run->system->batteries[i].id, 100.0 * result->soc_min[i],
		       100.0 * result->soc_max[i], result->cell_min_V[i],
		       result->cell_max_V[i]);
	for (int i = 0; i < run->system->n_loads; i++)
		printf("  %-16s asked %8.0f Wh, served %5.1f %%, cut for %.1f h\n",
		       run->system->loads[i].id, totals->load_asked[i] / 3600.0,
		       totals->load_asked[i] > 0.0
			       ? 100.0 * totals->load_served[i] / totals->load_asked[i]
			       : 100.0,
		       totals->load_cut[i] / 3600.0);
	printf("  energy           in %.0f Wh, out %.0f, stored %+.0f, lost %.0f, "
	       "unexplained %.1e\n",
	       totals->in / 3600.0, totals->out / 3600.0, totals->stored / 3600.0,
	       totals->loss / 3600.0, totals->residual / 3600.0);
	printf("  %llu steps in %.2f s\n", (unsigned long long)result->steps,
	       run->record.wall_s);
}

int lg_verb_simulate(int argc, char **argv)
{
	struct run *run = calloc(1, sizeof *run);
	int status;

	if (!run)
		abort();
	run->asked = (struct asked){.dt_s = 1.0, .seed = 1};
	status = read_arguments(argc, argv, &run->asked);
	if (status < 0)
		status = prepare(run);
	if (status < 0) {
		status = simulate(run);
		if (status == 0 && run->report_file.out &&
		    !lg_record_report(&run->record, run->report_file.out))
			status = 3;
		if (!lg_whole_file_close(&run->trace_file, status == 0) ||
		    !lg_whole_file_close(&run->report_file, status == 0))
			status = 3;
		if (status == 0 && run->asked.json)
			lg_record_json(&run->record, stdout);
		else if (status == 0)
			print_words(run);
		if (status == 0 && (fflush(stdout) != 0 || ferror(stdout))) {
			fputs("lifeguard simulate: the answer could not be written\n",
			      stderr);
			status = 3;
		}
		if (status == 0 && !lg_oracle_safe(&run->result.oracle))
			status = 1;
		lg_record_free(&run->record);
	} else {
		lg_whole_file_close(&run->trace_file, false);
		lg_whole_file_close(&run->report_file, false);
	}
	lg_system_free(run->system);
	free(run);
	return status;
}
