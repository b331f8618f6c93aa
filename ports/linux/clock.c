/* SPDX-License-Identifier: Apache-2.0 */
/* The boot clock: see clock.h. */
#include "ports/linux/clock.h"

#include <time.h>

#include "core/error.h"

int64_t lg_clock_boot_ms(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_BOOTTIME, &now) != 0)
		return LG_ERROR_SYSTEM;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
