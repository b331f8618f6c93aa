/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema (2020-12) of a build file, from the same table that reads it: keys.h.
 * It serves editors; what it cannot say (names that must exist, ranges in units, settings
 * of a model) `lifeguard check` does. */
#include "system/json.h"
#include "system/keys.h"

#include <string.h>

#define ID_PATTERN "^[a-z][a-z0-9_-]{0,30}$"

/* Regular expression of a quantity: digits, then one of the unit's spellings. */
static void pattern_of(enum lg_unit unit, char *text, size_t size)
{
	size_t used = (size_t)snprintf(
		text, size, "^[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)? *(");

	for (int i = 0; lg_unit_spelling(unit, i) && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? "|" : "",
					 lg_unit_spelling(unit, i));
	if (used < size)
		snprintf(text + used, size - used, ")$");
}

static void quantity(struct lg_json *json, const struct lg_key *key)
{
	char pattern[200];

	if (key->unit == LG_UNIT_NONE || key->unit == LG_UNIT_COUNT) {
		lg_json_string(json, "type",
			       key->unit == LG_UNIT_COUNT ? "integer" : "number");
		lg_json_number(json, "minimum", key->least);
		lg_json_number(json, "maximum", key->most);
		return;
	}
	pattern_of(key->unit, pattern, sizeof pattern);
	lg_json_string(json, "type", "string");
	lg_json_string(json, "pattern", pattern);
}

static void words(struct lg_json *json, const char *const *list)
{
	lg_json_array(json, "enum");
	for (; *list; list++)
		lg_json_string(json, NULL, *list);
	lg_json_end(json);
}

static void models(struct lg_json *json, const char *family)
{
	lg_json_array(json, "enum");
	for (int i = 0; i < lg_catalog_count(); i++)
		if (strcmp(lg_catalog_at(i)->family, family) == 0)
			lg_json_string(json, NULL, lg_catalog_at(i)->name);
	lg_json_end(json);
}

static void keys(struct lg_json *json, const struct lg_section *section,
		 const struct lg_key *list);

static void kind(struct lg_json *json, const struct lg_section *section,
		 const struct lg_key *key)
{
	switch (key->kind) {
	case LG_KEY_QUANTITY:
		quantity(json, key);
		break;
	case LG_KEY_WORD:
		words(json, key->words);
		break;
	case LG_KEY_YES_NO:
		lg_json_string(json, "type", "boolean");
		break;
	case LG_KEY_CLOCK:
		lg_json_string(json, "type", "string");
		lg_json_string(json, "pattern",
			       "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$");
		break;
	case LG_KEY_MODEL:
		models(json, section->family);
		break;
	case LG_KEY_TEXT:
		lg_json_string(json, "type", "string");
		lg_json_integer(json, "minLength", 1);
		lg_json_integer(json, "maxLength", (int64_t)key->room - 1);
		break;
	case LG_KEY_NAME:
	case LG_KEY_SIGNAL:
		lg_json_string(json, "type", "string");
		break;
	case LG_KEY_CABLE:
		keys(json, NULL, lg_cable_keys);
		break;
	}
}

static void describe(struct lg_json *json, const struct lg_section *section,
		     const struct lg_key *key)
{
	char text[320], least[40], most[40];

	lg_json_object(json, key->name);
	if (key->kind == LG_KEY_QUANTITY) {
		lg_quantity_text(key->least, key->unit, least, sizeof least);
		lg_quantity_text(key->most, key->unit, most, sizeof most);
		snprintf(text, sizeof text, "%s (%s to %s)", key->what, least, most);
	} else {
		snprintf(text, sizeof text, "%s", key->what);
	}
	lg_json_string(json, "description", text);
	kind(json, section, key);
	if (key->kind == LG_KEY_YES_NO && key->fallback)
		lg_json_bool(json, "default", strcmp(key->fallback, "true") == 0);
	else if (key->fallback && !key->catalog)
		lg_json_string(json, "default", key->fallback);
	lg_json_end(json);
}

/* A section with models also takes the settings of each model, which differ: those are
 * left open here. */
static void keys(struct lg_json *json, const struct lg_section *section,
		 const struct lg_key *list)
{
	lg_json_string(json, "type", "object");
	lg_json_bool(json, "additionalProperties", section && section->family);
	lg_json_object(json, "properties");
	for (const struct lg_key *key = list; key->name; key++)
		describe(json, section, key);
	lg_json_end(json);
	lg_json_array(json, "required");
	for (const struct lg_key *key = list; key->name; key++)
		if (key->required)
			lg_json_string(json, NULL, key->name);
	lg_json_end(json);
}

static void section_of(struct lg_json *json, const struct lg_section *section)
{
	lg_json_object(json, section->name);
	lg_json_string(json, "description", section->what);
	if (section->single) {
		keys(json, section, section->keys);
	} else {
		lg_json_string(json, "type", "object");
		lg_json_integer(json, "maxProperties", section->most);
		if (section->required)
			lg_json_integer(json, "minProperties", 1);
		if (section->id_size == LG_ID) {
			lg_json_object(json, "propertyNames");
			lg_json_string(json, "pattern", ID_PATTERN);
			lg_json_end(json);
		}
		lg_json_object(json, "additionalProperties");
		keys(json, section, section->keys);
		lg_json_end(json);
	}
	lg_json_end(json);
}

void lg_schema_print(FILE *out)
{
	struct lg_json json = lg_json_to(out);

	lg_json_object(&json, NULL);
	lg_json_string(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
	lg_json_string(&json, "title", "lifeguard build file");
	lg_json_string(&json, "type", "object");
	lg_json_bool(&json, "additionalProperties", false);
	lg_json_object(&json, "properties");
	lg_json_object(&json, "version");
	lg_json_integer(&json, "const", 1);
	lg_json_end(&json);
	lg_json_object(&json, "name");
	lg_json_string(&json, "type", "string");
	lg_json_integer(&json, "maxLength",
			(int64_t)sizeof(((struct lg_system *)0)->name) - 1);
	lg_json_end(&json);
	for (int i = 0; i < LG_SECTIONS; i++)
		section_of(&json, &lg_sections[i]);
	lg_json_end(&json);
	lg_json_array(&json, "required");
	lg_json_string(&json, NULL, "version");
	for (int i = 0; i < LG_SECTIONS; i++)
		if (lg_sections[i].required)
			lg_json_string(&json, NULL, lg_sections[i].name);
	lg_json_end(&json);
	lg_json_end(&json);
}
