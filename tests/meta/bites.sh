# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of the checkers. A checker is trusted only if it bites: it must be silent
# on the tree and must name file and line of every violation planted in a copy.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
failures=0

rooms=(core devices wiring system plant bench advise links ports guard gateway apps tests
	benchmarks catalog cmake docs examples tools web)
for room in "${rooms[@]}"; do
	[ ! -d "$root/$room" ] || cp -r "$root/$room" "$copy/"
done

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

# clean CHECKER: the tree as it is passes.
clean() {
	local words
	words=$("$root/tools/$1" 2>&1) || {
		fail "$1 on the tree"
		echo "$words"
	}
}

# bites CHECKER FILE LINE WORDS: with what is in $copy/FILE now, CHECKER fails and one of its
# lines begins with FILE:LINE: and holds WORDS. FILE is put back afterwards.
bites() {
	local words status=0
	words=$("$root/tools/$1" "$copy" 2>&1) || status=$?
	[ "$status" -eq 1 ] || fail "$1 let $2 through (exit $status)"
	grep -F "$2:$3: " <<<"$words" | grep -qF "$4" || {
		fail "$1 did not say '$2:$3: ... $4'"
		echo "$words"
	}
	rm -f "$copy/$2"
	[ ! -f "$root/$2" ] || cp "$root/$2" "$copy/$2"
}

# plant FILE: the text on stdin becomes FILE of the copy.
plant() {
	mkdir -p "$(dirname "$copy/$1")"
	cat >"$copy/$1"
}

# append FILE TEXT: one more line; its number is in $line.
append() {
	printf '%s\n' "$2" >>"$copy/$1"
	line=$(wc -l <"$copy/$1")
}

finish() {
	[ "$failures" -eq 0 ] || exit 1
	echo "silent on the tree, bites on every planted violation"
}
