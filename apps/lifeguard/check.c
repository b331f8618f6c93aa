/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard check FILE: what is wrong with a build, where, why and how to mend it. */
#include "advise/report.h"
#include "apps/lifeguard/build_file.h"
#include "apps/lifeguard/verbs.h"

static const char help[] =
	"usage: lifeguard check FILE [--json]\n"
	"\n"
	"Holds a build file against every rule and names what is wrong, where, why and "
	"how\n"
	"to mend it, with the source of the rule. Ends with 1 when anything is an "
	"error.\n"
	"\n"
	"  --json     one JSON document: verdict, findings\n"
	"\n"
	"A rule by name: lifeguard explain RULE. What to buy and set: lifeguard advise "
	"FILE.\n"
	"\n"
	"example: lifeguard check examples/rv-as-in-the-guide/build.yaml\n";

int lg_verb_check(int argc, char **argv)
{
	struct lg_build_file build = lg_build_file_open(argc, argv, help);
	struct lg_findings findings = {0};

	if (!build.system)
		return build.status;
	lg_findings_look(&findings, build.system);
	const char *verdict = lg_findings_verdict(&findings, build.system->name, "");
	int status = findings.of[LG_SEVERITY_ERROR] > 0 ? 1 : 0;

	if (build.json)
		lg_findings_json(&findings, verdict, stdout);
	else
		lg_findings_print(&findings, verdict, lg_page_for(stdout));
	lg_findings_free(&findings);
	lg_system_free(build.system);
	return lg_build_file_end(status);
}
