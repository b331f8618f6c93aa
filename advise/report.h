/* SPDX-License-Identifier: Apache-2.0 */
/* Advice in words for a terminal, and as JSON for programs. */
#ifndef LG_ADVISE_REPORT_H
#define LG_ADVISE_REPORT_H

#include "advise/advice.h"

struct lg_page { /* how to write for the reader there is */
	FILE *out;
	int width; /* columns; 60..100 */
	bool colour;
};

/* For a stream: its terminal's width, colour unless NO_COLOR is set or it is no terminal.
 */
struct lg_page lg_page_for(FILE *out);

void lg_advice_print(const struct lg_advice *advice, struct lg_page page);
void lg_findings_print(const struct lg_findings *findings, const char *verdict,
		       struct lg_page page);
void lg_rule_print(const struct lg_rule *rule, struct lg_page page);

/* `lifeguard advise --json` and `lifeguard check --json`; see docs/manual/advise.md. */
void lg_advice_json(const struct lg_advice *advice, FILE *out);
void lg_findings_json(const struct lg_findings *findings, const char *verdict, FILE *out);

/* Words wrapped at the page's width; the first line starts with `mark`, the others below
 * its text. */
void lg_page_text(struct lg_page page, int indent, const char *mark, const char *text);
void lg_page_head(struct lg_page page, const char *text);

#endif
