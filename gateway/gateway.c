/* SPDX-License-Identifier: Apache-2.0 */
/* The network process: see gateway.h. */
#include "gateway/gateway.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "gateway/serve.h"
#include "guard/loop.h"

enum { NOBODY = 65534, OPEN_FILES = 64, REFRESH_ms = 1000 };

/* Every file but the guard's socket, which becomes 3. What was the guard's (lines,
 * outputs) must not live on here. */
static int keep_only(int socket)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0)
		return -1;
	if (dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
		return -1;
	if (socket != 3 && dup2(socket, 3) < 0)
		return -1;
	return close_range(4, ~0U, 0) == 0 ? 3 : -1;
}

static bool give_up_rights(void)
{
	struct rlimit files = {OPEN_FILES, OPEN_FILES}, core = {0, 0};

	if (geteuid() == 0 &&
	    (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
	     setresuid(NOBODY, NOBODY, NOBODY) != 0))
		return false;
	(void)setrlimit(RLIMIT_NOFILE, &files);
	(void)setrlimit(RLIMIT_CORE, &core);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) ==
		       0; /* not even a stopped one outlives the guard */
}

static int64_t now_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void hello(int socket, int error, uint32_t port, const char *words)
{
	struct lg_gateway_hello message = {.error = error, .port = port};

	snprintf(message.words, sizeof message.words, "%s", words);
	(void)send(socket, &message, sizeof message, MSG_NOSIGNAL);
}

/* The newest message into *kept. 1: there was one, 0: none, -1: the guard is gone. */
static int receive(int socket, struct lg_guard_message *kept)
{
	static struct lg_guard_message message;
	int any = 0;

	for (int i = 0; i < 64; i++) {
		ssize_t got =
			recv(socket, &message, sizeof message, MSG_DONTWAIT | MSG_TRUNC);

		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			return any;
		if (got <= 0)
			return -1;
		if (got != (ssize_t)sizeof message || message.version != LG_GUARD_VERSION)
			continue;
		*kept = message;
		any = 1;
	}
	return any;
}

static void look(struct lg_server *server, const struct lg_guard_message *message,
		 bool any, int64_t silent_ms)
{
	server->state.message = any ? message : NULL;
	server->state.silent_ms = silent_ms;
	lg_verdict(server->system, server->state.message, silent_ms,
		   &server->state.verdict);
}

static void serve(struct lg_server *server, int socket)
{
	static struct lg_guard_message message;
	int64_t told_ms = now_ms(), shown_ms = told_ms;
	bool any = false;

	look(server, &message, any, 0);
	for (;;) {
		struct pollfd wait[2] = {{.fd = socket, .events = POLLIN},
					 {.fd = lg_server_fd(server), .events = POLLIN}};
		int got;

		(void)poll(wait, 2, lg_server_patience_ms(server));
		got = receive(socket, &message);
		if (got < 0)
			return;
		if (got > 0)
			told_ms = now_ms();
		any = any || got > 0;
		look(server, &message, any, now_ms() - told_ms);
		if (got > 0 || now_ms() - shown_ms >= REFRESH_ms) {
			shown_ms = now_ms();
			lg_server_show(server);
		}
		lg_server_run(server);
	}
}

int lg_gateway_main(int socket, uint32_t port, const struct lg_system *system,
		    void *context)
{
	const struct lg_gateway_options *options = context;
	struct lg_address address = options->address;
	struct lg_server server = {
		.system = system, .options = options, .state = {.system = system}};
	char words[128], text[64];
	uint16_t found = 0;
	int listening;

	socket = keep_only(socket);
	if (socket < 0)
		return 3;
	if (port != 0)
		address.port = (uint16_t)port;
	lg_address_text(&address, text, sizeof text);
	listening = lg_address_listen(&address,
				      &found); /* a port under 1024 needs the rights */
	if (listening < 0) {
		snprintf(words, sizeof words, "%s: %s", text, strerror(errno));
		hello(socket, errno, 0, words);
		return 3;
	}
	if (!give_up_rights() || lg_server_start(&server, listening) != 0) {
		hello(socket, 1, 0,
		      "rights cannot be given up, or HTTP cannot be started");
		return 3;
	}
	hello(socket, 0, found, "");
	serve(&server, socket);
	lg_server_stop(&server);
	return 0;
}
