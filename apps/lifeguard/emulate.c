/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard emulate FILE: the build's batteries behind real protocols on ptys, in real
 * time, and the loop closed over what a guard writes: its output files move the plant,
 * and one that expires moves it back. The boat itself: emulation.h. */
#include "apps/lifeguard/verbs.h"

#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "apps/lifeguard/emulation.h"
#include "ports/linux/clock.h"

enum {
	STEP_ms = 100, /* of the plant */
	SERVE_ms =
		10, /* between looks at the ptys: boards answer within some tens of ms */
	BEHIND_ms = 5000, /* after a longer pause of this process the plant goes on from
			     where it was */
};

struct asked {
	const char *build, *scenario, *dir;
	double span_s; /* 0: until a signal */
	uint64_t seed;
	bool json;
};

static volatile sig_atomic_t stop;

static void on_stop(int number)
{
	(void)number;
	stop = 1;
}

static void help(FILE *out)
{
	fputs("usage: lifeguard emulate FILE [--dir D] [--scenario S] [--for T] [--seed "
	      "N] [--json]\n\n"
	      "Shows the build's batteries to other programs as if they were real: one "
	      "JBD board a\n"
	      "battery, on a pty, in real time. Prints one line an endpoint: BATTERY "
	      "PROTOCOL PATH\n\n"
	      "  --dir D        where the ptys are made and the guard's output files are "
	      "read;\n"
	      "                 default: here\n"
	      "  --scenario S   a story in YAML, as for simulate\n"
	      "  --for T        how long, as 90 s; default: until stopped\n"
	      "  --seed N       of weather, load times and cell spread; default 1\n\n"
	      "What an output of the build (`outputs:` with file:) names obeys that "
	      "file: on only\n"
	      "while it says so and has not expired. All else does what the product "
	      "would do. A board whose FETs are switched off (register E1) carries no "
	      "current that way.\n"
	      "A file `mischief` in D makes the boards misbehave: one of ok, silent, "
	      "half, checksum,\n"
	      "frozen; or `house-1 silent`, a line a battery.\n\n"
	      "example: lifeguard emulate examples/rv-typical/build.yaml --dir "
	      "/tmp/van\n",
	      out);
}

/* --- start, loop, end ------------------------------------------------------------------
 */

static void pause_ms(int64_t ms)
{
	struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&wait, NULL);
}

static int run(struct lg_emulation *e, double span_s)
{
	struct sigaction action = {.sa_handler = on_stop};
	int64_t start_ms = lg_clock_boot_ms();
	int64_t end_ms =
		span_s > 0 ? start_ms + (int64_t)llround(span_s * 1e3) : INT64_MAX;

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	e->stood_ms = start_ms;
	while (!stop) {
		int64_t now_ms = lg_clock_boot_ms();

		if (now_ms >= end_ms)
			break;
		if (now_ms - e->stood_ms > BEHIND_ms)
			e->stood_ms = now_ms - STEP_ms;
		if (now_ms - e->stood_ms >= STEP_ms) {
			e->stood_ms += STEP_ms;
			if (!lg_emulation_advance(e, STEP_ms)) {
				fprintf(stderr, "lifeguard emulate: the plant cannot be "
						"solved; stopped\n");
				return 3;
			}
		}
		for (int i = 0; i < e->system->n_batteries; i++)
			lg_jbd_board_serve(&e->boards[i]);
		if (now_ms - e->stood_ms < STEP_ms)
			pause_ms(SERVE_ms);
	}
	return 0;
}

static int usage(const char *what, const char *which)
{
	fprintf(stderr, "lifeguard emulate: %s %s; see lifeguard emulate --help\n", what,
		which);
	return 2;
}

/* -1: go on. */
static int parse(int argc, char **argv, struct asked *asked)
{
	enum { DIR = 256, SCENARIO, FOR, SEED, JSON, HELP };
	static const struct option options[] = {
		{"dir", required_argument, NULL, DIR},
		{"scenario", required_argument, NULL, SCENARIO},
		{"for", required_argument, NULL, FOR},
		{"seed", required_argument, NULL, SEED},
		{"json", no_argument, NULL, JSON},
		{"help", no_argument, NULL, HELP},
		{0}};
	char why[160], *end = NULL;

	for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
		switch (option) {
		case DIR:
			asked->dir = optarg;
			break;
		case SCENARIO:
			asked->scenario = optarg;
			break;
		case FOR:
			if (!lg_quantity_parse(optarg, LG_UNIT_s, false, &asked->span_s,
					       why, sizeof why) ||
			    asked->span_s <= 0)
				return usage("--for wants a time as 90s, not", optarg);
			break;
		case SEED:
			asked->seed = strtoull(optarg, &end, 10);
			if (*optarg < '0' || *optarg > '9' || *end)
				return usage("--seed wants a whole number, not", optarg);
			break;
		case JSON:
			asked->json = true;
			break;
		case 'h':
		case HELP:
			help(stdout);
			return 0;
		default:
			return 2; /* getopt has said it */
		}
	}
	if (argc - optind != 1)
		return usage(optind < argc ? "one build file, not also" : "which",
			     optind < argc ? argv[argc - 1] : "build file?");
	asked->build = argv[optind];
	return -1;
}

/* 0, or the exit status. */
static int prepare(struct lg_emulation *e, const struct asked *asked)
{
	struct lg_problems problems = {.count = 0};
	const char *file = asked->build;

	e->dir = asked->dir;
	e->system = lg_system_load(asked->build, &problems);
	lg_scenario_default(&e->scenario,
			    asked->span_s > 0 ? asked->span_s : 365.0 * 86400.0);
	if (e->system && asked->scenario) {
		file = asked->scenario;
		lg_scenario_load(asked->scenario, e->system, &e->scenario, &problems);
	}
	if (e->system && problems.total_count == 0)
		e->world = lg_world_new(e->system, &e->scenario, asked->seed, &problems);
	if (!e->world) {
		lg_problems_print(&problems, file, stderr);
		return 2;
	}
	e->memory = calloc(1, e->system->wiring.memory_size);
	if (!e->memory)
		return 3;
	if (!lg_emulation_advance(e, STEP_ms)) {
		fprintf(stderr, "lifeguard emulate: the plant cannot be solved\n");
		return 3;
	}
	for (int i = 0; i < e->system->n_batteries; i++)
		if (!lg_emulation_open_board(e, i, asked->json))
			return 3;
	return fflush(stdout) == 0 ? 0 : 3;
}

int lg_verb_emulate(int argc, char **argv)
{
	struct asked asked = {.dir = ".", .seed = 1};
	struct lg_emulation *e;
	int status = parse(argc, argv, &asked);

	if (status >= 0)
		return status;
	e = calloc(1, sizeof *e);
	if (!e)
		return 3;
	status = prepare(e, &asked);
	if (status == 0)
		status = run(e, asked.span_s);
	for (int i = 0; i < LG_BATTERIES; i++)
		lg_jbd_board_close(&e->boards[i]);
	lg_world_free(e->world);
	lg_system_free(e->system);
	free(e->memory);
	free(e);
	return status;
}
