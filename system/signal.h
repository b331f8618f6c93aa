/* SPDX-License-Identifier: Apache-2.0 */
/* Signals as people write them: "high", "off", "open", "13.2", "E3", and back. The kinds
 * are in wiring/family.h. */
#ifndef LG_SYSTEM_SIGNAL_H
#define LG_SYSTEM_SIGNAL_H

#include "wiring/family.h"

/* false: not a value of this kind (V, A and degC are shortest decimals; saturating beyond
 * +-2 147 483 is false too). */
bool lg_signal_parse(const struct lg_port *port, const char *text, int32_t *value);

void lg_signal_text(const struct lg_port *port, int32_t value, char *text, size_t size);

/* "V", "A", "degC", "on/off", "high/float", … */
const char *lg_signal_unit(enum lg_port_kind kind);

/* "low_cell", "low_cell cleared", "input": the reason of an event in words. */
struct lg_event;
void lg_reason_text(const struct lg_family *family, const struct lg_event *event,
		    char *text, size_t size);

#endif
