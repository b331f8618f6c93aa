/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments that check and advise share: see build_file.h. */
#include "apps/lifeguard/build_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "system/problem.h"

enum { EXIT_GOOD = 0, EXIT_USAGE = 2, EXIT_ENVIRONMENT = 3 };

static struct lg_build_file usage(const char *verb, const char *what, const char *which)
{
	fprintf(stderr, "lifeguard %s: %s%s%s; see lifeguard %s --help\n", verb, what,
		which ? " " : "", which ? which : "", verb);
	return (struct lg_build_file){.status = EXIT_USAGE};
}

struct lg_build_file lg_build_file_open(int argc, char **argv, const char *help)
{
	static struct lg_problems problems;
	struct lg_build_file build = {0};
	const char *path = NULL;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			fputs(help, stdout);
			return build;
		}
		if (!strcmp(argv[i], "--json"))
			build.json = true;
		else if (argv[i][0] == '-' && argv[i][1])
			return usage(argv[0], "no option", argv[i]);
		else if (path)
			return usage(argv[0], "one file at a time, not also", argv[i]);
		else
			path = argv[i];
	}
	if (!path)
		return usage(argv[0], "which build file?", NULL);
	memset(&problems, 0, sizeof problems);
	build.system = lg_system_load(path, &problems);
	if (!build.system) {
		lg_problems_print(&problems, path, stderr);
		build.status = EXIT_USAGE;
	}
	return build;
}

int lg_build_file_end(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "lifeguard: stdout: %s\n", strerror(errno));
	return EXIT_ENVIRONMENT;
}
