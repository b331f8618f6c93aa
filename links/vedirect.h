/* SPDX-License-Identifier: Apache-2.0 */
/* VE.Direct: the text blocks Victron devices send each second, and the HEX frames that
 * may cut into them anywhere: bytes <-> structs. 19200 8N1.
 *
 *   text   CR LF label TAB value ... CR LF "Checksum" TAB one raw byte    sum of all = 0
 *   HEX    ':' command digit, byte pairs, sum byte, LF                    sum of all =
 * 0x55
 *
 * A value becomes visible only with its whole, verified block. HEX frames are left out of
 * the text sum. The byte after "Checksum" TAB may be anything, ':' and LF too.
 *
 * Sources: docs/protocols/vedirect.md. Pure: no clock, no memory of its own.
 */
#ifndef LG_LINKS_VEDIRECT_H
#define LG_LINKS_VEDIRECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define LG_VEDIRECT_LABEL    9  /* bytes with the NUL; protocol 3.30 */
#define LG_VEDIRECT_VALUE    33 /* bytes with the NUL; protocol 3.30 */
#define LG_VEDIRECT_FIELDS   32 /* protocol 3.30 says 22; newer devices may say more */

/* Longest known frame: 52 data bytes, 113 characters (MPPT history). */
#define LG_VEDIRECT_HEX_DATA 64
#define LG_VEDIRECT_HEX_TEXT (1 + 1 + 2 * LG_VEDIRECT_HEX_DATA + 2 + 1)

struct lg_vedirect_field {
	char label[LG_VEDIRECT_LABEL];
	char value[LG_VEDIRECT_VALUE];
};

struct lg_vedirect_block {
	uint8_t fields;
	struct lg_vedirect_field field[LG_VEDIRECT_FIELDS]; /* in the order sent */
};

/* host to device       device to host */
enum lg_vedirect_command {
	LG_VEDIRECT_PING = 1,    /* 1: done */
	LG_VEDIRECT_VERSION = 3, /* 3: unknown command */
	LG_VEDIRECT_PRODUCT = 4, /* 4: frame error */
	LG_VEDIRECT_PONG = 5,    /* answer to ping */
	LG_VEDIRECT_RESTART = 6,
	LG_VEDIRECT_GET = 7,
	LG_VEDIRECT_SET = 8, /* the answer carries the value now in force */
	LG_VEDIRECT_ASYNC = 10,
};

/* of an answer */
enum lg_vedirect_flag {
	LG_VEDIRECT_GOOD = 0,
	LG_VEDIRECT_UNKNOWN_REGISTER = 1,
	LG_VEDIRECT_NOT_SUPPORTED = 2, /* for one: read only */
	LG_VEDIRECT_PARAMETER_ERROR = 4,
};

struct lg_vedirect_hex {
	uint8_t command; /* 0 .. 15, enum lg_vedirect_command */
	uint8_t length;  /* bytes of data, without the sum */
	uint8_t data[LG_VEDIRECT_HEX_DATA];
};

struct lg_vedirect_register { /* what GET, SET and ASYNC carry */
	uint8_t command;
	uint8_t flags;    /* enum lg_vedirect_flag; 0 in requests */
	uint16_t address; /* as 0x0200 */
	uint8_t size;     /* bytes of value; 0 in a get */
	uint32_t value;   /* little-endian, not sign-extended; 0 when size > 4 */
};

/* --- text -------------------------------------------------------------------------- */

/* The value under a label, NULL when the block has none. */
const char *lg_vedirect_text(const struct lg_vedirect_block *block, const char *label);
/* A whole number, decimal or 0x hex. LG_ERROR_AGAIN: not in this block (blocks
 * alternate); LG_ERROR_FORMAT: not a number ("---", "ON"); LG_ERROR_RANGE: beyond 32
 * bits. */
int lg_vedirect_number(const struct lg_vedirect_block *block, const char *label,
		       int32_t *value);
/* As a device sends it, with its checksum: bytes written, LG_ERROR_LENGTH, or
 * LG_ERROR_FORMAT when a label or value has bytes that would break the frame. */
int lg_vedirect_text_write(const struct lg_vedirect_block *block, uint8_t *bytes,
			   size_t room);

/* --- HEX --------------------------------------------------------------------------- */

/* One frame from its ':' up to, not with, its LF. LG_OK, LG_ERROR_FORMAT,
 * LG_ERROR_LENGTH, LG_ERROR_CHECKSUM; *hex is written only on LG_OK. */
int lg_vedirect_hex_read(const char *text, size_t length, struct lg_vedirect_hex *hex);
/* With ':' and LF, and a NUL not counted: characters written, or LG_ERROR_LENGTH. */
int lg_vedirect_hex_write(const struct lg_vedirect_hex *hex, char *text, size_t room);
/* LG_ERROR_FORMAT: another command; LG_ERROR_LENGTH: fewer bytes than address and flags.
 */
int lg_vedirect_register_read(const struct lg_vedirect_hex *hex,
			      struct lg_vedirect_register *reg);
/* LG_ERROR_RANGE: size above 4 or a value that does not fit in it. */
int lg_vedirect_register_write(const struct lg_vedirect_register *reg,
			       struct lg_vedirect_hex *hex);

/* --- stream ------------------------------------------------------------------------ */

enum lg_vedirect_event {
	LG_VEDIRECT_NOTHING,
	LG_VEDIRECT_BLOCK,   /* stream.block is new */
	LG_VEDIRECT_HEX,     /* stream.hex is new */
	LG_VEDIRECT_PARTIAL, /* joined in the middle of this block: not shown, no fault */
	LG_VEDIRECT_BAD_BLOCK, /* sum wrong, a length beyond its cap, bytes out of place
				*/
	LG_VEDIRECT_BAD_HEX,
};

enum lg_vedirect_place {
	LG_VEDIRECT_JOINING, /* nothing certain seen yet */
	LG_VEDIRECT_BEFORE_FIELD,
	LG_VEDIRECT_IN_LABEL,
	LG_VEDIRECT_IN_VALUE,
	LG_VEDIRECT_AT_CHECKSUM, /* nothing is special here */
	LG_VEDIRECT_IN_HEX,
};

struct lg_vedirect_stream { /* zeroed: just attached */
	enum lg_vedirect_place place;
	enum lg_vedirect_place resume; /* where the text goes on after a HEX frame */
	bool joined_late;
	bool broken; /* this block will be dropped whatever its sum */
	bool hex_broken;
	uint8_t sum;
	uint8_t at;     /* characters in the label or value under way */
	uint8_t hex_at; /* characters in hex_text */
	char hex_text[LG_VEDIRECT_HEX_TEXT];
	struct lg_vedirect_block working;
	struct lg_vedirect_block block; /* the last verified one */
	struct lg_vedirect_hex hex;     /* the last verified one */
};

enum lg_vedirect_event lg_vedirect_byte(struct lg_vedirect_stream *stream, uint8_t byte);
/* The line has been quiet (100 ms is what peers use) or has ended: a HEX frame under way
 * is abandoned; its end may have been lost. Text under way is kept. */
enum lg_vedirect_event lg_vedirect_quiet(struct lg_vedirect_stream *stream);

#endif
