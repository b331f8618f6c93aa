#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `lifeguard check` on files that are wrong: exit 2, every expected FILE:LINE:COLUMN on stderr, nothing on stdout, nothing written.
set -euo pipefail
: "${LIFEGUARD:?the program to test}"
folder=$(cd "$(dirname "$0")" && pwd)/malformed
program=$(realpath "$LIFEGUARD")

if ! "$program" help 2>/dev/null | grep -qw check; then
	echo "skipped: this program has no verb check"
	exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here"
cd "$work/here"
failed=0

complain() {
	echo "FAILED: $1: $2"
	failed=1
}

judge() { # FILE
	local file=$1 name code=0 place
	name=$(basename "$file")
	cp "$file" "$name"
	"$program" check "$name" >"$work/out" 2>"$work/err" </dev/null || code=$?
	[ "$code" -eq 2 ] || complain "$name" "exit $code instead of 2"
	[ ! -s "$work/out" ] || complain "$name" "it wrote to stdout"
	while read -r place; do
		grep -q "^$name:$place: " "$work/err" || complain "$name" "no line $name:$place:"
	done < <(sed -n 's/^# expect \([0-9]*:[0-9]*\) .*/\1/p' "$name")
	[ "$(grep -vc "^$name:[0-9]*:[0-9]*: " "$work/err" || true)" -eq 0 ] ||
		complain "$name" "a line without a place: $(grep -v "^$name:" "$work/err" | head -1)"
	cmp -s "$file" "$name" || complain "$name" "the file was changed"
	rm -f "$name"
	[ -z "$(ls -A)" ] || complain "$name" "it left $(ls -A) behind"
	rm -rf ./*
}

count=0
for file in "$folder"/*.yaml; do
	judge "$file"
	count=$((count + 1))
done
[ "$count" -ge 60 ] || complain "$folder" "only $count files"
echo "$count files"
exit "$failed"
