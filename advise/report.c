/* SPDX-License-Identifier: Apache-2.0 */
/* Advice in words: the verdict first, then what to mend, to buy and to set, the
 * questions, the bank. See report.h. */
#include "advise/report.h"

#include <string.h>

#include "advise/wires.h"

static const char *paint(struct lg_page page, enum lg_severity severity)
{
	static const char *const colours[] = {"\033[1;31m", "\033[33m", "\033[36m"};

	return page.colour ? colours[severity] : "";
}

static const char *rest(struct lg_page page)
{
	return page.colour ? "\033[0m" : "";
}

/* "Source: X (rev 03) [manual]" */
static void source(struct lg_page page, int indent, const char *label, const char *text,
		   const char *revision, enum lg_evidence evidence)
{
	struct lg_words words = {0};
	const char *said = lg_sentence(&words, "%s%s%s%s [%s]", text,
				       revision ? " (" : "", revision ? revision : "",
				       revision ? ")" : "", lg_evidence_name(evidence));

	lg_page_text(page, indent, label, said);
	lg_words_free(&words);
}

/* --- what is wrong ----------------------------------------------------------------- */

static void finding(struct lg_page page, const struct lg_finding *found)
{
	const struct lg_rule *rule = found->rule;

	fprintf(page.out, "%s%s%s  %s  %s\n", paint(page, found->severity),
		lg_severity_name(found->severity), rest(page), found->where, rule->name);
	lg_page_text(page, 4, "", found->message);
	lg_page_text(page, 4, "Do this:  ", found->fix);
	if (rule->guide)
		lg_page_text(page, 4, "Guide:    ", rule->guide);
	if (rule->conflict)
		lg_page_text(page, 4, "Papers:   ", rule->conflict);
	source(page, 4, "Source:   ", rule->source, rule->revision, rule->evidence);
	fputc('\n', page.out);
}

void lg_findings_print(const struct lg_findings *findings, const char *verdict,
		       struct lg_page page)
{
	lg_page_text(page, 0, "", verdict);
	if (findings->count > 0)
		fputc('\n', page.out);
	for (int i = 0; i < findings->count; i++)
		finding(page, &findings->at[i]);
}

/* --- needs ------------------------------------------------------------------------- */

static const char *in_words(const char *role)
{
	static const char *const words[][2] = {
		{"bms", "BMS"},           {"load_protector", "Load protector"},
		{"battery", "Batteries"}, {"dc_dc", "DC-DC charger"},
		{"cable", "Cable"},       {"fuse", "Fuse"},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (!strcmp(words[i][0], role))
			return words[i][1];
	return role;
}

static void need(struct lg_page page, const struct lg_need *needed, const char *mark,
		 bool with_source)
{
	struct lg_words words = {0};
	const char *title = needed->model ? lg_title_of(needed->model) : "";
	bool product = needed->model && lg_catalog_find(needed->model);

	if (product)
		lg_page_text(page, 2, mark,
			     lg_sentence(&words, "%s '%s': %d x %s (%s)",
					 in_words(needed->role), needed->id,
					 needed->quantity, title, needed->model));
	else if (!strcmp(needed->role, "setting"))
		lg_page_text(page, 2, mark,
			     lg_sentence(&words, "'%s': %s", needed->id, title));
	else
		lg_page_text(page, 2, mark,
			     lg_sentence(&words, "%s '%s': %s", in_words(needed->role),
					 needed->id, title));
	lg_page_text(page, 9, "Where:  ", needed->where);
	lg_page_text(page, 9, "Why:    ", needed->why);
	if (*needed->arithmetic)
		lg_page_text(page, 9, "Sums:   ", needed->arithmetic);
	if (with_source)
		source(page, 9, "Source: ", needed->source, NULL, needed->evidence);
	lg_words_free(&words);
}

static const char *mark_of(const struct lg_need *needed)
{
	if (needed->in_build)
		return "[have] ";
	if (!strcmp(needed->role, "setting"))
		return "[set]  ";
	return !strcmp(needed->role, "battery") ? "[more] " : "[need] ";
}

static bool of_kind(const struct lg_need *needed, const char *const *roles)
{
	for (; *roles; roles++)
		if (!strcmp(needed->role, *roles))
			return true;
	return false;
}

static void needs(const struct lg_advice *advice, struct lg_page page, const char *head,
		  const char *const *roles)
{
	bool any = false;

	for (int i = 0; i < advice->n_needs; i++) {
		if (!of_kind(&advice->needs[i], roles))
			continue;
		if (!any)
			lg_page_head(page, head);
		any = true;
		need(page, &advice->needs[i], mark_of(&advice->needs[i]), true);
	}
}

/* Cables and fuses: two lines each, their source once. */
static void cables(const struct lg_advice *advice, struct lg_page page)
{
	const struct lg_need *last = NULL;
	static const char *const roles[] = {"cable", "fuse", NULL};

	for (int i = 0; i < advice->n_needs; i++) {
		if (!of_kind(&advice->needs[i], roles))
			continue;
		if (!last)
			lg_page_head(page, "Cables and fuses");
		last = &advice->needs[i];
		need(page, last, mark_of(last), false);
	}
	if (last)
		source(page, 9, "Source: ", last->source, NULL, last->evidence);
}

/* --- questions, bank, alternatives ------------------------------------------------- */

static void answers(const struct lg_advice *advice, struct lg_page page)
{
	lg_page_head(page, "Your questions");
	for (int i = 0; i < advice->n_answers; i++) {
		const struct lg_answer *answer = &advice->answers[i];

		lg_page_text(page, 2, "", answer->question);
		lg_page_text(page, 4, "", answer->answer);
		lg_page_text(page, 4, "Why:    ", answer->why);
		lg_page_text(page, 4, "Source: ", answer->source);
		fputc('\n', page.out);
	}
}

static void bank(const struct lg_advice *advice, struct lg_page page)
{
	const struct lg_sizing *sizing = &advice->sizing;

	if (sizing->n_lines == 0)
		return;
	lg_page_head(page, "How the bank was reckoned");
	for (int i = 0; i < sizing->n_lines; i++)
		lg_page_text(page, 2, "", sizing->lines[i]);
	for (int i = 0; i < sizing->n_limits; i++)
		lg_page_text(page, 2,
			     i == 0 ? "Rules:     " : "also asks: ", sizing->limits[i]);
}

static void alternatives(const struct lg_advice *advice, struct lg_page page)
{
	if (advice->n_alternatives == 0)
		return;
	lg_page_head(page, "What else would do");
	for (int i = 0; i < advice->n_alternatives; i++) {
		const struct lg_alternative *other = &advice->alternatives[i];

		lg_page_text(page, 2, "", other->summary);
		lg_page_text(page, 4, "For:     ", other->for_it);
		lg_page_text(page, 4, "Against: ", other->against);
		for (int k = 0; k < other->n_needs; k++)
			need(page, &other->needs[k], "       ", true);
		fputc('\n', page.out);
	}
}

void lg_advice_print(const struct lg_advice *advice, struct lg_page page)
{
	static const char *const buying[] = {"bms", "load_protector", "battery", NULL};
	static const char *const settings[] = {"setting", NULL};
	bool wrong = advice->findings.of[LG_SEVERITY_ERROR] +
			     advice->findings.of[LG_SEVERITY_WARNING] >
		     0;

	lg_page_text(page, 0, "", advice->verdict);
	if (advice->findings.count > 0) {
		lg_page_head(page, wrong ? "What is wrong" : "Good to know");
		for (int i = 0; i < advice->findings.count; i++)
			finding(page, &advice->findings.at[i]);
	}
	needs(advice, page, "What you need", buying);
	needs(advice, page, "What to set", settings);
	answers(advice, page);
	bank(advice, page);
	cables(advice, page);
	alternatives(advice, page);
	lg_page_text(page, 0, "",
		     "[have] is in your file; the rest is yours to buy, set or do. A "
		     "number with [assumed], [inferred] or [forum] is not the maker's "
		     "own word. "
		     "lifeguard explain RULE tells more of a rule.");
}

/* --- a rule ------------------------------------------------------------------------ */

void lg_rule_print(const struct lg_rule *rule, struct lg_page page)
{
	fprintf(page.out, "%s%s%s  %s\n", paint(page, rule->severity), rule->name,
		rest(page), lg_severity_name(rule->severity));
	lg_page_text(page, 4, "", rule->sentence);
	lg_page_text(page, 4, "Do this:  ", rule->fix);
	if (rule->guide)
		lg_page_text(page, 4, "Guide:    ", rule->guide);
	if (rule->conflict)
		lg_page_text(page, 4, "Papers:   ", rule->conflict);
	source(page, 4, "Source:   ", rule->source, rule->revision, rule->evidence);
	if (!rule->revision)
		lg_page_text(page, 4, "Revision: ", "the pages read carried none");
}
