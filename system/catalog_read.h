/* SPDX-License-Identifier: Apache-2.0 */
/* One catalogue file to models. Used by system/catalog.c alone.
 *
 *   sources: { key: document and chapter }
 *   bases:   { name: { like: other base, key: [value, evidence, source key] } } shared
 * rows, no products models:  { maker/name: { title, family, like: base or model, key:
 * [value, evidence, source key] } }
 *
 * The unit is the last part of a key (low_cell_V, off_delay_s). A key with # holds a list
 * and becomes one number an item: program_#_restart_12_V gives program_0_restart_12_V and
 * so on.
 */
#ifndef LG_SYSTEM_CATALOG_READ_H
#define LG_SYSTEM_CATALOG_READ_H

#include "system/catalog.h"

/* Models of a file, in its order, each allocated for the life of the process. `known`
 * finds what `like` names beyond this file. Returns how many; *models is for the caller
 * to free, not what it points to. */
int lg_catalog_read(const char *text, size_t length,
		    const struct lg_model *(*known)(const char *name),
		    struct lg_model ***models, struct lg_problems *problems);

#endif
