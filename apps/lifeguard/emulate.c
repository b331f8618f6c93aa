/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard emulate FILE: the build's batteries behind real protocols on ptys, in real
 * time, and the loop closed over what a guard writes: its output files move the plant,
 * and one that expires moves it back. */
#include "apps/lifeguard/verbs.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apps/lifeguard/jbd_board.h"
#include "bench/world.h"
#include "guard/hold.h"
#include "guard/senses.h"
#include "ports/linux/clock.h"
#include "ports/linux/output_file.h"
#include "system/json.h"

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

struct emulation {
	struct lg_system *system;
	struct lg_scenario scenario;
	struct lg_world *world;
	struct lg_jbd_board boards[LG_BATTERIES];
	const char *dir;
	struct lg_sample samples[LG_WIRING_INPUTS];
	void *memory; /* of the products' own wiring */
	int64_t stood_ms;
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
	      "would do.\n"
	      "A file `mischief` in D makes the boards misbehave: one of ok, silent, "
	      "half, checksum,\n"
	      "frozen; or `house-1 silent`, a line a battery.\n\n"
	      "example: lifeguard emulate examples/rv-typical/build.yaml --dir "
	      "/tmp/van\n",
	      out);
}

/* --- what other processes say ---------------------------------------------------------
 */

static void path_in(const char *dir, const char *name, char *path, size_t room)
{
	snprintf(path, room, "%s%s%s", name[0] == '/' ? "" : dir,
		 name[0] == '/' ? "" : "/", name);
}

static void read_mischief(struct emulation *e)
{
	enum lg_mischief wanted[LG_BATTERIES] = {LG_MISCHIEF_OK};
	char path[512], line[128], first[64], second[64];
	FILE *file;

	path_in(e->dir, "mischief", path, sizeof path);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file)) {
		enum lg_mischief mischief = LG_MISCHIEF_OK;
		int count = sscanf(line, "%63s %63s", first, second);

		if (count < 1 ||
		    !lg_mischief_parse(count == 1 ? first : second, &mischief))
			continue;
		for (int i = 0; i < e->system->n_batteries; i++)
			if (count == 1 || strcmp(first, e->system->batteries[i].id) == 0)
				wanted[i] = mischief;
	}
	if (file)
		fclose(file);
	for (int i = 0; i < e->system->n_batteries; i++)
		lg_jbd_board_misbehave(&e->boards[i], wanted[i]);
}

/* The guard's outputs, over what the products themselves would do. A missing or expired
 * file is off. */
static void obey(struct emulation *e)
{
	const struct lg_system *system = e->system;
	int64_t now_ms = lg_clock_boot_ms();
	char path[512];

	for (int o = 0; o < system->n_outputs; o++) {
		const struct lg_driven *driven = &system->outputs[o];

		if (strncmp(driven->to, "file:", 5) != 0)
			continue; /* a real line: not ours to read */
		path_in(e->dir, driven->to + 5, path, sizeof path);
		bool on = lg_output_file_read(path, now_ms);

		for (int a = 0; a < system->n_acts; a++)
			if (system->acts[a].output == driven->signal)
				lg_world_command(e->world, a, on);
	}
}

/* --- what the boards say --------------------------------------------------------------
 */

/* Their own measurements, mischief of the scenario included; a cell whose wire is lost
 * reads as all ones. */
static void show(struct emulation *e, int battery)
{
	const struct lg_system *system = e->system;
	const struct lg_bank *bank = &system->banks[system->batteries[battery].bank];
	struct lg_jbd_board *board = &e->boards[battery];
	struct lg_jbd_info *info = &board->info;
	double charge_mAh = bank->capacity * 1000.0 * lg_world_soc(e->world, battery);

	board->cells.cells = (uint8_t)bank->cells;
	info->cells = (uint8_t)bank->cells;
	info->pack_mV = 0;
	info->temperatures = 0;
	info->temperature_good = 0;
	for (int slot = 0; slot < system->wiring.n_inputs; slot++) {
		const struct lg_sense *sense = &system->senses[slot];
		const struct lg_sample *sample = &e->samples[slot];

		if (sense->index != battery)
			continue;
		if (sense->what == LG_SENSE_CELL)
			board->cells.cell_mV[sense->sub] =
				sample->arrived ? sample->value : 0xFFFF;
		if (sense->what == LG_SENSE_TEMPERATURE &&
		    sense->sub < LG_JBD_TEMPERATURES) {
			info->temperature_mdegC[sense->sub] = sample->value;
			if (sample->arrived)
				info->temperature_good |= (uint16_t)(1U << sense->sub);
			if (sense->sub >= info->temperatures)
				info->temperatures = (uint8_t)(sense->sub + 1);
		}
	}
	for (int i = 0; i < bank->cells;
	     i++) /* the pack is measured apart from its cells */
		info->pack_mV +=
			(int32_t)lround(lg_world_cell_V(e->world, battery, i) * 1e3);
	info->current_mA = (int32_t)lround(lg_world_current_A(e->world, battery) * 1e3);
	info->nominal_mAh = (int32_t)lround(fmin(bank->capacity * 1000.0, 655350.0));
	info->remaining_mAh = (int32_t)lround(fmin(fmax(charge_mAh, 0.0), 655350.0));
	info->soc_percent = (uint8_t)lround(
		fmin(fmax(lg_world_soc(e->world, battery) * 100.0, 0.0), 100.0));
	info->version = 0x23;
	info->made_year = 2024;
	info->made_month = info->made_day = 1;
}

static bool advance(struct emulation *e, int64_t dt_ms)
{
	for (int64_t left_ms = dt_ms; left_ms > 0;) {
		int64_t step_ms = lg_world_quiet_ms(e->world, left_ms);

		if (!lg_world_step(e->world, step_ms))
			return false;
		left_ms -= step_ms;
	}
	lg_hold(e->memory, &e->system->wiring, e->samples, dt_ms, NULL);
	lg_world_sense(e->world, e->samples);
	lg_wiring_step(e->memory, &e->system->wiring, e->samples, 0, NULL);
	lg_world_act(e->world, lg_wiring_outputs(e->memory));
	obey(e);
	read_mischief(e);
	for (int i = 0; i < e->system->n_batteries; i++)
		show(e, i);
	return true;
}

/* --- start, loop, end ------------------------------------------------------------------
 */

static bool open_board(struct emulation *e, int battery, bool json)
{
	const char *id = e->system->batteries[battery].id;
	char name[160], path[512];
	int error;

	snprintf(name, sizeof name, "%s.jbd", id);
	for (int i = 0; i < e->system->n_links;
	     i++) /* a real device's path is not ours to take */
		if (e->system->links[i].index == battery &&
		    e->system->links[i].port[0] != '/')
			snprintf(name, sizeof name, "%s", e->system->links[i].port);
	path_in(e->dir, name, path, sizeof path);
	error = lg_jbd_board_open(&e->boards[battery], path, id);
	if (error != LG_OK) {
		fprintf(stderr, "lifeguard emulate: %s: %s\n", path,
			error == LG_ERROR_REFUSED
				? "something that is no link is in the way"
			: error == LG_ERROR_GONE   ? "there is no such folder"
			: error == LG_ERROR_LENGTH ? "the path is too long"
						   : strerror(errno));
		return false;
	}
	if (json) {
		struct lg_json out = lg_json_to(stdout);

		out.compact = true;
		lg_json_object(&out, NULL);
		lg_json_string(&out, "battery", id);
		lg_json_string(&out, "protocol", "jbd");
		lg_json_string(&out, "path", path);
		lg_json_end(&out);
	} else {
		printf("%s jbd %s\n", id, path);
	}
	return true;
}

static void pause_ms(int64_t ms)
{
	struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&wait, NULL);
}

static int run(struct emulation *e, double span_s)
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
			if (!advance(e, STEP_ms)) {
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
static int prepare(struct emulation *e, const struct asked *asked)
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
	if (!advance(e, STEP_ms)) {
		fprintf(stderr, "lifeguard emulate: the plant cannot be solved\n");
		return 3;
	}
	for (int i = 0; i < e->system->n_batteries; i++)
		if (!open_board(e, i, asked->json))
			return 3;
	return fflush(stdout) == 0 ? 0 : 3;
}

int lg_verb_emulate(int argc, char **argv)
{
	struct asked asked = {.dir = ".", .seed = 1};
	struct emulation *e;
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
