/* SPDX-License-Identifier: Apache-2.0 */
/* Between settings.c and its families: where a configuration takes a number from. What a
 * person set comes before what the catalogue says; what neither gives is a problem, never
 * a guess. Used by system/settings*.c alone. */
#ifndef LG_SYSTEM_SETTINGS_FILL_H
#define LG_SYSTEM_SETTINGS_FILL_H

#include "core/limit.h"
#include "system/settings.h"

#include <stdint.h>

#define LG_SETTINGS 16 /* most of one family */

struct lg_settings_row {
	struct lg_setting setting;        /* least and most: from the catalogue */
	const char *least_key, *most_key; /* numbers with the range; NULL: the key with
					     _least, _most before its unit */
	bool where_ranged;        /* a setting only where the catalogue gives its range */
	const char *default_text; /* instead of a number of the same key */
	const char *default_key;  /* the number whose evidence default_text has */
};

struct lg_filling {
	const struct lg_model *model;
	const struct lg_settings_row *rows;
	int n_rows;
	struct {
		bool set;
		double value; /* SI, or the index of a word */
		struct lg_place place;
	} chosen[LG_SETTINGS]; /* by row */
	struct lg_problems *problems;
	bool sound;
};

struct lg_settings_family {
	const struct lg_family *family;
	const struct lg_settings_row *rows;
	int n_rows;
	void (*fill)(struct lg_filling *f, void *config);
	bool (*has_input)(const struct lg_model *model, const char *input);
	/* How many times 12 V the system is, for the resting voltage of its "V". */
	int (*times_12V)(const struct lg_model *model, const void *config);
};

extern const struct lg_settings_family lg_settings_battery;
extern const struct lg_settings_family lg_settings_bms;
extern const struct lg_settings_family lg_settings_load;
extern const struct lg_settings_family lg_settings_inverter;

/* Whether a person set it, and to what. */
bool lg_fill_chosen(const struct lg_filling *f, const char *key, double *value);

double lg_fill_value(struct lg_filling *f, const char *key); /* SI */
int32_t lg_fill_milli(struct lg_filling *f, const char *key);
uint32_t lg_fill_ms(struct lg_filling *f, const char *key);
uint8_t lg_fill_count(struct lg_filling *f, const char *key);
int lg_fill_word(struct lg_filling *f, const char *key, const char *const *words);
bool lg_fill_yes(struct lg_filling *f, const char *key); /* a catalogue word, yes or no */

/* A problem with the settings as a whole, at the place of `key` when that was set. */
void lg_fill_problem(struct lg_filling *f, const char *key, const char *hint,
		     const char *text);

/* Index of a text among words; numbers may carry their unit ("24 V" for "24"); -1. */
int lg_word_index(const char *text, enum lg_unit unit, const char *const *words);

#endif
