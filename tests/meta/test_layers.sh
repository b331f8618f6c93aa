#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tools/check_layers: passes the tree, catches each kind of violation at its line.
set -euo pipefail
. "$(dirname "$0")/bites.sh"

clean check_layers

append core/units.h '#include "system/json.h"'
bites check_layers core/units.h "$line" 'core may not include "system/json.h"'

printf '#include "core/units.h"\nvoid *p(void)\n{\n\treturn malloc(4);\n}\n' | plant core/planted.c
bites check_layers core/planted.c 4 "may not use 'malloc'"

printf '/* a double in words\n * is fine */\nstatic double x;\n' | plant wiring/planted.h
bites check_layers wiring/planted.h 3 "may not use 'double'"

printf '#include <stdint.h>\n#include <string.h>\n' | plant devices/load/planted.c
bites check_layers devices/load/planted.c 2 'may not include <string.h>'

printf '#include "core/units.h"\n' | plant devices/bms/planted.h
printf '\n#include "devices/bms/planted.h"\n' | plant devices/load/planted.c
bites check_layers devices/load/planted.c 2 'devices meet in wiring/'
rm "$copy/devices/bms/planted.h"

printf '#include "core/units.h"\n' | plant plant/planted.c
bites check_layers plant/planted.c 1 'physics knows nothing of protection'

mkdir -p "$copy/plant"
printf 'struct x;\n' >"$copy/plant/planted.h"
printf '\n\n#include "plant/planted.h"\n' | plant guard/planted.c
bites check_layers guard/planted.c 3 'guard may not include "plant/planted.h"'
printf '#include "core/units.h"\n#include "plant/planted.h"\n' | plant advise/planted.c
bites check_layers advise/planted.c 2 'they meet in bench/'
rm "$copy/plant/planted.h"

mkdir -p "$copy/devices/load"
printf 'struct y;\n' >"$copy/devices/load/planted.h"
for room in bench guard; do
	printf '\n#include "devices/load/planted.h"\n' | plant $room/planted.c
	bites check_layers $room/planted.c 2 'no product family is coded here'
done
rm "$copy/devices/load/planted.h"

printf '#include "planted.h"\n' | plant links/planted.c
bites check_layers links/planted.c 1 "from the project's root"

finish
