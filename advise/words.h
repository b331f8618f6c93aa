/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences made while advising, kept until the advice is thrown away, so that nobody
 * counts their lengths. */
#ifndef LG_ADVISE_WORDS_H
#define LG_ADVISE_WORDS_H

struct lg_words { /* zeroed: none */
	char **at;
	int count, room;
};

/* Ends the program with exit 3 when there is no memory: there is nothing to advise
 * without words. */
const char *lg_sentence(struct lg_words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "a", "a and b", "a, b and c"; `last` (" and ", " or ") stands before the last one. */
const char *lg_sentence_list(struct lg_words *words, const char *const *items, int count,
			     const char *last);

void lg_words_free(struct lg_words *words);

#endif
