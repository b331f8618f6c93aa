#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check and advise, the real program on the examples: the sound ones hold, the guide's own is found wrong rule by rule, the
# JSON has the promised keys, the six questions are answered, explain knows every rule it is asked for.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${LIFEGUARD:-build/lifeguard}
if ! "$program" help 2>/dev/null | grep -qE '^ +check( |$)'; then
	echo "skipped: '$program help' does not list check"
	exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

# run STATUS ARGUMENTS...: stdout in $scratch/out, stderr in $scratch/words
run() {
	local wanted=$1 status=0
	shift
	"$program" "$@" >"$scratch/out" 2>"$scratch/words" || status=$?
	[ "$status" -eq "$wanted" ] || {
		fail "lifeguard $* ends with $status, not $wanted"
		head -5 "$scratch/words"
	}
}

# ask EXPRESSION: a Python expression over the document d in $scratch/out
ask() {
	/usr/bin/python3 - "$scratch/out" "$1" <<-'PY' || fail "not so: $1"
		import json, sys
		d = json.load(open(sys.argv[1]))
		sys.exit(0 if eval(sys.argv[2]) else 1)
	PY
}

for example in rv-typical van-small; do
	run 0 check "examples/$example/build.yaml" --json
	ask 'set(d) == {"verdict", "findings"}'
	ask 'not [f for f in d["findings"] if f["severity"] == "error"]'
	run 0 advise "examples/$example/build.yaml" --json
	/usr/bin/python3 -m json.tool "$scratch/out" >/dev/null || fail "$example: no JSON"
	ask 'list(d) == ["verdict", "needs", "findings", "answers", "sizing", "alternatives"]'
	ask 'len(d["answers"]) == 6'
	ask 'all(len(a[k]) > 40 for a in d["answers"] for k in ("answer", "why")) and all(a["source"] for a in d["answers"])'
	ask 'all({"role", "id", "model", "quantity", "where", "why", "arithmetic", "source", "evidence"} <= set(n) for n in d["needs"])'
	ask '{"bms", "load_protector", "battery", "setting", "cable", "fuse"} == {n["role"] for n in d["needs"]}'
	ask '{"energy_day_Wh", "bank_Wh", "bank_Ah", "batteries", "autonomy_days", "limits"} <= set(d["sizing"])'
	ask 'abs(d["sizing"]["energy_day_Wh"] * d["sizing"]["autonomy_days"] / 0.8 / d["sizing"]["left_in_cold"] - d["sizing"]["bank_Wh"]) < 0.1'
	ask 'all({"summary", "needs", "for", "against"} <= set(a) for a in d["alternatives"])'
	ask 'all(n["evidence"] in ("manual", "datasheet", "code", "forum", "inferred", "assumed") for n in d["needs"])'
done

# rv-typical, reckoned by hand: 50 x 24 x 0.3 + 20 x 4.5 + 80 x 15 x 0.04 + 12 x 24 + 30 x 14 x 0.4 + 40 x 24 x 0.005
#   = 360 + 90 + 48 + 288 + 168 + 4.8 = 958.8 Wh; (1500 x 4/60 + 1600 x 8/60) / 0.92 = 340.6 Wh; and the unit itself
run 0 advise examples/rv-typical/build.yaml --json
idle=$(sed -n '/multiplus-12-3000-120:/,/idle_W/p' catalog/victron/inverters.yaml | sed -nE 's/.*idle_W: \[([0-9.]+) W.*/\1/p')
[ -n "$idle" ] || fail "the catalogue has no idle_W for the inverter"
ask "abs(d['sizing']['energy_day_Wh'] - (958.8 + 940 / 3 / 0.92 + 24 * ${idle:-0})) < 0.1"
ask '"VE.Bus BMS V2" in d["answers"][0]["answer"] and "lights" in d["answers"][0]["answer"]'
ask '"DC-DC" in d["answers"][2]["answer"]'
ask '"0.9 x fuse" in d["answers"][4]["answer"] and "125 A gives 100 A" in d["answers"][4]["answer"]'

# The guide's own motorhome.
guide=examples/rv-as-in-the-guide/build.yaml
run 1 check "$guide" --json
ask '{f["rule"] for f in d["findings"]} == {"two-bms-one-chain", "inverter-behind-load-protector", "load-protector-never-acts", "unwired-load", "unwired-charge-source", "cyrix-ct-on-lithium", "essential-load-on-shed-bus"}'
ask 'all(set(f) >= {"rule", "severity", "where", "message", "fix", "source", "evidence"} for f in d["findings"])'
ask 'all(f["where"].startswith("'$guide':") for f in d["findings"])'
ask 'all(f["guide"] for f in d["findings"] if f["rule"] != "essential-load-on-shed-bus")'
run 1 advise "$guide" --json
ask 'len(d["findings"]) >= 7 and "not safe" in d["verdict"]'
# Every place points at the line that names the component.
run 1 check "$guide" --json
/usr/bin/python3 - "$scratch/out" "$guide" <<'PY' || fail "a place in the file is wrong"
import json, sys
lines = open(sys.argv[2]).read().splitlines()
for finding in json.load(open(sys.argv[1]))["findings"]:
    place, name = finding["where"].split(" ")
    line, column = (int(n) for n in place.rsplit(":", 2)[1:])
    assert lines[line - 1][column - 1:].startswith(name + ":"), finding["where"]
PY

# Words for people: the verdict first, no line wider than a terminal, no colour into a file.
for verb in check advise; do
	run 1 "$verb" "$guide"
	head -1 "$scratch/out" | grep -q '^Motorhome as in the guide is not safe as drawn' ||
		fail "$verb does not begin with its verdict"
	[ "$(awk 'length > 100' "$scratch/out" | wc -l)" -eq 0 ] || fail "$verb: lines over 100 columns"
	! grep -q $'\033' "$scratch/out" || fail "$verb: colour in a file"
done

# A bad file and bad usage.
printf 'version: 1\nbatteries:\n  house: { modle: victron/smart-12.8-200 }\n' >"$scratch/bad.yaml"
run 2 check "$scratch/bad.yaml"
grep -qE 'bad\.yaml:3:[0-9]+: ' "$scratch/words" || fail "the place of a bad key is not named"
[ ! -s "$scratch/out" ] || fail "a bad file still gives output"
run 2 advise "$scratch/none.yaml"
run 2 check
run 2 check --wrong
for verb in advise check explain schema; do
	run 0 "$verb" --help
	grep -q '^example: ' "$scratch/out" || fail "$verb --help has no example"
done

# explain: every rule found above, a fault, a file.
for rule in $("$program" check "$guide" --json | sed -nE 's/.*"rule": "([^"]+)".*/\1/p' | sort -u); do
	run 0 explain "$rule"
	grep -q 'Source: ' "$scratch/out" || fail "explain $rule names no source"
done
run 0 explain low_cell
[ "$(grep -c '^low_cell (' "$scratch/out")" -eq 2 ] || fail "explain low_cell: battery and BMS have one"
grep -q 'Stops:   load_disconnect and atd' "$scratch/out" || fail "explain low_cell: what it stops"
run 0 explain "$guide"
run 2 explain two-bms-one-chian
grep -q "did you mean 'two-bms-one-chain'" "$scratch/words" || fail "explain gives no hint"
run 0 schema
/usr/bin/python3 -m json.tool "$scratch/out" >/dev/null || fail "the schema is no JSON"

[ "$failures" -eq 0 ]
