/* SPDX-License-Identifier: Apache-2.0 */
/* The program: picks the verb. One file a verb; exit 0 good, 1 not safe or findings, 2
 * bad usage or file, 3 environment. */
#include "apps/lifeguard/verbs.h"

#include <stdio.h>
#include <string.h>

#include "system/problem.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} verbs[] = {
	{"advise", lg_verb_advise,
	 "what to buy and set for a build, with reasons and sources"},
	{"check", lg_verb_check, "what is wrong with a build"},
	{"simulate", lg_verb_simulate,
	 "days of physics with the real protection code in the loop"},
	{"bench", lg_verb_bench, "one device alone on the test bench"},
	{"run", lg_verb_run, "guard live batteries and drive outputs"},
	{"status", lg_verb_status, "what the running guard sees and permits"},
	{"emulate", lg_verb_emulate,
	 "a build's batteries behind real protocols, in real time"},
	{"catalog", lg_verb_catalog, "the products known, every number with its source"},
	{"explain", lg_verb_explain,
	 "a rule, a fault, or a build file with every default filled in"},
	{"schema", lg_verb_schema, "the JSON Schema of a build file"},
	{"decode", lg_verb_decode, "bytes of a protocol to JSON lines"},
};

#define N_VERBS (sizeof verbs / sizeof verbs[0])

static int help(FILE *out)
{
	fputs("lifeguard: protection for LiFePO4 banks in vans, boats and cabins\n\n"
	      "usage: lifeguard VERB [ARGUMENTS]      lifeguard VERB --help tells "
	      "more\n\n",
	      out);
	for (size_t i = 0; i < N_VERBS; i++)
		fprintf(out, "  %-9s %s\n", verbs[i].name, verbs[i].what);
	fputs("\nexample: lifeguard advise examples/rv-typical/build.yaml\n", out);
	return out == stdout ? 0 : 2;
}

static int unknown(const char *word)
{
	const char *names[N_VERBS + 1] = {0};
	char hint[200];

	for (size_t i = 0; i < N_VERBS; i++)
		names[i] = verbs[i].name;
	fprintf(stderr, "lifeguard: no such verb '%s'; %s\n", word,
		lg_hint_for(word, names, hint, sizeof hint));
	return 2;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return help(stderr);
	if (argc == 3 && !strcmp(argv[1], "help")) { /* help VERB is VERB --help */
		static char asked[] = "--help";

		argv[1] = argv[2];
		argv[2] = asked;
	}
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") ||
	    !strcmp(argv[1], "-h"))
		return help(stdout);
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "version")) {
		puts("lifeguard " LG_VERSION);
		return 0;
	}
	for (size_t i = 0; i < N_VERBS; i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argc - 1, argv + 1);
	return unknown(argv[1]);
}
