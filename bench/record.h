/* SPDX-License-Identifier: Apache-2.0 */
/* What a run leaves behind for JSON and for the report: the decisions, and curves thinned
 * to buckets that keep the least and the most, so that no spike is lost by drawing. */
#ifndef LG_BENCH_RECORD_H
#define LG_BENCH_RECORD_H

#include "bench/engine.h"
#include "system/json.h"

#define LG_RECORD_BUCKETS 1500
#define LG_RECORD_EVENTS  20000 /* more are counted, not kept */

struct lg_record_curve {
	float least[LG_RECORD_BUCKETS], most[LG_RECORD_BUCKETS];
};

struct lg_record {
	const struct lg_system *system;
	const struct lg_scenario *scenario;
	const struct lg_engine_options *options;
	const struct lg_engine_result *result;
	double wall_s;
	int64_t bucket_ms;
	int n_buckets;
	struct lg_record_curve
		*curves; /* per battery: cells, current, soc, temperature; then ambient */
	int n_curves;
	struct lg_engine_event *events;
	int n_events, events_lost;
	int32_t *first_outputs; /* at power-up, for the lanes */
	bool begun;
};

void lg_record_begin(struct lg_record *record);
void lg_record_free(struct lg_record *record);
void lg_record_step(struct lg_record *record, const struct lg_world *world,
		    const int32_t *outputs);
void lg_record_event(struct lg_record *record, const struct lg_engine_event *event);

/* The answer of `simulate --json` (contract.md). */
void lg_record_json(const struct lg_record *record, FILE *out);

/* The self-contained HTML report. False: the page is missing from the binary (never in a
 * sound build). */
bool lg_record_report(const struct lg_record *record, FILE *out);

#endif
