/* SPDX-License-Identifier: Apache-2.0 */
/* What the guard tells the gateway: one message of fixed size over a seqpacket socket.
 * The gateway has the build itself, so only numbers travel. Nothing travels back. */
#ifndef LG_GUARD_MESSAGE_H
#define LG_GUARD_MESSAGE_H

#include "guard/witness.h"
#include "system/system.h"

#define LG_GUARD_VERSION 1
#define LG_GUARD_EVENTS  64 /* the last ones, remembered */

enum lg_link_state {
	LG_LINK_UNWIRED, /* the build has no link to it */
	LG_LINK_WAITING, /* for the first complete scan */
	LG_LINK_OK,
	LG_LINK_STALE, /* the line is there, no scan within LG_LINK_STALE_ms */
	LG_LINK_GONE,  /* the line is not there */
};

enum lg_guard_event_kind {
	LG_SAID_DEVICE,   /* subject: device; output, value, why, fault as in struct
			     lg_event */
	LG_SAID_LINK,     /* subject: battery; value: enum lg_link_state; fault: enum
			     lg_link_trouble */
	LG_SAID_OUTPUT,   /* subject: output of the build; value: 1 on, 0 off */
	LG_SAID_FAILED,   /* subject: output of the build; value: 1 it cannot be driven, 0
			     it can again */
	LG_SAID_PAUSED,   /* value: ms in which the guard did not run */
	LG_SAID_TRUSTED,  /* fresh data from every battery after a pause */
	LG_SAID_GATEWAY,  /* value: 1 started again, 0 gone */
	LG_SAID_WAITING,  /* value 0: nothing is permitted before the first complete scan;
			     1: subject, a battery, keeps it waiting; fault: enum
			     lg_link_trouble */
	LG_SAID_COMPLETE, /* every battery that has a link has been scanned */
	LG_SAID_REFUSED,  /* as LG_SAID_DEVICE: a permission that is absent when the first
			     scan is complete, so that no change will ever say it */
	LG_SAID_STOPPED,  /* as asked; outputs are off */
	LG_SAID_LOST,     /* value: changes of one tick that found no room; said once */
};

struct lg_guard_event {
	int64_t uptime_ms;
	uint32_t number; /* from 1 */
	uint8_t kind;    /* enum lg_guard_event_kind */
	uint8_t why, fault;
	uint16_t subject, output;
	int32_t value;
	bool power_up; /* before the first complete scan: nothing is known yet, and people
			  need not read it */
	struct lg_witness witness;
};

struct lg_guard_battery {
	uint8_t link;    /* enum lg_link_state */
	uint8_t trouble; /* enum lg_link_trouble */
	uint32_t age_ms; /* of the scan; UINT32_MAX: none yet */
	uint32_t scans, rejected;
	struct lg_scan scan;
};

struct lg_guard_output {
	bool on;
	bool ok; /* the last word reached it */
};

struct lg_guard_message {
	uint32_t version, sequence;
	int64_t started_s; /* wall clock, since 1970; for people only */
	int64_t uptime_ms;
	bool trusted;    /* false after a pause until every battery has been scanned anew:
			    outputs are off */
	uint32_t events; /* so far, all */
	struct lg_guard_battery batteries[LG_BATTERIES];
	int32_t signals[LG_WIRING_OUTPUTS];
	uint32_t faults[LG_WIRING_DEVICES];
	struct lg_guard_output outputs[LG_COMPONENTS];
	struct lg_guard_event
		last[LG_GUARD_EVENTS]; /* number n at (n - 1) % LG_GUARD_EVENTS */
};

#endif
