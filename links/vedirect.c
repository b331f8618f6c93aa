/* SPDX-License-Identifier: Apache-2.0 */
/* VE.Direct, the stream and the text: see vedirect.h. HEX frames: vedirect_hex.c. */
#include "links/vedirect.h"

#include <string.h>

static const char CHECKSUM_LABEL[] = "Checksum";

static bool printable(uint8_t byte)
{
	return byte >= 0x20 && byte <= 0x7E;
}

static void start_block(struct lg_vedirect_stream *stream)
{
	stream->place = LG_VEDIRECT_BEFORE_FIELD;
	stream->joined_late = false;
	stream->broken = false;
	stream->sum = 0;
	stream->at = 0;
	stream->working.fields = 0;
}

static void break_block(struct lg_vedirect_stream *stream)
{
	stream->broken = true;
}

/* The field being filled; the last one serves as scratch once the block is broken. */
static struct lg_vedirect_field *field_at(struct lg_vedirect_stream *stream)
{
	uint8_t index = stream->working.fields;

	if (index >= LG_VEDIRECT_FIELDS)
		index = LG_VEDIRECT_FIELDS - 1;
	return &stream->working.field[index];
}

static void label_byte(struct lg_vedirect_stream *stream, uint8_t byte)
{
	struct lg_vedirect_field *field = field_at(stream);

	if (byte == '\t') {
		field->label[stream->at] = 0;
		stream->at = 0;
		stream->place = strcmp(field->label, CHECKSUM_LABEL) == 0
					? LG_VEDIRECT_AT_CHECKSUM
					: LG_VEDIRECT_IN_VALUE;
		if (stream->place == LG_VEDIRECT_IN_VALUE &&
		    (field->label[0] == 0 ||
		     stream->working.fields >= LG_VEDIRECT_FIELDS))
			break_block(stream);
	} else if (byte == '\r') {
		break_block(stream);
		stream->place = LG_VEDIRECT_BEFORE_FIELD;
	} else if (byte == '\n') {
		break_block(stream);
		stream->at = 0;
	} else if (!printable(byte) || stream->at >= LG_VEDIRECT_LABEL - 1) {
		break_block(stream);
	} else {
		field->label[stream->at++] = (char)byte;
	}
}

static void value_byte(struct lg_vedirect_stream *stream, uint8_t byte)
{
	struct lg_vedirect_field *field = field_at(stream);

	if (byte == '\r') {
		field->value[stream->at] = 0;
		stream->place = LG_VEDIRECT_BEFORE_FIELD;
		if (stream->working.fields < LG_VEDIRECT_FIELDS)
			stream->working.fields++;
	} else if (!printable(byte) || stream->at >= LG_VEDIRECT_VALUE - 1) {
		break_block(stream);
	} else {
		field->value[stream->at++] = (char)byte;
	}
}

static enum lg_vedirect_event end_of_block(struct lg_vedirect_stream *stream)
{
	bool late = stream->joined_late;
	bool good = stream->sum == 0 && !stream->broken && stream->working.fields > 0;

	if (good && !late)
		stream->block = stream->working;
	start_block(stream);
	if (late)
		return LG_VEDIRECT_PARTIAL;
	return good ? LG_VEDIRECT_BLOCK : LG_VEDIRECT_BAD_BLOCK;
}

static enum lg_vedirect_event text_byte(struct lg_vedirect_stream *stream, uint8_t byte)
{
	stream->sum = (uint8_t)(stream->sum + byte);
	switch (stream->place) {
	case LG_VEDIRECT_JOINING:
		if (byte == '\r')
			stream->place = LG_VEDIRECT_BEFORE_FIELD;
		else
			stream->joined_late = true;
		break;
	case LG_VEDIRECT_BEFORE_FIELD:
		if (byte == '\n') {
			stream->place = LG_VEDIRECT_IN_LABEL;
			stream->at = 0;
		} else if (byte != '\r') {
			break_block(stream);
		}
		break;
	case LG_VEDIRECT_IN_LABEL:
		label_byte(stream, byte);
		break;
	case LG_VEDIRECT_IN_VALUE:
		value_byte(stream, byte);
		break;
	case LG_VEDIRECT_AT_CHECKSUM:
		return end_of_block(stream);
	case LG_VEDIRECT_IN_HEX: /* never: lg_vedirect_byte takes those */
		break;
	}
	return LG_VEDIRECT_NOTHING;
}

/* Back to the text; LF of the frame has been taken. */
static enum lg_vedirect_event end_of_hex(struct lg_vedirect_stream *stream, bool whole)
{
	stream->place = stream->resume;
	if (whole && !stream->hex_broken &&
	    lg_vedirect_hex_read(stream->hex_text, stream->hex_at, &stream->hex) == LG_OK)
		return LG_VEDIRECT_HEX;
	return LG_VEDIRECT_BAD_HEX;
}

static enum lg_vedirect_event hex_byte(struct lg_vedirect_stream *stream, uint8_t byte)
{
	if (byte == '\n')
		return end_of_hex(stream, true);
	if (byte == '\r') { /* its LF was lost, and this is text again */
		enum lg_vedirect_event event = end_of_hex(stream, false);

		text_byte(stream, byte); /* CR never ends a block here */
		return event;
	}
	if (byte == ':') { /* a new frame; the one before lost its end */
		stream->hex_at = 1;
		stream->hex_broken = false;
		return LG_VEDIRECT_BAD_HEX;
	}
	if (stream->hex_at >= sizeof stream->hex_text)
		return end_of_hex(stream, false);
	if (!printable(byte))
		stream->hex_broken = true;
	stream->hex_text[stream->hex_at++] = (char)byte;
	return LG_VEDIRECT_NOTHING;
}

enum lg_vedirect_event lg_vedirect_byte(struct lg_vedirect_stream *stream, uint8_t byte)
{
	if (stream->place == LG_VEDIRECT_IN_HEX)
		return hex_byte(stream, byte);
	if (byte == ':' && stream->place != LG_VEDIRECT_AT_CHECKSUM) {
		stream->resume = stream->place;
		stream->place = LG_VEDIRECT_IN_HEX;
		stream->hex_text[0] = ':';
		stream->hex_at = 1;
		stream->hex_broken = false;
		return LG_VEDIRECT_NOTHING;
	}
	return text_byte(stream, byte);
}

enum lg_vedirect_event lg_vedirect_quiet(struct lg_vedirect_stream *stream)
{
	if (stream->place != LG_VEDIRECT_IN_HEX)
		return LG_VEDIRECT_NOTHING;
	return end_of_hex(stream, false);
}

const char *lg_vedirect_text(const struct lg_vedirect_block *block, const char *label)
{
	for (int i = 0; i < block->fields; i++)
		if (strcmp(block->field[i].label, label) == 0)
			return block->field[i].value;
	return NULL;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

int lg_vedirect_number(const struct lg_vedirect_block *block, const char *label,
		       int32_t *value)
{
	const char *text = lg_vedirect_text(block, label);
	int base = 10;
	int64_t number = 0;

	if (!text)
		return LG_ERROR_AGAIN;
	bool negative = text[0] == '-';

	text += negative;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	if (!text[0])
		return LG_ERROR_FORMAT;
	for (; *text; text++) {
		if (digit_of(*text) >= base)
			return LG_ERROR_FORMAT;
		number = number * base + digit_of(*text);
		if (number > (int64_t)INT32_MAX + negative)
			return LG_ERROR_RANGE;
	}
	*value = (int32_t)(negative ? -number : number);
	return LG_OK;
}

static bool sendable(const char *text, size_t most)
{
	size_t length = 0;

	for (; length < most && text[length]; length++)
		if (!printable((uint8_t)text[length]) || text[length] == ':')
			return false;
	return length < most;
}

struct output {
	uint8_t *bytes;
	size_t room, used;
	uint8_t sum;
};

static void put(struct output *out, const char *text)
{
	for (; *text; text++) {
		if (out->used < out->room)
			out->bytes[out->used] = (uint8_t)*text;
		out->used++;
		out->sum = (uint8_t)(out->sum + (uint8_t)*text);
	}
}

int lg_vedirect_text_write(const struct lg_vedirect_block *block, uint8_t *bytes,
			   size_t room)
{
	struct output out = {bytes, room, 0, 0};

	if (block->fields < 1 || block->fields > LG_VEDIRECT_FIELDS)
		return LG_ERROR_LENGTH;
	for (int i = 0; i < block->fields; i++) {
		const struct lg_vedirect_field *field = &block->field[i];

		if (!sendable(field->label, LG_VEDIRECT_LABEL) ||
		    !sendable(field->value, LG_VEDIRECT_VALUE) || !field->label[0] ||
		    strcmp(field->label, CHECKSUM_LABEL) == 0)
			return LG_ERROR_FORMAT;
		put(&out, "\r\n");
		put(&out, field->label);
		put(&out, "\t");
		put(&out, field->value);
	}
	put(&out, "\r\nChecksum\t");
	if (out.used >= room)
		return LG_ERROR_LENGTH;
	bytes[out.used++] = (uint8_t)(0 - out.sum);
	return (int)out.used;
}
