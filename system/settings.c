/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of any family: see settings.h. The families' own rows are in settings_*.c; no
 * product number stands in either. */
#include "system/settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "system/settings_fill.h"

static const struct lg_settings_family *const families[] = {
	&lg_settings_battery,
	&lg_settings_bms,
	&lg_settings_load,
	&lg_settings_inverter,
};

static const struct lg_settings_family *family_of(const struct lg_model *model)
{
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		if (model->family &&
		    strcmp(families[i]->family->name, model->family) == 0)
			return families[i];
	return NULL;
}

const struct lg_family *lg_model_family(const struct lg_model *model)
{
	const struct lg_settings_family *family = family_of(model);

	return family ? family->family : NULL;
}

/* --- ranges ------------------------------------------------------------------------ */

/* pre_alarm_V and "least" to pre_alarm_least_V; program to program_least. */
static const struct lg_number *range_number(const struct lg_model *model,
					    const char *named,
					    const struct lg_setting *setting,
					    const char *end)
{
	const char *last = strrchr(setting->key, '_');
	char key[80];

	if (named)
		return lg_model_number(model, named);
	if (setting->unit == LG_UNIT_COUNT || !last)
		snprintf(key, sizeof key, "%s_%s", setting->key, end);
	else
		snprintf(key, sizeof key, "%.*s_%s%s", (int)(last - setting->key),
			 setting->key, end, last);
	return lg_model_number(model, key);
}

struct range {
	const struct lg_number *least, *most;
};

static struct range range_of(const struct lg_model *model,
			     const struct lg_settings_row *row)
{
	return (struct range){
		range_number(model, row->least_key, &row->setting, "least"),
		range_number(model, row->most_key, &row->setting, "most"),
	};
}

/* Whether the row is a setting of this model. */
static bool applies(const struct lg_model *model, const struct lg_settings_row *row)
{
	struct range range = range_of(model, row);

	return !row->where_ranged || (range.least && range.most);
}

/* --- the list ---------------------------------------------------------------------- */

struct list { /* of one model, made once */
	struct list *next;
	const struct lg_model *model;
	struct lg_setting settings[LG_SETTINGS + 1];
};

static struct list *list_of(const struct lg_model *model,
			    const struct lg_settings_family *family)
{
	struct list *list = calloc(1, sizeof *list);
	int n = 0;

	if (!list)
		return NULL;
	list->model = model;
	for (int i = 0; i < family->n_rows && n < LG_SETTINGS; i++) {
		struct range range = range_of(model, &family->rows[i]);

		if (!applies(model, &family->rows[i]))
			continue;
		list->settings[n] = family->rows[i].setting;
		if (range.least && range.most) {
			list->settings[n].least = range.least->value;
			list->settings[n].most = range.most->value;
		}
		n++;
	}
	return list;
}

const struct lg_setting *lg_model_settings(const struct lg_model *model)
{
	static const struct lg_setting none[1];
	static struct list *lists;
	const struct lg_settings_family *family = family_of(model);
	struct list *list;

	if (!family)
		return none;
	for (list = lists; list; list = list->next)
		if (list->model == model)
			return list->settings;
	list = list_of(model, family);
	if (!list)
		return none;
	list->next = lists;
	lists = list;
	return list->settings;
}

static const struct lg_settings_row *row_of(const struct lg_model *model, const char *key)
{
	const struct lg_settings_family *family = family_of(model);

	for (int i = 0; family && i < family->n_rows; i++)
		if (strcmp(family->rows[i].setting.key, key) == 0)
			return applies(model, &family->rows[i]) ? &family->rows[i] : NULL;
	return NULL;
}

bool lg_setting_default(const struct lg_model *model, const char *key, char *text,
			size_t size, enum lg_evidence *evidence, const char **source)
{
	const struct lg_settings_row *row = row_of(model, key);
	const struct lg_number *number =
		row ? lg_model_number(model, row->default_key ? row->default_key : key)
		    : NULL;

	if (!number)
		return false;
	if (row->default_text || number->text)
		snprintf(text, size, "%s",
			 row->default_text ? row->default_text : number->text);
	else
		lg_quantity_text(number->value, number->unit, text, size);
	*evidence = number->evidence;
	*source = number->source;
	return true;
}

/* --- choices ----------------------------------------------------------------------- */

int lg_word_index(const char *text, enum lg_unit unit, const char *const *words)
{
	char plain[32], why[160];
	double value;

	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	if (unit == LG_UNIT_NONE ||
	    !lg_quantity_parse(text, unit, true, &value, why, sizeof why))
		return -1;
	snprintf(plain, sizeof plain, "%.9g", value);
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], plain) == 0)
			return i;
	return -1;
}

static bool choose_word(struct lg_filling *f, int index, const struct lg_choice *choice)
{
	const struct lg_setting *setting = &f->rows[index].setting;
	int word = lg_word_index(choice->text, setting->unit, setting->words);
	char hint[200] = "known: ";

	for (int i = 0; word < 0 && setting->words[i]; i++)
		snprintf(hint + strlen(hint), sizeof hint - strlen(hint), "%s%s",
			 i ? ", " : "", setting->words[i]);
	if (word < 0) {
		lg_problem_add(f->problems, choice->place, hint,
			       "%s: '%.60s' is not one of its words", choice->key,
			       choice->text);
		return false;
	}
	f->chosen[index].value = word;
	return true;
}

static bool choose_number(struct lg_filling *f, int index, const struct lg_choice *choice,
			  bool bare)
{
	const struct lg_settings_row *row = &f->rows[index];
	struct range range = range_of(f->model, row);
	char why[160], hint[200], least[32], most[32];
	double value;

	if (!lg_quantity_parse(choice->text, row->setting.unit, bare, &value, why,
			       sizeof why)) {
		lg_problem_add(f->problems, choice->place, NULL, "%s: %s", choice->key,
			       why);
		return false;
	}
	if (range.least && range.most &&
	    !(value >= range.least->value && value <= range.most->value)) {
		lg_quantity_text(range.least->value, row->setting.unit, least,
				 sizeof least);
		lg_quantity_text(range.most->value, row->setting.unit, most, sizeof most);
		snprintf(hint, sizeof hint, "%s to %s (%s: %s)", least, most,
			 lg_evidence_name(range.least->evidence), range.least->source);
		lg_problem_add(f->problems, choice->place, hint,
			       "%s: '%.60s' is out of range", choice->key, choice->text);
		return false;
	}
	f->chosen[index].value = value;
	return true;
}

static void unknown_choice(struct lg_filling *f, const struct lg_choice *choice)
{
	const char *keys[LG_SETTINGS + 1];
	char hint[200];
	int n = 0;

	for (int i = 0; i < f->n_rows; i++)
		if (applies(f->model, &f->rows[i]))
			keys[n++] = f->rows[i].setting.key;
	keys[n] = NULL;
	lg_problem_add(f->problems, choice->place,
		       lg_hint_for(choice->key, keys, hint, sizeof hint),
		       "%s has no setting '%.60s'", f->model->name, choice->key);
	f->sound = false;
}

/* The last of several choices of one key stands. */
static void choose(struct lg_filling *f, const struct lg_choice *choice, bool bare)
{
	int i = 0;

	while (i < f->n_rows && strcmp(f->rows[i].setting.key, choice->key) != 0)
		i++;
	if (i == f->n_rows || !applies(f->model, &f->rows[i])) {
		unknown_choice(f, choice);
		return;
	}
	f->chosen[i].place = choice->place;
	f->chosen[i].set = f->rows[i].setting.words ? choose_word(f, i, choice)
						    : choose_number(f, i, choice, bare);
	f->sound = f->sound && f->chosen[i].set;
}

/* --- what a family's fill asks for -------------------------------------------------- */

static int chosen_index(const struct lg_filling *f, const char *key)
{
	for (int i = 0; i < f->n_rows; i++)
		if (f->chosen[i].set && strcmp(f->rows[i].setting.key, key) == 0)
			return i;
	return -1;
}

bool lg_fill_chosen(const struct lg_filling *f, const char *key, double *value)
{
	int i = chosen_index(f, key);

	if (i >= 0)
		*value = f->chosen[i].value;
	return i >= 0;
}

void lg_fill_problem(struct lg_filling *f, const char *key, const char *hint,
		     const char *text)
{
	int i = key ? chosen_index(f, key) : -1;
	struct lg_place place = {0};

	for (int other = 0; i < 0 && other < f->n_rows; other++)
		if (f->chosen[other].set)
			place = f->chosen[other].place;
	lg_problem_add(f->problems, i >= 0 ? f->chosen[i].place : place, hint, "%s",
		       text);
	f->sound = false;
}

static const struct lg_number *number_of(struct lg_filling *f, const char *key, bool word)
{
	const struct lg_number *number = lg_model_number(f->model, key);
	char text[160];

	if (number && (number->text != NULL) == word)
		return number;
	snprintf(text, sizeof text, "%s lacks %s '%s'", f->model->name,
		 word ? "the word" : "the number", key);
	lg_fill_problem(f, NULL, "its catalogue entry must give it", text);
	return NULL;
}

double lg_fill_value(struct lg_filling *f, const char *key)
{
	const struct lg_number *number;
	double value;

	if (lg_fill_chosen(f, key, &value))
		return value;
	number = number_of(f, key, false);
	return number ? number->value : 0;
}

static double scaled(struct lg_filling *f, const char *key, double most)
{
	double value = round(lg_fill_value(f, key) * 1000);
	char text[120];

	if (fabs(value) <= most)
		return value;
	snprintf(text, sizeof text, "'%s' is too large", key);
	lg_fill_problem(f, key, NULL, text);
	return 0;
}

int32_t lg_fill_milli(struct lg_filling *f, const char *key)
{
	return (int32_t)scaled(f, key, INT32_MAX);
}

uint32_t lg_fill_ms(struct lg_filling *f, const char *key)
{
	double ms = scaled(f, key, (double)INT32_MAX);

	return ms > 0 ? (uint32_t)ms : 0;
}

uint8_t lg_fill_count(struct lg_filling *f, const char *key)
{
	double value = lg_fill_value(f, key);
	char text[120];

	if (value >= 0 && value <= UINT8_MAX && !(floor(value) < value))
		return (uint8_t)value;
	snprintf(text, sizeof text, "'%s' is a whole number up to 255", key);
	lg_fill_problem(f, key, NULL, text);
	return 0;
}

int lg_fill_word(struct lg_filling *f, const char *key, const char *const *words)
{
	const struct lg_number *number;
	double value;
	int word;

	if (lg_fill_chosen(f, key, &value))
		return (int)value;
	number = number_of(f, key, true);
	word = number ? lg_word_index(number->text, LG_UNIT_NONE, words) : 0;
	if (word < 0)
		lg_fill_problem(f, key, NULL,
				"a word of the catalogue entry is not known");
	return word < 0 ? 0 : word;
}

bool lg_fill_yes(struct lg_filling *f, const char *key)
{
	static const char *const words[] = {"no", "yes", NULL};

	return lg_fill_word(f, key, words) == 1;
}

/* --- the whole --------------------------------------------------------------------- */

bool lg_configure(const struct lg_model *model, const struct lg_choice *choices,
		  int n_choices, bool bare, void *config, struct lg_problems *problems)
{
	const struct lg_settings_family *family = family_of(model);
	struct lg_filling f = {.model = model, .problems = problems, .sound = true};
	const char *problem;

	if (!family) {
		lg_problem_add(problems, (struct lg_place){0}, NULL,
			       "%s: no device for this family yet (%s)", model->name,
			       model->family);
		return false;
	}
	f.rows = family->rows;
	f.n_rows = family->n_rows;
	for (int i = 0; i < n_choices; i++)
		choose(&f, &choices[i], bare);
	memset(config, 0, family->family->config_size);
	family->fill(&f, config);
	problem = f.sound ? family->family->problem(config) : NULL;
	if (problem)
		lg_fill_problem(&f, NULL, NULL, problem);
	return f.sound;
}

bool lg_model_has_input(const struct lg_model *model, int input)
{
	const struct lg_settings_family *family = family_of(model);

	return family && input >= 0 && input < family->family->n_inputs &&
	       family->has_input(model, family->family->inputs[input].name);
}

int32_t lg_model_resting(const struct lg_model *model, const void *config, int input)
{
	const struct lg_settings_family *family = family_of(model);
	const struct lg_port *port = &family->family->inputs[input];

	return strcmp(port->name, "V") == 0
		       ? port->resting * family->times_12V(model, config)
		       : port->resting;
}
