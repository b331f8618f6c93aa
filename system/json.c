/* SPDX-License-Identifier: Apache-2.0 */
/* JSON out: see json.h. */
#include "system/json.h"

#include <math.h>

struct lg_json lg_json_to(FILE *out)
{
	return (struct lg_json){.out = out};
}

static void write_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c == '\n')
			fputs("\\n", out);
		else if (*c < 0x20 ||
			 *c == '<') /* "</script>" must not end a page that holds this */
			fprintf(out, "\\u%04x", *c);
		else
			fputc(*c, out);
	}
	fputc('"', out);
}

/* Comma, line break and key before a value. */
static void lead(struct lg_json *json, const char *key)
{
	if (json->depth > 0) {
		if (json->filled[json->depth - 1])
			fputc(',', json->out);
		json->filled[json->depth - 1] = true;
		if (!json->compact) {
			fputc('\n', json->out);
			for (int i = 0; i < json->depth; i++)
				fputc(' ', json->out);
		}
	}
	if (key) {
		write_string(json->out, key);
		fputs(json->compact ? ":" : ": ", json->out);
	}
}

static void open_level(struct lg_json *json, const char *key, char open, char close)
{
	lead(json, key);
	fputc(open, json->out);
	if (json->depth < LG_JSON_DEPTH) {
		json->close[json->depth] = close;
		json->filled[json->depth] = false;
		json->depth++;
	}
}

void lg_json_object(struct lg_json *json, const char *key)
{
	open_level(json, key, '{', '}');
}

void lg_json_array(struct lg_json *json, const char *key)
{
	open_level(json, key, '[', ']');
}

void lg_json_end(struct lg_json *json)
{
	if (json->depth == 0)
		return;
	json->depth--;
	if (json->filled[json->depth] && !json->compact) {
		fputc('\n', json->out);
		for (int i = 0; i < json->depth; i++)
			fputc(' ', json->out);
	}
	fputc(json->close[json->depth], json->out);
	if (json->depth == 0)
		fputc('\n', json->out);
}

void lg_json_string(struct lg_json *json, const char *key, const char *value)
{
	if (!value) {
		lg_json_null(json, key);
		return;
	}
	lead(json, key);
	write_string(json->out, value);
}

void lg_json_number(struct lg_json *json, const char *key, double value)
{
	if (!isfinite(value)) {
		lg_json_null(json, key);
		return;
	}
	lead(json, key);
	fprintf(json->out, "%.15g", value);
}

void lg_json_integer(struct lg_json *json, const char *key, int64_t value)
{
	lead(json, key);
	fprintf(json->out, "%lld", (long long)value);
}

void lg_json_bool(struct lg_json *json, const char *key, bool value)
{
	lead(json, key);
	fputs(value ? "true" : "false", json->out);
}

void lg_json_null(struct lg_json *json, const char *key)
{
	lead(json, key);
	fputs("null", json->out);
}
