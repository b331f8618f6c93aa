/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of this folder share: builds from text, edited text, findings by name.
 * Include after cmocka. */
#ifndef LG_TESTS_ADVISE_BUILDS_H
#define LG_TESTS_ADVISE_BUILDS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advise/rule.h"

struct edit {
	const char *from, *to;
};

/* clang-format off */
static const char sound_build[] =
	"version: 1\n"
	"name: Test van\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-200, parallel: 2 }\n"
	"bms:\n"
	"  bms: { model: victron/vebus-bms-v2, watches: house }\n"
	"inverters:\n"
	"  multi: { model: victron/multiplus-12-3000-120, on: house, vebus: bms, charge: 100 A }\n"
	"protectors:\n"
	"  lights: { model: victron/smart-batteryprotect-100, on: house, mode: C, remote: bms.load_disconnect }\n"
	"loads:\n"
	"  fridge: { power: 60 W, on: lights.out, duty: 40 % }\n"
	"  heater: { power: 30 W, on: house, remote: bms.load_disconnect }\n"
	"  kettle: { power: 1500 W, on: multi.ac, from: \"07:30\", to: \"07:36\" }\n"
	"solar:\n"
	"  roof: { power: 300 W, on: house, remote: bms.charge_disconnect, charge: 25 A }\n";

static const char bare_build[] =
	"version: 1\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-200 }\n"
	"loads:\n"
	"  fridge: { power: 60 W, on: house, remote: bms.load_disconnect }\n";

static const char forty_eight_build[] =
	"version: 1\n"
	"batteries:\n"
	"  house: { model: victron/smart-12.8-200, series: 4 }\n"
	"bms:\n"
	"  bms: { model: victron/smallbms, watches: house }\n"
	"protectors:\n"
	"  lights: { model: victron/smart-batteryprotect-48-100, on: house, mode: C, remote: bms.load_disconnect }\n"
	"loads:\n"
	"  fridge: { power: 60 W, on: lights.out }\n";

/* clang-format on */

static inline char *edited(const char *text, struct edit edit)
{
	size_t before, size;
	const char *at;
	char *result;

	if (!edit.from)
		return strdup(text);
	at = strstr(text, edit.from);
	if (!at)
		fail_msg("the build has no '%s'", edit.from);
	before = (size_t)(at - text);
	size = strlen(text) + strlen(edit.to) + 1;
	result = malloc(size);
	assert_non_null(result);
	snprintf(result, size, "%.*s%s%s", (int)before, text, edit.to,
		 text + before + strlen(edit.from));
	return result;
}

static inline struct lg_system *parsed(const char *text)
{
	static struct lg_problems problems;

	memset(&problems, 0, sizeof problems);
	struct lg_system *system =
		lg_system_parse("van.yaml", text, strlen(text), &problems);

	if (!system) {
		lg_problems_print(&problems, "van.yaml", stderr);
		fail_msg("refused:\n%s", text);
	}
	return system;
}

static inline const struct lg_finding *finding_of(const struct lg_findings *findings,
						  const char *rule)
{
	for (int i = 0; i < findings->count; i++)
		if (!strcmp(findings->at[i].rule->name, rule))
			return &findings->at[i];
	return NULL;
}

static inline int count_of(const struct lg_findings *findings, const char *rule)
{
	int count = 0;

	for (int i = 0; i < findings->count; i++)
		count += !strcmp(findings->at[i].rule->name, rule);
	return count;
}

static inline void silent(const char *text, const char *rule)
{
	struct lg_system *system = parsed(text);
	struct lg_findings findings = {0};

	lg_findings_look(&findings, system);
	for (int i = 0; i < findings.count; i++)
		if (!rule || !strcmp(findings.at[i].rule->name, rule))
			fail_msg("%s speaks: %s\n%s", findings.at[i].rule->name,
				 findings.at[i].message, text);
	lg_findings_free(&findings);
	lg_system_free(system);
}

static inline void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in: %s", part, text);
}

#endif
