/* SPDX-License-Identifier: Apache-2.0 */
/* decode: what every decoder behind `lifeguard decode PROTOCOL` gives to the verb.
 * To add one: a struct lg_decoder in decode_NAME.c, a line here and a row in decode.c. */
#ifndef LG_APPS_LIFEGUARD_DECODE_H
#define LG_APPS_LIFEGUARD_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct lg_decode_run {
	FILE *out;         /* one compact JSON object a message, then lg_decode_said() */
	uint64_t decoded;  /* messages written */
	uint64_t rejected; /* damaged frames, runs of noise, lines that are no hex */
	const char *key;   /* as given with --key; NULL: none. Only where uses_key */
	bool hex_text; /* --hex was given: feed() gets the bytes of a line at a time */
};

struct lg_decoder {
	const char *name;
	const char *about; /* a line for --help */
	bool uses_key;
	/* Bytes as they arrived: any cut. In --hex, one line or a part of a very long
	 * one. */
	void (*feed)(struct lg_decode_run *run, const uint8_t *bytes, size_t count);
	/* End of input: what is incomplete will stay so. */
	void (*end)(struct lg_decode_run *run);
	/* NULL, or takes a --hex line that is not plain hex; false when it makes no
	 * sense. */
	bool (*line)(struct lg_decode_run *run, const char *text);
};

/* A message has been written: count it and let it go, for this is a filter. */
void lg_decode_said(struct lg_decode_run *run);

extern const struct lg_decoder lg_decode_jbd;
extern const struct lg_decoder lg_decode_vedirect;
extern const struct lg_decoder lg_decode_vedirect_hex;

#endif
