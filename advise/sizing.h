/* SPDX-License-Identifier: Apache-2.0 */
/* How big a bank: the energy of a day from the loads, the days without charging, the
 * share that may be used, the cold.
 *
 *   E_day  = sum(P_dc h) + sum(P_ac h) / eff + P_idle 24 h
 *   E_bank = E_day days / (DoD k_T),   batteries = the most of: energy, discharge
 * current, charge current
 */
#ifndef LG_ADVISE_SIZING_H
#define LG_ADVISE_SIZING_H

#include "advise/words.h"
#include "system/system.h"

#define LG_SIZING_DAYS 2.0 /* d without any charging; our aim, assumed */
#define LG_SIZING_DOD                                                                    \
	0.80 /* share of the bank used: 2500 cycles (Lithium Battery Smart, technical    \
		data) */

enum { LG_SIZING_LINES = 16 };

struct lg_sizing {
	int bank; /* the one reckoned for: that with the largest day; -1: the build has no
		     bank */
	double energy_day; /* Wh; 0: the build names no loads */
	double cold; /* k_T, 0..1: what the site's temperature leaves of the capacity */
	/* the bank that is needed */
	double bank_energy;   /* Wh */
	double bank_capacity; /* Ah at the bank's nominal voltage */
	double days;          /* the aim */
	int batteries;        /* cases, a multiple of series */
	/* the bank that is drawn */
	double drawn_energy;   /* Wh */
	double drawn_capacity; /* Ah */
	int drawn_batteries;
	double drawn_days;                  /* without any charging; 0 without loads */
	const char *lines[LG_SIZING_LINES]; /* the arithmetic, one step a line */
	int n_lines;
	const char *limits[4]; /* which number asks for how many batteries, the one that
				  rules first */
	int n_limits;
};

struct lg_sizing lg_size(struct lg_words *words, const struct lg_system *system);

/* h of a day in which a load runs. */
double lg_load_hours(const struct lg_load *load);

#endif
