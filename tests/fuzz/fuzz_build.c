/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a build file: refused with a place in the text, or a system whose wires
 * are sound and that can be explained. */
#include "system/explain.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void accepted(const struct lg_system *system)
{
	static FILE *nowhere;
	int device;

	require(lg_wiring_problem(&system->wiring) == NULL);
	require(system->n_banks >= 1 && system->n_batteries >= 1);
	for (int i = 0; i < system->n_acts; i++)
		require(lg_system_output_port(system, system->acts[i].output, &device) !=
			NULL);
	for (int i = 0; i < system->n_loads; i++)
		require(system->loads[i].power >= 0 && system->loads[i].on_index >= 0);
	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (nowhere)
		lg_explain_system(system, nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lg_problems problems = {.count = 0};
	struct lg_system *system =
		lg_system_parse("fuzz", (const char *)data, size, &problems);

	if (system) {
		require(problems.total_count == 0);
		accepted(system);
	} else {
		require(problems.count > 0);
		for (int i = 0; i < problems.count; i++)
			require(problems.at[i].place.line >= 1 &&
				problems.at[i].place.column >= 1);
	}
	lg_system_free(system);
	return 0;
}
