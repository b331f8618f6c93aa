/* SPDX-License-Identifier: Apache-2.0 */
/* The one clock: milliseconds since the machine started, time asleep included. Not the
 * wall clock: no GPS, NTP or person can make it jump. */
#ifndef LG_PORTS_LINUX_CLOCK_H
#define LG_PORTS_LINUX_CLOCK_H

#include <stdint.h>

int64_t lg_clock_boot_ms(void); /* >= 0; LG_ERROR_SYSTEM when there is no such clock */

#endif
