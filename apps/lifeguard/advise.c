/* SPDX-License-Identifier: Apache-2.0 */
/* lifeguard advise FILE: what to buy and set for a build, the six questions answered,
 * with reasons and sources. */
#include "advise/report.h"
#include "apps/lifeguard/build_file.h"
#include "apps/lifeguard/verbs.h"

static const char help[] =
	"usage: lifeguard advise FILE [--json]\n"
	"\n"
	"Says what a build needs (BMS, load protector, batteries, settings, cables, "
	"fuses),\n"
	"what is wrong with it, how long its bank lasts, and answers the questions "
	"people\n"
	"ask first; each with its reason and source. The file may be unfinished: "
	"batteries\n"
	"and loads alone are enough. Ends with 1 when anything is an error.\n"
	"\n"
	"  --json     one JSON document: verdict, needs, findings, answers, sizing,\n"
	"             alternatives\n"
	"\n"
	"example: lifeguard advise examples/rv-typical/build.yaml | less\n";

int lg_verb_advise(int argc, char **argv)
{
	struct lg_build_file build = lg_build_file_open(argc, argv, help);

	if (!build.system)
		return build.status;
	struct lg_advice *advice = lg_advise(build.system);
	int status = advice->findings.of[LG_SEVERITY_ERROR] > 0 ? 1 : 0;

	if (build.json)
		lg_advice_json(advice, stdout);
	else
		lg_advice_print(advice, lg_page_for(stdout));
	lg_advice_free(advice);
	lg_system_free(build.system);
	return lg_build_file_end(status);
}
