/* SPDX-License-Identifier: Apache-2.0 */
/* A reading, and how it ages: see reading.h. */
#include "core/reading.h"

#include "core/ms.h"

void lg_reading_take(struct lg_reading *reading, struct lg_sample sample)
{
	reading->arriving = sample.arrived;
	if (!sample.arrived)
		return;
	reading->value = sample.value;
	reading->age_ms = 0;
	reading->fresh = true;
}

bool lg_reading_age(struct lg_reading *reading, uint32_t max_age_ms, uint32_t dt_ms)
{
	if (reading->arriving)
		return false;
	reading->age_ms = lg_ms_add(reading->age_ms, dt_ms);
	if (!reading->fresh || reading->age_ms < max_age_ms)
		return false;
	reading->fresh = false;
	return true;
}

uint32_t lg_reading_patience(const struct lg_reading *reading, uint32_t max_age_ms)
{
	if (reading->arriving || !reading->fresh)
		return LG_NEVER_ms;
	return lg_ms_left(max_age_ms, reading->age_ms);
}

bool lg_reading_on(const struct lg_reading *reading)
{
	return reading->fresh && reading->value != 0;
}
