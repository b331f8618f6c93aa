/* SPDX-License-Identifier: Apache-2.0 */
/* The device's end of a serial line that others open by path: a pty and a symbolic link
 * to it. The other program may come, go and come back; the line stays. As on a wire, what
 * is sent while nobody listens is lost. */
#ifndef LG_PORTS_LINUX_PTY_H
#define LG_PORTS_LINUX_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define LG_PTY_PATH 256

struct lg_pty { /* zeroed: not open */
	bool open;
	int fd; /* for poll(); signals hang-up for as long as nobody is there */
	char link[LG_PTY_PATH];
};

/* Makes the link, in place of an older link; LG_ERROR_REFUSED when something that is no
 * link stands there; LG_ERROR_LENGTH, LG_ERROR_GONE (no such folder), LG_ERROR_SYSTEM. */
int lg_pty_open(struct lg_pty *pty, const char *link_path);
/* Whether some program has the other end open. */
bool lg_pty_peer(const struct lg_pty *pty);
/* Bytes read (> 0), LG_ERROR_AGAIN (none, or nobody there), LG_ERROR_SYSTEM. */
int lg_pty_read(struct lg_pty *pty, uint8_t *bytes, size_t room);
/* Bytes taken (all of them, lost, when nobody is there); LG_ERROR_AGAIN when the other
 * end does not read; LG_ERROR_SYSTEM. */
int lg_pty_write(struct lg_pty *pty, const uint8_t *bytes, size_t count);
/* Removes the link, if it is still ours. */
void lg_pty_close(struct lg_pty *pty);

#endif
