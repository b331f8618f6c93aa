#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The verbs bench and catalog through the program itself: vectors, exit codes, places of mistakes, JSON, --help.
set -euo pipefail
cd "$(dirname "$0")/../.."
lifeguard=${LIFEGUARD:-build/lifeguard}
vectors=tests/system/vectors
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

if [ ! -x "$lifeguard" ]; then
	echo "skipped: $lifeguard is not built"
	exit 77
fi

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

# refuses WORDS STDIN ARGUMENTS...: exit 2, nothing on stdout, WORDS on stderr.
refuses() {
	local words=$1 stdin=$2 status=0
	shift 2
	printf "$stdin" | "$lifeguard" "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
	[ "$status" -eq 2 ] || fail "$* exits $status, not 2"
	[ ! -s "$scratch/out" ] || fail "$* prints although it refuses"
	grep -qF -- "$words" "$scratch/err" || fail "$* does not say '$words': $(cat "$scratch/err")"
}

# says WORDS ARGUMENTS...: exit 0, WORDS on stdout.
says() {
	local words=$1
	shift
	"$lifeguard" "$@" </dev/null >"$scratch/out" || fail "$* exits $?"
	grep -qF -- "$words" "$scratch/out" || fail "$* does not say '$words'"
}

count=0
while read -r name arguments; do
	count=$((count + 1))
	# shellcheck disable=SC2086
	"$lifeguard" bench $arguments <"$vectors/$name.in.csv" >"$scratch/out" || fail "$name exits $?"
	diff "$vectors/$name.out.csv" "$scratch/out" || fail "$name"
	# shellcheck disable=SC2086
	"$lifeguard" bench $arguments --json <"$vectors/$name.in.csv" | /usr/bin/python3 -c '
import csv, json, sys
rows = json.load(sys.stdin)
expected = list(csv.DictReader(open(sys.argv[1])))
assert len(rows) == len(expected)
for row, want in zip(rows, expected):
    assert list(row) == ["t", "output", "value", "reason"], row
    assert abs(row["t"] - float(want["t"])) < 1e-9 and str(row["value"]) == want["value"]
    assert row["output"] == want["output"] and row["reason"] == want["reason"]
' "$vectors/$name.out.csv" || fail "$name --json"
done < <(grep -v '^#' "$vectors/vectors.txt")
[ "$count" -ge 30 ] || fail "only $count vectors"

sbp=victron/smart-batteryprotect-65
refuses "did you mean 'victron/smart-batteryprotect-65'?" "" bench victron/smart-batteryprotect-56
refuses "no device for this family yet" "" bench victron/cyrix-ct-120
refuses "which model?" "" bench
refuses "stdin:1:3: " "t,X\n0,1\n" bench $sbp
refuses "stdin:3:3: V: 'x' is not a value of it" "t,V\n0,12\n1,x\n" bench $sbp
refuses "stdin:3:1: t: '0' is before" "t,V\n1,12\n0,12\n" bench $sbp
refuses "stdin:1:1: " "" bench $sbp
refuses "has no setting 'colour'" "t\n0\n" bench $sbp --set colour=red
refuses "'D' is not one of its words; known: A, B, C" "t\n0\n" bench $sbp --set mode=D
refuses "2.85 V to 3.15 V (manual" "t\n0\n" bench victron/smart-12.8-100 --set pre_alarm_V=3.2
refuses "--set needs KEY=VALUE" "t\n0\n" bench $sbp --set mode
refuses "unknown or incomplete option --set" "t\n0\n" bench $sbp --set
refuses "unknown or incomplete option --frob" "t\n0\n" bench $sbp --frob
refuses "one model at a time" "" bench $sbp $sbp
head -c 4096 /dev/urandom >"$scratch/noise"
status=0
"$lifeguard" bench $sbp <"$scratch/noise" >"$scratch/out" 2>"$scratch/err" || status=$?
[ "$status" -eq 2 ] && [ ! -s "$scratch/out" ] || fail "noise on stdin gives exit $status"

says "usage: lifeguard bench MODEL" bench --help
says "  H                  high/float" bench $sbp --help
says "  V                  -100 to 1000 V         default 13.2" bench $sbp --help
says "default 52.8" bench victron/smart-batteryprotect-48-100 --help
says "  code               none/E7" bench $sbp --help
says "default 90 s (manual: " bench $sbp --help

says "victron/smart-12.8-200               battery     capacity 200 Ah" catalog
says "pre_alarm_V                      3.1 V        manual" catalog victron/smart-12.8-200
says "rated_VA                         3000 VA      manual" catalog victron/multiplus-12-3000-120
says "low_shutdown_V                   9.3 V        assumed" catalog victron/multiplus-12-3000-120
says "usage: lifeguard catalog" catalog --help
refuses "did you mean 'victron/smallbms'?" "" catalog victron/smalbms
refuses "one model at a time" "" catalog a b
"$lifeguard" catalog --json | LIFEGUARD=$lifeguard /usr/bin/python3 -c '
import json, os, subprocess, sys
models = json.load(sys.stdin)["models"]
assert len(models) > 60
evidence = {"manual", "datasheet", "code", "forum", "inferred", "assumed"}
for model in models:
    assert set(model) == {"name", "title", "family", "device", "ratings"}, model
for name in ["victron/smallbms", "victron/smart-batteryprotect-65", "cell/prismatic-280"]:
    one = json.loads(subprocess.run([os.environ["LIFEGUARD"], "catalog", name, "--json"],
                                    check=True, capture_output=True).stdout)
    assert one["name"] == name and one["numbers"]
    for number in one["numbers"]:
        assert set(number) == {"key", "value", "unit", "evidence", "source"}
        assert number["evidence"] in evidence and number["source"]
    assert one["device"] == bool(one["settings"])
    for setting in one["settings"]:
        assert setting["evidence"] in evidence and setting["default"] and setting["what"]
        assert ("words" in setting) != ("least" in setting)
' || fail "catalog --json"

# A person's own files, by option and by environment; a bad one is told with its place.
mkdir "$scratch/own"
printf 'sources: { s: the label }\nmodels:\n  me/bank:\n    title: Mine\n    like: victron/smart-12.8-100\n    capacity_Ah: [105 Ah, datasheet, s]\n' >"$scratch/own/mine.yaml"
says "me/bank" catalog --catalog "$scratch/own"
LIFEGUARD_CATALOG=$scratch/own says "105 Ah" catalog me/bank
LIFEGUARD_CATALOG=$scratch/own says "cell4" bench me/bank --help
sed -i 's/105 Ah/105/' "$scratch/own/mine.yaml"
refuses "mine.yaml:6:19: capacity_Ah: '105' needs a unit" "" catalog --catalog "$scratch/own"
LIFEGUARD_CATALOG=$scratch/own refuses "mine.yaml:6:19: " "" catalog
LIFEGUARD_CATALOG=$scratch/none refuses "cannot open" "" catalog

if [ -w /dev/full ]; then
	status=0
	"$lifeguard" catalog >/dev/full 2>/dev/null || status=$?
	[ "$status" -eq 3 ] || fail "catalog into a full disk exits $status, not 3"
fi
[ "$failures" -eq 0 ]
