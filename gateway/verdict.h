/* SPDX-License-Identifier: Apache-2.0 */
/* The one line that comes first: what is permitted now, and if not, why and what to do.
 */
#ifndef LG_GATEWAY_VERDICT_H
#define LG_GATEWAY_VERDICT_H

#include "guard/message.h"

#define LG_GATEWAY_STALE_ms                                                              \
	3000 /* a guard that says nothing for so long is not believed; it speaks each    \
		second */

struct lg_verdict {
	bool may_charge, may_discharge;
	bool stale;  /* the guard is silent: nothing is to be believed, and both are false
		      */
	bool warned; /* something wants attention although it blocks nothing yet */
	char text[600];
};

/* silent_ms: since the message came. message may be NULL: none yet. */
void lg_verdict(const struct lg_system *system, const struct lg_guard_message *message,
		int64_t silent_ms, struct lg_verdict *verdict);

#endif
