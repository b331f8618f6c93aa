/* SPDX-License-Identifier: Apache-2.0 */
/* VE.Direct HEX frames: see vedirect.h. */
#include "links/vedirect.h"

#include <string.h>

enum { WHOLE = 0x55 }; /* what command, bytes and sum byte add up to */

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	/* Devices send upper case; people type lower. */
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int lg_vedirect_hex_read(const char *text, size_t length, struct lg_vedirect_hex *hex)
{
	struct lg_vedirect_hex found = {0};

	if (length < 2 || text[0] != ':' || nibble(text[1]) < 0)
		return LG_ERROR_FORMAT;
	/* ':' and the command, then pairs, of which the last is the sum. */
	if (length < 4 || length % 2 || length > 4 + 2 * LG_VEDIRECT_HEX_DATA)
		return LG_ERROR_LENGTH;
	size_t pairs = (length - 2) / 2;

	found.command = (uint8_t)nibble(text[1]);
	uint8_t sum = found.command;

	for (size_t i = 0; i < pairs; i++) {
		int high = nibble(text[2 + 2 * i]), low = nibble(text[3 + 2 * i]);

		if (high < 0 || low < 0)
			return LG_ERROR_FORMAT;
		uint8_t byte = (uint8_t)(high << 4 | low);

		sum = (uint8_t)(sum + byte);
		if (i + 1 < pairs)
			found.data[found.length++] = byte;
	}
	if (sum != WHOLE)
		return LG_ERROR_CHECKSUM;
	*hex = found;
	return LG_OK;
}

static char *put_byte(char *text, uint8_t byte)
{
	static const char digits[] = "0123456789ABCDEF";

	*text++ = digits[byte >> 4];
	*text++ = digits[byte & 15];
	return text;
}

int lg_vedirect_hex_write(const struct lg_vedirect_hex *hex, char *text, size_t room)
{
	size_t used = 2 + 2 * (size_t)hex->length + 2 + 1;
	uint8_t sum = hex->command;
	char *at = text;

	if (hex->length > LG_VEDIRECT_HEX_DATA || hex->command > 15 || room < used + 1)
		return LG_ERROR_LENGTH;
	at = put_byte(at, hex->command);
	text[0] = ':'; /* over the high digit: the command has but one */
	for (int i = 0; i < hex->length; i++) {
		sum = (uint8_t)(sum + hex->data[i]);
		at = put_byte(at, hex->data[i]);
	}
	at = put_byte(at, (uint8_t)(WHOLE - sum));
	*at++ = '\n';
	*at = 0;
	return (int)used;
}

static bool carries_register(uint8_t command)
{
	return command == LG_VEDIRECT_GET || command == LG_VEDIRECT_SET ||
	       command == LG_VEDIRECT_ASYNC;
}

int lg_vedirect_register_read(const struct lg_vedirect_hex *hex,
			      struct lg_vedirect_register *reg)
{
	if (!carries_register(hex->command))
		return LG_ERROR_FORMAT;
	if (hex->length < 3 || hex->length > LG_VEDIRECT_HEX_DATA)
		return LG_ERROR_LENGTH;
	struct lg_vedirect_register found = {
		.command = hex->command,
		.flags = hex->data[2],
		.address = (uint16_t)(hex->data[0] | hex->data[1] << 8),
		.size = (uint8_t)(hex->length - 3),
	};

	for (int i = 0; i < found.size && found.size <= 4; i++)
		found.value |= (uint32_t)hex->data[3 + i] << 8 * i;
	*reg = found;
	return LG_OK;
}

int lg_vedirect_register_write(const struct lg_vedirect_register *reg,
			       struct lg_vedirect_hex *hex)
{
	struct lg_vedirect_hex made = {.command = reg->command, .length = 3};

	if (!carries_register(reg->command))
		return LG_ERROR_FORMAT;
	if (reg->size > 4 || (reg->size < 4 && reg->value >> 8 * reg->size))
		return LG_ERROR_RANGE;
	made.data[0] = (uint8_t)reg->address;
	made.data[1] = (uint8_t)(reg->address >> 8);
	made.data[2] = reg->flags;
	for (int i = 0; i < reg->size; i++)
		made.data[made.length++] = (uint8_t)(reg->value >> 8 * i);
	*hex = made;
	return LG_OK;
}
