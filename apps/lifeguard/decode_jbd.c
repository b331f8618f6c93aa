/* SPDX-License-Identifier: Apache-2.0 */
/* decode jbd: requests and replies of JBD boards, as a tap on the line would see them. */
#include "apps/lifeguard/decode.h"
#include "links/jbd.h"
#include "system/json.h"

static const char *const protection_names[LG_JBD_PROTECTIONS] = {
	[LG_JBD_CELL_OVERVOLTAGE] = "cell_overvoltage",
	[LG_JBD_CELL_UNDERVOLTAGE] = "cell_undervoltage",
	[LG_JBD_PACK_OVERVOLTAGE] = "pack_overvoltage",
	[LG_JBD_PACK_UNDERVOLTAGE] = "pack_undervoltage",
	[LG_JBD_CHARGE_OVERTEMPERATURE] = "charge_overtemperature",
	[LG_JBD_CHARGE_UNDERTEMPERATURE] = "charge_undertemperature",
	[LG_JBD_DISCHARGE_OVERTEMPERATURE] = "discharge_overtemperature",
	[LG_JBD_DISCHARGE_UNDERTEMPERATURE] = "discharge_undertemperature",
	[LG_JBD_CHARGE_OVERCURRENT] = "charge_overcurrent",
	[LG_JBD_DISCHARGE_OVERCURRENT] = "discharge_overcurrent",
	[LG_JBD_SHORT_CIRCUIT] = "short_circuit",
	[LG_JBD_FRONT_END_ERROR] = "front_end_error",
	[LG_JBD_SOFTWARE_LOCK] = "software_lock",
};

static struct lg_jbd_stream stream;

static void say_info_lists(struct lg_json *json, const struct lg_jbd_info *info)
{
	lg_json_array(json, "temperatures_degC");
	for (int i = 0; i < info->temperatures; i++) {
		if (info->temperature_good >> i & 1)
			lg_json_number(json, NULL, info->temperature_mdegC[i] / 1000.0);
		else
			lg_json_null(json, NULL);
	}
	lg_json_end(json);
	lg_json_array(json, "balancing");
	for (int i = 0; i < LG_JBD_CELLS; i++)
		if (info->balancing >> i & 1)
			lg_json_integer(json, NULL, i + 1);
	lg_json_end(json);
	lg_json_array(json, "protections");
	for (int i = 0; i < 16; i++) {
		char number[8];

		if (!(info->protections >> i & 1))
			continue;
		snprintf(number, sizeof number, "bit_%d", i);
		lg_json_string(json, NULL,
			       i < LG_JBD_PROTECTIONS ? protection_names[i] : number);
	}
	lg_json_end(json);
}

static void say_info(struct lg_json *json, const struct lg_jbd_info *info)
{
	char text[32];

	lg_json_string(json, "message", "info");
	lg_json_number(json, "pack_V", info->pack_mV / 1000.0);
	lg_json_number(json, "current_A", info->current_mA / 1000.0);
	lg_json_number(json, "soc", info->soc_percent / 100.0);
	lg_json_number(json, "remaining_Ah", info->remaining_mAh / 1000.0);
	lg_json_number(json, "nominal_Ah", info->nominal_mAh / 1000.0);
	lg_json_integer(json, "cells", info->cells);
	lg_json_integer(json, "cycles", info->cycles);
	lg_json_bool(json, "charge_fet", info->charge_fet);
	lg_json_bool(json, "discharge_fet", info->discharge_fet);
	say_info_lists(json, info);
	snprintf(text, sizeof text, "%04d-%02d-%02d", info->made_year, info->made_month,
		 info->made_day);
	lg_json_string(json, "made", text);
	snprintf(text, sizeof text, "%x.%x", info->version >> 4, info->version & 15);
	lg_json_string(json, "version", text);
}

static void say_cells(struct lg_json *json, const struct lg_jbd_cells *cells)
{
	lg_json_string(json, "message", "cells");
	lg_json_array(json, "cells_V");
	for (int i = 0; i < cells->cells; i++)
		lg_json_number(json, NULL, cells->cell_mV[i] / 1000.0);
	lg_json_end(json);
}

static void say_other(struct lg_json *json, const struct lg_jbd_frame *frame)
{
	static const char *const kinds[] = {[LG_JBD_REPLY] = "reply",
					    [LG_JBD_READ] = "read",
					    [LG_JBD_WRITE] = "write"};
	char text[2 * LG_JBD_DATA + 1] = "";
	bool charge_fet, discharge_fet;

	lg_json_string(json, "message",
		       frame->status == LG_JBD_GOOD ? kinds[frame->kind] : "refused");
	snprintf(text, sizeof text, "0x%02X", frame->reg);
	lg_json_string(json, "register", text);
	if (lg_jbd_fets_read(frame, &charge_fet, &discharge_fet) == LG_OK) {
		lg_json_bool(json, "charge_fet", charge_fet);
		lg_json_bool(json, "discharge_fet", discharge_fet);
	}
	if (frame->length == 0)
		return;
	for (int i = 0; i < frame->length; i++)
		snprintf(text + 2 * i, 3, "%02X", frame->data[i]);
	lg_json_string(json, "data", text);
}

/* False: it is none of what its register should carry. */
static bool say(struct lg_json *json, const struct lg_jbd_frame *frame)
{
	struct lg_jbd_info info;
	struct lg_jbd_cells cells;
	char name[LG_JBD_NAME + 1];
	bool plain = frame->kind != LG_JBD_REPLY || frame->status != LG_JBD_GOOD;
	int problem = LG_OK;

	if (!plain && frame->reg == LG_JBD_INFO)
		problem = lg_jbd_info_read(frame, &info);
	else if (!plain && frame->reg == LG_JBD_CELL_VOLTAGES)
		problem = lg_jbd_cells_read(frame, &cells);
	else if (!plain && frame->reg == LG_JBD_BOARD_NAME)
		problem = lg_jbd_name_read(frame, name);
	else
		plain = true;
	if (problem != LG_OK)
		return false;
	lg_json_object(json, NULL);
	if (plain) {
		say_other(json, frame);
	} else if (frame->reg == LG_JBD_INFO) {
		say_info(json, &info);
	} else if (frame->reg == LG_JBD_CELL_VOLTAGES) {
		say_cells(json, &cells);
	} else {
		lg_json_string(json, "message", "name");
		lg_json_string(json, "name", name);
	}
	lg_json_end(json);
	return true;
}

static void drain(struct lg_decode_run *run)
{
	struct lg_jbd_frame frame;
	uint32_t before = stream.rejected;

	while (lg_jbd_stream_next(&stream, &frame)) {
		struct lg_json json = lg_json_to(run->out);

		json.compact = true;
		if (say(&json, &frame))
			lg_decode_said(run);
		else
			run->rejected++;
	}
	run->rejected += stream.rejected - before;
}

static void feed(struct lg_decode_run *run, const uint8_t *bytes, size_t count)
{
	while (count > 0) {
		size_t taken = lg_jbd_stream_push(&stream, bytes, count);

		bytes += taken;
		count -= taken;
		drain(run);
	}
	if (run->hex_text && stream.held == 0) { /* the next line is another chunk */
		lg_jbd_stream_settle(&stream);
		drain(run);
	}
}

static void end(struct lg_decode_run *run)
{
	lg_jbd_stream_settle(&stream);
	drain(run);
}

const struct lg_decoder lg_decode_jbd = {
	.name = "jbd",
	.about = "JBD, Overkill, Xiaoxiang boards: requests and replies",
	.feed = feed,
	.end = end,
};
