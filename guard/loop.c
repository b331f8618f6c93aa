/* SPDX-License-Identifier: Apache-2.0 */
/* The guard as a process: see loop.h. */
#include "guard/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guard/say.h"
#include "guard/story.h"
#include "ports/linux/clock.h"

enum {
	HELLO_ms = 3000,
	RESTART_FIRST_ms = 1000, /* doubles up to the most with each early death */
	LIVED_WELL_ms = 60000,
	RESTART_MOST_ms = 60000,
	TELL_ms = 1000,
	FAREWELL_ms = 1000,                 /* for the child to go by itself */
	ALARM_ms = LG_GUARD_TICK_ms + 2000, /* a tick overdue by more hangs; assumed */
	ALARM_AGAIN_ms = 200,
	EXIT_HANGS = 3,
	LOG_LINE = 1024, /* under PIPE_BUF: a pipe that polls writable takes it whole */
};

static volatile sig_atomic_t stop;

static void on_stop(int number)
{
	(void)number;
	stop = 1;
}

/* --- the child -----------------------------------------------------------------------
 */

static bool spawn(struct lg_loop *loop, const struct lg_loop_options *options,
		  const struct lg_system *system)
{
	int ends[2];
	int child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) !=
	    0)
		return false;
	child = fork();
	if (child == 0) {
		sigset_t none;

		sigemptyset(&none);
		signal(SIGTERM, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		signal(SIGINT, SIG_IGN); /* Ctrl-C is for the guard; its end of the socket
					    tells us */
		sigprocmask(SIG_SETMASK, &none, NULL);
		close(ends[0]);
		_exit(options->gateway(ends[1], loop->port, system, options->context));
	}
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return false;
	}
	loop->socket = ends[0];
	loop->child = child;
	return true;
}

bool lg_loop_start(struct lg_loop *loop, const struct lg_loop_options *options,
		   const struct lg_system *system, char *words, size_t room)
{
	struct lg_gateway_hello hello = {.error = -1};
	struct pollfd wait = {.events = POLLIN};

	loop->restart_wait_ms = RESTART_FIRST_ms;
	if (!options->gateway)
		return true;
	if (!spawn(loop, options, system)) {
		snprintf(words, room, "the gateway cannot be started: %s",
			 strerror(errno));
		return false;
	}
	wait.fd = loop->socket;
	if (poll(&wait, 1, HELLO_ms) == 1 &&
	    recv(loop->socket, &hello, sizeof hello, MSG_DONTWAIT) ==
		    (ssize_t)sizeof hello &&
	    hello.error == 0) {
		loop->port = hello.port;
		return true;
	}
	hello.words[LG_GATEWAY_WORDS - 1] = 0;
	snprintf(words, room, "the gateway did not start: %s",
		 hello.words[0] ? hello.words : "no answer");
	close(loop->socket);
	(void)kill(loop->child, SIGKILL);
	(void)waitpid(loop->child, NULL, 0);
	loop->child = 0;
	return false;
}

static void mind_child(struct lg_loop *loop, const struct lg_loop_options *options,
		       struct lg_guard *guard, int64_t now_ms)
{
	struct lg_guard_event event = {.kind = LG_SAID_GATEWAY};

	if (!options->gateway)
		return;
	if (loop->child > 0) {
		if (waitpid(loop->child, NULL, WNOHANG) != loop->child)
			return;
		close(loop->socket);
		loop->child = 0;
		if (now_ms - loop->spawned_ms >= LIVED_WELL_ms)
			loop->restart_wait_ms = RESTART_FIRST_ms;
		loop->restart_ms = now_ms + loop->restart_wait_ms;
		loop->restart_wait_ms *= 2;
		if (loop->restart_wait_ms > RESTART_MOST_ms)
			loop->restart_wait_ms = RESTART_MOST_ms;
		lg_guard_note(guard, event, now_ms);
	}
	if (now_ms < loop->restart_ms)
		return;
	loop->restart_ms = now_ms + loop->restart_wait_ms; /* should even fork fail */
	loop->spawned_ms = now_ms;
	event.value = 1;
	if (spawn(loop, options, guard->system))
		lg_guard_note(guard, event, now_ms);
}

/* When the gateway does not read, the message is dropped: the next one says it all again.
 */
static void tell(struct lg_loop *loop, struct lg_guard *guard, int64_t now_ms)
{
	static struct lg_guard_message message; /* too large for a stack that is locked */

	if (loop->child <= 0 || (!guard->changed && now_ms - loop->told_ms < TELL_ms))
		return;
	lg_guard_tell(guard, &message, now_ms);
	(void)send(loop->socket, &message, sizeof message, MSG_DONTWAIT | MSG_NOSIGNAL);
	loop->told_ms = now_ms;
}

static void end_child(struct lg_loop *loop)
{
	struct timespec pause = {.tv_nsec = 10000000};

	if (loop->child <= 0)
		return;
	close(loop->socket);
	for (int waited_ms = 0; waited_ms < FAREWELL_ms; waited_ms += 10) {
		if (waitpid(loop->child, NULL, WNOHANG) == loop->child)
			return;
		nanosleep(&pause, NULL);
	}
	(void)kill(loop->child, SIGKILL);
	(void)waitpid(loop->child, NULL, 0);
}

/* --- the log -------------------------------------------------------------------------
 */

static int64_t unix_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Room for one byte is room to poll(), and a line more than that waits for a reader who
 * never comes. So terminals and pipes are opened anew, which does not change what others
 * who hold them see; a file does not wait, and a socket is asked not to. */
static int open_log(void)
{
	struct stat out;
	int fd = -1;

	if (fstat(STDOUT_FILENO, &out) == 0 &&
	    (S_ISCHR(out.st_mode) || S_ISFIFO(out.st_mode)))
		fd = open("/proc/self/fd/1",
			  O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? STDOUT_FILENO : fd;
}

/* What nobody reads is lost, counted, and does not hold the guard up. Where the log could
 * not be opened anew it may still do so: then the alarm is left. */
static void write_line(struct lg_loop *loop, const char *line, int length)
{
	struct pollfd out = {.fd = loop->log_fd, .events = POLLOUT};
	ssize_t put = -1;

	if (poll(&out, 1, 0) == 1 && (out.revents & POLLOUT)) {
		put = send(loop->log_fd, line, (size_t)length,
			   MSG_DONTWAIT | MSG_NOSIGNAL);
		if (put < 0 && errno == ENOTSOCK)
			put = write(loop->log_fd, line, (size_t)length);
	}
	if (put != length)
		loop->lost_lines++;
}

static void log_line(void *loop, const char *line, int length)
{
	write_line(loop, line, length);
}

static void log_json(struct lg_loop *loop, const struct lg_guard *guard,
		     const struct lg_guard_event *events, int count)
{
	char line[LOG_LINE];

	for (int i = 0; i < count; i++)
		write_line(loop, line,
			   lg_guard_say_json(guard->system, &events[i], unix_ms(), line,
					     sizeof line));
}

static void log_events(struct lg_loop *loop, const struct lg_loop_options *options,
		       const struct lg_guard *guard)
{
	static struct lg_guard_event events[LG_GUARD_EVENTS]; /* of this tick */
	const struct lg_scan *scans[LG_BATTERIES];
	const struct lg_story story = {guard->system, log_line, loop};
	int count = 0;

	if (guard->events - loop->said > LG_GUARD_EVENTS) {
		loop->lost_lines += guard->events - loop->said - LG_GUARD_EVENTS;
		loop->said = guard->events - LG_GUARD_EVENTS;
	}
	for (; loop->said < guard->events; loop->said++)
		events[count++] = guard->last[loop->said % LG_GUARD_EVENTS];
	if (count == 0)
		return;
	if (options->json) {
		log_json(loop, guard, events, count);
		return;
	}
	for (int i = 0; i < LG_BATTERIES; i++)
		scans[i] = &guard->links[i].scan;
	lg_story_tell(&story, events, count, scans, unix_ms());
}

/* --- the loop ------------------------------------------------------------------------
 */

static void listen_to_signals(sigset_t *while_waiting)
{
	struct sigaction action = {.sa_handler = on_stop};
	sigset_t held;

	stop = 0;
	sigemptyset(&action.sa_mask);
	sigemptyset(&held);
	sigprocmask(SIG_BLOCK, NULL, while_waiting);
	for (int i = 0; i < 3; i++) {
		static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};

		sigaddset(&held, numbers[i]);
		sigdelset(while_waiting, numbers[i]);
		sigaction(numbers[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &held, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* The last resort: a tick that does not come. The first alarm may only mean that the
 * process was stopped and goes on now; the second, with no tick in between, that it
 * hangs.
 */
static const struct lg_guard *watched;
static volatile sig_atomic_t strikes;

static void on_alarm(int number)
{
	(void)number;
	if (++strikes < 2)
		return;
	lg_drives_drop(watched->drives);
	_exit(EXIT_HANGS);
}

static void wind_alarm(int64_t first_ms)
{
	struct itimerval timer = {
		.it_value = {first_ms / 1000, first_ms % 1000 * 1000},
		.it_interval = {0, ALARM_AGAIN_ms * 1000},
	};

	strikes = 0;
	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

static void start_alarm(const struct lg_guard *guard)
{
	struct sigaction action = {.sa_handler = on_alarm};
	sigset_t alarm_only;

	watched = guard;
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
	wind_alarm(ALARM_ms);
}

/* Best effort: pages that are there stay there. Only those: a locked future would make a
 * growing stack fatal where the limit is small. */
static void lock_memory(void)
{
	volatile char touched[65536];

	for (size_t i = 0; i < sizeof touched; i += 1024)
		touched[i] = 0;
	(void)mlockall(MCL_CURRENT);
}

void lg_loop_run(struct lg_loop *loop, const struct lg_loop_options *options,
		 struct lg_guard *guard)
{
	int64_t next_ms = lg_clock_boot_ms(), now_ms = next_ms;
	int64_t end_ms = options->span_ms > 0 ? now_ms + options->span_ms : INT64_MAX;
	sigset_t while_waiting;

	tzset(); /* reads its file now, not in the middle of a line */
	listen_to_signals(&while_waiting);
	lock_memory();
	loop->log_fd = open_log();
	start_alarm(guard);
	while (!stop && now_ms < end_ms) {
		int64_t left_ms = next_ms > now_ms ? next_ms - now_ms : 0;
		struct timespec wait = {.tv_sec = left_ms / 1000,
					.tv_nsec = left_ms % 1000 * 1000000};

		(void)ppoll(NULL, 0, &wait,
			    &while_waiting); /* signals come in here only */
		now_ms = lg_clock_boot_ms();
		if (stop || now_ms < next_ms)
			continue;
		wind_alarm(ALARM_ms);
		lg_guard_tick(guard, now_ms);
		mind_child(loop, options, guard, now_ms);
		log_events(loop, options, guard);
		tell(loop, guard, now_ms);
		next_ms += LG_GUARD_TICK_ms;
		if (next_ms < now_ms) /* late: go on from here, hurry after nothing */
			next_ms = now_ms;
	}
	(void)setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {0, 0}}, NULL);
	lg_guard_close(guard); /* outputs off before anything else */
	lg_guard_note(guard, (struct lg_guard_event){.kind = LG_SAID_STOPPED}, now_ms);
	log_events(loop, options, guard);
	end_child(loop);
}
