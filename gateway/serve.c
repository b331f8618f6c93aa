/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP on loopback: see serve.h. */
#include "gateway/serve.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct lg_stream { /* one open /events */
	struct lg_server *server;
	struct MHD_Connection *connection;
	struct lg_stream *next;
	bool waiting;  /* suspended until there is something new */
	uint32_t turn; /* last one rendered */
	char *text;    /* being sent */
	size_t length, sent;
};

enum { IDLE_TIMEOUT_s = 10, MEMORY_bytes = 16384 };

/* --- answers -------------------------------------------------------------------------
 */

static enum MHD_Result send_off(struct MHD_Connection *connection, unsigned status,
				struct MHD_Response *response, const char *type)
{
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, "Content-Type", type);
	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
	if (!MHD_get_response_header(response, "Content-Security-Policy"))
		MHD_add_response_header(response, "Content-Security-Policy",
					"default-src 'none'; frame-ancestors 'none'");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, "Allow", "GET, HEAD");
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result send_words(struct MHD_Connection *connection, unsigned status,
				  const char *words)
{
	return send_off(connection, status,
			MHD_create_response_from_buffer(strlen(words),
							(void *)(uintptr_t)words,
							MHD_RESPMEM_MUST_COPY),
			"text/plain; charset=utf-8");
}

static enum MHD_Result send_state(struct lg_server *server,
				  struct MHD_Connection *connection, bool json)
{
	const struct lg_verdict *verdict = &server->state.verdict;
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	struct MHD_Response *response;

	if (!out)
		return MHD_NO;
	if (json)
		lg_state_json(&server->state, false, out);
	else
		lg_state_text(&server->state, out);
	if (fclose(out) != 0) {
		free(text);
		return MHD_NO;
	}
	response = MHD_create_response_from_buffer(length, text, MHD_RESPMEM_MUST_FREE);
	if (response) /* `lifeguard status` makes its exit of it */
		MHD_add_response_header(response, "X-Lifeguard",
					verdict->stale ? "stale"
					: verdict->may_charge && verdict->may_discharge
						? "permitted"
						: "not-permitted");
	return send_off(
		connection, verdict->stale ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_OK,
		response, json ? "application/json" : "text/plain; charset=utf-8");
}

/* The page, with a nonce of its own: no other script or style runs in it. */
static enum MHD_Result send_page(struct lg_server *server,
				 struct MHD_Connection *connection)
{
	static const char mark[] = "@NONCE@";
	const char *at = server->options->page, *end = server->options->page_end;
	uint8_t random[16];
	char nonce[2 * sizeof random + 1], policy[256];
	char *text = NULL;
	size_t length = 0;
	FILE *out;
	struct MHD_Response *response;

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return MHD_NO;
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(nonce + 2 * i, 3, "%02x", random[i]);
	out = open_memstream(&text, &length);
	if (!out)
		return MHD_NO;
	while (at < end) {
		const char *found = memmem(at, (size_t)(end - at), mark, sizeof mark - 1);

		fwrite(at, 1, (size_t)((found ? found : end) - at), out);
		if (found)
			fputs(nonce, out);
		at = found ? found + sizeof mark - 1 : end;
	}
	fclose(out);
	response = MHD_create_response_from_buffer(length, text, MHD_RESPMEM_MUST_FREE);
	snprintf(
		policy, sizeof policy,
		"default-src 'none'; script-src 'nonce-%s'; style-src 'nonce-%s'; "
		"connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
		"frame-ancestors 'none'",
		nonce, nonce);
	if (response)
		MHD_add_response_header(response, "Content-Security-Policy", policy);
	return send_off(connection, MHD_HTTP_OK, response, "text/html; charset=utf-8");
}

/* --- streams -------------------------------------------------------------------------
 */

static bool render(struct lg_stream *stream)
{
	FILE *out;

	free(stream->text);
	stream->text = NULL;
	stream->sent = stream->length = 0;
	out = open_memstream(&stream->text, &stream->length);
	if (!out)
		return false;
	fputs("data: ", out);
	lg_state_json(&stream->server->state, true, out);
	fputs("\n\n", out);
	stream->turn = stream->server->turn;
	return fclose(out) == 0;
}

static ssize_t read_stream(void *context, uint64_t position, char *buffer, size_t room)
{
	struct lg_stream *stream = context;
	size_t count;

	(void)position;
	if (stream->sent == stream->length) {
		if (stream->turn == stream->server->turn) {
			stream->waiting = true;
			MHD_suspend_connection(stream->connection);
			return 0;
		}
		if (!render(stream))
			return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	count = stream->length - stream->sent < room ? stream->length - stream->sent
						     : room;
	memcpy(buffer, stream->text + stream->sent, count);
	stream->sent += count;
	return (ssize_t)count;
}

static void free_stream(void *context)
{
	struct lg_stream *stream = context;
	struct lg_stream **at = &stream->server->streams;

	while (*at && *at != stream)
		at = &(*at)->next;
	if (*at)
		*at = stream->next;
	stream->server->n_streams--;
	free(stream->text);
	free(stream);
}

static enum MHD_Result send_stream(struct lg_server *server,
				   struct MHD_Connection *connection)
{
	struct lg_stream *stream;
	struct MHD_Response *response;

	if (server->n_streams >= LG_GATEWAY_STREAMS)
		return send_words(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
				  "too many pages watch already\n");
	stream = calloc(1, sizeof *stream);
	if (!stream)
		return MHD_NO;
	*stream = (struct lg_stream){.server = server,
				     .connection = connection,
				     .next = server->streams,
				     .turn = server->turn - 1};
	server->streams = stream;
	server->n_streams++;
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_stream,
						     stream, free_stream);
	if (!response) {
		free_stream(stream);
		return MHD_NO;
	}
	return send_off(connection, MHD_HTTP_OK, response, "text/event-stream");
}

void lg_server_show(struct lg_server *server)
{
	server->turn++;
	for (struct lg_stream *stream = server->streams; stream; stream = stream->next) {
		if (!stream->waiting)
			continue;
		stream->waiting = false;
		MHD_resume_connection(stream->connection);
	}
}

/* --- requests ------------------------------------------------------------------------
 */

static enum MHD_Result answer(void *context, struct MHD_Connection *connection,
			      const char *url, const char *method, const char *version,
			      const char *upload, size_t *upload_size, void **request)
{
	static int seen; /* its address marks a request whose head was looked at */
	struct lg_server *server = context;
	const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
						       MHD_HTTP_HEADER_HOST);

	(void)version;
	(void)upload;
	(void)upload_size;
	if (!lg_address_host_allowed(host))
		return send_words(connection, MHD_HTTP_MISDIRECTED_REQUEST,
				  "this answers to localhost and 127.0.0.1 only\n");
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return send_words(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
				  "this shows, it does not switch: GET only\n");
	if (!*request) { /* answered at the second call the connection may live on */
		*request = &seen;
		return MHD_YES;
	}
	if (strcmp(url, "/") == 0)
		return send_page(server, connection);
	if (strcmp(url, "/state.json") == 0)
		return send_state(server, connection, true);
	if (strcmp(url, "/status.txt") == 0)
		return send_state(server, connection, false);
	if (strcmp(url, "/events") == 0 && strcmp(method, "GET") == 0)
		return send_stream(server, connection);
	return send_words(connection, MHD_HTTP_NOT_FOUND,
			  "there are /, /state.json, /status.txt and /events\n");
}

int lg_server_start(struct lg_server *server, int listening)
{
	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL,
		answer, server, MHD_OPTION_LISTEN_SOCKET, listening,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)LG_GATEWAY_CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_TIMEOUT_s,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_bytes, MHD_OPTION_END);
	return server->daemon ? 0 : -1;
}

int lg_server_fd(const struct lg_server *server)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	return info ? info->epoll_fd : -1;
}

int lg_server_patience_ms(const struct lg_server *server)
{
	MHD_UNSIGNED_LONG_LONG timeout_ms = 0;

	if (MHD_get_timeout(server->daemon, &timeout_ms) != MHD_YES || timeout_ms > 1000)
		return 1000;
	return (int)timeout_ms;
}

void lg_server_run(struct lg_server *server)
{
	(void)MHD_run(server->daemon);
}

void lg_server_stop(struct lg_server *server)
{
	lg_server_show(server); /* a suspended connection cannot be stopped */
	MHD_stop_daemon(server->daemon);
	server->daemon = NULL;
}
