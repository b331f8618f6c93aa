/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue: products as data, the only place a product number stands. Every number
 * has a value, a unit, an evidence tag and a source. Embedded in the binary; a user's own
 * folder (LIFEGUARD_CATALOG, or --catalog DIR) adds to it. */
#ifndef LG_SYSTEM_CATALOG_H
#define LG_SYSTEM_CATALOG_H

#include "system/problem.h"
#include "system/quantity.h"

/* from the best to the worst */
enum lg_evidence {
	LG_EVIDENCE_MANUAL,
	LG_EVIDENCE_DATASHEET,
	LG_EVIDENCE_CODE,
	LG_EVIDENCE_FORUM,
	LG_EVIDENCE_INFERRED,
	LG_EVIDENCE_ASSUMED, /* never to be shown as the maker's */
};

const char *lg_evidence_name(enum lg_evidence evidence); /* "manual" … */

struct lg_number {
	const char *key; /* "low_cell_V", "shutdown_12_V"; the unit is its last part */
	enum lg_unit unit;
	double value;     /* SI; when text is NULL */
	const char *text; /* a word instead of a number: "C", "smart" */
	enum lg_evidence evidence;
	const char *source; /* document and chapter */
};

struct lg_model {
	const char *name;   /* "victron/smart-12.8-200" */
	const char *title;  /* "Lithium Battery Smart 12.8 V 200 Ah" */
	const char *family; /* "battery", "bms", "load", "inverter"; others have no device
			       yet (cell) */
	const struct lg_number *numbers;
	int n_numbers;
};

/* Loaded on first use; NULL when unknown. The pointers live as long as the process. A
 * broken catalogue file ends the program with exit 3 and its place: it is part of the
 * binary. */
const struct lg_model *lg_catalog_find(const char *name);
int lg_catalog_count(void);
const struct lg_model *lg_catalog_at(int index); /* ordered by name */

/* The known name nearest to a wrong one, or NULL. */
const char *lg_catalog_nearest(const char *name);

/* Add the YAML files of a folder; their problems go to `problems`. Returns how many
 * models were added. */
int lg_catalog_add_folder(const char *folder, struct lg_problems *problems);

const struct lg_number *lg_model_number(const struct lg_model *model,
					const char *key); /* or NULL */
double lg_model_value(const struct lg_model *model, const char *key, double otherwise);
const char *lg_model_text(const struct lg_model *model, const char *key,
			  const char *otherwise);

#endif
