/* SPDX-License-Identifier: Apache-2.0 */
/* Milliseconds that saturate: see ms.h. */
#include "core/ms.h"

uint32_t lg_ms_add(uint32_t a_ms, uint32_t b_ms)
{
	return b_ms > LG_NEVER_ms - a_ms ? LG_NEVER_ms : a_ms + b_ms;
}

uint32_t lg_ms_left(uint32_t needed_ms, uint32_t held_ms)
{
	return held_ms >= needed_ms ? 0 : needed_ms - held_ms;
}

uint32_t lg_ms_least(uint32_t a_ms, uint32_t b_ms)
{
	return a_ms < b_ms ? a_ms : b_ms;
}
