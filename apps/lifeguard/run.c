/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard run FILE: guards live batteries. Puts together the guard, which decides, and
 * the gateway, which shows. */
#include "apps/lifeguard/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "gateway/gateway.h"
#include "guard/loop.h"
#include "ports/linux/clock.h"
#include "system/embedded.h"

struct asked {
	const char *build, *dir, *http;
	double span_s; /* 0: until a signal */
	bool json;
};

static void help(FILE *out)
{
	fputs("usage: lifeguard run FILE [--dir D] [--http ADDRESS:PORT] [--for T] "
	      "[--json]\n\n"
	      "Reads the batteries of the build's `links:`, decides with the devices of "
	      "the build, and\n"
	      "drives its `outputs:`. Nothing is permitted before the first complete "
	      "scan; silence\n"
	      "counts as absent; outputs expire unless renewed. A decision is printed "
	      "with "
	      "its cause,\n"
	      "what to do, and what follows from it.\n\n"
	      "  --dir D     where relative ports and output files are; default: here\n"
	      "  --http A    the page and the state, on this machine only; default "
	      "127.0.0.1:8087;\n"
	      "              port 0: any free one; `off`: none\n"
	      "  --for T     how long, as 90 s; default: until stopped (SIGTERM leaves "
	      "outputs off)\n"
	      "  --json      every event as one JSON object a line\n\n"
	      "example: lifeguard emulate build.yaml --dir /tmp/van &\n"
	      "         lifeguard run build.yaml --dir /tmp/van\n",
	      out);
}

static int usage(const char *what, const char *which)
{
	fprintf(stderr, "lifeguard run: %s %s; see lifeguard run --help\n", what, which);
	return 2;
}

/* -1: go on. */
static int parse(int argc, char **argv, struct asked *asked)
{
	enum { DIR = 256, HTTP, FOR, JSON, HELP };
	static const struct option options[] = {{"dir", required_argument, NULL, DIR},
						{"http", required_argument, NULL, HTTP},
						{"for", required_argument, NULL, FOR},
						{"json", no_argument, NULL, JSON},
						{"help", no_argument, NULL, HELP},
						{0}};
	char why[160];

	for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
		switch (option) {
		case DIR:
			asked->dir = optarg;
			break;
		case HTTP:
			asked->http = optarg;
			break;
		case FOR:
			if (!lg_quantity_parse(optarg, LG_UNIT_s, false, &asked->span_s,
					       why, sizeof why) ||
			    asked->span_s <= 0)
				return usage("--for wants a time as 90s, not", optarg);
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

/* Asked for here, so that the linker brings the table along whatever the order of the
 * rooms. */
static void find_page(struct lg_gateway_options *options)
{
	for (const struct lg_embedded *file = lg_web_files; file->path; file++) {
		if (strcmp(file->path, "web/live.html") != 0)
			continue;
		options->page = file->begin;
		options->page_end = file->end;
	}
}

static void greet(const struct lg_system *system, const struct lg_guard *guard,
		  const struct lg_gateway_options *gateway, uint32_t port)
{
	struct lg_address address = gateway->address;
	char text[64];

	for (int i = 0; i < system->n_batteries; i++)
		if (!guard->linked[i])
			fprintf(stderr,
				"lifeguard run: %s has no link in the build: what needs "
				"it "
				"stays refused\n",
				system->batteries[i].id);
	fprintf(stderr, "guarding %s: %d batteries, %d outputs", system->name,
		system->n_batteries, system->n_outputs);
	if (port != 0) {
		address.port = (uint16_t)port;
		lg_address_text(&address, text, sizeof text);
		fprintf(stderr, "; http://%s/", text);
	}
	fputc('\n', stderr);
}

/* 0, or the exit status: a guard that reads nothing or moves nothing guards nothing. */
static int worth_guarding(const struct asked *asked, const struct lg_system *system)
{
	const char *battery = system->n_batteries > 0 ? system->batteries[0].id : "house";

	if (system->n_links == 0) {
		fprintf(stderr,
			"lifeguard run: %s has no `links:`, so no battery can be read; "
			"for example\n"
			"  links:\n    %s: { protocol: jbd, port: /dev/ttyUSB0 }\n",
			asked->build, battery);
		return 2;
	}
	if (system->n_outputs == 0) {
		fprintf(stderr,
			"lifeguard run: %s has no `outputs:`, so nothing would obey; for "
			"example\n"
			"  outputs:\n    charge: { signal: bms.charge_disconnect, to: "
			"\"file:charge.out\", expires: 3 s }\n",
			asked->build);
		return 2;
	}
	return 0;
}

/* Two guards on the same lines and outputs would each undo what the other says, so the
 * folder is held as long as this process lives. Negative: it has said why. */
static int hold_folder(const char *dir)
{
	int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0) {
		fprintf(stderr, "lifeguard run: --dir %s: %s\n", dir, strerror(errno));
		return -1;
	}
	if (flock(folder, LOCK_EX | LOCK_NB) == 0)
		return folder;
	fprintf(stderr,
		errno == EWOULDBLOCK
			? "lifeguard run: another lifeguard guards in %s already; it is "
			  "left alone. Another system needs its own --dir\n"
			: "lifeguard run: %s cannot be held\n",
		dir);
	close(folder);
	return -1;
}

static int guard_it(const struct asked *asked, const struct lg_system *system,
		    struct lg_guard *guard, struct lg_gateway_options *gateway)
{
	struct lg_loop loop = {.child = 0};
	struct lg_loop_options options = {
		.span_ms = (int64_t)llround(asked->span_s * 1e3),
		.json = asked->json,
		.gateway = strcmp(asked->http, "off") == 0 ? NULL : lg_gateway_main,
		.context = gateway,
	};
	char problem[400] = "";
	int error = lg_guard_open(guard, system, asked->dir, lg_clock_boot_ms(),
				  (int64_t)time(NULL), problem, sizeof problem);

	if (error != LG_OK ||
	    !lg_loop_start(&loop, &options, system, problem, sizeof problem)) {
		fprintf(stderr, "lifeguard run: %s\n", problem);
		lg_guard_close(guard);
		return error == LG_ERROR_FORMAT || error == LG_ERROR_RANGE ? 2 : 3;
	}
	greet(system, guard, gateway, loop.port);
	lg_loop_run(&loop, &options, guard);
	if (loop.lost_lines > 0)
		fprintf(stderr,
			"lifeguard run: %u lines of the log were not read in time\n",
			loop.lost_lines);
	return 0;
}

static int guard_alone(const struct asked *asked, const struct lg_system *system,
		       struct lg_gateway_options *gateway)
{
	int folder = hold_folder(asked->dir), status = 3;
	struct lg_guard *guard;

	if (folder < 0)
		return 3;
	guard = calloc(1, sizeof *guard);
	if (guard)
		status = guard_it(asked, system, guard, gateway);
	free(guard);
	close(folder);
	return status;
}

int lg_verb_run(int argc, char **argv)
{
	struct asked asked = {.dir = ".", .http = "127.0.0.1:8087"};
	struct lg_gateway_options gateway = {.page = "", .page_end = ""};
	struct lg_problems problems = {.count = 0};
	struct lg_system *system;
	char problem[200];
	int status = parse(argc, argv, &asked);

	if (status >= 0)
		return status;
	if (strcmp(asked.http, "off") != 0 &&
	    !lg_address_parse(asked.http, &gateway.address, problem, sizeof problem)) {
		fprintf(stderr, "lifeguard run: --http: %s\n", problem);
		return 2;
	}
	find_page(&gateway);
	system = lg_system_load(asked.build, &problems);
	if (!system) {
		lg_problems_print(&problems, asked.build, stderr);
		return 2;
	}
	status = worth_guarding(&asked, system);
	if (status == 0)
		status = guard_alone(&asked, system, &gateway);
	lg_system_free(system);
	return status;
}
