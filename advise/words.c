/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences: see words.h. */
#include "advise/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void out_of_memory(void)
{
	fputs("lifeguard: out of memory\n", stderr);
	exit(3);
}

const char *lg_sentence(struct lg_words *words, const char *format, ...)
{
	char *text;
	va_list arguments;

	va_start(arguments, format);
	int length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		out_of_memory();
	if (words->count == words->room) {
		int room = words->room ? 2 * words->room : 64;
		char **at = realloc(words->at, (size_t)room * sizeof *at);

		if (!at)
			out_of_memory();
		words->at = at;
		words->room = room;
	}
	words->at[words->count++] = text;
	return text;
}

const char *lg_sentence_list(struct lg_words *words, const char *const *items, int count,
			     const char *last)
{
	const char *said = "";

	for (int i = 0; i < count; i++)
		said = lg_sentence(words, "%s%s%s", said,
				   i == 0 ? "" : (i == count - 1 ? last : ", "),
				   items[i]);
	return said;
}

void lg_words_free(struct lg_words *words)
{
	for (int i = 0; i < words->count; i++)
		free(words->at[i]);
	free(words->at);
	*words = (struct lg_words){0};
}
