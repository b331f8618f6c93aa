/* SPDX-License-Identifier: Apache-2.0 */
/* All rules together, and what they found: see rule.h. */
#include "advise/rule.h"

#include <stdlib.h>
#include <string.h>

static const struct lg_rule *const topics[] = {
	lg_rules_bms,    lg_rules_load,  lg_rules_essential,
	lg_rules_charge, lg_rules_power, lg_rules_combiner,
};

enum { TOPICS = sizeof topics / sizeof topics[0] };

const char *lg_severity_name(enum lg_severity severity)
{
	static const char *const names[] = {"error", "warning", "note"};

	return names[severity];
}

const struct lg_rule *lg_rule_at(int index)
{
	for (int topic = 0; topic < TOPICS && index >= 0; topic++)
		for (const struct lg_rule *rule = topics[topic]; rule->name; rule++)
			if (index-- == 0)
				return rule;
	return NULL;
}

int lg_rule_count(void)
{
	int count = 0;

	while (lg_rule_at(count))
		count++;
	return count;
}

const struct lg_rule *lg_rule_find(const char *name)
{
	const struct lg_rule *rule;

	for (int i = 0; (rule = lg_rule_at(i)); i++)
		if (!strcmp(rule->name, name))
			return rule;
	return NULL;
}

const char *lg_rule_nearest(const char *name)
{
	const char *names[128] = {0};

	for (int i = 0; i < lg_rule_count() && i < 127; i++)
		names[i] = lg_rule_at(i)->name;
	return lg_nearest(name, names);
}

/* --- what they found --------------------------------------------------------------- */

void lg_found_milder(struct lg_findings *findings, enum lg_severity severity,
		     struct lg_place place, const char *id, const char *message,
		     const char *fix)
{
	if (findings->count == LG_FINDINGS)
		return; /* the first 128 tell enough */
	findings->of[severity]++;
	findings->at[findings->count++] = (struct lg_finding){
		.rule = findings->rule,
		.severity = severity,
		.place = place,
		.id = id,
		.where = lg_sentence(&findings->words, "%s:%d:%d %s", findings->file,
				     place.line, place.column, id),
		.message = message,
		.fix = fix,
	};
}

void lg_found(struct lg_findings *findings, struct lg_place place, const char *id,
	      const char *message, const char *fix)
{
	lg_found_milder(findings, findings->rule->severity, place, id, message, fix);
}

static int order(const void *left, const void *right)
{
	const struct lg_finding *a = left, *b = right;

	if (a->severity != b->severity)
		return a->severity < b->severity ? -1 : 1;
	if (a->place.line != b->place.line)
		return a->place.line < b->place.line ? -1 : 1;
	if (a->place.column != b->place.column)
		return a->place.column < b->place.column ? -1 : 1;
	return strcmp(a->rule->name, b->rule->name);
}

void lg_findings_look(struct lg_findings *findings, const struct lg_system *system)
{
	findings->file = system->file;
	for (int i = 0; (findings->rule = lg_rule_at(i)); i++)
		findings->rule->look(findings, system);
	qsort(findings->at, (size_t)findings->count, sizeof findings->at[0], order);
}

void lg_findings_free(struct lg_findings *findings)
{
	lg_words_free(&findings->words);
	*findings = (struct lg_findings){0};
}

static const char *plural(int count)
{
	return count == 1 ? "" : "s";
}

const char *lg_findings_verdict(struct lg_findings *findings, const char *name,
				const char *more)
{
	struct lg_words *words = &findings->words;
	int errors = findings->of[LG_SEVERITY_ERROR];
	int warnings = findings->of[LG_SEVERITY_WARNING];
	int notes = findings->of[LG_SEVERITY_NOTE];
	const char *what = *name && strcmp(name, "unnamed") != 0 ? name : "This build";
	const char *rest = "";

	if (errors > 0) {
		if (warnings > 0)
			rest = lg_sentence(words, ", and %d more should", warnings);
		return lg_sentence(words,
				   "%s is not safe as drawn: %d thing%s must change%s%s.",
				   what, errors, plural(errors), rest, more);
	}
	if (warnings > 0)
		return lg_sentence(words,
				   "%s is safe as drawn, but %d thing%s should change%s.",
				   what, warnings, plural(warnings), more);
	if (notes > 0)
		rest = lg_sentence(words, " (%d thing%s to know)", notes, plural(notes));
	return lg_sentence(words, "%s is sound: none of %d rules is broken%s%s.", what,
			   lg_rule_count(), rest, more);
}
