/* SPDX-License-Identifier: Apache-2.0 */
/* A rule is a row: what is wrong, how bad, how to mend it, who says so; and a function
 * that finds its places in a build. `check`, `advise` and `explain` read the same row, so
 * they cannot disagree.
 *
 *   struct lg_findings findings = {0};
 *   lg_findings_look(&findings, system);          every rule, ordered: errors first, then
 * by place
 *   ...
 *   lg_findings_free(&findings);
 *
 * To add one: a row in the rules_TOPIC.c where it belongs, and a build in tests/advise/
 * that breaks it.
 */
#ifndef LG_ADVISE_RULE_H
#define LG_ADVISE_RULE_H

#include <stdbool.h>

#include "advise/words.h"
#include "system/system.h"

/* from the worst */
enum lg_severity {
	LG_SEVERITY_ERROR,   /* not safe, or cannot work: exit 1 */
	LG_SEVERITY_WARNING, /* works, and will disappoint or wear out */
	LG_SEVERITY_NOTE,
};

const char *lg_severity_name(enum lg_severity severity);

struct lg_findings;

struct lg_rule {
	const char *name;
	enum lg_severity severity; /* of its worst finding */
	const char *sentence;      /* what is wrong, in general and in plain words */
	const char *fix;           /* what mends it, in general */
	const char *source;        /* document and chapter */
	const char *revision; /* "smallBMS manual: rev 2"; NULL: the pages read carried
				 none */
	enum lg_evidence evidence;
	const char *conflict; /* where documents disagree and which is followed; NULL:
				 nowhere */
	const char *guide;    /* what the buyer's guide says otherwise; NULL: the same or
				 nothing */
	void (*look)(struct lg_findings *findings, const struct lg_system *system);
};

/* By name; NULL. */
const struct lg_rule *lg_rule_find(const char *name);
int lg_rule_count(void);
const struct lg_rule *lg_rule_at(int index);   /* by topic; NULL outside */
const char *lg_rule_nearest(const char *name); /* or NULL */

struct lg_finding {
	const struct lg_rule *rule;
	enum lg_severity severity; /* the rule's, or milder */
	struct lg_place place;
	const char *id;      /* of the component */
	const char *where;   /* "van.yaml:7:3 lights" */
	const char *message; /* with the build's own numbers */
	const char *fix;     /* models and keys by name */
};

#define LG_FINDINGS 128

struct lg_findings { /* zeroed: nothing looked at */
	struct lg_words words;
	const struct lg_rule *rule; /* being looked at */
	const char *file;
	struct lg_finding at[LG_FINDINGS];
	int count;
	int of[3]; /* by severity */
};

void lg_findings_look(struct lg_findings *findings, const struct lg_system *system);
void lg_findings_free(struct lg_findings *findings);

/* One sentence over all of them. name: of the build, may be ""; more: what it ends with,
 * may be "". */
const char *lg_findings_verdict(struct lg_findings *findings, const char *name,
				const char *more);

/* What a rule's look() calls for each place. fix and message live as long as the
 * findings. */
void lg_found(struct lg_findings *findings, struct lg_place place, const char *id,
	      const char *message, const char *fix);
void lg_found_milder(struct lg_findings *findings, enum lg_severity severity,
		     struct lg_place place, const char *id, const char *message,
		     const char *fix);

/* The topics: tables that end with name == NULL. */
extern const struct lg_rule lg_rules_bms[];
extern const struct lg_rule lg_rules_load[];
extern const struct lg_rule lg_rules_essential[];
extern const struct lg_rule lg_rules_charge[];
extern const struct lg_rule lg_rules_power[];
extern const struct lg_rule lg_rules_combiner[];

#endif
