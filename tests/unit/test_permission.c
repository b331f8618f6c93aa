/* SPDX-License-Identifier: Apache-2.0 */
/* Allowed is everything less what any active fault blocks; and each family's rows keep
 * what they promise. */
#include "core/permission.h"

#include "tests/unit/presets.h"

enum { LEFT, RIGHT, UNUSED };

static const struct lg_fault_row rows[] = {
	{"left", 1U << LEFT, LG_CLEARS_BY_INPUT, "Look."},
	{"nothing", 0, LG_CLEARS_BY_READING, "Look."},
	{"both", 1U << LEFT | 1U << RIGHT, LG_CLEARS_BY_TIME, "Look."},
	{"right", 1U << RIGHT, LG_CLEARS_BY_PERSON, "Look."},
};

/* Every set of faults: blocked is the union, reason the lowest that blocks. */
static void every_set_of_faults(void **unused)
{
	(void)unused;
	for (uint32_t faults = 0; faults < 16; faults++) {
		uint32_t blocked = 0;
		int reason[] = {-1, -1, -1};

		for (int i = 3; i >= 0; i--) {
			if (!(faults >> i & 1U))
				continue;
			blocked |= rows[i].blocks;
			for (int p = LEFT; p <= UNUSED; p++)
				if (rows[i].blocks >> p & 1U)
					reason[p] = i;
		}
		assert_int_equal(lg_permission_blocked(faults, rows, 4), blocked);
		for (int p = LEFT; p <= UNUSED; p++) {
			assert_int_equal(lg_permission_stands(faults, rows, 4, p),
					 !(blocked >> p & 1U));
			assert_int_equal(lg_permission_reason(faults, rows, 4, p),
					 reason[p]);
		}
	}
}

/* A fault more never opens what was blocked. */
static void one_more_fault_never_permits_more(void **unused)
{
	(void)unused;
	for (uint32_t faults = 0; faults < 16; faults++)
		for (uint32_t more = 1; more < 16; more <<= 1) {
			uint32_t before = lg_permission_blocked(faults, rows, 4);

			assert_int_equal(
				before & ~lg_permission_blocked(faults | more, rows, 4),
				0);
		}
}

static void check_rows(const struct lg_fault_row *table, int n_rows, int n_permissions)
{
	uint32_t blocked = 0;

	for (int i = 0; i < n_rows; i++) {
		assert_non_null(table[i].name);
		assert_int_equal(strspn(table[i].name, "abcdefghijklmnopqrstuvwxyz_"),
				 strlen(table[i].name));
		assert_non_null(table[i].advice);
		assert_int_equal(table[i].advice[strlen(table[i].advice) - 1], '.');
		assert_int_equal(table[i].blocks >> n_permissions, 0);
		for (int other = 0; other < i; other++)
			assert_string_not_equal(table[i].name, table[other].name);
		blocked |= table[i].blocks;
	}
	/* Each permission can be taken away by something. */
	assert_int_equal(blocked, (1U << n_permissions) - 1U);
}

static void rows_of_every_family(void **unused)
{
	(void)unused;
	check_rows(lg_battery_faults, LG_BATTERY_FAULTS, LG_BATTERY_PERMISSIONS);
	check_rows(lg_bms_faults, LG_BMS_FAULTS, LG_BMS_PERMISSIONS);
	check_rows(lg_load_faults, LG_LOAD_FAULTS, LG_LOAD_PERMISSIONS);
	check_rows(lg_inverter_faults, LG_INVERTER_FAULTS, LG_INVERTER_PERMISSIONS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_set_of_faults),
		cmocka_unit_test(one_more_fault_never_permits_more),
		cmocka_unit_test(rows_of_every_family),
	};

	return RUN(tests);
}
