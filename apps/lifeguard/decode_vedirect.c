/* SPDX-License-Identifier: Apache-2.0 */
/* decode vedirect, vedirect-hex: text blocks and HEX frames of Victron devices.
 * Labels and registers by name and SI unit: docs/protocols/vedirect.md. */
#include "apps/lifeguard/decode.h"
#include "links/vedirect.h"
#include "system/json.h"

#include <string.h>

struct label {
	const char *label, *key;
	double unit; /* SI units in a step of the wire */
};

static const struct label labels[] = {
	{"V", "battery_V", 0.001},
	{"V2", "auxiliary_V", 0.001},
	{"VS", "starter_V", 0.001},
	{"V3", "third_V", 0.001},
	{"VM", "midpoint_V", 0.001},
	{"DM", "midpoint_deviation", 0.001}, /* 0.1 %, a fraction here */
	{"I", "battery_A", 0.001},
	{"I2", "second_A", 0.001},
	{"I3", "third_A", 0.001},
	{"IL", "load_A", 0.001},
	{"P", "battery_W", 1},
	{"VPV", "pv_V", 0.001},
	{"PPV", "pv_W", 1},
	{"CE", "consumed_Ah", 0.001}, /* negative: taken out */
	{"SOC", "soc", 0.001},
	{"TTG", "time_to_go_s", 60}, /* -1: endless */
	{"T", "battery_degC", 1},
	{"CS", "charge_state", 1},
	{"MODE", "mode", 1},
	{"MPPT", "tracker_state", 1},
	{"ERR", "error", 1},
	{"AR", "alarm_reason", 1},
	{"WARN", "warning_reason", 1},
	{"OR", "off_reason", 1},
	{"PID", "product_id", 1},
	{"MON", "monitor_mode", 1},
	{"AC_OUT_V", "ac_out_V", 0.01},
	{"AC_OUT_I", "ac_out_A", 0.1},
	{"AC_OUT_S", "ac_out_VA", 1},
	{"DC_IN_V", "dc_in_V", 0.01},
	{"DC_IN_I", "dc_in_A", 0.1},
	{"DC_IN_P", "dc_in_W", 1},
};

static const struct label switches[] = {
	{"Alarm", "alarm", 0},
	{"Relay", "relay", 0},
	{"LOAD", "load", 0},
};

/* Registers worth a name: ve_regs facts, docs/protocols/vedirect.md. */
static const struct {
	uint16_t address;
	uint8_t size; /* bytes */
	bool is_signed;
	const char *key;
	double unit, offset;
} registers[] = {
	{0x0200, 1, false, "device_mode", 1, 0},
	{0x0201, 1, false, "device_state", 1, 0},
	{0x031C, 2, false, "warning_reason", 1, 0},
	{0x031E, 2, false, "alarm_reason", 1, 0},
	{0x034E, 1, false, "relay", 1, 0},
	{0x0FFF, 2, false, "soc", 0.0001, 0},
	{0x1000, 2, false, "capacity_Ah", 1, 0},
	{0x2001, 2, false, "charge_limit_V", 0.01, 0},
	{0x200E, 1, false, "network_mode", 1, 0},
	{0x2015, 2, false, "charge_limit_A", 0.1, 0},
	{0x2017, 2, false, "discharge_limit_A", 0.1, 0},
	{0xED8C, 4, true, "channel_A", 0.001, 0},
	{0xED8D, 2, true, "channel_V", 0.01, 0},
	{0xED8F, 2, true, "channel_A", 0.1, 0},
	{0xEDA8, 1, false, "load_state", 1, 0},
	{0xEDA9, 2, false, "load_V", 0.01, 0},
	{0xEDAB, 1, false, "load_control", 1, 0},
	{0xEDAD, 2, false, "load_A", 0.1, 0},
	{0xEDBB, 2, false, "pv_V", 0.01, 0},
	{0xEDBC, 4, false, "pv_W", 0.01, 0},
	{0xEDD5, 2, false, "charger_V", 0.01, 0},
	{0xEDD7, 2, false, "charger_A", 0.1, 0},
	{0xEDDA, 1, false, "charger_error", 1, 0},
	{0xEDDB, 2, true, "charger_degC", 0.01, 0},
	{0xEDDF, 2, false, "charger_limit_A", 0.1, 0},
	{0xEDEC, 2, false, "battery_degC", 0.01, -273.15},
	{0xEDF0, 2, false, "charge_limit_stored_A", 0.1, 0},
	{0xEDF6, 2, false, "float_V", 0.01, 0},
	{0xEDF7, 2, false, "absorption_V", 0.01, 0},
};

static struct lg_vedirect_stream stream;

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

static void say_field(struct lg_json *json, const struct lg_vedirect_block *block,
		      const struct lg_vedirect_field *field)
{
	int32_t number;

	for (int i = 0; i < COUNT(labels); i++) {
		if (strcmp(labels[i].label, field->label) != 0)
			continue;
		if (lg_vedirect_number(block, field->label, &number) != LG_OK ||
		    (strcmp(field->label, "TTG") == 0 && number < 0))
			lg_json_null(json, labels[i].key); /* "---", endless */
		else
			lg_json_number(json, labels[i].key, number * labels[i].unit);
		return;
	}
	for (int i = 0; i < COUNT(switches); i++) {
		bool on = strcmp(field->value, "ON") == 0;

		if (strcmp(switches[i].label, field->label) != 0 ||
		    (!on && strcmp(field->value, "OFF") != 0))
			continue;
		lg_json_bool(json, switches[i].key, on);
		return;
	}
	lg_json_string(json, field->label, field->value);
}

static void say_block(struct lg_decode_run *run, const struct lg_vedirect_block *block)
{
	struct lg_json json = lg_json_to(run->out);

	json.compact = true;
	lg_json_object(&json, NULL);
	lg_json_string(&json, "message", "text");
	for (int i = 0; i < block->fields; i++)
		say_field(&json, block, &block->field[i]);
	lg_json_end(&json);
	lg_decode_said(run);
}

static void say_value(struct lg_json *json, const struct lg_vedirect_register *reg)
{
	for (int i = 0; i < COUNT(registers); i++) {
		if (registers[i].address != reg->address ||
		    registers[i].size != reg->size)
			continue;
		int bits = 8 * reg->size;
		int64_t span = (int64_t)1 << bits, raw = reg->value;
		/* Not available: all ones, or the largest of the signed. */
		int64_t absent = registers[i].is_signed ? span / 2 - 1 : span - 1;

		if (raw == absent) {
			lg_json_null(json, registers[i].key);
			return;
		}
		if (registers[i].is_signed && raw >= span / 2)
			raw -= span;
		lg_json_number(json, registers[i].key,
			       (double)raw * registers[i].unit + registers[i].offset);
		return;
	}
	if (reg->size >= 1 && reg->size <= 4)
		lg_json_integer(json, "value", reg->value);
}

static const char *flag_words(uint8_t flags)
{
	switch (flags) {
	case LG_VEDIRECT_GOOD:
		return "ok";
	case LG_VEDIRECT_UNKNOWN_REGISTER:
		return "unknown_register";
	case LG_VEDIRECT_NOT_SUPPORTED:
		return "not_supported";
	case LG_VEDIRECT_PARAMETER_ERROR:
		return "parameter_error";
	}
	return "unknown";
}

/* A frame does not say which way it went; where that changes the meaning, what carries
 * data or flags can only be an answer. */
static const char *command_words(const struct lg_vedirect_hex *hex)
{
	static const char *const words[16] = {
		[1] = "done", [3] = "unknown_command", [4] = "frame_error",
		[5] = "pong", [6] = "restart",         [7] = "get",
		[8] = "set",  [10] = "async",
	};

	if (hex->length == 0 && hex->command == LG_VEDIRECT_PING)
		return "ping";
	if (hex->length == 0 && hex->command == LG_VEDIRECT_VERSION)
		return "version";
	if (hex->length == 0 && hex->command == LG_VEDIRECT_PRODUCT)
		return "product";
	return words[hex->command & 15] ? words[hex->command & 15] : "unknown";
}

static void say_hex(struct lg_decode_run *run, const struct lg_vedirect_hex *hex)
{
	struct lg_json json = lg_json_to(run->out);
	struct lg_vedirect_register reg;
	char text[2 * LG_VEDIRECT_HEX_DATA + 1] = "";

	json.compact = true;
	lg_json_object(&json, NULL);
	lg_json_string(&json, "message", "hex");
	lg_json_integer(&json, "command", hex->command);
	lg_json_string(&json, "meaning", command_words(hex));
	if (lg_vedirect_register_read(hex, &reg) == LG_OK) {
		snprintf(text, sizeof text, "0x%04X", reg.address);
		lg_json_string(&json, "register", text);
		lg_json_string(&json, "flags", flag_words(reg.flags));
		if (reg.flags == LG_VEDIRECT_GOOD)
			say_value(&json, &reg);
	}
	if (hex->length > 0) {
		for (int i = 0; i < hex->length; i++)
			snprintf(text + 2 * i, 3, "%02X", hex->data[i]);
		lg_json_string(&json, "data", text);
	}
	lg_json_end(&json);
	lg_decode_said(run);
}

static void handle(struct lg_decode_run *run, enum lg_vedirect_event event)
{
	switch (event) {
	case LG_VEDIRECT_NOTHING:
		break;
	case LG_VEDIRECT_BLOCK:
		say_block(run, &stream.block);
		break;
	case LG_VEDIRECT_HEX:
		say_hex(run, &stream.hex);
		break;
	case LG_VEDIRECT_PARTIAL:
	case LG_VEDIRECT_BAD_BLOCK:
	case LG_VEDIRECT_BAD_HEX:
		run->rejected++;
		break;
	}
}

static void feed(struct lg_decode_run *run, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		handle(run, lg_vedirect_byte(&stream, bytes[i]));
}

/* A text block cut by the end of a capture is no fault of the line, and is not counted.
 */
static void end(struct lg_decode_run *run)
{
	handle(run, lg_vedirect_quiet(&stream));
}

const struct lg_decoder lg_decode_vedirect = {
	.name = "vedirect",
	.about = "Victron VE.Direct: text blocks, and HEX frames among them",
	.feed = feed,
	.end = end,
};

/* --- HEX frames alone: whatever is not in one is not looked at -----------------------
 */

static char frame[LG_VEDIRECT_HEX_TEXT + 1];
static size_t frame_length; /* 0: outside a frame */

static void end_frame(struct lg_decode_run *run)
{
	struct lg_vedirect_hex hex;

	if (frame_length > 0 && frame[frame_length - 1] == '\r')
		frame_length--;
	if (frame_length == 0)
		return;
	if (lg_vedirect_hex_read(frame, frame_length, &hex) == LG_OK)
		say_hex(run, &hex);
	else
		run->rejected++;
	frame_length = 0;
}

static void frame_byte(struct lg_decode_run *run, char c)
{
	static bool noise;

	if (c == ':' || c == '\n') {
		noise = false;
		end_frame(run);
		if (c == ':')
			frame[frame_length++] = c;
	} else if (frame_length == sizeof frame) {
		run->rejected++;
		frame_length = 0;
		noise = true;
	} else if (frame_length > 0) {
		frame[frame_length++] = c;
	} else if (!noise && c != '\r' && c != ' ' && c != '\t') {
		run->rejected++; /* a run of bytes outside any frame */
		noise = true;
	}
}

static void feed_frames(struct lg_decode_run *run, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		frame_byte(run, (char)bytes[i]);
	if (run->hex_text)
		end_frame(run);
}

/* In --hex, a line that begins with ':' is the frame's own text. */
static bool frame_line(struct lg_decode_run *run, const char *text)
{
	if (text[0] != ':')
		return false;
	for (; *text; text++)
		if (*text != ' ' && *text != '\t')
			frame_byte(run, *text);
	end_frame(run);
	return true;
}

const struct lg_decoder lg_decode_vedirect_hex = {
	.name = "vedirect-hex",
	.about = "Victron VE.Direct: HEX frames alone, :70010003E",
	.feed = feed_frames,
	.end = end_frame,
	.line = frame_line,
};
