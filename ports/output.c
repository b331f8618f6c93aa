/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs, the common front: see output.h. */
#include "ports/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *error_words(int error)
{
	switch ((enum lg_error)error) {
	case LG_ERROR_LENGTH:
		return "the path is too long";
	case LG_ERROR_FORMAT:
		return "no GPIO chip";
	case LG_ERROR_RANGE:
		return "the chip has no such line";
	case LG_ERROR_GONE:
		return "there is nothing at that path";
	case LG_OK:
	case LG_ERROR_AGAIN:
	case LG_ERROR_CHECKSUM:
	case LG_ERROR_REFUSED:
	case LG_ERROR_SYSTEM:
		break;
	}
	return strerror(errno);
}

static int open_file(struct lg_output *output, const char *path, char *problem,
		     size_t room)
{
	int error = lg_output_file_open(&output->file, path);

	if (error == LG_OK)
		output->kind = LG_OUTPUT_FILE;
	else
		snprintf(problem, room, "output file %s: %s", path, error_words(error));
	return error;
}

/* CHIP/LINE[,active-low] */
static int open_gpio(struct lg_output *output, const char *rest, char *problem,
		     size_t room)
{
	char chip[LG_OUTPUT_GPIO_PATH], tail[16] = "";
	const char *slash = strrchr(rest, '/');
	uint32_t line = 0;
	int used = 0;

	if (!slash || slash == rest || (size_t)(slash - rest) >= sizeof chip ||
	    slash[1] < '0' || slash[1] > '9' ||
	    sscanf(slash + 1, "%5u%n%15s", &line, &used, tail) < 1 ||
	    (tail[0] && strcmp(tail, ",active-low") != 0)) {
		snprintf(problem, room,
			 "output gpio:%s: wants gpio:CHIP/LINE or "
			 "gpio:CHIP/LINE,active-low, as gpio:/dev/gpiochip0/17",
			 rest);
		return LG_ERROR_FORMAT;
	}
	memcpy(chip, rest, (size_t)(slash - rest));
	chip[slash - rest] = 0;
	int error = lg_output_gpio_open(&output->gpio, chip, line, tail[0] != 0);

	if (error == LG_OK)
		output->kind = LG_OUTPUT_GPIO;
	else
		snprintf(problem, room, "output line %u of %s: %s", line, chip,
			 error_words(error));
	return error;
}

int lg_output_open(struct lg_output *output, const char *spec, char *problem, size_t room)
{
	*output = (struct lg_output){.kind = LG_OUTPUT_NONE};
	if (room > 0)
		problem[0] = 0;
	if (strncmp(spec, "file:", 5) == 0 && spec[5])
		return open_file(output, spec + 5, problem, room);
	if (strncmp(spec, "gpio:", 5) == 0)
		return open_gpio(output, spec + 5, problem, room);
	snprintf(problem, room,
		 "output %s: wants file:PATH or gpio:/dev/gpiochip0/17, with "
		 ",active-low where the relay board needs it",
		 spec);
	return LG_ERROR_FORMAT;
}

static int send(struct lg_output *output, bool on, int64_t now_ms, int64_t valid_for_ms)
{
	switch (output->kind) {
	case LG_OUTPUT_FILE:
		return lg_output_file_set(&output->file, on, now_ms, valid_for_ms);
	case LG_OUTPUT_GPIO:
		return lg_output_gpio_set(&output->gpio, on);
	case LG_OUTPUT_NONE:
		break;
	}
	return LG_ERROR_GONE;
}

int lg_output_set(struct lg_output *output, bool on, int64_t now_ms, int64_t valid_for_ms)
{
	if (on && (valid_for_ms < 1 || valid_for_ms > LG_OUTPUT_LONGEST_ms))
		return LG_ERROR_RANGE;
	int error = send(output, on, now_ms, valid_for_ms);

	if (error != LG_OK) {
		output->on = false;
		(void)send(output, false, now_ms,
			   0); /* it may still reach the far side */
		return error;
	}
	output->on = on;
	output->expires_ms = now_ms + valid_for_ms;
	return LG_OK;
}

int lg_output_poll(struct lg_output *output, int64_t now_ms)
{
	if (!output->on || now_ms < output->expires_ms)
		return LG_OK;
	return lg_output_set(output, false, now_ms, 0);
}

void lg_output_close(struct lg_output *output)
{
	if (output->kind == LG_OUTPUT_FILE)
		lg_output_file_close(&output->file);
	if (output->kind == LG_OUTPUT_GPIO)
		lg_output_gpio_close(&output->gpio);
	*output = (struct lg_output){.kind = LG_OUTPUT_NONE};
}
