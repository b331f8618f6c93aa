/* SPDX-License-Identifier: Apache-2.0 */
/* One battery, read over its serial line: asks, waits, checks, and says when a complete
 * verified scan has come.
 *
 *   closed --open--> idle --ask info--> --reply--> ask cells --reply--> judge --good-->
 * scan, idle          ^                 |no answer in time; a frame nobody asked for
 *     |               |__line quiet__ hush: nothing is asked, nothing is believed
 *     |__ line gone: closed, opened again
 *
 * A scan counts only whole: info and cells of one cycle, both verified, each within its
 * time, agreeing with each other and with the model. It is as old as the question that
 * began it. How long it is believed is decided elsewhere: devices age what arrived, so a
 * scan's own length (at most LG_LINK_SCAN_ms) comes on top of their max_age_s.
 *
 * Late answers. A reply says which register, not which question: an answer 12 s late
 * looks like a fresh one. So after a question without an answer nothing is asked until
 * the line has been quiet; the wait doubles with each further silence, and after an
 * answer nobody waits for it is as long as that answer can have been under way. Why that
 * suffices: docs/decisions/0008-frozen-data.md.
 *
 * Frozen streams (hazards F-13, F-14). A board that repeats itself byte by byte at rest
 * is healthy, measured boards do. One that reports a current and yet the same charge is
 * not: its own counter steps by 10 mAh. So a repeated scan counts as arrived only until
 * its current, had it flowed since the first of the equal scans, would have moved 15 mAh,
 * and for 2.5 s at least: 10.8 s at 5 A, 2.5 s from 21.6 A on, never at 0 A (the step:
 * code, docs/protocols/jbd.md; the margin: assumed). A time limit at rest would
 * dead-lock: charge refused, so no current, so the same bytes, so charge refused (hazards
 * B-40). Where other strings of its bank can contradict it, they do:
 * lg_battery_link_contradict.
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
#define LG_LINK_SCAN_ms                                                                  \
	(2 * LG_LINK_TIMEOUT_ms) /* from the first question to the last answer */
/* The wait for a quiet line begins with one timeout; silences double it up to _MUTE_ms,
 * so that a board which comes back is asked soon; what proves lateness up to _HUSH_ms. */
#define LG_LINK_MUTE_ms   4000  /* assumed */
#define LG_LINK_HUSH_ms   30000 /* assumed */
#define LG_LINK_FROZEN_ms 2500  /* equal bytes this long are always believed; assumed */
#define LG_LINK_CONTRADICTED_ms                                                          \
	5000 /* equal bytes while other strings moved; assumed                           \
	      */
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
	LG_TROUBLE_LATE,     /* answers come when nobody waits for them any more */
};

enum lg_link_phase {
	LG_LINK_IDLE,
	LG_LINK_ASKED_INFO,
	LG_LINK_ASKED_CELLS,
	LG_LINK_HUSH
};

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
	int64_t began_ms;      /* the first question of the scan under way */
	int64_t scanned_ms;    /* the first question of the last scan that arrived;
				  meaningful when scans > 0 */
	int64_t quiet_ms;      /* in hush: asked again from here, if nothing comes */
	int64_t hush_ms;       /* how long a quiet line is waited for; 0: one timeout */
	int64_t unanswered_ms; /* the oldest question without an answer since the last
				  scan; meaningful when owed */
	bool owed;
	uint32_t scans;    /* arrived; saturates */
	uint32_t rejected; /* replies and frames thrown away, and silences; saturates */
	struct lg_jbd_info info;
	struct lg_jbd_frame info_frame, last_info, last_cells;
	int64_t same_since_ms; /* the first of the equal scans */
	int64_t against_ms; /* contradicted from here on; meaningful when contradicted */
	bool contradicted, frozen;
	struct lg_scan scan; /* the last that arrived */
};

/* Never waits. True when a complete verified scan has arrived in this call: link->scan.
 */
bool lg_battery_link_poll(struct lg_battery_link *link,
			  const struct lg_battery_link_config *config, int64_t now_ms);

/* Other strings of the bank say that something has changed since the first of the equal
 * scans, or no longer say so. A board whose switches are open is not contradicted: it has
 * nothing to do with the others; neither is one that reports 0 A, whose fuse may have
 * blown. */
void lg_battery_link_contradict(struct lg_battery_link *link, bool contradicted,
				int64_t now_ms);

/* Forget what is under way, what waits in the line included: its age is not known. */
void lg_battery_link_restart(struct lg_battery_link *link);
void lg_battery_link_close(struct lg_battery_link *link);

/* A few words for people; "" for none. */
const char *lg_link_trouble_text(enum lg_link_trouble trouble);

#endif
