/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of words for a terminal: wrapped, indented, with a little colour where it is
 * wanted. See report.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "advise/report.h"

enum { LEAST = 60, MOST = 100, USUAL = 88 }; /* columns */

struct lg_page lg_page_for(FILE *out)
{
	struct winsize size = {0};
	bool terminal = isatty(fileno(out)) == 1;
	const char *plain = getenv("NO_COLOR");
	int width = USUAL;

	if (terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		width = size.ws_col - 1;
	return (struct lg_page){
		.out = out,
		.width = width < LEAST ? LEAST : (width > MOST ? MOST : width),
		.colour = terminal && !(plain && *plain),
	};
}

/* Columns of a word: UTF-8 continues are none. */
static int columns(const char *text, size_t length)
{
	int count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	return count;
}

/* The next piece that is not broken: a word, and its unit when it is a number. */
static size_t piece(const char *text)
{
	size_t length = strcspn(text, " ");

	while (length > 0 && text[length - 1] >= '0' && text[length - 1] <= '9' &&
	       text[length] == ' ') {
		size_t next = strcspn(text + length + 1, " ");

		if (next == 0 || next > 4)
			break;
		length += 1 + next;
	}
	return length;
}

void lg_page_text(struct lg_page page, int indent, const char *mark, const char *text)
{
	int margin = indent + columns(mark, strlen(mark)), at = margin;
	bool first = true;

	fprintf(page.out, "%*s%s", indent, "", mark);
	while (*text) {
		size_t length = piece(text);
		int wide = columns(text, length);

		if (!first && at + 1 + wide > page.width) {
			fprintf(page.out, "\n%*s", margin, "");
			at = margin;
			first = true;
		}
		fprintf(page.out, "%s%.*s", first ? "" : " ", (int)length, text);
		at += wide + !first;
		first = false;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', page.out);
}

void lg_page_head(struct lg_page page, const char *text)
{
	if (page.colour)
		fprintf(page.out, "\n\033[1m%s\033[0m\n\n", text);
	else
		fprintf(page.out, "\n%s\n\n", text);
}
