/* SPDX-License-Identifier: Apache-2.0 */
/* JBD boards, what the frames carry: see jbd.h. */
#include "links/jbd.h"

#include <string.h>

enum { /* offsets in the data of LG_JBD_INFO; the sensors start at 23 */
       PACK = 0,
       CURRENT = 2,
       REMAINING = 4,
       NOMINAL = 6,
       CYCLES = 8,
       MADE = 10,
       BALANCE_LOW = 12,
       BALANCE_HIGH = 14,
       PROTECTION = 16,
       VERSION = 18,
       SOC = 19,
       FET = 20,
       CELLS = 21,
       SENSORS = 22,
       TEMPERATURE = 23,
       TAIL = 9, /* newer boards add at least these: not read */
};

enum {
	CELL_MOST_mV = 6000, /* beyond is a sentinel or nonsense; hazards F-15 */
	CELL_LEAST_mV = 500, /* of the pack: no board answers from less; inferred */
	ZERO_C_dK = 2731,    /* 0 degC on the wire, 0.1 K */
	COLDEST_mdegC =
		-60000, /* what an NTC can say; an open or shorted one is outside */
	HOTTEST_mdegC = 150000,
};

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)((at[0] << 8) | at[1]);
}

static void put16(uint8_t *at, int32_t value)
{
	at[0] = (uint8_t)((uint32_t)value >> 8);
	at[1] = (uint8_t)value;
}

static int32_t signed16(uint16_t raw)
{
	return raw < 0x8000 ? raw : (int32_t)raw - 0x10000;
}

/* To the nearest step, halves away from zero. */
static int32_t steps(int32_t value, int32_t step)
{
	int64_t half = value < 0 ? -step / 2 : step / 2;

	return (int32_t)((value + half) / step);
}

struct lg_jbd_frame lg_jbd_ask(enum lg_jbd_register reg)
{
	return (struct lg_jbd_frame){.kind = LG_JBD_READ, .reg = (uint8_t)reg};
}

struct lg_jbd_frame lg_jbd_ask_fets(bool charge_fet, bool discharge_fet)
{
	/* On the wire a set bit opens the path. */
	uint8_t open = (uint8_t)((charge_fet ? 0 : 1) | (discharge_fet ? 0 : 2));

	return (struct lg_jbd_frame){
		.kind = LG_JBD_WRITE, .reg = LG_JBD_FETS, .length = 2, .data = {0, open}};
}

struct lg_jbd_frame lg_jbd_answer(uint8_t reg, enum lg_jbd_status status)
{
	return (struct lg_jbd_frame){
		.kind = LG_JBD_REPLY, .reg = reg, .status = (uint8_t)status};
}

static int is_reply(const struct lg_jbd_frame *frame, enum lg_jbd_register reg)
{
	if (frame->kind != LG_JBD_REPLY || frame->reg != reg)
		return LG_ERROR_FORMAT;
	if (frame->status != LG_JBD_GOOD)
		return LG_ERROR_REFUSED;
	return frame->length <= LG_JBD_DATA ? LG_OK : LG_ERROR_LENGTH;
}

static void temperatures_read(const uint8_t *data, struct lg_jbd_info *info)
{
	for (int i = 0; i < info->temperatures; i++) {
		int32_t raw_dK = get16(data + TEMPERATURE + 2 * i);
		int32_t mdegC = (raw_dK - ZERO_C_dK) * 100;

		if (mdegC < COLDEST_mdegC || mdegC > HOTTEST_mdegC)
			continue;
		info->temperature_mdegC[i] = mdegC;
		info->temperature_good = (uint16_t)(info->temperature_good | 1U << i);
	}
}

static int info_problem(const struct lg_jbd_info *info, uint16_t raw_current)
{
	if (info->cells < 1 || info->cells > LG_JBD_CELLS)
		return LG_ERROR_RANGE;
	if (info->pack_mV < info->cells * CELL_LEAST_mV ||
	    info->pack_mV > info->cells * CELL_MOST_mV)
		return LG_ERROR_RANGE;
	if (raw_current == 0x7FFF || raw_current == 0x8000)
		return LG_ERROR_RANGE; /* saturated or a sentinel: the truth may be more
					*/
	return info->soc_percent <= 100 ? LG_OK : LG_ERROR_RANGE;
}

int lg_jbd_info_read(const struct lg_jbd_frame *frame, struct lg_jbd_info *info)
{
	const uint8_t *data = frame->data;
	int problem = is_reply(frame, LG_JBD_INFO);

	if (problem != LG_OK)
		return problem;
	if (frame->length < TEMPERATURE)
		return LG_ERROR_LENGTH;
	if (data[SENSORS] > LG_JBD_TEMPERATURES)
		return LG_ERROR_RANGE;
	int extra = frame->length - TEMPERATURE - 2 * data[SENSORS];

	if (extra != 0 && extra < TAIL)
		return LG_ERROR_LENGTH;
	struct lg_jbd_info found = {
		.pack_mV = get16(data + PACK) * 10,
		.current_mA = signed16(get16(data + CURRENT)) * 10,
		.remaining_mAh = get16(data + REMAINING) * 10,
		.nominal_mAh = get16(data + NOMINAL) * 10,
		.cycles = get16(data + CYCLES),
		.made_year = (uint16_t)(2000 + (get16(data + MADE) >> 9)),
		.made_month = (uint8_t)(get16(data + MADE) >> 5 & 15),
		.made_day = (uint8_t)(get16(data + MADE) & 31),
		.balancing = get16(data + BALANCE_LOW) |
			     (uint32_t)get16(data + BALANCE_HIGH) << 16,
		.protections = get16(data + PROTECTION),
		.version = data[VERSION],
		.soc_percent = data[SOC],
		.charge_fet = data[FET] & 1,
		.discharge_fet = data[FET] & 2,
		.other_fet_bits = data[FET] & 0xFC,
		.cells = data[CELLS],
		.temperatures = data[SENSORS],
	};

	temperatures_read(data, &found);
	problem = info_problem(&found, get16(data + CURRENT));
	if (problem == LG_OK)
		*info = found;
	return problem;
}

int lg_jbd_cells_read(const struct lg_jbd_frame *frame, struct lg_jbd_cells *cells)
{
	int problem = is_reply(frame, LG_JBD_CELL_VOLTAGES);
	struct lg_jbd_cells found = {.cells = (uint8_t)(frame->length / 2)};

	if (problem != LG_OK)
		return problem;
	if (frame->length < 2 || frame->length % 2 || found.cells > LG_JBD_CELLS)
		return LG_ERROR_LENGTH;
	for (int i = 0; i < found.cells; i++) {
		found.cell_mV[i] = get16(frame->data + 2 * i);
		if (found.cell_mV[i] > CELL_MOST_mV)
			return LG_ERROR_RANGE;
	}
	*cells = found;
	return LG_OK;
}

static bool printable(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] < 0x20 || text[i] > 0x7E)
			return false;
	return true;
}

int lg_jbd_name_read(const struct lg_jbd_frame *frame, char name[LG_JBD_NAME + 1])
{
	int problem = is_reply(frame, LG_JBD_BOARD_NAME);
	size_t length = frame->length;

	if (problem != LG_OK)
		return problem;
	if (length > LG_JBD_NAME)
		return LG_ERROR_LENGTH;
	while (length > 0 && frame->data[length - 1] == 0) /* some pad */
		length--;
	char found[LG_JBD_NAME + 1] = {0};

	memcpy(found, frame->data, length);
	if (!printable(found, length))
		return LG_ERROR_RANGE;
	memcpy(name, found, sizeof found);
	return LG_OK;
}

static int temperatures_write(const struct lg_jbd_info *info, uint8_t *data)
{
	for (int i = 0; i < info->temperatures; i++) {
		bool good = info->temperature_good >> i & 1;
		int32_t raw_dK = steps(info->temperature_mdegC[i], 100) + ZERO_C_dK;

		if (good && (raw_dK < 0 || raw_dK > 0xFFFF))
			return LG_ERROR_RANGE;
		put16(data + TEMPERATURE + 2 * i, good ? raw_dK : 0); /* 0: -273.1 degC */
	}
	return LG_OK;
}

int lg_jbd_info_write(const struct lg_jbd_info *info, struct lg_jbd_frame *frame)
{
	int32_t pack = steps(info->pack_mV, 10), current = steps(info->current_mA, 10);
	int32_t remaining = steps(info->remaining_mAh, 10);
	int32_t nominal = steps(info->nominal_mAh, 10);
	struct lg_jbd_frame made = lg_jbd_answer(LG_JBD_INFO, LG_JBD_GOOD);
	uint8_t *data = made.data;

	if (pack < 0 || pack > 0xFFFF || current < -0x8000 || current > 0x7FFF ||
	    remaining < 0 || remaining > 0xFFFF || nominal < 0 || nominal > 0xFFFF ||
	    info->made_year < 2000 || info->made_year > 2127 || info->made_month > 15 ||
	    info->made_day > 31 || info->temperatures > LG_JBD_TEMPERATURES)
		return LG_ERROR_RANGE;
	put16(data + PACK, pack);
	put16(data + CURRENT, current);
	put16(data + REMAINING, remaining);
	put16(data + NOMINAL, nominal);
	put16(data + CYCLES, info->cycles);
	put16(data + MADE,
	      (info->made_year - 2000) << 9 | info->made_month << 5 | info->made_day);
	put16(data + BALANCE_LOW, (int32_t)(info->balancing & 0xFFFF));
	put16(data + BALANCE_HIGH, (int32_t)(info->balancing >> 16));
	put16(data + PROTECTION, info->protections);
	data[VERSION] = info->version;
	data[SOC] = info->soc_percent;
	data[FET] = (uint8_t)((info->charge_fet ? 1 : 0) | (info->discharge_fet ? 2 : 0) |
			      (info->other_fet_bits & 0xFC));
	data[CELLS] = info->cells;
	data[SENSORS] = info->temperatures;
	if (temperatures_write(info, data) != LG_OK)
		return LG_ERROR_RANGE;
	made.length = (uint8_t)(TEMPERATURE + 2 * info->temperatures);
	*frame = made;
	return LG_OK;
}

int lg_jbd_cells_write(const struct lg_jbd_cells *cells, struct lg_jbd_frame *frame)
{
	struct lg_jbd_frame made = lg_jbd_answer(LG_JBD_CELL_VOLTAGES, LG_JBD_GOOD);

	if (cells->cells < 1 || cells->cells > LG_JBD_CELLS)
		return LG_ERROR_RANGE;
	for (int i = 0; i < cells->cells; i++) {
		if (cells->cell_mV[i] < 0 || cells->cell_mV[i] > 0xFFFF)
			return LG_ERROR_RANGE;
		put16(made.data + 2 * i, cells->cell_mV[i]);
	}
	made.length = (uint8_t)(2 * cells->cells);
	*frame = made;
	return LG_OK;
}

int lg_jbd_name_write(const char *name, struct lg_jbd_frame *frame)
{
	struct lg_jbd_frame made = lg_jbd_answer(LG_JBD_BOARD_NAME, LG_JBD_GOOD);
	size_t length = strlen(name);

	if (length > LG_JBD_NAME || !printable(name, length))
		return LG_ERROR_RANGE;
	memcpy(made.data, name, length);
	made.length = (uint8_t)length;
	*frame = made;
	return LG_OK;
}

int lg_jbd_fets_read(const struct lg_jbd_frame *frame, bool *charge_fet,
		     bool *discharge_fet)
{
	if (frame->kind != LG_JBD_WRITE || frame->reg != LG_JBD_FETS)
		return LG_ERROR_FORMAT;
	if (frame->length != 2)
		return LG_ERROR_LENGTH;
	if (frame->data[0] != 0 || frame->data[1] > 3)
		return LG_ERROR_RANGE;
	*charge_fet = !(frame->data[1] & 1);
	*discharge_fet = !(frame->data[1] & 2);
	return LG_OK;
}
