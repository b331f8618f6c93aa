/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard decode PROTOCOL: every decoder as a filter, bytes in, a JSON object a message
 * out. Bad input is counted and skipped, never fatal. */
#include "apps/lifeguard/decode.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "apps/lifeguard/verbs.h"

enum { EXIT_GOOD = 0, EXIT_USAGE = 2, EXIT_ENVIRONMENT = 3 };

static const struct lg_decoder *const decoders[] = {
	&lg_decode_jbd,
	&lg_decode_vedirect,
	&lg_decode_vedirect_hex,
};

enum { DECODERS = sizeof decoders / sizeof decoders[0] };

static void help(void)
{
	printf("usage: lifeguard decode PROTOCOL [--hex] [--key KEY] < bytes\n"
	       "\n"
	       "Reads what a device sent from stdin and writes one JSON object a message "
	       "to\n"
	       "stdout, at once, in SI units. Bad input is counted and skipped. The last "
	       "line\n"
	       "on stderr is: decoded N, rejected M\n"
	       "\n");
	for (int i = 0; i < DECODERS; i++)
		printf("  %-14s %s\n", decoders[i]->name, decoders[i]->about);
	printf("\n"
	       "  --hex          stdin is hex digits, a line a frame or a chunk; white "
	       "space,\n"
	       "                 dots, colons and the marks <<< >>> are ignored\n"
	       "  --key KEY      32 hex digits, for the protocols that are encrypted\n"
	       "\n"
	       "example: echo DD.A5.03.00.FF.FD.77 | lifeguard decode jbd --hex\n"
	       "example: lifeguard decode vedirect < /dev/ttyUSB0\n");
}

void lg_decode_said(struct lg_decode_run *run)
{
	run->decoded++;
	fflush(run->out);
}

/* --- lines of hex ------------------------------------------------------------------ */

struct lines {
	char text[4096]; /* the line so far, for decoders that read more than plain hex */
	size_t length;
	size_t digits; /* of hex among it */
};

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool separator(char c)
{
	return c && strchr(" \t\r\v\f.:<>", c);
}

/* Bytes of a line, -1 when it is not whole pairs of hex digits. */
static int plain_hex(const char *text, uint8_t *bytes)
{
	int high = -1, count = 0;

	for (; *text; text++) {
		int value = nibble(*text);

		if (value < 0 && separator(*text))
			continue;
		if (value < 0)
			return -1;
		if (high < 0) {
			high = value;
		} else {
			bytes[count++] = (uint8_t)(high << 4 | value);
			high = -1;
		}
	}
	return high < 0 ? count : -1;
}

static void end_line(const struct lg_decoder *decoder, struct lg_decode_run *run,
		     struct lines *lines)
{
	uint8_t bytes[sizeof lines->text / 2];

	lines->text[lines->length] = 0;
	if (strlen(lines->text) != lines->length) {
		run->rejected++; /* a NUL in it */
	} else if (!decoder->line || !decoder->line(run, lines->text)) {
		int count = plain_hex(lines->text, bytes);

		if (count < 0)
			run->rejected++;
		if (count > 0)
			decoder->feed(run, bytes, (size_t)count);
	}
	lines->length = 0;
	lines->digits = 0;
}

static void feed_hex(const struct lg_decoder *decoder, struct lg_decode_run *run,
		     struct lines *lines, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char c = (char)bytes[i];

		if (c == '\n') {
			end_line(decoder, run, lines);
			continue;
		}
		bool full = lines->length >= sizeof lines->text - 2;

		if (separator(c) && c != ':' && (lines->length == 0 || full || c == '.'))
			continue;
		lines->text[lines->length++] = c;
		lines->digits += nibble(c) >= 0;
		/* A line without end is cut where a byte ends. */
		full = lines->length >= sizeof lines->text - 2;
		if (full &&
		    (lines->digits % 2 == 0 || lines->length == sizeof lines->text - 1))
			end_line(decoder, run, lines);
	}
}

/* --- the verb ---------------------------------------------------------------------- */

static int filter(const struct lg_decoder *decoder, struct lg_decode_run *run)
{
	static struct lines lines;
	static uint8_t bytes[4096];
	ssize_t got;

	for (;;) {
		got = read(STDIN_FILENO, bytes, sizeof bytes);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		if (run->hex_text)
			feed_hex(decoder, run, &lines, bytes, (size_t)got);
		else
			decoder->feed(run, bytes, (size_t)got);
		if (ferror(run->out))
			break;
	}
	int problem = errno;

	if (lines.length > 0)
		end_line(decoder, run, &lines);
	decoder->end(run);
	bool written = !ferror(run->out) && fflush(run->out) == 0;

	/* A serial line that is unplugged ends with EIO: an end like any other. */
	if (got < 0 && problem != EIO)
		fprintf(stderr, "lifeguard decode: stdin: %s\n", strerror(problem));
	if (!written)
		fprintf(stderr, "lifeguard decode: stdout cannot be written\n");
	fprintf(stderr, "decoded %" PRIu64 ", rejected %" PRIu64 "\n", run->decoded,
		run->rejected);
	return (got < 0 && problem != EIO) || !written ? EXIT_ENVIRONMENT : EXIT_GOOD;
}

/* Edits that turn one name into the other: insert, delete, change. */
static size_t distance(const char *a, const char *b)
{
	enum { MOST = 32 };
	size_t row[MOST + 1];
	size_t a_length = strlen(a), b_length = strlen(b);

	if (a_length > MOST || b_length > MOST)
		return MOST;
	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t best = diagonal + (tolower((unsigned char)a[i - 1]) !=
						  tolower((unsigned char)b[j - 1]));

			best = row[j] + 1 < best ? row[j] + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[b_length];
}

static int unknown_protocol(const char *name)
{
	const char *nearest = NULL;
	size_t least = 4; /* farther than three edits is another word */

	for (int i = 0; i < DECODERS; i++) {
		size_t edits = distance(name, decoders[i]->name);

		if (edits < least && edits < strlen(decoders[i]->name)) {
			least = edits;
			nearest = decoders[i]->name;
		}
	}
	fprintf(stderr, "lifeguard decode: no protocol '%s'", name);
	if (nearest)
		fprintf(stderr, "; did you mean '%s'?", nearest);
	fprintf(stderr, "\nknown:");
	for (int i = 0; i < DECODERS; i++)
		fprintf(stderr, " %s", decoders[i]->name);
	fprintf(stderr, "\n");
	return EXIT_USAGE;
}

static int usage(const char *what, const char *which)
{
	fprintf(stderr, "lifeguard decode: %s%s%s; see lifeguard decode --help\n", what,
		which ? " " : "", which ? which : "");
	return EXIT_USAGE;
}

static const struct lg_decoder *decoder_named(const char *name)
{
	for (int i = 0; i < DECODERS; i++)
		if (strcmp(decoders[i]->name, name) == 0)
			return decoders[i];
	return NULL;
}

int lg_verb_decode(int argc, char **argv)
{
	struct lg_decode_run run = {.out = stdout};
	const char *name = NULL;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			help();
			return EXIT_GOOD;
		}
		if (strcmp(argv[i], "--hex") == 0)
			run.hex_text = true;
		else if (strncmp(argv[i], "--key=", 6) == 0)
			run.key = argv[i] + 6;
		else if (strcmp(argv[i], "--key") == 0 && i + 1 < argc)
			run.key = argv[++i];
		else if (strcmp(argv[i], "--key") == 0)
			return usage("--key wants a key", NULL);
		else if (argv[i][0] == '-' && argv[i][1])
			return usage("no option", argv[i]);
		else if (name)
			return usage("one protocol at a time, not also", argv[i]);
		else
			name = argv[i];
	}
	if (!name)
		return usage("which protocol?", NULL);
	const struct lg_decoder *decoder = decoder_named(name);

	if (!decoder)
		return unknown_protocol(name);
	if (run.key && !decoder->uses_key)
		return usage("there is no --key in", name);
	return filter(decoder, &run);
}
