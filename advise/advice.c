/* SPDX-License-Identifier: Apache-2.0 */
/* The whole advice, put together: see advice.h. */
#include "advise/advice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advise/wires.h"

void lg_need_add(struct lg_advice *advice, struct lg_need need)
{
	if (!need.arithmetic)
		need.arithmetic = "";
	if (advice->n_needs < LG_NEEDS)
		advice->needs[advice->n_needs++] = need;
}

void lg_answer_add(struct lg_advice *advice, const char *question, const char *answer,
		   const char *why, const char *source)
{
	if (advice->n_answers < LG_ANSWERS)
		advice->answers[advice->n_answers++] =
			(struct lg_answer){question, answer, why, source};
}

const struct lg_bank *lg_advice_bank(const struct lg_advice *advice)
{
	return &advice->system->banks[advice->sizing.bank < 0 ? 0 : advice->sizing.bank];
}

/* "1 x VE.Bus BMS V2 and 1 x Smart BatteryProtect 65 A". How many batteries is a wish,
 * and said apart. */
static const char *to_buy(struct lg_advice *advice)
{
	const char *items[LG_NEEDS];
	int count = 0;

	for (int i = 0; i < advice->n_needs; i++) {
		const struct lg_need *need = &advice->needs[i];

		if (need->in_build || !need->model || !lg_catalog_find(need->model) ||
		    !strcmp(need->role, "battery"))
			continue;
		items[count++] = lg_sentence(&advice->words, "%d x %s", need->quantity,
					     lg_title_of(need->model));
	}
	return lg_sentence_list(&advice->words, items, count, " and ");
}

static const char *verdict(struct lg_advice *advice)
{
	const struct lg_sizing *sizing = &advice->sizing;
	const char *buy = to_buy(advice), *more = "";

	if (*buy)
		more = lg_sentence(&advice->words, "; still to buy: %s", buy);
	if (sizing->drawn_days > 0)
		more = lg_sentence(&advice->words,
				   "%s; without charging the bank lasts about %.1f days",
				   more, sizing->drawn_days);
	return lg_findings_verdict(&advice->findings, advice->system->name, more);
}

struct lg_advice *lg_advise(const struct lg_system *system)
{
	struct lg_advice *advice = calloc(1, sizeof *advice);

	if (!advice) {
		fputs("lifeguard: out of memory\n", stderr);
		exit(3);
	}
	advice->system = system;
	lg_findings_look(&advice->findings, system);
	advice->sizing = lg_size(&advice->words, system);
	lg_advise_needs(advice);
	lg_advise_settings(advice);
	lg_advise_answers(advice);
	lg_advise_alternatives(advice);
	advice->verdict = verdict(advice);
	return advice;
}

void lg_advice_free(struct lg_advice *advice)
{
	if (!advice)
		return;
	lg_findings_free(&advice->findings);
	lg_words_free(&advice->words);
	free(advice);
}
