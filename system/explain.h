/* SPDX-License-Identifier: Apache-2.0 */
/* A build in words (lifeguard explain FILE): every value with its unit and where it comes
 * from (the file, the catalogue with its evidence, a default), the wires, and what nobody
 * measures. */
#ifndef LG_SYSTEM_EXPLAIN_H
#define LG_SYSTEM_EXPLAIN_H

#include "system/system.h"

void lg_explain_system(const struct lg_system *system, FILE *out);

/* One input slot in words: "cell 1 of house-1", "bms.load_disconnect", "nobody". Also for
 * reports and live notices. */
void lg_explain_input(const struct lg_system *system, int slot, char *text, size_t size);

#endif
