/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard explain RULE|FAULT|FILE: a rule with its source, a fault with what to do, or
 * a build with every value and where it comes from. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "advise/report.h"
#include "apps/lifeguard/build_file.h"
#include "apps/lifeguard/verbs.h"
#include "system/explain.h"
#include "system/json.h"

static const char help[] =
	"usage: lifeguard explain RULE|FAULT|FILE [--json]\n"
	"\n"
	"  RULE     of `check`: what is wrong, how to mend it, who says so\n"
	"  FAULT    of a device: what it stops, who clears it, what to do\n"
	"  FILE     a build: every value, its default and where it comes from, and the "
	"wires\n"
	"\n"
	"  --json   for a rule or a fault\n"
	"\n"
	"example: lifeguard explain two-bms-one-chain\n"
	"example: lifeguard explain low_cell\n"
	"example: lifeguard explain examples/rv-typical/build.yaml\n";

/* --- faults ------------------------------------------------------------------------ */

static const char *clears_text(enum lg_clears clears)
{
	switch (clears) {
	case LG_CLEARS_BY_READING:
		return "by itself, when the reading comes back past its release level";
	case LG_CLEARS_BY_INPUT:
		return "by itself, when what set it goes away";
	case LG_CLEARS_BY_TIME:
		return "by itself, after a documented wait";
	case LG_CLEARS_BY_PERSON:
		return "by you: mend it, then switch off and on";
	}
	return "";
}

/* The family's outputs that the fault takes away. */
static const char *blocked_text(struct lg_words *words, const struct lg_family *family,
				uint32_t blocks)
{
	const char *names[LG_FAMILY_OUTPUTS];
	int count = 0;

	for (int i = 0; i < family->n_outputs; i++) {
		int permission = family->outputs[i].permission;

		if (permission >= 0 && (blocks & (1U << permission)) != 0)
			names[count++] = family->outputs[i].name;
	}
	return count ? lg_sentence_list(words, names, count, " and ")
		     : "nothing itself; it warns";
}

static const char *family_text(const char *name)
{
	return !strcmp(name, "load")  ? "load protector"
	       : !strcmp(name, "bms") ? "BMS"
				      : name;
}

static void fault(const struct lg_family *family, const struct lg_fault_row *row,
		  struct lg_words *words)
{
	struct lg_page page = lg_page_for(stdout);

	lg_page_text(
		page, 0, "",
		lg_sentence(words, "%s  (%s)", row->name, family_text(family->name)));
	lg_page_text(page, 4, "", row->advice);
	lg_page_text(page, 4, "Stops:   ", blocked_text(words, family, row->blocks));
	lg_page_text(page, 4, "Clears:  ", clears_text(row->clears));
}

static void fault_json(struct lg_json *json, const struct lg_family *family,
		       const struct lg_fault_row *row, struct lg_words *words)
{
	lg_json_object(json, NULL);
	lg_json_string(json, "fault", row->name);
	lg_json_string(json, "family", family->name);
	lg_json_string(json, "stops", blocked_text(words, family, row->blocks));
	lg_json_string(json, "clears", clears_text(row->clears));
	lg_json_string(json, "advice", row->advice);
	lg_json_end(json);
}

/* Every device that has a fault of this name; how many. */
static int explain_fault(const char *name, bool as_json)
{
	struct lg_words words = {0};
	struct lg_json json = lg_json_to(stdout);
	int count = 0;

	for (int f = 0; lg_families[f]; f++)
		for (int i = 0; i < lg_families[f]->n_faults; i++) {
			const struct lg_fault_row *row = &lg_families[f]->faults[i];

			if (strcmp(row->name, name) != 0)
				continue;
			if (count++ == 0 && as_json)
				lg_json_array(&json, NULL);
			if (as_json)
				fault_json(&json, lg_families[f], row, &words);
			else
				fault(lg_families[f], row, &words);
		}
	if (count && as_json)
		lg_json_end(&json);
	lg_words_free(&words);
	return count;
}

/* --- rules ------------------------------------------------------------------------- */

static void rule_json(const struct lg_rule *rule)
{
	struct lg_json json = lg_json_to(stdout);

	lg_json_object(&json, NULL);
	lg_json_string(&json, "rule", rule->name);
	lg_json_string(&json, "severity", lg_severity_name(rule->severity));
	lg_json_string(&json, "sentence", rule->sentence);
	lg_json_string(&json, "fix", rule->fix);
	lg_json_string(&json, "source", rule->source);
	lg_json_string(&json, "revision", rule->revision);
	lg_json_string(&json, "evidence", lg_evidence_name(rule->evidence));
	lg_json_string(&json, "conflict", rule->conflict);
	lg_json_string(&json, "guide", rule->guide);
	lg_json_end(&json);
}

/* --- the verb ---------------------------------------------------------------------- */

static const char *nearest(const char *name)
{
	const char *names[128] = {0};
	int count = 0;

	for (int i = 0; i < lg_rule_count() && count < 60; i++)
		names[count++] = lg_rule_at(i)->name;
	for (int f = 0; lg_families[f]; f++)
		for (int i = 0; i < lg_families[f]->n_faults && count < 127; i++)
			names[count++] = lg_families[f]->faults[i].name;
	return lg_nearest(name, names);
}

static int unknown(const char *name)
{
	const char *near = nearest(name);

	fprintf(stderr, "lifeguard explain: '%s' is no rule, no fault and no file", name);
	if (near)
		fprintf(stderr, "; did you mean '%s'?", near);
	fprintf(stderr, "\nrules:");
	for (int i = 0; i < lg_rule_count(); i++)
		fprintf(stderr, " %s", lg_rule_at(i)->name);
	fputc('\n', stderr);
	return 2;
}

static int explain_file(int argc, char **argv)
{
	struct lg_build_file build = lg_build_file_open(argc, argv, help);

	if (!build.system)
		return build.status;
	if (build.json) {
		fputs("lifeguard explain: a build is explained in words; no --json "
		      "here\n",
		      stderr);
		lg_system_free(build.system);
		return 2;
	}
	lg_explain_system(build.system, stdout);
	lg_system_free(build.system);
	return lg_build_file_end(0);
}

int lg_verb_explain(int argc, char **argv)
{
	const char *name = NULL;
	bool json = false;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			json = true;
		else if (argv[i][0] != '-' && !name)
			name = argv[i];
		else
			return explain_file(argc, argv); /* --help, or what is wrong */
	}
	if (!name)
		return explain_file(argc, argv);
	const struct lg_rule *rule = lg_rule_find(name);

	if (rule) {
		if (json)
			rule_json(rule);
		else
			lg_rule_print(rule, lg_page_for(stdout));
		return lg_build_file_end(0);
	}
	if (explain_fault(name, json))
		return lg_build_file_end(0);
	return access(name, F_OK) == 0 || strchr(name, '/') || strchr(name, '.')
		       ? explain_file(argc, argv)
		       : unknown(name);
}
