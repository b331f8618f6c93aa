/* SPDX-License-Identifier: Apache-2.0 */
/* What links and ports return when it did not go well: negative, so that a count can be
 * returned beside it. Devices cannot fail and never use these. */
#ifndef LG_CORE_ERROR_H
#define LG_CORE_ERROR_H

enum lg_error {
	LG_OK = 0,
	LG_ERROR_AGAIN = -1,    /* nothing yet: not a failure, ask again */
	LG_ERROR_CHECKSUM = -2, /* a whole frame, damaged */
	LG_ERROR_FORMAT = -3,   /* bytes that are no such frame */
	LG_ERROR_LENGTH =
		-4, /* too short, too long, or the caller's buffer is too small */
	LG_ERROR_RANGE = -5,   /* a field outside what it can physically be */
	LG_ERROR_REFUSED = -6, /* the other side answered: no */
	LG_ERROR_GONE = -7,    /* the other side, the line or the file is gone */
	LG_ERROR_SYSTEM = -8,  /* the machine said no; errno tells */
};

#endif
