/* SPDX-License-Identifier: Apache-2.0 */
/* From scans of batteries to samples of the wiring: what a guard beside the products can
 * see.
 *
 *   cells, temperatures   of the battery's scan
 *   voltage of a bank, at a protector, at an inverter
 *                         sum of cells along ONE string, the one that was last complete:
 *                         it arrives each time every battery of a string has been scanned
 *                         since that string last gave it. The strings share their busbar;
 *                         the drop in cables is not in it
 *   what a product senses itself (its current, its own heat)
 *                         the healthy value; shown to people as not measured
 *   all else              never arrives
 */
#ifndef LG_GUARD_SENSES_H
#define LG_GUARD_SENSES_H

#include "guard/battery_link.h"
#include "system/system.h"

struct lg_senses { /* filled by lg_senses_start */
	struct lg_sample samples[LG_WIRING_INPUTS];
	int32_t battery_mV[LG_BATTERIES]; /* sum of cells of the last scan */
	bool scanned[LG_BATTERIES]; /* since its string last gave the bank's voltage */
};

void lg_senses_start(struct lg_senses *senses, const struct lg_system *system);
void lg_senses_scan(struct lg_senses *senses, const struct lg_system *system, int battery,
		    const struct lg_scan *scan);
/* What came has been stepped: from now it has not arrived again. Constants stay. */
void lg_senses_rest(struct lg_senses *senses, const struct lg_system *system);

/* The product measures it itself, so the guard takes it as healthy. */
bool lg_sense_by_product(const struct lg_sense *sense);

/* Slots of a battery in use: cells or temperature sensors. */
int lg_senses_count(const struct lg_system *system, int battery, enum lg_sense_what what);

#endif
