#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The tables of docs/manual/build-file.md are what the program says now, and the check notices a
# line that is changed, gone or added. The build and the scenario the manual shows are accepted.
set -euo pipefail
cd "$(dirname "$0")/../.."
lifeguard=$(realpath "${LIFEGUARD:-build/lifeguard}")
page=docs/manual/build-file.md
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

if ! "$lifeguard" schema >/dev/null 2>&1; then
	echo "skipped: there is no program to hold the manual against"
	exit 77
fi
LIFEGUARD=$lifeguard tools/manual_keys --check || fail "$page has drifted: run tools/manual_keys"

# bites WHAT SED-SCRIPT: the changed page is refused, and mended to what it was.
bites() {
	sed "$2" "$page" >"$scratch/page.md"
	! cmp -s "$page" "$scratch/page.md" || fail "$1: nothing was planted"
	! LIFEGUARD=$lifeguard tools/manual_keys --check "$scratch/page.md" 2>/dev/null ||
		fail "$1 passes"
	LIFEGUARD=$lifeguard tools/manual_keys "$scratch/page.md"
	cmp -s "$page" "$scratch/page.md" || fail "$1 is not mended"
}
bites "another default" '/^| `loads` | `duty`/s/100 %/90 %/'
bites "a key gone" '/^| `loads` | `period`/d'
bites "a setting that is none" '/^| `bms` | `lead_s`/s/lead_s/lead/'

# The first yaml block of a page.
example() {
	awk '/^```yaml$/ && !seen { inside = seen = 1; next } /^```/ { inside = 0 } inside' "$1"
}
example "$page" >"$scratch/build.yaml"
"$lifeguard" check "$scratch/build.yaml" >"$scratch/words" || {
	fail "the build of $page does not pass check"
	cat "$scratch/words"
}
example docs/manual/simulate.md >"$scratch/story.yaml"
grep -q '^events:' "$scratch/story.yaml" || fail "docs/manual/simulate.md shows no scenario"
status=0
"$lifeguard" simulate examples/rv-typical/build.yaml --scenario "$scratch/story.yaml" --for 10s \
	>/dev/null || status=$?
[ "$status" -le 1 ] || fail "the scenario of docs/manual/simulate.md is refused"
[ "$failures" -eq 0 ]
