/* SPDX-License-Identifier: Apache-2.0 */
/* One value of a build file, by the kind of its key. See keys.h. */
#include "system/load.h"

#include <string.h>

static bool in_range(struct lg_loading *l, const struct lg_key *key,
		     const struct lg_yaml_node *node, double number)
{
	char least[40], most[40], hint[120];

	if (number >= key->least && number <= key->most)
		return true;
	lg_quantity_text(key->least, key->unit, least, sizeof least);
	lg_quantity_text(key->most, key->unit, most, sizeof most);
	snprintf(hint, sizeof hint, "%s to %s", least, most);
	lg_fault(l, node->place, hint, "%s: '%.40s' is out of range", key->name,
		 node->text);
	return false;
}

static bool quantity(struct lg_loading *l, const struct lg_key *key,
		     const struct lg_yaml_node *node, struct lg_field *field)
{
	char why[160];

	if (!lg_quantity_parse(node->text, key->unit, false, &field->number, why,
			       sizeof why)) {
		lg_fault(l, node->place, "", "%s: %s", key->name, why);
		return false;
	}
	return in_range(l, key, node, field->number);
}

static bool word(struct lg_loading *l, const struct lg_key *key,
		 const struct lg_yaml_node *node, const char *const *words)
{
	char hint[200];

	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], node->text) == 0)
			return true;
	lg_fault(l, node->place, lg_hint_for(node->text, words, hint, sizeof hint),
		 "%s: '%.40s' is none of its words", key->name, node->text);
	return false;
}

/* "07:30", "24:00". */
static bool clock_time(const char *text, double *seconds)
{
	int hours, minutes;

	if (strlen(text) != 5 || strspn(text, "0123456789") != 2 || text[2] != ':' ||
	    strspn(text + 3, "0123456789") != 2)
		return false;
	hours = (text[0] - '0') * 10 + (text[1] - '0');
	minutes = (text[3] - '0') * 10 + (text[4] - '0');
	*seconds = hours * 3600.0 + minutes * 60.0;
	return minutes < 60 && *seconds <= 86400;
}

static bool model(struct lg_loading *l, const struct lg_yaml_node *node)
{
	const char *nearest;
	char hint[120] = "";

	if (lg_catalog_find(node->text))
		return true;
	nearest = lg_catalog_nearest(node->text);
	snprintf(hint, sizeof hint,
		 nearest ? "did you mean '%s'?" : "`lifeguard catalog` lists the models",
		 nearest);
	lg_fault(l, node->place, hint, "the catalogue has no model '%.60s'", node->text);
	return false;
}

static bool short_text(struct lg_loading *l, const struct lg_key *key,
		       const struct lg_yaml_node *node)
{
	if (node->text[0] && strlen(node->text) < key->room && !strchr(node->text, '\n'))
		return true;
	lg_fault(l, node->place, "", "%s: a text of 1 to %zu letters on one line",
		 key->name, key->room - 1);
	return false;
}

bool lg_parse_value(struct lg_loading *l, const struct lg_key *key,
		    const struct lg_yaml_node *node, struct lg_field *field)
{
	static const char *const yes_no[] = {"true", "false", NULL};
	bool good = lg_yaml_text(node, l->problems) != NULL;

	if (!good)
		return false;
	switch (key->kind) {
	case LG_KEY_QUANTITY:
		good = quantity(l, key, node, field);
		break;
	case LG_KEY_TEXT:
		good = short_text(l, key, node);
		break;
	case LG_KEY_WORD:
		good = word(l, key, node, key->words);
		break;
	case LG_KEY_YES_NO:
		good = word(l, key, node, yes_no);
		break;
	case LG_KEY_CLOCK:
		good = clock_time(node->text, &field->number);
		if (!good)
			lg_fault(l, node->place, "\"07:30\", from 00:00 to 24:00",
				 "%s: '%.40s' is not a time of day", key->name,
				 node->text);
		break;
	case LG_KEY_MODEL:
		good = model(l, node);
		break;
	case LG_KEY_NAME:
	case LG_KEY_SIGNAL:
	case LG_KEY_CABLE:
		break;
	}
	field->text = good ? node->text : NULL;
	return good;
}
