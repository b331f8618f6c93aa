/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes into the VE.Direct stream: what it accepts is within its caps and says the
 * same after being written and read again. */
#include "links/vedirect.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_block(const struct lg_vedirect_block *block)
{
	static uint8_t bytes[4096];
	static struct lg_vedirect_stream again;
	enum lg_vedirect_event last = LG_VEDIRECT_NOTHING;
	int32_t number;

	require(block->fields >= 1 && block->fields <= LG_VEDIRECT_FIELDS);
	for (int i = 0; i < block->fields; i++) {
		require(strlen(block->field[i].label) < LG_VEDIRECT_LABEL);
		require(strlen(block->field[i].value) < LG_VEDIRECT_VALUE);
		(void)lg_vedirect_number(block, block->field[i].label, &number);
	}
	int length = lg_vedirect_text_write(block, bytes, sizeof bytes);

	require(length > 0);
	memset(&again, 0, sizeof again);
	for (int i = 0; i < length; i++)
		last = lg_vedirect_byte(&again, bytes[i]);
	require(last == LG_VEDIRECT_BLOCK && again.block.fields == block->fields);
	for (int i = 0; i < block->fields; i++)
		require(strcmp(again.block.field[i].value, block->field[i].value) == 0);
}

static void check_hex(const struct lg_vedirect_hex *hex)
{
	char text[LG_VEDIRECT_HEX_TEXT + 1];
	struct lg_vedirect_hex again;
	struct lg_vedirect_register reg;
	int length = lg_vedirect_hex_write(hex, text, sizeof text);

	require(length > 0 && text[length - 1] == '\n');
	require(lg_vedirect_hex_read(text, (size_t)length - 1, &again) == LG_OK);
	require(again.command == hex->command && again.length == hex->length);
	require(memcmp(again.data, hex->data, hex->length) == 0);
	if (lg_vedirect_register_read(hex, &reg) == LG_OK && reg.size <= 4) {
		require(lg_vedirect_register_write(&reg, &again) == LG_OK);
		require(memcmp(again.data, hex->data, hex->length) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lg_vedirect_stream stream;

	memset(&stream, 0, sizeof stream);
	for (size_t i = 0; i < size; i++) {
		enum lg_vedirect_event event = lg_vedirect_byte(&stream, data[i]);

		if (event == LG_VEDIRECT_BLOCK)
			check_block(&stream.block);
		if (event == LG_VEDIRECT_HEX)
			check_hex(&stream.hex);
	}
	(void)lg_vedirect_quiet(&stream);
	require(stream.place != LG_VEDIRECT_IN_HEX);
	return 0;
}
