/* SPDX-License-Identifier: Apache-2.0 */
/* A serial line or a pty, raw 8N1, never waiting. One process at a time: the second to
 * open a line gets LG_ERROR_SYSTEM with errno EWOULDBLOCK (advisory lock, gone with its
 * holder). */
#ifndef LG_PORTS_LINUX_SERIAL_H
#define LG_PORTS_LINUX_SERIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct lg_serial { /* zeroed: not open */
	bool open;
	int fd; /* for poll() */
};

/* baud: 2400 4800 9600 19200 38400 57600 115200 230400, else LG_ERROR_RANGE.
 * LG_ERROR_GONE: no such device; LG_ERROR_FORMAT: not a terminal; LG_ERROR_SYSTEM: errno.
 */
int lg_serial_open(struct lg_serial *serial, const char *path, uint32_t baud);
/* Bytes read (> 0), LG_ERROR_AGAIN (none now), LG_ERROR_GONE (unplugged or hung up: close
 * and open again), LG_ERROR_SYSTEM. */
int lg_serial_read(struct lg_serial *serial, uint8_t *bytes, size_t room);
/* Bytes taken, maybe fewer than count; LG_ERROR_AGAIN when none fit now; _GONE, _SYSTEM.
 */
int lg_serial_write(struct lg_serial *serial, const uint8_t *bytes, size_t count);
void lg_serial_close(struct lg_serial *serial);

#endif
