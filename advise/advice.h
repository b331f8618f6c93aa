/* SPDX-License-Identifier: Apache-2.0 */
/* The whole advice for a build: what it needs, what is wrong, the six questions answered,
 * how big a bank, what else would do.
 *
 *   struct lg_advice *advice = lg_advise(system);   the system must outlive it
 *   lg_advice_print / lg_advice_json                report.h
 *   lg_advice_free(advice);
 */
#ifndef LG_ADVISE_ADVICE_H
#define LG_ADVISE_ADVICE_H

#include "advise/rule.h"
#include "advise/sizing.h"

struct lg_need {
	const char *role;  /* "bms", "load_protector", "setting", "fuse", "cable",
			      "battery" … */
	const char *id;    /* of the component it is, or would be */
	const char *model; /* or the setting: "absorption: 14.2 V"; NULL: none by name */
	int quantity;
	const char *where, *why, *arithmetic; /* arithmetic: "" where there is none */
	const char *source;
	enum lg_evidence evidence;
	bool in_build; /* the file has it already */
};

struct lg_answer {
	const char *question, *answer, *why, *source;
};

struct lg_alternative {
	const char *summary, *for_it, *against;
	struct lg_need needs[2];
	int n_needs;
};

enum { LG_NEEDS = 96, LG_ANSWERS = 6, LG_ALTERNATIVES = 4 };

struct lg_advice {
	const struct lg_system *system;
	struct lg_words words;
	struct lg_findings findings;
	const char *verdict;
	struct lg_need needs[LG_NEEDS];
	struct lg_answer answers[LG_ANSWERS];
	struct lg_sizing sizing;
	struct lg_alternative alternatives[LG_ALTERNATIVES];
	int n_needs, n_answers, n_alternatives;
};

struct lg_advice *lg_advise(const struct lg_system *system);
void lg_advice_free(struct lg_advice *advice);

/* The parts, in the order they are made. */
void lg_advise_needs(struct lg_advice *advice);
void lg_advise_settings(struct lg_advice *advice);
void lg_advise_answers(struct lg_advice *advice);
void lg_advise_alternator_bms(struct lg_advice *advice); /* two of the answers */
void lg_advise_alternator_fuse(struct lg_advice *advice);
void lg_advise_alternatives(struct lg_advice *advice);

void lg_need_add(struct lg_advice *advice, struct lg_need need);
void lg_answer_add(struct lg_advice *advice, const char *question, const char *answer,
		   const char *why, const char *source);

/* The bank the answers speak of: the one with the largest day. */
const struct lg_bank *lg_advice_bank(const struct lg_advice *advice);

#endif
