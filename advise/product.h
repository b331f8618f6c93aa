/* SPDX-License-Identifier: Apache-2.0 */
/* What a product is, as far as advice needs it: catalogue numbers with their tags, and
 * the families that may and may not be mixed. The keys of catalog/ that advice reads
 * stand here and nowhere else. */
#ifndef LG_ADVISE_PRODUCT_H
#define LG_ADVISE_PRODUCT_H

#include <stdbool.h>

#include "advise/words.h"
#include "system/system.h"

enum lg_line {                /* who decides for the battery */
	       LG_LINE_SMART, /* sensing inside; wants one external BMS, not an NG one */
	       LG_LINE_NG,    /* the same, wants an NG one */
	       LG_LINE_INTERNAL, /* SuperPack: BMS and switch inside, no cable for another
				  */
	       LG_LINE_OTHER,    /* another maker's, with a BMS of its own; lifeguard may
				    watch it over its data link */
};

enum lg_line lg_battery_line(const struct lg_model *model);
bool lg_bms_is_ng(const struct lg_model *model);
bool lg_bms_has_vebus(const struct lg_model *model);
bool lg_bms_is_smart_bms(
	const struct lg_model *model); /* CL 12-100, 12-200: alternator port, 12 V only */
bool lg_bms_is_lynx(const struct lg_model *model);
bool lg_inverter_is_vebus_charger(const struct lg_model *model); /* MultiPlus, Quattro */

struct lg_figure { /* a number with its tag; zeroed: not known */
	bool known;
	double value;
	enum lg_evidence evidence;
	const char *source;
};

struct lg_figure lg_figure_of(const struct lg_model *model, const char *key);

/* "" for what a maker printed, " [assumed]", " [inferred]" … else: to be said right
 * behind the number. */
const char *lg_tag(enum lg_evidence evidence);
const char *lg_figure_tag(struct lg_figure figure);

/* The worse of two. */
enum lg_evidence lg_worse(enum lg_evidence a, enum lg_evidence b);

/* Battery, each case */
struct lg_figure lg_battery_max_charge(const struct lg_model *model);            /* A */
struct lg_figure lg_battery_recommended_charge(const struct lg_model *model);    /* A */
struct lg_figure lg_battery_max_discharge(const struct lg_model *model);         /* A */
struct lg_figure lg_battery_recommended_discharge(const struct lg_model *model); /* A */
struct lg_figure lg_battery_low_cell(const struct lg_model *model);  /* V, loads off */
struct lg_figure lg_battery_high_cell(const struct lg_model *model); /* V, chargers off */
struct lg_figure lg_battery_pre_alarm(const struct lg_model *model); /* V */
struct lg_figure lg_battery_charge_least(const struct lg_model *model);   /* V, case */
struct lg_figure lg_battery_charge_most(const struct lg_model *model);    /* V, case */
struct lg_figure lg_battery_most_batteries(const struct lg_model *model); /* on one BMS */
struct lg_figure lg_battery_most_in_series(const struct lg_model *model);
struct lg_figure lg_battery_at_0degC(
	const struct lg_model *model); /* 0..1 of the capacity at 25 degC */
struct lg_figure lg_battery_at_minus_20degC(const struct lg_model *model);
double lg_battery_energy(const struct lg_bank *bank); /* Wh of one case */

/* Protector */
struct lg_figure lg_protector_continuous(const struct lg_model *model);   /* A */
struct lg_figure lg_protector_most_voltage(const struct lg_model *model); /* V */

/* Inverter */
struct lg_figure lg_inverter_power(const struct lg_model *model);  /* W continuous */
struct lg_figure lg_inverter_rating(const struct lg_model *model); /* VA */
struct lg_figure lg_inverter_voltage(
	const struct lg_model *model); /* V nominal: 12, 24, 48 */
struct lg_figure lg_inverter_efficiency(const struct lg_model *model); /* 0..1 */
struct lg_figure lg_inverter_idle(const struct lg_model *model);       /* W */
struct lg_figure lg_inverter_charge(const struct lg_model *model);     /* A */

/* Short names: "house (2 x Lithium Battery Smart 12.8 V 200 Ah)" */
const char *lg_bank_text(struct lg_words *words, const struct lg_bank *bank);

#endif
