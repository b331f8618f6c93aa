/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard status: what the running guard sees and permits, for a terminal. Asks its
 * gateway on this machine. */
#include "apps/lifeguard/verbs.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "gateway/address.h"

enum { TIMEOUT_ms = 3000, MOST_bytes = 4 << 20 };

static void help(FILE *out)
{
	fputs("usage: lifeguard status [--http ADDRESS:PORT] [--json]\n\n"
	      "Prints what the guard started by `lifeguard run` sees and permits now.\n"
	      "Exit 0: charging and discharging permitted; 1: something is not, or the "
	      "guard is\n"
	      "silent; 3: nobody answers.\n\n"
	      "  --http A   where it is; default 127.0.0.1:8087\n"
	      "  --json     the state as JSON\n\n"
	      "example: lifeguard status || echo look at the boat\n",
	      out);
}

static int64_t now_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool send_all(int fd, const char *text)
{
	size_t length = strlen(text);

	return send(fd, text, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* Everything until the other side closes, NUL-terminated; NULL: errno. */
static char *receive_all(int fd)
{
	int64_t end_ms = now_ms() + TIMEOUT_ms;
	size_t room = 65536, held = 0;
	char *text = malloc(room);

	while (text && held < MOST_bytes) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		int64_t left_ms = end_ms - now_ms();
		ssize_t got;

		if (left_ms <= 0 || poll(&wait, 1, (int)left_ms) != 1) {
			errno = ETIMEDOUT;
			break;
		}
		got = recv(fd, text + held, room - held - 1, 0);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (got <= 0) {
			text[held] = 0;
			if (got == 0)
				return text;
			break;
		}
		held += (size_t)got;
		if (room - held < 4096) {
			char *more = realloc(text, room *= 2);

			if (!more)
				break;
			text = more;
		}
	}
	free(text);
	return NULL;
}

static char *fetch(const struct lg_address *address, const char *path)
{
	char host[64], request[256];
	char *reply = NULL;
	int fd = lg_address_connect(address, TIMEOUT_ms);

	if (fd < 0)
		return NULL;
	lg_address_text(address, host, sizeof host);
	snprintf(request, sizeof request,
		 "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, host);
	if (send_all(fd, request))
		reply = receive_all(fd);
	int kept = errno;

	close(fd);
	errno = kept;
	return reply;
}

static int print_reply(const char *reply, const char *where)
{
	const char *body = strstr(reply, "\r\n\r\n");
	const char *mark = strstr(reply, "\r\nX-Lifeguard: ");

	if (!body || !mark || mark > body) {
		fprintf(stderr, "lifeguard status: what answers at %s is no lifeguard\n",
			where);
		return 3;
	}
	fputs(body + 4, stdout);
	if (fflush(stdout) != 0)
		return 3;
	return strncmp(mark + strlen("\r\nX-Lifeguard: "), "permitted\r\n", 11) == 0 ? 0
										     : 1;
}

int lg_verb_status(int argc, char **argv)
{
	enum { HTTP = 256, JSON, HELP };
	static const struct option options[] = {{"http", required_argument, NULL, HTTP},
						{"json", no_argument, NULL, JSON},
						{"help", no_argument, NULL, HELP},
						{0}};
	const char *where = "127.0.0.1:8087", *path = "/status.txt";
	struct lg_address address;
	char problem[200];
	char *reply;
	int status;

	for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
		switch (option) {
		case HTTP:
			where = optarg;
			break;
		case JSON:
			path = "/state.json";
			break;
		case 'h':
		case HELP:
			help(stdout);
			return 0;
		default:
			return 2; /* getopt has said it */
		}
	}
	if (optind < argc) {
		fprintf(stderr,
			"lifeguard status: it takes no '%s'; see lifeguard status "
			"--help\n",
			argv[optind]);
		return 2;
	}
	if (!lg_address_parse(where, &address, problem, sizeof problem)) {
		fprintf(stderr, "lifeguard status: --http: %s\n", problem);
		return 2;
	}
	reply = fetch(&address, path);
	if (!reply) {
		fprintf(stderr, "lifeguard status: no guard answers at %s: %s\n", where,
			strerror(errno));
		return 3;
	}
	status = print_reply(reply, where);
	free(reply);
	return status;
}
