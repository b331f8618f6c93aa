/* SPDX-License-Identifier: Apache-2.0 */
/* VE.Direct HEX frames: published vectors both ways, damage, lengths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "links/vedirect.h"

/* Sources: Victron's HEX FAQ (capacity), a community thread on Orion XS, recorded MPPTs;
 * the rest computed by others (docs/protocols/vedirect.md). */
static const struct {
	const char *text;
	uint8_t command;
	int address; /* -1: none */
	uint8_t size;
	uint32_t value;
} vectors[] = {
	{":154", 1, -1, 0, 0},
	{":352", 3, -1, 0, 0},
	{":451", 4, -1, 0, 0},
	{":64F", 6, -1, 0, 0},
	{":70010003E", 7, 0x1000, 0, 0},
	{":7001000C80076", 7, 0x1000, 2, 200},
	{":70002004C", 7, 0x0200, 0, 0},
	{":80002000447", 8, 0x0200, 1, 4},
	{":8000200014A", 8, 0x0200, 1, 1},
	{":80E20000D12", 8, 0x200E, 1, 13},
	{":80E20000916", 8, 0x200E, 1, 9},
	{":80E2000051A", 8, 0x200E, 1, 5},
	{":81520007D009B", 8, 0x2015, 2, 125},
	{":8152000000018", 8, 0x2015, 2, 0},
	{":8012000180B09", 8, 0x2001, 2, 2840},
	{":8ABED0000B5", 8, 0xEDAB, 1, 0},
	{":8ABED0004B1", 8, 0xEDAB, 1, 4},
	{":A0102000642", 10, 0x0201, 1, 6},
	{":A0002000148", 10, 0x0200, 1, 1},
	{":ABCED00050000009D", 10, 0xEDBC, 4, 5},
	{":A00E0002300000048", 10, 0xE000, 4, 0x23},
	{":A2001002200000008", 10, 0x0120, 4, 0x22},
	{":ADBED00750806", 10, 0xEDDB, 2, 2165},
	{":AD5ED009708EA", 10, 0xEDD5, 2, 2199},
};

static void published_frames_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		const char *text = vectors[i].text;
		struct lg_vedirect_register reg = {.command = vectors[i].command,
						   .address =
							   (uint16_t)vectors[i].address,
						   .size = vectors[i].size,
						   .value = vectors[i].value};
		struct lg_vedirect_hex hex, made = {.command = vectors[i].command};
		char written[LG_VEDIRECT_HEX_TEXT + 1];

		assert_int_equal(lg_vedirect_hex_read(text, strlen(text), &hex), LG_OK);
		assert_int_equal(hex.command, vectors[i].command);
		if (vectors[i].address >= 0) {
			assert_int_equal(lg_vedirect_register_write(&reg, &made), LG_OK);
			assert_int_equal(lg_vedirect_register_read(&hex, &reg), LG_OK);
			assert_int_equal(reg.address, vectors[i].address);
			assert_int_equal(reg.size, vectors[i].size);
			assert_int_equal(reg.value, vectors[i].value);
			assert_int_equal(reg.flags, LG_VEDIRECT_GOOD);
		} else {
			assert_int_equal(hex.length, 0);
			assert_int_equal(lg_vedirect_register_read(&hex, &reg),
					 LG_ERROR_FORMAT);
		}
		int count = lg_vedirect_hex_write(&made, written, sizeof written);

		assert_int_equal(count, strlen(text) + 1);
		assert_memory_equal(written, text, strlen(text));
		assert_int_equal(written[count - 1], '\n');
	}
}

/* A HEX sum adds nibbles in pairs: each changed digit must be noticed. */
static void no_changed_digit_passes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		char text[40];
		size_t count = strlen(vectors[i].text);
		struct lg_vedirect_hex hex;

		for (size_t at = 1; at < count; at++) {
			for (const char *c = "0123456789ABCDEF"; *c; c++) {
				strcpy(text, vectors[i].text);
				if (text[at] == *c)
					continue;
				text[at] = *c;
				assert_int_equal(lg_vedirect_hex_read(text, count, &hex),
						 LG_ERROR_CHECKSUM);
			}
			assert_int_not_equal(
				lg_vedirect_hex_read(vectors[i].text, at, &hex), LG_OK);
		}
	}
}

static void hex_lengths(void **state)
{
	struct lg_vedirect_hex hex = {.command = 10, .length = LG_VEDIRECT_HEX_DATA}, got;
	char text[LG_VEDIRECT_HEX_TEXT + 8];

	(void)state;
	memset(hex.data, 0xA5, sizeof hex.data);
	assert_int_equal(lg_vedirect_hex_write(&hex, text, LG_VEDIRECT_HEX_TEXT),
			 LG_ERROR_LENGTH);
	int count = lg_vedirect_hex_write(&hex, text, LG_VEDIRECT_HEX_TEXT + 1);

	assert_int_equal(count, LG_VEDIRECT_HEX_TEXT);
	assert_int_equal(lg_vedirect_hex_read(text, (size_t)count - 1, &got), LG_OK);
	assert_memory_equal(got.data, hex.data, LG_VEDIRECT_HEX_DATA);
}

static void registers_that_do_not_fit(void **state)
{
	struct lg_vedirect_register reg = {.command = 8, .size = 1, .value = 256};
	struct lg_vedirect_hex hex = {.command = 7, .length = 2};

	(void)state;
	assert_int_equal(lg_vedirect_register_write(&reg, &hex), LG_ERROR_RANGE);
	reg.size = 5;
	assert_int_equal(lg_vedirect_register_write(&reg, &hex), LG_ERROR_RANGE);
	reg = (struct lg_vedirect_register){.command = 1};
	assert_int_equal(lg_vedirect_register_write(&reg, &hex), LG_ERROR_FORMAT);
	assert_int_equal(lg_vedirect_register_read(&hex, &reg), LG_ERROR_LENGTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_frames_both_ways),
		cmocka_unit_test(no_changed_digit_passes),
		cmocka_unit_test(hex_lengths),
		cmocka_unit_test(registers_that_do_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
