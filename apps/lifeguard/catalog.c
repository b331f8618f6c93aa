/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard catalog [MODEL]: the products known; every number of one with its unit,
 * evidence and source. */
#include <string.h>

#include "apps/lifeguard/verbs.h"
#include "system/json.h"
#include "system/settings.h"

enum { EXIT_GOOD = 0, EXIT_USAGE = 2, EXIT_ENVIRONMENT = 3 };

#define RATINGS 4 /* columns of the list */

static void help(void)
{
	fputs("usage: lifeguard catalog [MODEL] [--catalog DIR] [--json]\n"
	      "\n"
	      "Without a model: every product, its family and main ratings. With one: "
	      "every\n"
	      "number, its unit, evidence and source, and its settings with their "
	      "defaults.\n"
	      "Evidence is manual, datasheet, code, forum, inferred or assumed; an "
	      "assumed\n"
	      "number is ours, not the maker's.\n"
	      "\n"
	      "  --catalog DIR     YAML files of your own besides (also "
	      "LIFEGUARD_CATALOG)\n"
	      "  --json            the same as JSON\n"
	      "\n"
	      "example: lifeguard catalog victron/smart-batteryprotect-65\n",
	      stdout);
}

static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

/* "3000 VA" is written so, though watts and volt-amperes are one unit inside. */
static const char *unit_name(const struct lg_number *number)
{
	if (ends_in(number->key, "_VA"))
		return "VA";
	return lg_unit_name(number->unit);
}

static void number_text(const struct lg_number *number, char *text, size_t size)
{
	if (number->text)
		snprintf(text, size, "%s", number->text);
	else if (ends_in(number->key, "_VA"))
		snprintf(text, size, "%.9g VA", number->value);
	else
		lg_quantity_text(number->value, number->unit, text, size);
}

/* --- the list ---------------------------------------------------------------------- */

/* The first of these that a model has are its main ratings. */
static const char *const main_keys[] = {
	"capacity_Ah",       "nominal_V",           "rated_VA",
	"charge_A",          "continuous_A",        "peak_A",
	"max_discharge_A",   "max_charge_A",        "most_batteries",
	"load_disconnect_A", "charge_disconnect_A", "alternator_charge_A",
};

static int ratings_of(const struct lg_model *model,
		      const struct lg_number *ratings[RATINGS])
{
	int n = 0;

	for (size_t i = 0; i < sizeof main_keys / sizeof main_keys[0] && n < RATINGS;
	     i++) {
		ratings[n] = lg_model_number(model, main_keys[i]);
		if (ratings[n])
			n++;
	}
	return n;
}

static void list(void)
{
	const struct lg_number *ratings[RATINGS];
	char value[48], column[112];

	for (int i = 0; i < lg_catalog_count(); i++) {
		const struct lg_model *model = lg_catalog_at(i);
		int n = ratings_of(model, ratings);

		printf("%-36s %-10s", model->name, model->family);
		for (int k = 0; k < n; k++) {
			const char *last = strrchr(ratings[k]->key, '_');

			number_text(ratings[k], value, sizeof value);
			snprintf(column, sizeof column, "%.*s %s",
				 (int)(lg_unit_name(ratings[k]->unit)[0]
					       ? last - ratings[k]->key
					       : (long)strlen(ratings[k]->key)),
				 ratings[k]->key, value);
			printf(k + 1 < n ? "  %-22s" : "  %s", column);
		}
		printf("\n");
	}
}

/* SI, in the unit the key ends in; null for a word. */
static void json_number(struct lg_json *json, const struct lg_number *number)
{
	lg_json_object(json, NULL);
	lg_json_string(json, "key", number->key);
	if (number->text)
		lg_json_string(json, "value", number->text);
	else
		lg_json_number(json, "value", number->value);
	lg_json_string(json, "unit",
		       number->unit == LG_UNIT_fraction ? "" : unit_name(number));
	lg_json_string(json, "evidence", lg_evidence_name(number->evidence));
	lg_json_string(json, "source", number->source);
	lg_json_end(json);
}

static void json_head(struct lg_json *json, const struct lg_model *model)
{
	lg_json_string(json, "name", model->name);
	lg_json_string(json, "title", model->title);
	lg_json_string(json, "family", model->family);
	lg_json_bool(json, "device", lg_model_family(model) != NULL);
}

static void list_json(void)
{
	const struct lg_number *ratings[RATINGS];
	struct lg_json json = lg_json_to(stdout);

	lg_json_object(&json, NULL);
	lg_json_array(&json, "models");
	for (int i = 0; i < lg_catalog_count(); i++) {
		const struct lg_model *model = lg_catalog_at(i);
		int n = ratings_of(model, ratings);

		lg_json_object(&json, NULL);
		json_head(&json, model);
		lg_json_array(&json, "ratings");
		for (int k = 0; k < n; k++)
			json_number(&json, ratings[k]);
		lg_json_end(&json);
		lg_json_end(&json);
	}
	lg_json_end(&json);
	lg_json_end(&json);
}

/* --- one model --------------------------------------------------------------------- */

static void range_text(const struct lg_setting *setting, char *text, size_t size)
{
	char least[32], most[32];

	text[0] = 0;
	for (int i = 0; setting->words && setting->words[i]; i++)
		snprintf(text + strlen(text), size - strlen(text), "%s%s", i ? "/" : "",
			 setting->words[i]);
	if (setting->words)
		return;
	lg_quantity_text(setting->least, setting->unit, least, sizeof least);
	lg_quantity_text(setting->most, setting->unit, most, sizeof most);
	snprintf(text, size, "%s to %s", least, most);
}

static void show(const struct lg_model *model)
{
	char text[96], range[96];
	const char *source = "";

	printf("%s\n%s, family %s%s\n\nnumbers\n", model->name, model->title,
	       model->family, lg_model_family(model) ? "" : " (no device yet)");
	for (int i = 0; i < model->n_numbers; i++) {
		number_text(&model->numbers[i], text, sizeof text);
		printf("  %-32s %-12s %-10s %s\n", model->numbers[i].key, text,
		       lg_evidence_name(model->numbers[i].evidence),
		       model->numbers[i].source);
	}
	if (lg_model_settings(model)->key)
		printf("\nsettings\n");
	for (const struct lg_setting *s = lg_model_settings(model); s->key; s++) {
		enum lg_evidence evidence = LG_EVIDENCE_ASSUMED;

		if (!lg_setting_default(model, s->key, text, sizeof text, &evidence,
					&source))
			continue;
		range_text(s, range, sizeof range);
		printf("  %-16s default %-11s %-44s %s\n", s->key, text, range, s->what);
	}
}

static void json_setting(struct lg_json *json, const struct lg_model *model,
			 const struct lg_setting *s)
{
	enum lg_evidence evidence = LG_EVIDENCE_ASSUMED;
	const char *source = NULL;
	char text[96];
	bool known =
		lg_setting_default(model, s->key, text, sizeof text, &evidence, &source);

	lg_json_object(json, NULL);
	lg_json_string(json, "key", s->key);
	lg_json_string(json, "unit", lg_unit_name(s->unit));
	lg_json_string(json, "default", known ? text : NULL);
	lg_json_string(json, "evidence", known ? lg_evidence_name(evidence) : NULL);
	lg_json_string(json, "source", source);
	if (s->words) {
		lg_json_array(json, "words");
		for (int i = 0; s->words[i]; i++)
			lg_json_string(json, NULL, s->words[i]);
		lg_json_end(json);
	} else {
		lg_json_number(json, "least", s->least);
		lg_json_number(json, "most", s->most);
	}
	lg_json_string(json, "what", s->what);
	lg_json_end(json);
}

static void show_json(const struct lg_model *model)
{
	struct lg_json json = lg_json_to(stdout);

	lg_json_object(&json, NULL);
	json_head(&json, model);
	lg_json_array(&json, "numbers");
	for (int i = 0; i < model->n_numbers; i++)
		json_number(&json, &model->numbers[i]);
	lg_json_end(&json);
	lg_json_array(&json, "settings");
	for (const struct lg_setting *s = lg_model_settings(model); s->key; s++)
		json_setting(&json, model, s);
	lg_json_end(&json);
	lg_json_end(&json);
}

/* --- the verb ---------------------------------------------------------------------- */

static int refuse(const char *what, const char *word)
{
	fprintf(stderr, "lifeguard catalog: %s'%s'; lifeguard catalog --help\n", what,
		word);
	return EXIT_USAGE;
}

static int unknown_model(const char *name)
{
	const char *nearest = lg_catalog_nearest(name);

	fprintf(stderr, "lifeguard catalog: unknown model '%s'; ", name);
	if (nearest)
		fprintf(stderr, "did you mean '%s'?\n", nearest);
	else
		fputs("'lifeguard catalog' lists them\n", stderr);
	return EXIT_USAGE;
}

static int print(const char *name, bool json)
{
	const struct lg_model *model = name ? lg_catalog_find(name) : NULL;

	if (name && !model)
		return unknown_model(name);
	if (model && json)
		show_json(model);
	else if (model)
		show(model);
	else if (json)
		list_json();
	else
		list();
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_GOOD;
	perror("lifeguard catalog: stdout");
	return EXIT_ENVIRONMENT;
}

int lg_verb_catalog(int argc, char **argv)
{
	const char *name = NULL;
	bool json = false;

	for (int i = 1; i < argc; i++) {
		struct lg_problems problems = {0};

		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			help();
			return EXIT_GOOD;
		}
		if (!strcmp(argv[i], "--json")) {
			json = true;
		} else if (!strcmp(argv[i], "--catalog") && i + 1 < argc) {
			lg_catalog_add_folder(argv[++i], &problems);
			if (problems.total_count > 0) {
				lg_problems_print(&problems, argv[i], stderr);
				return EXIT_USAGE;
			}
		} else if (argv[i][0] == '-') {
			return refuse("unknown or incomplete option ", argv[i]);
		} else if (name) {
			return refuse("one model at a time, not also ", argv[i]);
		} else {
			name = argv[i];
		}
	}
	return print(name, json);
}
