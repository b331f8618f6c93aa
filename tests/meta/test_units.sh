#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/check_units: passes the tree, catches each kind of violation at its line.
set -euo pipefail
. "$(dirname "$0")/bites.sh"

clean check_units

printf '#include <stdint.h>\nstruct lg_planted {\n\tint32_t good_mV;\n\tint32_t voltage;\n};\n' |
	plant core/planted.h
bites check_units core/planted.h 4 'lg_planted.voltage has no unit'

printf '#include <stdint.h>\n\nvoid lg_planted(uint32_t dt_ms,\n\t\tint32_t level);\n' |
	plant devices/load/planted.h
bites check_units devices/load/planted.h 4 'lg_planted.level has no unit'

printf '#include <stdint.h>\nstruct lg_planted {\n\tint32_t low_mV, high;\n};\n' |
	plant links/planted.h
bites check_units links/planted.h 3 'lg_planted.high has no unit'

printf '\nstruct lg_planted {\n\tvoid (*step)(void *state,\n\t\t     int32_t level);\n};\n' |
	plant wiring/planted.h
bites check_units wiring/planted.h 4 'step.level has no unit'

printf '/* typedef in words is fine */\ntypedef int lg_number;\n' | plant system/planted.h
bites check_units system/planted.h 2 'typedef'

printf '\nstruct lg_planted_t {\n\tint x;\n};\n' | plant plant/planted.h
bites check_units plant/planted.h 2 'ends in _t'

printf '#include <stdbool.h>\nstruct lg_planted {\n\tbool no_charge;\n};\n' | plant wiring/planted.h
bites check_units wiring/planted.h 3 'negative flag'

printf '\n\nstatic float planted;\n' | plant links/planted.c
bites check_units links/planted.c 3 "'float'"

{
	printf 'int lg_planted(int x);\nint lg_planted(int x)\n{\n'
	for i in $(seq 60); do echo "	x += $i;"; done
	printf '\treturn x;\n}\n'
} | plant bench/planted.c
bites check_units bench/planted.c 2 'lg_planted() has 64 lines'

seq -f '/* line %g */' 451 | plant advise/planted.c
bites check_units advise/planted.c 451 'the file has 451 lines'

printf 'bare\n' | plant tools/units_allowed.txt
bites check_units tools/units_allowed.txt 1 "'bare' has no reason"
cp "$root/tools/units_allowed.txt" "$copy/tools/"
append tools/units_allowed.txt 'lg_gone.value there is no such struct any more'
bites check_units tools/units_allowed.txt "$line" 'names nothing'

rm "$copy/core/README.md"
bites check_units core/README.md 1 'is missing'
printf '**Belongs here:** a.\n**May include:** b.\n**Sometimes:** c.\n' | plant core/README.md
bites check_units core/README.md 3 "must begin with 'never'"
append core/README.md 'and a fourth line'
bites check_units core/README.md 1 'has 4 lines'

finish
