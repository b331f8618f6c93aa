/* SPDX-License-Identifier: Apache-2.0 */
/* JSON out: one small writer. Machine output is UTF-8, one document, keys end in their
 * unit.
 *
 *   struct lg_json json = lg_json_to(stdout);
 *   lg_json_object(&json, NULL);
 *   lg_json_number(&json, "soc_min", 0.41);
 *   lg_json_array(&json, "laws"); ... lg_json_end(&json);
 *   lg_json_end(&json);                              the last end writes the newline
 *
 * In an array the key is NULL. A number that is not finite is written as null.
 */
#ifndef LG_SYSTEM_JSON_H
#define LG_SYSTEM_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define LG_JSON_DEPTH 16

struct lg_json {
	FILE *out;
	char close[LG_JSON_DEPTH]; /* the bracket that ends each open level */
	bool filled[LG_JSON_DEPTH];
	int depth;
	bool compact; /* one line, for line-delimited output */
};

struct lg_json lg_json_to(FILE *out);
void lg_json_object(struct lg_json *json, const char *key);
void lg_json_array(struct lg_json *json, const char *key);
void lg_json_end(struct lg_json *json);
/* A NULL value is written as null. */
void lg_json_string(struct lg_json *json, const char *key, const char *value);
/* Up to 15 digits, no more than it needs. */
void lg_json_number(struct lg_json *json, const char *key, double value);
void lg_json_integer(struct lg_json *json, const char *key, int64_t value);
void lg_json_bool(struct lg_json *json, const char *key, bool value);
void lg_json_null(struct lg_json *json, const char *key);

#endif
