/* SPDX-License-Identifier: Apache-2.0 */
/* Loopback addresses: see address.h. */
#include "gateway/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* Splits "HOST:PORT" or "[HOST]:PORT"; port -1 when there is none. */
static bool split(const char *text, char *host, size_t room, long *port)
{
	const char *end = strrchr(text, ':');
	const char *bracket = strchr(text, ']');
	size_t length;
	int used = 0;
	unsigned number = 0;

	if (end && bracket && end < bracket)
		end = NULL;
	length = end ? (size_t)(end - text) : strlen(text);
	if (length == 0 || length >= room)
		return false;
	memcpy(host, text, length);
	host[length] = 0;
	*port = -1;
	if (!end)
		return true;
	if (sscanf(end + 1, "%5u%n", &number, &used) != 1 || end[1 + used] ||
	    number > 65535 || end[1] < '0' || end[1] > '9')
		return false;
	*port = (long)number;
	return true;
}

static bool loopback(const char *host, struct lg_address *address)
{
	struct in_addr ip;

	*address = (struct lg_address){.ip = {127, 0, 0, 1}};
	if (strcasecmp(host, "localhost") == 0)
		return true;
	if (strcmp(host, "[::1]") == 0) {
		address->v6 = true;
		return true;
	}
	if (inet_pton(AF_INET, host, &ip) != 1)
		return false;
	memcpy(address->ip, &ip.s_addr, 4);
	return address->ip[0] == 127;
}

bool lg_address_parse(const char *text, struct lg_address *address, char *problem,
		      size_t room)
{
	char host[64];
	long port;

	if (!split(text, host, sizeof host, &port) || port < 0) {
		snprintf(problem, room, "'%s' is no ADDRESS:PORT; as 127.0.0.1:8087",
			 text);
		return false;
	}
	if (!loopback(host, address)) {
		snprintf(problem, room,
			 "%s is not this machine; only loopback is served, as "
			 "127.0.0.1:%ld (from "
			 "elsewhere: ssh -L)",
			 host, port);
		return false;
	}
	address->port = (uint16_t)port;
	return true;
}

void lg_address_text(const struct lg_address *address, char *text, size_t room)
{
	if (address->v6)
		snprintf(text, room, "[::1]:%u", address->port);
	else
		snprintf(text, room, "%u.%u.%u.%u:%u", address->ip[0], address->ip[1],
			 address->ip[2], address->ip[3], address->port);
}

bool lg_address_host_allowed(const char *host)
{
	struct lg_address unused;
	char name[64];
	long port;

	return host && split(host, name, sizeof name, &port) && loopback(name, &unused);
}

union socket_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t fill(const struct lg_address *address, union socket_address *to)
{
	memset(to, 0, sizeof *to);
	if (address->v6) {
		to->v6.sin6_family = AF_INET6;
		to->v6.sin6_addr = in6addr_loopback;
		to->v6.sin6_port = htons(address->port);
		return sizeof to->v6;
	}
	to->v4.sin_family = AF_INET;
	memcpy(&to->v4.sin_addr.s_addr, address->ip, 4);
	to->v4.sin_port = htons(address->port);
	return sizeof to->v4;
}

static int give_up(int fd)
{
	int kept = errno;

	close(fd);
	errno = kept;
	return -1;
}

int lg_address_listen(const struct lg_address *address, uint16_t *port)
{
	union socket_address at;
	socklen_t length = fill(address, &at);
	int one = 1;
	int fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, &at.any, length) != 0 || listen(fd, 32) != 0 ||
	    getsockname(fd, &at.any, &length) != 0)
		return give_up(fd);
	*port = ntohs(address->v6 ? at.v6.sin6_port : at.v4.sin_port);
	return fd;
}

int lg_address_connect(const struct lg_address *address, int timeout_ms)
{
	union socket_address to;
	socklen_t length = fill(address, &to), size = sizeof(int);
	int error = 0;
	int fd = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, &to.any, length) == 0)
		return fd;
	if (errno != EINPROGRESS)
		return give_up(fd);
	struct pollfd wait = {.fd = fd, .events = POLLOUT};

	if (poll(&wait, 1, timeout_ms) != 1)
		error = ETIMEDOUT;
	else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		error = errno;
	if (error == 0)
		return fd;
	errno = error;
	return give_up(fd);
}
