/* SPDX-License-Identifier: Apache-2.0 */
/* One output that switches something: on only while somebody keeps saying so.
 *
 *   file:/run/lifeguard/charge            a file another program reads (output_file.h)
 *   gpio:/dev/gpiochip0/17[,active-low]   a line of the kernel's GPIO (output_gpio.h)
 *
 * A file expires on the far side: its reader sees the deadline. A GPIO line cannot, so
 * lg_output_poll drops it on this side, which does not help when this process hangs: pair
 * a GPIO output with the machine's watchdog, or with a relay board that has its own.
 */
#ifndef LG_PORTS_OUTPUT_H
#define LG_PORTS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "ports/linux/output_file.h"
#include "ports/linux/output_gpio.h"

enum lg_output_kind { LG_OUTPUT_NONE, LG_OUTPUT_FILE, LG_OUTPUT_GPIO };

struct lg_output { /* zeroed: not open */
	enum lg_output_kind kind;
	bool on;            /* what was last said, and succeeded */
	int64_t expires_ms; /* boot clock; meaningful while on */
	struct lg_output_file file;
	struct lg_output_gpio gpio;
};

/* Opens and switches off. On failure *output is not open and problem (room bytes) says in
 * a sentence what is wrong: LG_ERROR_FORMAT the spec, LG_ERROR_GONE nothing there,
 * LG_ERROR_RANGE no such line, LG_ERROR_SYSTEM the machine said no. */
int lg_output_open(struct lg_output *output, const char *spec, char *problem,
		   size_t room);
/* now_ms from lg_clock_boot_ms; on holds for valid_for_ms, 1 .. LG_OUTPUT_LONGEST_ms
 * (else LG_ERROR_RANGE, nothing changed). Off needs no valid_for_ms. On any other failure
 * the output is tried off, and counts as off. */
int lg_output_set(struct lg_output *output, bool on, int64_t now_ms,
		  int64_t valid_for_ms);
/* Drops an output whose time has passed; call each loop. LG_OK also when nothing was due.
 */
int lg_output_poll(struct lg_output *output, int64_t now_ms);
/* Off, then closed. Safe on a zeroed or closed output. */
void lg_output_close(struct lg_output *output);

#endif
