/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the stimulus of the test bench, on one model of each family: refused with
 * problems and no rows, or run with rows in order of time and within the outputs of the
 * family. */
#include "system/device_bench.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check(const struct lg_family *family, const struct lg_device_bench_rows *rows)
{
	uint64_t last_ms = 0;

	require(rows->count >= family->n_outputs);
	for (size_t i = 0; i < rows->count; i++) {
		require(rows->at[i].t_ms >= last_ms);
		require(rows->at[i].output >= 0 &&
			rows->at[i].output < family->n_outputs);
		require(rows->at[i].reason[0]);
		last_ms = rows->at[i].t_ms;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const models[] = {
		"victron/smart-12.8-100",
		"victron/smallbms",
		"victron/smart-batteryprotect-65",
		"victron/multiplus-12-3000-120",
	};
	struct lg_device_bench_rows rows = {0};
	struct lg_problems problems = {0};
	enum lg_device_bench_end end;
	const struct lg_model *model;
	uint64_t config[64] = {0};
	FILE *in;

	if (size < 2)
		return 0;
	model = lg_catalog_find(models[data[0] & 3]);
	require(model && lg_model_family(model)->config_size <= sizeof config);
	require(lg_configure(model, NULL, 0, true, config, &problems));
	in = fmemopen((void *)(data + 1), size - 1, "r");
	require(in != NULL);
	end = lg_device_bench(model, config, in, &rows, &problems);
	fclose(in);
	require(end != LG_DEVICE_BENCH_FAILED);
	require((end == LG_DEVICE_BENCH_REFUSED) == (problems.total_count > 0));
	if (end == LG_DEVICE_BENCH_GOOD)
		check(lg_model_family(model), &rows);
	else
		require(rows.count == 0);
	lg_device_bench_free(&rows);
	return 0;
}
