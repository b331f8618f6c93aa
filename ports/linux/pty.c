/* SPDX-License-Identifier: Apache-2.0 */
/* Ptys with a name: see pty.h. */
#include "ports/linux/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int make_link(const char *device, const char *path)
{
	char aside[LG_PTY_PATH + 8];
	struct stat there;

	if (lstat(path, &there) == 0 && !S_ISLNK(there.st_mode))
		return LG_ERROR_REFUSED;
	snprintf(aside, sizeof aside, "%s.new", path);
	unlink(aside);
	if (symlink(device, aside) != 0)
		return errno == ENOENT || errno == ENOTDIR ? LG_ERROR_GONE
							   : LG_ERROR_SYSTEM;
	if (rename(aside, path) != 0) {
		int kept = errno;

		unlink(aside);
		errno = kept;
		return LG_ERROR_SYSTEM;
	}
	return LG_OK;
}

/* Raw before anybody opens it, else a first byte would be echoed; then opened and closed
 * once: only so does the kernel tell "nobody there" from the start. */
static int prepare(int fd, char *device, size_t room)
{
	struct termios line;

	if (grantpt(fd) != 0 || unlockpt(fd) != 0 || ptsname_r(fd, device, room) != 0)
		return LG_ERROR_SYSTEM;
	int peer = open(device, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (peer < 0)
		return LG_ERROR_SYSTEM;
	int error = LG_ERROR_SYSTEM;

	if (tcgetattr(peer, &line) == 0) {
		cfmakeraw(&line);
		error = tcsetattr(peer, TCSANOW, &line) == 0 ? LG_OK : LG_ERROR_SYSTEM;
	}
	close(peer);
	return error;
}

int lg_pty_open(struct lg_pty *pty, const char *link_path)
{
	char device[64];
	size_t length = strlen(link_path);

	*pty = (struct lg_pty){.open = false};
	if (length == 0 || length >= sizeof pty->link)
		return LG_ERROR_LENGTH;
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return LG_ERROR_SYSTEM;
	int error = prepare(fd, device, sizeof device);

	if (error == LG_OK)
		error = make_link(device, link_path);
	if (error != LG_OK) {
		int kept = errno;

		close(fd);
		errno = kept;
		return error;
	}
	pty->open = true;
	pty->fd = fd;
	memcpy(pty->link, link_path, length + 1);
	return LG_OK;
}

bool lg_pty_peer(const struct lg_pty *pty)
{
	struct pollfd wait = {.fd = pty->fd, .events = 0};

	return pty->open && poll(&wait, 1, 0) >= 0 && !(wait.revents & POLLHUP);
}

int lg_pty_read(struct lg_pty *pty, uint8_t *bytes, size_t room)
{
	if (!pty->open)
		return LG_ERROR_GONE;
	if (room == 0)
		return LG_ERROR_LENGTH;
	ssize_t got = read(pty->fd, bytes, room < 65536 ? room : 65536);

	if (got > 0)
		return (int)got;
	/* EIO: nobody has the other end open. */
	if (got == 0 || errno == EIO || errno == EAGAIN || errno == EINTR)
		return LG_ERROR_AGAIN;
	return LG_ERROR_SYSTEM;
}

int lg_pty_write(struct lg_pty *pty, const uint8_t *bytes, size_t count)
{
	if (!pty->open)
		return LG_ERROR_GONE;
	if (count == 0)
		return 0;
	if (count > 65536)
		count = 65536;
	if (!lg_pty_peer(pty))
		return (int)count;
	ssize_t put = write(pty->fd, bytes, count);

	if (put > 0)
		return (int)put;
	return put == 0 || errno == EAGAIN || errno == EINTR ? LG_ERROR_AGAIN
	       : errno == EIO                                ? (int)count
							     : LG_ERROR_SYSTEM;
}

void lg_pty_close(struct lg_pty *pty)
{
	char ours[64], there[64];

	if (pty->open) {
		ssize_t length = readlink(pty->link, there, sizeof there - 1);

		if (length > 0 && ptsname_r(pty->fd, ours, sizeof ours) == 0) {
			there[length] = 0;
			if (strcmp(there, ours) == 0)
				unlink(pty->link);
		}
		close(pty->fd);
	}
	*pty = (struct lg_pty){.open = false};
}
