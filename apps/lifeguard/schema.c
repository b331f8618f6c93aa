/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard schema: the JSON Schema of a build file, for editors. */
#include <stdio.h>
#include <string.h>

#include "apps/lifeguard/build_file.h"
#include "apps/lifeguard/verbs.h"
#include "system/system.h"

int lg_verb_schema(int argc, char **argv)
{
	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs("usage: lifeguard schema\n"
		      "\n"
		      "Prints the JSON Schema of a build file. An editor that knows it "
		      "completes keys\n"
		      "and marks mistakes while you type.\n"
		      "\n"
		      "example: lifeguard schema > lifeguard.schema.json\n",
		      stdout);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "--json"))
		argc = 1; /* it is JSON already */
	if (argc > 1) {
		fprintf(stderr,
			"lifeguard schema: no argument %s; see lifeguard schema --help\n",
			argv[1]);
		return 2;
	}
	lg_schema_print(stdout);
	return lg_build_file_end(0);
}
