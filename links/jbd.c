/* SPDX-License-Identifier: Apache-2.0 */
/* JBD boards, frames and the stream: see jbd.h. What is in them: jbd_data.c. */
#include "links/jbd.h"

#include <string.h>

enum { START = 0xDD, STOP = 0x77, READ = 0xA5, WRITE = 0x5A, HEAD = 4, AROUND = 7 };

enum {
	INFO_LEAST = 23,   /* without a sensor */
	OTHER_MOST = 32,   /* settings and counters: 2 bytes, strings to 32 */
	REQUEST_MOST = 32, /* writes of settings; reads carry 0, with 0xFA 3 */
};

static bool length_fits(enum lg_jbd_kind kind, uint8_t reg, uint8_t status,
			uint8_t length)
{
	if (kind == LG_JBD_READ)
		return length <= 4;
	if (kind == LG_JBD_WRITE)
		return reg == LG_JBD_FETS ? length == 2 : length <= REQUEST_MOST;
	if (status == LG_JBD_REFUSED || reg == LG_JBD_FETS)
		return length == 0;
	if (reg == LG_JBD_INFO)
		return length >= INFO_LEAST && length <= LG_JBD_DATA;
	if (reg == LG_JBD_CELL_VOLTAGES)
		return length >= 2 && length <= 2 * LG_JBD_CELLS && length % 2 == 0;
	if (reg == LG_JBD_BOARD_NAME)
		return length <= LG_JBD_NAME;
	return length <= OTHER_MOST;
}

/* Over bytes 2, 3 and the data: the same place in requests and replies. */
static uint16_t sum_of(const uint8_t *bytes, size_t length)
{
	uint16_t sum = 0;

	for (size_t i = 2; i < HEAD + length; i++)
		sum = (uint16_t)(sum - bytes[i]);
	return sum;
}

/* The four bytes before the data. LG_ERROR_AGAIN while they are good so far. */
static int head_read(const uint8_t *bytes, size_t count, struct lg_jbd_frame *frame)
{
	if (count >= 1 && bytes[0] != START)
		return LG_ERROR_FORMAT;
	if (count < 3)
		return LG_ERROR_AGAIN;
	frame->kind = bytes[1] == READ    ? LG_JBD_READ
		      : bytes[1] == WRITE ? LG_JBD_WRITE
					  : LG_JBD_REPLY;
	frame->reg = frame->kind == LG_JBD_REPLY ? bytes[1] : bytes[2];
	frame->status = frame->kind == LG_JBD_REPLY ? bytes[2] : 0;
	if (frame->status != LG_JBD_GOOD && frame->status != LG_JBD_REFUSED)
		return LG_ERROR_FORMAT;
	if (count < HEAD)
		return LG_ERROR_AGAIN;
	frame->length = bytes[3];
	if (!length_fits(frame->kind, frame->reg, frame->status, frame->length))
		return LG_ERROR_LENGTH;
	return LG_OK;
}

int lg_jbd_frame_read(const uint8_t *bytes, size_t count, struct lg_jbd_frame *frame)
{
	struct lg_jbd_frame found = {.kind = LG_JBD_REPLY};
	int problem = head_read(bytes, count, &found);
	size_t end = (size_t)HEAD + found.length;

	if (problem != LG_OK)
		return problem;
	if (count < end + 3)
		return LG_ERROR_AGAIN;
	if (((bytes[end] << 8) | bytes[end + 1]) != sum_of(bytes, found.length) ||
	    bytes[end + 2] != STOP)
		return LG_ERROR_CHECKSUM;
	memcpy(found.data, bytes + HEAD, found.length);
	*frame = found;
	return (int)end + 3;
}

int lg_jbd_frame_write(const struct lg_jbd_frame *frame, uint8_t *bytes, size_t room)
{
	size_t end = (size_t)HEAD + frame->length;

	if (room < end + 3 ||
	    !length_fits(frame->kind, frame->reg, frame->status, frame->length))
		return LG_ERROR_LENGTH;
	bytes[0] = START;
	if (frame->kind == LG_JBD_REPLY) {
		bytes[1] = frame->reg;
		bytes[2] = frame->status;
	} else {
		bytes[1] = frame->kind == LG_JBD_READ ? READ : WRITE;
		bytes[2] = frame->reg;
	}
	bytes[3] = frame->length;
	memcpy(bytes + HEAD, frame->data, frame->length);
	uint16_t sum = sum_of(bytes, frame->length);

	bytes[end] = (uint8_t)(sum >> 8);
	bytes[end + 1] = (uint8_t)sum;
	bytes[end + 2] = STOP;
	return (int)end + 3;
}

size_t lg_jbd_stream_push(struct lg_jbd_stream *stream, const uint8_t *bytes,
			  size_t count)
{
	size_t room = sizeof stream->bytes - stream->held;
	size_t taken = count < room ? count : room;

	if (taken > 0)
		memcpy(stream->bytes + stream->held, bytes, taken);
	stream->held = (uint8_t)(stream->held + taken);
	return taken;
}

static void remove_front(struct lg_jbd_stream *stream, size_t count)
{
	stream->held = (uint8_t)(stream->held - count);
	memmove(stream->bytes, stream->bytes + count, stream->held);
}

static void count_rejected(struct lg_jbd_stream *stream)
{
	if (stream->rejected < UINT32_MAX)
		stream->rejected++;
}

/* The head is not the start of a good frame: drop its first byte, count the damage once.
 */
static void drop(struct lg_jbd_stream *stream, int why)
{
	if (stream->excused > 0) {
		stream->excused--;
	} else if (why == LG_ERROR_CHECKSUM) {
		count_rejected(stream);
		stream->excused = (uint8_t)(stream->bytes[3] + AROUND - 1);
	} else if (!stream->noise) {
		count_rejected(stream);
	}
	stream->noise = true;
	remove_front(stream, 1);
}

bool lg_jbd_stream_next(struct lg_jbd_stream *stream, struct lg_jbd_frame *frame)
{
	while (stream->held > 0) {
		int got = lg_jbd_frame_read(stream->bytes, stream->held, frame);

		if (got > 0) {
			remove_front(stream, (size_t)got);
			stream->noise = false;
			stream->excused = 0;
			return true;
		}
		if (got == LG_ERROR_AGAIN && !stream->settling)
			return false;
		drop(stream, got);
	}
	if (stream->settling) {
		stream->settling = false;
		stream->noise = false;
		stream->excused = 0;
	}
	return false;
}

void lg_jbd_stream_settle(struct lg_jbd_stream *stream)
{
	stream->settling = true;
}
