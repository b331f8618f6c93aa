/* SPDX-License-Identifier: Apache-2.0 */
/* Milliseconds that saturate. Time enters the core only as "how long"; nothing here knows
 * what o'clock it is, so nothing wraps after 49.7 days. */
#ifndef LG_CORE_MS_H
#define LG_CORE_MS_H

#include <stdint.h>

/* A patience: at rest. Nothing will ever change by waiting alone, and no count is running
 * that an input could meet half-way; so time may pass without a step. */
#define LG_NEVER_ms UINT32_MAX

/* a + b, stopping at LG_NEVER_ms. */
uint32_t lg_ms_add(uint32_t a_ms, uint32_t b_ms);

/* What is missing until a timer that has run for held_ms reaches needed_ms; 0 when it is
 * there. */
uint32_t lg_ms_left(uint32_t needed_ms, uint32_t held_ms);

uint32_t lg_ms_least(uint32_t a_ms, uint32_t b_ms);

#endif
