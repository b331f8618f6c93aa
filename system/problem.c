/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a file: see problem.h. */
#include "system/problem.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#define WORD 64 /* longest word that is compared */

/* Nothing of a file may steer the terminal it is shown on, nor end in half a UTF-8
 * character. */
static void clean(char *text, bool cut)
{
	size_t length = strlen(text);

	for (char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	if (!cut)
		return;
	while (length > 0 && ((unsigned char)text[length - 1] & 0xc0) == 0x80)
		length--;
	if (length > 0 && (unsigned char)text[length - 1] >= 0xc0)
		length--;
	text[length] = 0;
}

static bool before(struct lg_place a, struct lg_place b)
{
	return a.line != b.line ? a.line < b.line : a.column < b.column;
}

/* Kept in order of place; when full, the last one gives way. */
void lg_problem_add(struct lg_problems *problems, struct lg_place place, const char *hint,
		    const char *format, ...)
{
	int at = problems->count;
	struct lg_problem *problem;
	va_list arguments;
	int length;

	problems->total_count++;
	while (at > 0 && before(place, problems->at[at - 1].place))
		at--;
	if (at == LG_PROBLEMS)
		return;
	if (problems->count < LG_PROBLEMS)
		problems->count++;
	memmove(&problems->at[at + 1], &problems->at[at],
		(size_t)(problems->count - 1 - at) * sizeof problems->at[0]);
	problem = &problems->at[at];
	problem->place = place;
	va_start(arguments, format);
	length = vsnprintf(problem->text, sizeof problem->text, format, arguments);
	va_end(arguments);
	clean(problem->text, length >= (int)sizeof problem->text);
	length = snprintf(problem->hint, sizeof problem->hint, "%s", hint ? hint : "");
	clean(problem->hint, length >= (int)sizeof problem->hint);
}

void lg_problems_print(const struct lg_problems *problems, const char *file, FILE *out)
{
	for (int i = 0; i < problems->count; i++) {
		const struct lg_problem *problem = &problems->at[i];

		if (problem->place.line > 0)
			fprintf(out, "%s:%d:%d: ", file, problem->place.line,
				problem->place.column);
		else
			fprintf(out, "%s: ", file);
		fprintf(out, "%s%s%s\n", problem->text, problem->hint[0] ? "; " : "",
			problem->hint);
	}
	if (problems->total_count > problems->count)
		fprintf(out, "%s: … and %d more\n", file,
			problems->total_count - problems->count);
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours that turn one word into the
 * other. */
static int distance(const char *a, const char *b)
{
	int rows[3][WORD + 1];
	int *older = rows[0], *old = rows[1], *now = rows[2], *spare;
	int na = (int)strlen(a), nb = (int)strlen(b);

	if (na > WORD || nb > WORD)
		return WORD;
	for (int j = 0; j <= nb; j++)
		old[j] = j;
	memset(older, 0, sizeof rows[0]);
	for (int i = 1; i <= na; i++) {
		now[0] = i;
		for (int j = 1; j <= nb; j++) {
			int cost = a[i - 1] != b[j - 1];

			now[j] = least(least(old[j], now[j - 1]) + 1, old[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], older[j - 2] + 1);
		}
		spare = older;
		older = old;
		old = now;
		now = spare;
	}
	return old[nb];
}

/* Near: a third of the letters may be wrong, at least one; or it is the beginning of the
 * candidate. */
const char *lg_nearest(const char *word, const char *const *candidates)
{
	int most = (int)strlen(word) / 3, nearest_distance = WORD;
	const char *nearest = NULL;

	if (most < 1)
		most = 1;
	for (int i = 0; candidates[i]; i++) {
		int wrong = distance(word, candidates[i]);

		if (wrong > most && strlen(word) >= 3 &&
		    strncmp(word, candidates[i], strlen(word)) == 0)
			wrong = most;
		if (wrong <= most && wrong < nearest_distance) {
			nearest_distance = wrong;
			nearest = candidates[i];
		}
	}
	return nearest;
}

const char *lg_hint_for(const char *word, const char *const *candidates, char *hint,
			size_t size)
{
	const char *nearest = lg_nearest(word, candidates);
	size_t used;

	if (nearest) {
		snprintf(hint, size, "did you mean '%s'?", nearest);
		return hint;
	}
	snprintf(hint, size, candidates[0] ? "known: " : "");
	used = strlen(hint);
	for (int i = 0; candidates[i] && used + 8 < size; i++) {
		size_t room = size - used;
		int wrote =
			snprintf(hint + used, room, "%s%s", i ? ", " : "", candidates[i]);

		if ((size_t)wrote + 8 >= room) {
			snprintf(hint + used, room, ", …");
			break;
		}
		used += (size_t)wrote;
	}
	return hint;
}
