/* SPDX-License-Identifier: Apache-2.0 */
/* One battery, read over its serial line: asks, waits, checks, and says when a complete
 * verified scan has come.
 *
 *   closed --open--> idle --ask info--> --reply--> ask cells --reply--> judge --good-->
 * scan, idle ^                ^______ timeout, damage, refusal, nonsense: counted _____|
 *     └── line gone: closed, opened again
 *
 * A scan counts only whole: info and cells of one cycle, both verified, agreeing with
 * each other and with the model. Whether it is fresh is not decided here: devices age
 * what arrived.
 *
 * Frozen streams (hazards F-13, F-14). A board that repeats itself byte by byte at rest
 * is healthy, measured boards do. One that reports a current and yet the same charge is
 * not: its own counter steps by 10 mAh. So a repeated scan counts as arrived only until
 * its current, had it flowed since the first of the equal scans, would have moved 14 mAh:
 * 10 s at 5 A, 2.5 s at 20 A, never at 0 A (the step: code, docs/protocols/jbd.md; the
 * margin: assumed). A time limit at rest would dead-lock: charge refused, so no current,
 * so the same bytes, so charge refused (hazards B-40).
 */
#ifndef LG_GUARD_BATTERY_LINK_H
#define LG_GUARD_BATTERY_LINK_H

#include "links/jbd.h"
#include "ports/linux/serial.h"

#define LG_SCAN_CELLS        16
#define LG_SCAN_TEMPERATURES 4

#define LG_LINK_TIMEOUT_ms   500 /* for one reply; boards answer within 100 ms; assumed */
#define LG_LINK_PERIOD_ms    500 /* from one scan's start to the next; assumed */
#define LG_LINK_REOPEN_ms    500 /* between tries to open a line that is gone; assumed */
#define LG_LINK_STALE_ms                                                                 \
	5000 /* shown as stale from here; the devices' own max_age_s decides */

/* why there is no scan; the newest reason */
enum lg_link_trouble {
	LG_TROUBLE_NONE,
	LG_TROUBLE_PORT,     /* the line cannot be opened or is gone */
	LG_TROUBLE_SILENT,   /* no answer in time */
	LG_TROUBLE_DAMAGED,  /* bytes came, but no whole verified frame */
	LG_TROUBLE_REFUSED,  /* the board said no */
	LG_TROUBLE_NONSENSE, /* verified, but no physical value, or cells
				and pack disagree */
	LG_TROUBLE_UNLIKE,   /* not the cells or sensors of the model in the
				build */
	LG_TROUBLE_FROZEN,   /* the same bytes although a current flows */
};

enum lg_link_phase { LG_LINK_IDLE, LG_LINK_ASKED_INFO, LG_LINK_ASKED_CELLS };

struct lg_scan { /* zeroed: none */
	uint8_t cells, temperatures;
	int32_t cell_mV[LG_SCAN_CELLS];
	int32_t temperature_mdegC[LG_SCAN_TEMPERATURES];
	int32_t current_mA; /* into the battery positive */
	int32_t soc_permille;
};

struct lg_battery_link_config {
	char path[256];
	uint8_t cells;        /* in series, as the model has them */
	uint8_t temperatures; /* sensors the model's device wants; further ones are not
				 read */
};

struct lg_battery_link { /* zeroed: closed */
	struct lg_serial serial;
	struct lg_jbd_stream stream;
	enum lg_link_phase phase;
	enum lg_link_trouble trouble;
	int64_t try_ms; /* boot clock: not opened again, not scanned again before it */
	int64_t asked_ms;
	int64_t scanned_ms; /* when the last scan arrived; meaningful when scans > 0 */
	uint32_t scans;     /* arrived; saturates */
	uint32_t rejected;  /* replies and frames thrown away, and silences; saturates */
	struct lg_jbd_info info;
	struct lg_jbd_frame info_frame, last_info, last_cells;
	int64_t same_since_ms; /* the first of the equal scans */
	struct lg_scan scan;   /* the last that arrived */
};

/* Never waits. True when a complete verified scan has arrived in this call: link->scan.
 */
bool lg_battery_link_poll(struct lg_battery_link *link,
			  const struct lg_battery_link_config *config, int64_t now_ms);

/* Forget what is under way, what waits in the line included: its age is not known. */
void lg_battery_link_restart(struct lg_battery_link *link);
void lg_battery_link_close(struct lg_battery_link *link);

/* A few words for people; "" for none. */
const char *lg_link_trouble_text(enum lg_link_trouble trouble);

#endif
