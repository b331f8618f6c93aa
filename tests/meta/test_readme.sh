#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What README.md shows is there: make targets, verbs, linked files, and its build file is accepted.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

# The lines of README.md inside code blocks of one language ("" for none).
block() {
	awk -v want="\`\`\`$1" '/^```/ { inside = !inside && $0 == want; next } inside' README.md
}

commands=$(block sh)
[ -n "$commands" ] || fail "README.md shows no commands"

targets=$(sed -nE 's/^(make [a-z]+).*/\1/p' <<<"$commands" | sort -u)
for promised in demo test; do
	grep -qx "make $promised" <<<"$targets" || fail "README.md does not show make $promised"
done
while read -r _ target; do
	grep -qE "^$target:" Makefile || fail "make $target is shown, Makefile has no such target"
done <<<"$targets"

# Relative links and pictures of the pages people start from.
for page in README.md DESIGN.md CONTRIBUTING.md SECURITY.md docs/manual/*.md docs/decisions/*.md; do
	while read -r link; do
		[ -e "$(dirname "$page")/$link" ] || fail "$page links $link, which is not there"
	done < <(grep -oE '\]\([^)#: ]+' "$page" | sed 's/^](//' | sort -u)
done
[ "$failures" -eq 0 ] || exit 1

verbs=$({
	sed -nE 's|^build/lifeguard +([a-z]+).*|\1|p' <<<"$commands"
	sed -nE 's/^\| `([a-z]+)[^`]*` \|.*/\1/p' README.md
} | sort -u)
if ! help=$("${LIFEGUARD:-build/lifeguard}" help 2>/dev/null); then
	echo "skipped: targets and links hold; the program has no 'help' to hold the verbs against"
	exit 77
fi
for verb in $verbs; do
	grep -qE "^ +$verb( |\$)" <<<"$help" || fail "verb $verb is shown, 'lifeguard help' lacks it"
done

block yaml >"$scratch/build.yaml"
status=0
"${LIFEGUARD:-build/lifeguard}" check "$scratch/build.yaml" >"$scratch/words" 2>&1 || status=$?
if [ "$status" -gt 1 ]; then
	fail "README.md's build file is refused (exit $status)"
	cat "$scratch/words"
fi
[ "$failures" -eq 0 ]
