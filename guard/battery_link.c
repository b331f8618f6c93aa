/* SPDX-License-Identifier: Apache-2.0 */
/* Reading one battery: see battery_link.h. */
#include "guard/battery_link.h"

#include <string.h>

#include "core/units.h"

enum {
	BAUD = 9600,          /* docs/protocols/jbd.md */
	BYTES_AT_ONCE = 4096, /* of a flooding line in one call */
	PACK_MARGIN_mV = 100, /* sum of cells against the pack: this, */
	PACK_MARGIN_permille =
		20, /* or this part of the pack, whichever is more; assumed */
};

/* One and a half steps of the board's own counter: 15 mAh. */
static const int64_t FROZEN_uAs = INT64_C(15) * 3600 * 1000;

const char *lg_link_trouble_text(enum lg_link_trouble trouble)
{
	switch (trouble) {
	case LG_TROUBLE_NONE:
		return "";
	case LG_TROUBLE_PORT:
		return "the line is gone";
	case LG_TROUBLE_SILENT:
		return "no answer";
	case LG_TROUBLE_DAMAGED:
		return "damaged answers";
	case LG_TROUBLE_REFUSED:
		return "the board refuses";
	case LG_TROUBLE_NONSENSE:
		return "impossible values";
	case LG_TROUBLE_UNLIKE:
		return "not the cells or sensors of the build";
	case LG_TROUBLE_FROZEN:
		return "frozen: the same bytes although a current flows";
	case LG_TROUBLE_LATE:
		return "answers come too late";
	}
	return "";
}

static void count(uint32_t *counter)
{
	if (*counter < UINT32_MAX)
		++*counter;
}

static void fail(struct lg_battery_link *link, enum lg_link_trouble trouble)
{
	link->phase = LG_LINK_IDLE;
	link->trouble = trouble;
	count(&link->rejected);
}

/* Ask nothing until the line has been quiet for hush_ms. */
static void hush(struct lg_battery_link *link, int64_t now_ms)
{
	if (link->hush_ms < LG_LINK_TIMEOUT_ms)
		link->hush_ms = LG_LINK_TIMEOUT_ms;
	link->phase = LG_LINK_HUSH;
	link->quiet_ms = now_ms + link->hush_ms;
}

/* A question stays without an answer. After a silent second question the wait may double
 * beyond MUTE: the answer to the first may have been an old one, and then the next old
 * one must not meet an open question again. */
static void give_up(struct lg_battery_link *link, enum lg_link_trouble trouble,
		    int64_t now_ms)
{
	int64_t most_ms =
		link->phase == LG_LINK_ASKED_CELLS ? LG_LINK_HUSH_ms : LG_LINK_MUTE_ms;
	int64_t next_ms = link->hush_ms ? 2 * link->hush_ms : LG_LINK_TIMEOUT_ms;

	if (!link->owed)
		link->unanswered_ms = link->asked_ms;
	link->owed = true;
	if (next_ms > most_ms)
		next_ms = most_ms;
	if (link->hush_ms < next_ms)
		link->hush_ms = next_ms;
	fail(link, trouble);
	hush(link, now_ms);
}

static bool waits(const struct lg_battery_link *link)
{
	return link->phase == LG_LINK_ASKED_INFO || link->phase == LG_LINK_ASKED_CELLS;
}

/* The answer to an open question may still come, on the same line opened anew. */
static void owe(struct lg_battery_link *link)
{
	if (!waits(link))
		return;
	if (!link->owed)
		link->unanswered_ms = link->began_ms;
	link->owed = true;
}

/* A reply nobody waits for: it can have been under way since the oldest question that is
 * owed an answer, and others may follow it. */
static void unasked(struct lg_battery_link *link, int64_t now_ms)
{
	owe(link);
	if (link->owed) {
		int64_t late_ms = now_ms - link->unanswered_ms;

		if (late_ms > LG_LINK_HUSH_ms)
			late_ms = LG_LINK_HUSH_ms;
		if (link->hush_ms < late_ms)
			link->hush_ms = late_ms;
		link->trouble = LG_TROUBLE_LATE;
	}
	count(&link->rejected);
	hush(link, now_ms);
}

static void drop_line(struct lg_battery_link *link, int64_t now_ms)
{
	owe(link);
	lg_serial_close(&link->serial);
	link->phase = LG_LINK_IDLE;
	link->trouble = LG_TROUBLE_PORT;
	link->try_ms = now_ms + LG_LINK_REOPEN_ms;
}

static void ask(struct lg_battery_link *link, enum lg_jbd_register reg, int64_t now_ms)
{
	struct lg_jbd_frame request = lg_jbd_ask(reg);
	uint8_t bytes[LG_JBD_FRAME];
	int length = lg_jbd_frame_write(&request, bytes, sizeof bytes);
	int put = lg_serial_write(&link->serial, bytes, (size_t)length);

	if (put == LG_ERROR_GONE || put == LG_ERROR_SYSTEM) {
		drop_line(link, now_ms);
		return;
	}
	/* A request that did not fit is lost: its silence is counted when the time is
	 * over. */
	link->phase = reg == LG_JBD_INFO ? LG_LINK_ASKED_INFO : LG_LINK_ASKED_CELLS;
	link->asked_ms = now_ms;
	if (reg == LG_JBD_INFO)
		link->began_ms = now_ms;
}

static enum lg_link_trouble trouble_of(int error)
{
	return error == LG_ERROR_REFUSED ? LG_TROUBLE_REFUSED : LG_TROUBLE_NONSENSE;
}

static enum lg_link_trouble judge(const struct lg_battery_link_config *config,
				  const struct lg_jbd_info *info,
				  const struct lg_jbd_cells *cells)
{
	int64_t sum_mV = 0,
		margin_mV = lg_scale(info->pack_mV, PACK_MARGIN_permille, 1000);

	if (cells->cells != config->cells || info->cells != config->cells ||
	    info->temperatures < config->temperatures)
		return LG_TROUBLE_UNLIKE;
	for (int i = 0; i < cells->cells; i++)
		sum_mV += cells->cell_mV[i];
	if (margin_mV < PACK_MARGIN_mV)
		margin_mV = PACK_MARGIN_mV;
	if (sum_mV > info->pack_mV + margin_mV || sum_mV < info->pack_mV - margin_mV)
		return LG_TROUBLE_NONSENSE;
	for (int i = 0; i < config->temperatures; i++)
		if (!(info->temperature_good & 1U << i))
			return LG_TROUBLE_NONSENSE;
	return LG_TROUBLE_NONE;
}

static bool same(const struct lg_jbd_frame *a, const struct lg_jbd_frame *b)
{
	return a->length == b->length && memcmp(a->data, b->data, a->length) == 0;
}

/* Whether the scan repeats the ones before it longer than its own charge counter could.
 */
static bool frozen(struct lg_battery_link *link, const struct lg_jbd_frame *cells,
		   int64_t now_ms)
{
	int64_t current_mA = link->info.current_mA < 0 ? -(int64_t)link->info.current_mA
						       : link->info.current_mA;
	bool repeated = same(&link->info_frame, &link->last_info) &&
			same(cells, &link->last_cells);

	if (!repeated) {
		link->last_info = link->info_frame;
		link->last_cells = *cells;
		link->same_since_ms = now_ms;
		link->contradicted = link->frozen = false;
		return false;
	}
	int64_t same_ms = now_ms - link->same_since_ms;

	if ((link->contradicted && now_ms - link->against_ms > LG_LINK_CONTRADICTED_ms) ||
	    (same_ms > LG_LINK_FROZEN_ms && current_mA * same_ms > FROZEN_uAs))
		link->frozen = true; /* until a byte changes */
	return link->frozen;
}

void lg_battery_link_contradict(struct lg_battery_link *link, bool contradicted,
				int64_t now_ms)
{
	contradicted = contradicted && link->info.current_mA != 0 &&
		       link->info.charge_fet && link->info.discharge_fet;
	if (contradicted && !link->contradicted)
		link->against_ms = now_ms;
	link->contradicted = contradicted;
}

static void keep(struct lg_battery_link *link,
		 const struct lg_battery_link_config *config,
		 const struct lg_jbd_cells *cells)
{
	struct lg_scan *scan = &link->scan;

	*scan = (struct lg_scan){
		.cells = config->cells,
		.temperatures = config->temperatures,
		.current_mA = link->info.current_mA,
		.soc_permille = link->info.soc_percent * 10,
	};
	if (link->info.nominal_mAh > 0 && link->info.remaining_mAh >= 0 &&
	    link->info.remaining_mAh <= link->info.nominal_mAh)
		scan->soc_permille =
			lg_scale(link->info.remaining_mAh, 1000, link->info.nominal_mAh);
	memcpy(scan->cell_mV, cells->cell_mV, config->cells * sizeof scan->cell_mV[0]);
	memcpy(scan->temperature_mdegC, link->info.temperature_mdegC,
	       config->temperatures * sizeof scan->temperature_mdegC[0]);
	link->scanned_ms = link->began_ms;
	link->hush_ms = 0;
	link->owed = false;
	link->trouble = LG_TROUBLE_NONE;
	count(&link->scans);
}

static bool take_cells(struct lg_battery_link *link,
		       const struct lg_battery_link_config *config,
		       const struct lg_jbd_frame *frame, int64_t now_ms)
{
	struct lg_jbd_cells cells;
	int error = lg_jbd_cells_read(frame, &cells);
	enum lg_link_trouble trouble =
		error == LG_OK ? judge(config, &link->info, &cells) : trouble_of(error);

	if (trouble == LG_TROUBLE_NONE && frozen(link, frame, now_ms))
		trouble = LG_TROUBLE_FROZEN;
	if (trouble != LG_TROUBLE_NONE) {
		fail(link, trouble);
		return false;
	}
	link->phase = LG_LINK_IDLE;
	keep(link, config, &cells);
	return true;
}

/* One verified frame. Our own question, heard again on a two-wire bus, is no answer. */
static bool take(struct lg_battery_link *link,
		 const struct lg_battery_link_config *config,
		 const struct lg_jbd_frame *frame, int64_t now_ms)
{
	bool info = link->phase == LG_LINK_ASKED_INFO && frame->reg == LG_JBD_INFO;
	bool cells =
		link->phase == LG_LINK_ASKED_CELLS && frame->reg == LG_JBD_CELL_VOLTAGES;

	if (frame->kind != LG_JBD_REPLY)
		return false;
	if ((!info && !cells) || now_ms - link->asked_ms >= LG_LINK_TIMEOUT_ms) {
		unasked(link, now_ms);
		return false;
	}
	if (cells)
		return take_cells(link, config, frame, now_ms);
	int error = lg_jbd_info_read(frame, &link->info);

	if (error != LG_OK) {
		fail(link, trouble_of(error));
		return false;
	}
	link->info_frame = *frame;
	ask(link, LG_JBD_CELL_VOLTAGES, now_ms);
	return false;
}

static bool take_all(struct lg_battery_link *link,
		     const struct lg_battery_link_config *config, int64_t now_ms)
{
	struct lg_jbd_frame frame;
	uint32_t before = link->stream.rejected;
	bool arrived = false;

	while (link->serial.open && lg_jbd_stream_next(&link->stream, &frame))
		arrived |= take(link, config, &frame, now_ms);
	for (uint32_t i = before; i < link->stream.rejected; i++) {
		count(&link->rejected);
		link->trouble = arrived ? link->trouble : LG_TROUBLE_DAMAGED;
	}
	return arrived;
}

static bool receive(struct lg_battery_link *link,
		    const struct lg_battery_link_config *config, int64_t now_ms)
{
	uint8_t bytes[256];
	bool arrived = false;

	for (int total = 0; link->serial.open && total < BYTES_AT_ONCE;) {
		int got = lg_serial_read(&link->serial, bytes, sizeof bytes);

		if (got == LG_ERROR_AGAIN)
			break;
		if (got <= 0) {
			drop_line(link, now_ms);
			break;
		}
		total += got;
		if (link->phase == LG_LINK_HUSH &&
		    link->quiet_ms < now_ms + LG_LINK_TIMEOUT_ms)
			link->quiet_ms = now_ms + LG_LINK_TIMEOUT_ms;
		for (int at = 0; at < got && link->serial.open;) {
			at += (int)lg_jbd_stream_push(&link->stream, bytes + at,
						      (size_t)(got - at));
			arrived |= take_all(link, config, now_ms);
		}
	}
	return arrived;
}

static void open_line(struct lg_battery_link *link,
		      const struct lg_battery_link_config *config, int64_t now_ms)
{
	if (now_ms < link->try_ms)
		return;
	if (lg_serial_open(&link->serial, config->path, BAUD) != LG_OK) {
		drop_line(link, now_ms);
		return;
	}
	link->stream = (struct lg_jbd_stream){0};
	link->phase = LG_LINK_IDLE;
	link->try_ms = now_ms;
	if (link->owed)
		hush(link, now_ms);
}

/* The time for an answer is over, or for the quiet after none. */
static void mind_time(struct lg_battery_link *link,
		      const struct lg_battery_link_config *config, int64_t now_ms)
{
	if (waits(link) && now_ms - link->asked_ms >= LG_LINK_TIMEOUT_ms) {
		bool partial = link->stream.held > 0;

		lg_jbd_stream_settle(&link->stream);
		(void)take_all(link, config, now_ms); /* what is whole now is late */
		if (waits(link))
			give_up(link,
				partial || link->trouble == LG_TROUBLE_DAMAGED
					? LG_TROUBLE_DAMAGED
					: LG_TROUBLE_SILENT,
				now_ms);
	}
	if (link->phase != LG_LINK_HUSH || now_ms < link->quiet_ms)
		return;
	lg_jbd_stream_settle(&link->stream);
	(void)take_all(link, config, now_ms);
	if (now_ms >= link->quiet_ms)
		link->phase = LG_LINK_IDLE;
}

bool lg_battery_link_poll(struct lg_battery_link *link,
			  const struct lg_battery_link_config *config, int64_t now_ms)
{
	bool arrived;

	if (!link->serial.open)
		open_line(link, config, now_ms);
	if (!link->serial.open)
		return false;
	arrived = receive(link, config, now_ms);
	mind_time(link, config, now_ms);
	if (link->serial.open && link->phase == LG_LINK_IDLE && now_ms >= link->try_ms) {
		link->try_ms = now_ms + LG_LINK_PERIOD_ms;
		ask(link, LG_JBD_INFO, now_ms);
	}
	return arrived;
}

void lg_battery_link_restart(struct lg_battery_link *link)
{
	owe(link);
	lg_serial_close(&link->serial); /* opening flushes what waits */
	link->stream = (struct lg_jbd_stream){0};
	link->phase = LG_LINK_IDLE;
	link->try_ms = 0;
}

void lg_battery_link_close(struct lg_battery_link *link)
{
	lg_serial_close(&link->serial);
	link->phase = LG_LINK_IDLE;
}
