/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs that are GPIO lines: see output_gpio.h. */
#include "ports/linux/output_gpio.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int claim(int chip_fd, uint32_t line, bool active_low, int *line_fd)
{
	struct gpiochip_info info = {0};
	struct gpio_v2_line_request request = {
		.offsets = {line},
		.consumer = "lifeguard",
		.config = {.flags = GPIO_V2_LINE_FLAG_OUTPUT, .num_attrs = 1},
		.num_lines = 1,
	};

	/* The level is logical: 0 is inactive, whichever way the pin is. */
	request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
	request.config.attrs[0].attr.values = 0;
	request.config.attrs[0].mask = 1;
	if (active_low)
		request.config.flags |= GPIO_V2_LINE_FLAG_ACTIVE_LOW;
	if (ioctl(chip_fd, GPIO_GET_CHIPINFO_IOCTL, &info) != 0)
		return errno == ENOTTY || errno == EINVAL ? LG_ERROR_FORMAT
							  : LG_ERROR_SYSTEM;
	if (line >= info.lines)
		return LG_ERROR_RANGE;
	if (ioctl(chip_fd, GPIO_V2_GET_LINE_IOCTL, &request) != 0)
		return LG_ERROR_SYSTEM;
	*line_fd = request.fd;
	return LG_OK;
}

int lg_output_gpio_open(struct lg_output_gpio *gpio, const char *chip, uint32_t line,
			bool active_low)
{
	*gpio = (struct lg_output_gpio){.open = false};
	int chip_fd = open(chip, O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (chip_fd < 0)
		return errno == ENOENT || errno == ENODEV || errno == ENXIO
			       ? LG_ERROR_GONE
			       : LG_ERROR_SYSTEM;
	int error = claim(chip_fd, line, active_low, &gpio->line_fd);
	int kept = errno;

	close(chip_fd); /* the line stays claimed by its own descriptor */
	errno = kept;
	gpio->open = error == LG_OK;
	return error;
}

int lg_output_gpio_set(struct lg_output_gpio *gpio, bool on)
{
	struct gpio_v2_line_values values = {.bits = on ? 1 : 0, .mask = 1};

	if (!gpio->open)
		return LG_ERROR_GONE;
	if (ioctl(gpio->line_fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) != 0)
		return errno == ENODEV ? LG_ERROR_GONE : LG_ERROR_SYSTEM;
	return LG_OK;
}

void lg_output_gpio_close(struct lg_output_gpio *gpio)
{
	if (gpio->open) {
		(void)lg_output_gpio_set(gpio, false);
		close(gpio->line_fd);
	}
	*gpio = (struct lg_output_gpio){.open = false};
}
