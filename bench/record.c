/* SPDX-License-Identifier: Apache-2.0 */
/* What a run leaves behind, collected: see record.h. */
#include "bench/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS, CURRENT, SOC, TEMPERATURE, CURVES_A_BATTERY };

static void *room(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);

	if (!memory)
		abort();
	return memory;
}

void lg_record_begin(struct lg_record *record)
{
	int64_t span_ms = record->options->span_ms;

	record->bucket_ms = (span_ms + LG_RECORD_BUCKETS - 1) / LG_RECORD_BUCKETS;
	record->n_curves = CURVES_A_BATTERY * record->system->n_batteries + 1;
	record->curves = room((size_t)record->n_curves, sizeof record->curves[0]);
	for (int i = 0; i < record->n_curves; i++)
		for (int b = 0; b < LG_RECORD_BUCKETS; b++)
			record->curves[i].least[b] = record->curves[i].most[b] = NAN;
	record->events = room(LG_RECORD_EVENTS, sizeof record->events[0]);
	record->first_outputs = room(record->system->wiring.n_outputs, sizeof(int32_t));
}

void lg_record_free(struct lg_record *record)
{
	free(record->curves);
	free(record->events);
	free(record->first_outputs);
}

static void put(struct lg_record_curve *curve, int bucket, double value)
{
	float number = (float)value;

	if (!(curve->least[bucket] <= number))
		curve->least[bucket] = number;
	if (!(curve->most[bucket] >= number))
		curve->most[bucket] = number;
}

static void put_battery(struct lg_record *record, const struct lg_world *world,
			int battery, int bucket)
{
	struct lg_record_curve *curves = &record->curves[CURVES_A_BATTERY * battery];
	int cells = record->system->banks[record->system->batteries[battery].bank].cells;

	for (int c = 0; c < cells; c++)
		put(&curves[CELLS], bucket, lg_world_cell_V(world, battery, c));
	put(&curves[CURRENT], bucket, lg_world_current_A(world, battery));
	put(&curves[SOC], bucket, lg_world_soc(world, battery));
	put(&curves[TEMPERATURE], bucket, lg_world_temperature_degC(world, battery));
	put(&curves[TEMPERATURE], bucket, lg_world_hottest_degC(world, battery));
}

void lg_record_step(struct lg_record *record, const struct lg_world *world,
		    const int32_t *outputs)
{
	int64_t now_ms = lg_world_time_ms(world);
	int bucket = (int)((now_ms > 0 ? now_ms - 1 : 0) / record->bucket_ms);

	if (!record->begun) {
		memcpy(record->first_outputs, outputs,
		       record->system->wiring.n_outputs * sizeof outputs[0]);
		record->begun = true;
	}
	if (bucket >= LG_RECORD_BUCKETS)
		return;
	if (bucket >= record->n_buckets)
		record->n_buckets = bucket + 1;
	for (int i = 0; i < record->system->n_batteries; i++)
		put_battery(record, world, i, bucket);
	put(&record->curves[record->n_curves - 1], bucket, lg_world_ambient_degC(world));
}

void lg_record_event(struct lg_record *record, const struct lg_engine_event *event)
{
	if (record->n_events < LG_RECORD_EVENTS)
		record->events[record->n_events++] = *event;
	else
		record->events_lost++;
}
