/* SPDX-License-Identifier: Apache-2.0 */
/* From catalogue numbers and a person's settings to the configuration of a device. A row
 * a setting: its key (the one used in catalog/, in build files and by `bench --set`),
 * unit, range, and where it goes. Nothing else knows both sides. */
#ifndef LG_SYSTEM_SETTINGS_H
#define LG_SYSTEM_SETTINGS_H

#include "system/catalog.h"
#include "wiring/family.h"

struct lg_setting {      /* one row, for --help, explain and the schema */
	const char *key; /* "off_delay_s", "mode" */
	enum lg_unit unit;
	const char *const *words; /* allowed texts, ends with NULL; NULL for a number */
	double least, most;
	const char *what; /* a sentence */
};

struct lg_choice {              /* what a person set */
	const char *key, *text; /* "shutdown_V", "12.1 V" */
	struct lg_place place;
};

/* The device family of a model, or NULL when it has none (a cell). */
const struct lg_family *lg_model_family(const struct lg_model *model);

/* The settings of a model; ends with key == NULL. */
const struct lg_setting *lg_model_settings(const struct lg_model *model);

/* The value in force before any choice, as text with its evidence. False when the model
 * has no such setting. */
bool lg_setting_default(const struct lg_model *model, const char *key, char *text,
			size_t size, enum lg_evidence *evidence, const char **source);

/* Fill config (family->config_size bytes). Unknown keys, values out of range and what
 * config_problem() finds go to problems. `bare`: numbers without units are accepted
 * (bench). Returns whether it is sound. */
bool lg_configure(const struct lg_model *model, const struct lg_choice *choices,
		  int n_choices, bool bare, void *config, struct lg_problems *problems);

/* Input slots the model really has (a battery of 4 cells has cell1..cell4 and T1): by
 * index in family->inputs. */
bool lg_model_has_input(const struct lg_model *model, int input);

/* The healthy value of an input: the port's own, and for "V" that of the system voltage
 * (13.2, 26.4, 52.8 V). config: as lg_configure filled it. */
int32_t lg_model_resting(const struct lg_model *model, const void *config, int input);

#endif
