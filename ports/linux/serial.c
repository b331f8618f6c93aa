/* SPDX-License-Identifier: Apache-2.0 */
/* Serial lines: see serial.h. */
#include "ports/linux/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

static bool speed_of(uint32_t baud, speed_t *speed)
{
	static const struct {
		uint32_t baud;
		speed_t speed;
	} known[] = {
		{2400, B2400},   {4800, B4800},   {9600, B9600},     {19200, B19200},
		{38400, B38400}, {57600, B57600}, {115200, B115200}, {230400, B230400},
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i].baud == baud) {
			*speed = known[i].speed;
			return true;
		}
	}
	return false;
}

static int error_now(void)
{
	switch (errno) {
	case EAGAIN:
	case EINTR:
		return LG_ERROR_AGAIN;
	case EIO:
	case ENXIO:
	case ENODEV:
	case ENOENT:
	case EPIPE:
		return LG_ERROR_GONE;
	}
	return LG_ERROR_SYSTEM;
}

static int make_raw(int fd, speed_t speed)
{
	struct termios line;

	if (tcgetattr(fd, &line) != 0)
		return errno == ENOTTY || errno == EINVAL ? LG_ERROR_FORMAT : error_now();
	cfmakeraw(&line); /* 8 bits, no parity, no echo, nothing special */
	line.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
	line.c_cflag |= CLOCAL | CREAD;
	/* With VMIN 1 an empty line says EAGAIN, so that 0 means hung up. */
	line.c_cc[VMIN] = 1;
	line.c_cc[VTIME] = 0;
	if (cfsetispeed(&line, speed) != 0 || cfsetospeed(&line, speed) != 0 ||
	    tcsetattr(fd, TCSANOW, &line) != 0)
		return error_now();
	(void)tcflush(fd, TCIFLUSH); /* what came before we listened is of no known age */
	return LG_OK;
}

int lg_serial_open(struct lg_serial *serial, const char *path, uint32_t baud)
{
	speed_t speed = B0;

	*serial = (struct lg_serial){.open = false};
	if (!speed_of(baud, &speed))
		return LG_ERROR_RANGE;
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return error_now();
	int error = isatty(fd) ? LG_OK : LG_ERROR_FORMAT;

	if (error == LG_OK && flock(fd, LOCK_EX | LOCK_NB) != 0)
		error = LG_ERROR_SYSTEM;
	if (error == LG_OK)
		error = make_raw(fd, speed);
	if (error != LG_OK) {
		int kept = errno;

		close(fd);
		errno = kept;
		return error;
	}
	*serial = (struct lg_serial){.open = true, .fd = fd};
	return LG_OK;
}

int lg_serial_read(struct lg_serial *serial, uint8_t *bytes, size_t room)
{
	if (!serial->open)
		return LG_ERROR_GONE;
	if (room == 0)
		return LG_ERROR_LENGTH;
	ssize_t got = read(serial->fd, bytes, room < 65536 ? room : 65536);

	if (got > 0)
		return (int)got;
	return got == 0 ? LG_ERROR_GONE : error_now();
}

int lg_serial_write(struct lg_serial *serial, const uint8_t *bytes, size_t count)
{
	if (!serial->open)
		return LG_ERROR_GONE;
	if (count == 0)
		return 0;
	ssize_t put = write(serial->fd, bytes, count < 65536 ? count : 65536);

	if (put > 0)
		return (int)put;
	return put == 0 ? LG_ERROR_AGAIN : error_now();
}

void lg_serial_close(struct lg_serial *serial)
{
	if (serial->open)
		close(serial->fd);
	*serial = (struct lg_serial){.open = false};
}
