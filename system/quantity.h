/* SPDX-License-Identifier: Apache-2.0 */
/* Quantities as people write them: "230 Ah", "14.2 V", "90 s", "16 mm2", "40 %", "-5
 * degC". Inside they are SI doubles (Ah, Wh and mm2 stay as they are: the trade counts in
 * them); a percentage is a fraction of 1. */
#ifndef LG_SYSTEM_QUANTITY_H
#define LG_SYSTEM_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

enum lg_unit {
	LG_UNIT_NONE,     /* a pure number */
	LG_UNIT_COUNT,    /* a whole number, >= 0 */
	LG_UNIT_V,        /* mV V kV */
	LG_UNIT_A,        /* mA A kA */
	LG_UNIT_W,        /* mW W kW, VA kVA */
	LG_UNIT_Ah,       /* mAh Ah */
	LG_UNIT_Wh,       /* Wh kWh */
	LG_UNIT_s,        /* ms s min h d */
	LG_UNIT_degC,     /* degC, °C */
	LG_UNIT_fraction, /* % */
	LG_UNIT_m,        /* mm cm m */
	LG_UNIT_mm2,      /* mm2 mm² */
	LG_UNIT_ohm,      /* mohm ohm */
	LG_UNIT_deg,      /* deg: an angle, a latitude */
};

/* Text to SI. `bare`: a number without unit is taken to be in the unit's base (bench
 * --set); without it only NONE and COUNT may be bare. False: why (a sentence naming an
 * example) is filled. Not finite, trailing text, wrong unit: false. */
bool lg_quantity_parse(const char *text, enum lg_unit unit, bool bare, double *value,
		       char *why, size_t why_size);

/* "14.2 V", shortest decimal; fraction as "40 %". */
void lg_quantity_text(double value, enum lg_unit unit, char *text, size_t size);

/* "V", "Ah", "degC", "%", "" */
const char *lg_unit_name(enum lg_unit unit);

/* The spellings of a unit, by index from 0; NULL after the last. */
const char *lg_unit_spelling(enum lg_unit unit, int index);

/* "14.2 V": how such a quantity looks. */
const char *lg_unit_example(enum lg_unit unit);

#endif
