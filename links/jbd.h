/* SPDX-License-Identifier: Apache-2.0 */
/* JBD (Overkill, Xiaoxiang) battery boards on UART, RS-485 or a BLE pipe: bytes <->
 * structs.
 *
 *   request   DD A5|5A reg len data.. sum sum 77        9600 8N1, big-endian
 *   reply     DD reg status len data.. sum sum 77       status 00 good, 80 refused
 *
 * The sum is 0x10000 less the bytes from the third up to the sum. So a read request has
 * the form of a reply (register A5, status = the register): the second byte tells which
 * it is. The register of a reply is NOT in its sum: compare it with the one asked for.
 * The sum is weak (it is blind to bytes that swap or compensate): plausibility is checked
 * in each *_read, and a single odd value should still be asked for again by the caller.
 *
 * Sources: facts in docs/protocols/jbd.md. Pure: no clock, no memory of its own.
 */
#ifndef LG_LINKS_JBD_H
#define LG_LINKS_JBD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define LG_JBD_CELLS        32 /* the balance bits have room for 32 */
#define LG_JBD_TEMPERATURES 16 /* more than any board known to us carries; assumed */
#define LG_JBD_NAME         32 /* bytes; longest seen 25 */
#define LG_JBD_DATA         64 /* 32 cells of 2 bytes; info of 16 sensors is 64 too */
#define LG_JBD_FRAME        (LG_JBD_DATA + 7)

enum lg_jbd_register {
	LG_JBD_INFO = 0x03,
	LG_JBD_CELL_VOLTAGES = 0x04,
	LG_JBD_BOARD_NAME = 0x05,
	LG_JBD_FETS = 0xE1, /* write only; newer boards have 0xFB in its place */
};

enum lg_jbd_status { LG_JBD_GOOD = 0x00, LG_JBD_REFUSED = 0x80 };

enum lg_jbd_kind {
	LG_JBD_REPLY, /* board to host */
	LG_JBD_READ,  /* host to board */
	LG_JBD_WRITE, /* host to board */
};

/* bit numbers of lg_jbd_info.protections, as on the wire */
enum lg_jbd_protection {
	LG_JBD_CELL_OVERVOLTAGE,
	LG_JBD_CELL_UNDERVOLTAGE,
	LG_JBD_PACK_OVERVOLTAGE,
	LG_JBD_PACK_UNDERVOLTAGE,
	LG_JBD_CHARGE_OVERTEMPERATURE,
	LG_JBD_CHARGE_UNDERTEMPERATURE,
	LG_JBD_DISCHARGE_OVERTEMPERATURE,
	LG_JBD_DISCHARGE_UNDERTEMPERATURE,
	LG_JBD_CHARGE_OVERCURRENT,
	LG_JBD_DISCHARGE_OVERCURRENT,
	LG_JBD_SHORT_CIRCUIT,
	LG_JBD_FRONT_END_ERROR,
	LG_JBD_SOFTWARE_LOCK,
	LG_JBD_PROTECTIONS
};

struct lg_jbd_frame {
	enum lg_jbd_kind kind;
	uint8_t reg;    /* enum lg_jbd_register, or another */
	uint8_t status; /* enum lg_jbd_status; replies only, else 0 */
	uint8_t length; /* bytes of data, 0 .. LG_JBD_DATA */
	uint8_t data[LG_JBD_DATA];
};

struct lg_jbd_info {
	int32_t pack_mV;       /* wire 10 mV */
	int32_t current_mA;    /* wire 10 mA, into the battery positive, as on the wire */
	int32_t remaining_mAh; /* wire 10 mAh */
	int32_t nominal_mAh;   /* wire 10 mAh; tops out at 655350 */
	uint16_t cycles;       /* count */
	uint16_t made_year;    /* 2000 .. 2127 */
	uint8_t made_month;    /* as on the wire, not checked */
	uint8_t made_day;      /* as on the wire, not checked */
	uint32_t balancing;    /* bit 0 = cell 1 is being bled */
	uint16_t protections;  /* bits (1 << enum lg_jbd_protection); higher bits kept */
	uint8_t version;       /* BCD: 0x23 = 2.3 */
	uint8_t soc_percent;   /* 0 .. 100 */
	bool charge_fet;       /* charging path closed */
	bool discharge_fet;    /* discharging path closed */
	uint8_t other_fet_bits;    /* bits 2..7 of the same byte: meaning not public */
	uint8_t cells;             /* in series, 1 .. 32 */
	uint8_t temperatures;      /* sensors fitted, 0 .. 16 */
	uint16_t temperature_good; /* bit i: sensor i says something physical */
	int32_t temperature_mdegC[LG_JBD_TEMPERATURES]; /* wire 0.1 K; 0 where not good */
};

struct lg_jbd_cells {
	uint8_t cells; /* 1 .. 32 */
	int32_t cell_mV[LG_JBD_CELLS];
};

/* --- frames ----------------------------------------------------------------------- */

/* The frame at the start of bytes: bytes used (> 0), LG_ERROR_AGAIN (so far good, not
 * whole), LG_ERROR_FORMAT (no frame starts here), LG_ERROR_LENGTH (a length this register
 * never has), LG_ERROR_CHECKSUM (whole, damaged). *frame is written only on success. */
int lg_jbd_frame_read(const uint8_t *bytes, size_t count, struct lg_jbd_frame *frame);

/* Bytes written, or LG_ERROR_LENGTH when data or room is too small or too large. */
int lg_jbd_frame_write(const struct lg_jbd_frame *frame, uint8_t *bytes, size_t room);

/* --- host side: what is asked ------------------------------------------------------ */

struct lg_jbd_frame lg_jbd_ask(enum lg_jbd_register reg);
/* The board may still refuse or overrule: read LG_JBD_INFO back. */
struct lg_jbd_frame lg_jbd_ask_fets(bool charge_fet, bool discharge_fet);

/* From replies. LG_ERROR_FORMAT: another register or a request; LG_ERROR_REFUSED: status
 * 80; LG_ERROR_LENGTH: length and counts disagree; LG_ERROR_RANGE: not a physical value,
 * or a sentinel. Nothing is written unless LG_OK. */
int lg_jbd_info_read(const struct lg_jbd_frame *frame, struct lg_jbd_info *info);
int lg_jbd_cells_read(const struct lg_jbd_frame *frame, struct lg_jbd_cells *cells);
int lg_jbd_name_read(const struct lg_jbd_frame *frame, char name[LG_JBD_NAME + 1]);

/* --- board side: what is answered (emulator) --------------------------------------- */

/* LG_ERROR_RANGE when a value does not fit the wire; rounded to the wire's step. What
 * fits but makes no sense is written all the same: an emulated board must be able to
 * misbehave. */
int lg_jbd_info_write(const struct lg_jbd_info *info, struct lg_jbd_frame *frame);
int lg_jbd_cells_write(const struct lg_jbd_cells *cells, struct lg_jbd_frame *frame);
int lg_jbd_name_write(const char *name, struct lg_jbd_frame *frame);
/* A reply without data: the answer to a write, or a refusal. */
struct lg_jbd_frame lg_jbd_answer(uint8_t reg, enum lg_jbd_status status);
/* What an LG_JBD_FETS write wants; LG_ERROR_FORMAT, _LENGTH, _RANGE as above. */
int lg_jbd_fets_read(const struct lg_jbd_frame *frame, bool *charge_fet,
		     bool *discharge_fet);

/* --- stream ------------------------------------------------------------------------ */

/* Finds frames in chunks of any size. A damaged head costs one byte, never the frames
 * behind it: what it had swallowed is looked through again. Zeroed: empty.
 *
 *   while (count) { n = push(); bytes += n; count -= n; while (next()) ...; } */
struct lg_jbd_stream {
	uint8_t bytes[LG_JBD_FRAME];
	uint8_t held;
	bool settling;     /* the line went quiet: nothing held will be completed */
	bool noise;        /* the last byte dropped belongs to a run already counted */
	uint8_t excused;   /* further bytes of a damaged frame already counted */
	uint32_t rejected; /* damaged frames and runs of noise; saturates */
};

/* Bytes taken: at least one when next() has been called until false. */
size_t lg_jbd_stream_push(struct lg_jbd_stream *stream, const uint8_t *bytes,
			  size_t count);
bool lg_jbd_stream_next(struct lg_jbd_stream *stream, struct lg_jbd_frame *frame);
/* The line has been quiet for longer than the pauses inside a reply (boards pause over 50
 * ms; 200 ms is ample; inferred), or has ended: give up what is incomplete. Then next()
 * until false. */
void lg_jbd_stream_settle(struct lg_jbd_stream *stream);

#endif
