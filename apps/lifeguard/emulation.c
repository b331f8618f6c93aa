/* SPDX-License-Identifier: Apache-2.0 */
/* The emulated boat: see emulation.h. */
#include "apps/lifeguard/emulation.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "guard/hold.h"
#include "guard/senses.h"
#include "ports/linux/clock.h"
#include "ports/linux/output_file.h"
#include "system/json.h"

/* --- what other processes say ---------------------------------------------------------
 */

static void path_in(const char *dir, const char *name, char *path, size_t room)
{
	snprintf(path, room, "%s%s%s", name[0] == '/' ? "" : dir,
		 name[0] == '/' ? "" : "/", name);
}

/* What E1 left the boards' FETs at; a board not open yet has not been told anything. */
static void obey_fets(struct lg_emulation *e)
{
	for (int i = 0; i < e->system->n_batteries; i++)
		if (e->boards[i].pty.open)
			lg_world_battery_command(e->world, i,
						 e->boards[i].info.charge_fet,
						 e->boards[i].info.discharge_fet);
}

static void read_mischief(struct lg_emulation *e)
{
	enum lg_mischief wanted[LG_BATTERIES] = {LG_MISCHIEF_OK};
	char path[512], line[128], first[64], second[64];
	FILE *file;

	path_in(e->dir, "mischief", path, sizeof path);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file)) {
		enum lg_mischief mischief = LG_MISCHIEF_OK;
		int count = sscanf(line, "%63s %63s", first, second);

		if (count < 1 ||
		    !lg_mischief_parse(count == 1 ? first : second, &mischief))
			continue;
		for (int i = 0; i < e->system->n_batteries; i++)
			if (count == 1 || strcmp(first, e->system->batteries[i].id) == 0)
				wanted[i] = mischief;
	}
	if (file)
		fclose(file);
	for (int i = 0; i < e->system->n_batteries; i++)
		lg_jbd_board_misbehave(&e->boards[i], wanted[i]);
}

/* The guard's outputs, over what the products themselves would do. A missing or expired
 * file is off. */
static void obey(struct lg_emulation *e)
{
	const struct lg_system *system = e->system;
	int64_t now_ms = lg_clock_boot_ms();
	char path[512];

	for (int o = 0; o < system->n_outputs; o++) {
		const struct lg_driven *driven = &system->outputs[o];

		if (strncmp(driven->to, "file:", 5) != 0)
			continue; /* a real line: not ours to read */
		path_in(e->dir, driven->to + 5, path, sizeof path);
		bool on = lg_output_file_read(path, now_ms);

		for (int a = 0; a < system->n_acts; a++)
			if (system->acts[a].output == driven->signal)
				lg_world_command(e->world, a, on);
	}
}

/* --- what the boards say --------------------------------------------------------------
 */

/* Cells and temperatures as its electronics have them, mischief of the scenario included;
 * a cell whose wire is lost reads as all ones. */
static void show_readings(struct lg_emulation *e, int battery)
{
	const struct lg_system *system = e->system;
	struct lg_jbd_board *board = &e->boards[battery];
	struct lg_jbd_info *info = &board->info;

	info->temperatures = 0;
	info->temperature_good = 0;
	for (int slot = 0; slot < system->wiring.n_inputs; slot++) {
		const struct lg_sense *sense = &system->senses[slot];
		const struct lg_sample *sample = &e->samples[slot];

		if (sense->index != battery)
			continue;
		if (sense->what == LG_SENSE_CELL)
			board->cells.cell_mV[sense->sub] =
				sample->arrived ? sample->value : 0xFFFF;
		if (sense->what == LG_SENSE_TEMPERATURE &&
		    sense->sub < LG_JBD_TEMPERATURES) {
			info->temperature_mdegC[sense->sub] = sample->value;
			if (sample->arrived)
				info->temperature_good |= (uint16_t)(1U << sense->sub);
			if (sense->sub >= info->temperatures)
				info->temperatures = (uint8_t)(sense->sub + 1);
		}
	}
}

static void show(struct lg_emulation *e, int battery)
{
	const struct lg_system *system = e->system;
	const struct lg_bank *bank = &system->banks[system->batteries[battery].bank];
	struct lg_jbd_board *board = &e->boards[battery];
	struct lg_jbd_info *info = &board->info;
	double soc = fmin(fmax(lg_world_soc(e->world, battery), 0.0), 1.0);
	double capacity_mAh = fmin(bank->capacity * 1000.0, 655350.0);

	board->cells.cells = info->cells = (uint8_t)bank->cells;
	show_readings(e, battery);
	info->pack_mV = 0; /* measured apart from the cells */
	for (int i = 0; i < bank->cells; i++)
		info->pack_mV +=
			(int32_t)lround(lg_world_cell_V(e->world, battery, i) * 1e3);
	info->current_mA = (int32_t)lround(lg_world_current_A(e->world, battery) * 1e3);
	info->nominal_mAh = (int32_t)lround(capacity_mAh);
	info->remaining_mAh = (int32_t)lround(capacity_mAh * soc);
	info->soc_percent = (uint8_t)lround(soc * 100.0);
	info->version = 0x23;
	info->made_year = 2024;
	info->made_month = info->made_day = 1;
}

bool lg_emulation_advance(struct lg_emulation *e, int64_t dt_ms)
{
	for (int64_t left_ms = dt_ms; left_ms > 0;) {
		int64_t step_ms = lg_world_quiet_ms(e->world, left_ms);

		if (!lg_world_step(e->world, step_ms))
			return false;
		left_ms -= step_ms;
	}
	lg_hold(e->memory, &e->system->wiring, e->samples, dt_ms, NULL);
	lg_world_sense(e->world, e->samples);
	lg_wiring_step(e->memory, &e->system->wiring, e->samples, 0, NULL);
	lg_world_act(e->world, lg_wiring_outputs(e->memory));
	obey(e);
	obey_fets(e);
	read_mischief(e);
	for (int i = 0; i < e->system->n_batteries; i++)
		show(e, i);
	return true;
}

/* --- endpoints -------------------------------------------------------------------------
 */

/* Where its pty goes: what the build's link names, but a real device's path is not ours
 * to take. */
static void place_board(const struct lg_emulation *e, int battery, char *path,
			size_t room)
{
	char name[160];

	snprintf(name, sizeof name, "%s.jbd", e->system->batteries[battery].id);
	for (int i = 0; i < e->system->n_links; i++)
		if (e->system->links[i].index == battery &&
		    e->system->links[i].port[0] != '/')
			snprintf(name, sizeof name, "%s", e->system->links[i].port);
	path_in(e->dir, name, path, room);
}

static void print_endpoint(const char *id, const char *path, bool json)
{
	struct lg_json out = lg_json_to(stdout);

	if (!json) {
		printf("%s jbd %s\n", id, path);
		return;
	}
	out.compact = true;
	lg_json_object(&out, NULL);
	lg_json_string(&out, "battery", id);
	lg_json_string(&out, "protocol", "jbd");
	lg_json_string(&out, "path", path);
	lg_json_end(&out);
}

bool lg_emulation_open_board(struct lg_emulation *e, int battery, bool json)
{
	const char *id = e->system->batteries[battery].id;
	char path[512];
	int error;

	place_board(e, battery, path, sizeof path);
	error = lg_jbd_board_open(&e->boards[battery], path, id);
	if (error != LG_OK) {
		fprintf(stderr, "lifeguard emulate: %s: %s\n", path,
			error == LG_ERROR_REFUSED
				? "something that is no link is in the way"
			: error == LG_ERROR_GONE   ? "there is no such folder"
			: error == LG_ERROR_LENGTH ? "the path is too long"
						   : strerror(errno));
		return false;
	}
	print_endpoint(id, path, json);
	return true;
}
