/* SPDX-License-Identifier: Apache-2.0 */
/* An output that is a GPIO line, through the kernel's GPIO v2 interface
 * (linux/gpio.h, 5.10+).
 *
 * Claimed as an output at its inactive level, with the name "lifeguard", so two programs
 * cannot hold one line. What a line does once its holder is gone is up to the chip's
 * driver: many keep the level. So pull the relay's input to its safe side in hardware.
 */
#ifndef LG_PORTS_LINUX_OUTPUT_GPIO_H
#define LG_PORTS_LINUX_OUTPUT_GPIO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"

#define LG_OUTPUT_GPIO_PATH 64

struct lg_output_gpio { /* zeroed: not open */
	bool open;
	int line_fd;
};

/* line: its number on the chip. active_low: on drives the pin low (most relay boards).
 * LG_ERROR_GONE no such chip, LG_ERROR_FORMAT not a GPIO chip, LG_ERROR_RANGE no such
 * line, LG_ERROR_SYSTEM errno (EBUSY: another program has it). */
int lg_output_gpio_open(struct lg_output_gpio *gpio, const char *chip, uint32_t line,
			bool active_low);
int lg_output_gpio_set(struct lg_output_gpio *gpio, bool on);
/* Off, then released. */
void lg_output_gpio_close(struct lg_output_gpio *gpio);

#endif
