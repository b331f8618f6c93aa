/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a file, with its place and what was meant. Several in one run, the
 * first twenty are kept.
 *
 *   van.yaml:7:12: unknown key 'modle'; did you mean 'model'?
 */
#ifndef LG_SYSTEM_PROBLEM_H
#define LG_SYSTEM_PROBLEM_H

#include <stddef.h>
#include <stdio.h>

#define LG_PROBLEMS 20

struct lg_place { /* in the build file, both from 1; 0: the file as a whole */
	int line, column;
};

struct lg_problem {
	struct lg_place place;
	char text[240]; /* what is wrong */
	char hint[200]; /* what was meant, or what to do; may be empty */
};

struct lg_problems { /* zeroed: none */
	struct lg_problem at[LG_PROBLEMS];
	int count;       /* kept */
	int total_count; /* found */
};

/* hint may be NULL or "". */
void lg_problem_add(struct lg_problems *problems, struct lg_place place, const char *hint,
		    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* One line a problem, ordered by place, and "… and N more". */
void lg_problems_print(const struct lg_problems *problems, const char *file, FILE *out);

/* The candidate nearest to word, or NULL when none is near. candidates ends with NULL. */
const char *lg_nearest(const char *word, const char *const *candidates);

/* "did you mean 'model'?" or "known: a, b, c" into hint; returns hint. */
const char *lg_hint_for(const char *word, const char *const *candidates, char *hint,
			size_t size);

#endif
