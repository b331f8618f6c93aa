/* SPDX-License-Identifier: Apache-2.0 */
/* What reaches what in a build: which BMS a bank has, whether its stop signals arrive,
 * and what current flows where. */
#ifndef LG_ADVISE_WIRES_H
#define LG_ADVISE_WIRES_H

#include <stdbool.h>

#include "advise/product.h"
#include "system/system.h"

/* The first BMS that watches a bank; -1. */
int lg_bms_of_bank(const struct lg_system *system, int bank);
int lg_bms_count_of_bank(const struct lg_system *system, int bank);

/* The bank is of a kind that wants an external BMS. */
bool lg_bank_wants_bms(const struct lg_bank *bank);

int lg_inverter_bank(const struct lg_system *system, const struct lg_inverter *inverter);
int lg_load_bank(const struct lg_system *system, const struct lg_load *load);
bool lg_bank_has_vebus_charger(const struct lg_system *system, int bank);

enum lg_stop { LG_STOP_LOADS, LG_STOP_CHARGE };

/* The output slot is a BMS's stop signal of this kind, of a BMS that watches this bank.
 */
bool lg_signal_stops(const struct lg_system *system, int slot, enum lg_stop stop,
		     int bank);
/* "bms.load_disconnect"; "nothing" for -1. */
const char *lg_signal_name(struct lg_words *words, const struct lg_system *system,
			   int slot);

/* The BMS of the bank can make it let go of its loads. */
bool lg_protector_obeys(const struct lg_system *system,
			const struct lg_protector *protector);
bool lg_inverter_obeys(const struct lg_system *system,
		       const struct lg_inverter *inverter);
bool lg_load_obeys(const struct lg_system *system, const struct lg_load *load);

/* The voltage currents are reckoned at: 12.0 V for each nominal 12.8 V, a bank at work.
 */
double lg_bank_low_voltage(const struct lg_bank *bank);

/* A, all loads of one at once, at that voltage. AC loads count through their inverter. */
double lg_protector_current(const struct lg_system *system,
			    const struct lg_protector *protector);
double lg_inverter_current(const struct lg_system *system,
			   const struct lg_inverter *inverter); /* at its rating */

struct lg_currents {                        /* of a bank; all A */
	double inverters, loads, discharge; /* discharge: both */
	double chargers, solar, charge;
	const char *arithmetic_discharge, *arithmetic_charge;
};

struct lg_currents lg_bank_currents(struct lg_words *words,
				    const struct lg_system *system, int bank);

/* The BMS that belongs to a bank, for its batteries and inverters; NULL: none (one is
 * inside, or it is no such battery). */
const char *lg_bms_for_bank(const struct lg_system *system, int bank);
const char *lg_title_of(const char *model); /* "VE.Bus BMS V2"; the name itself when the
					       catalogue lacks it */

#endif
