#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The man page and the completion know every verb of `lifeguard help` and every option of each
# verb's --help, and no others; the checks notice what is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
lifeguard=$(realpath "${LIFEGUARD:-build/lifeguard}")
page=docs/man/lifeguard.1
completion=tools/completion/lifeguard.bash
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

if ! "$lifeguard" help >/dev/null 2>&1; then
	echo "skipped: there is no program to hold them against"
	exit 77
fi
mapfile -t verbs < <("$lifeguard" help | sed -nE 's/^  ([a-z]+)  .*/\1/p')
[ "${#verbs[@]}" -ge 11 ] || fail "'lifeguard help' shows ${#verbs[@]} verbs"

# The options of a verb, one a line: of its --help, and of the page's synopsis.
told() {
	"$lifeguard" "$1" --help | grep -oE -- '(^|[^-a-z])--[a-z][a-z-]*' | grep -oE -- '--[a-z-]+' |
		grep -vx -- --help | sort -u
}
printed() { # PAGE VERB
	awk -v verb=".Cm $2" '/^\.Sh DESCRIPTION/ { exit } /^\.Nm/ { inside = 0 }
		$0 == verb { inside = 1 } inside' "$1" | sed -nE 's/^\.Op Fl -([a-z-]+).*/--\1/p' | sort -u
}

# Whether a page shows a verb as told, in synopsis and description.
page_has() { # PAGE VERB
	[ "$(grep -cxF ".Cm $2" "$1")" -ge 1 ] && grep -qxF ".It Cm $2" "$1" &&
		[ "$(printed "$1" "$2")" = "$(told "$2")" ]
}

# What the completion of $2 offers after the words that follow it; words as typed.
offers() { # COMPLETION WORD...
	local file=$1
	shift
	bash --norc -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
		_lifeguard "$1"; printf "%s\n" "${COMPREPLY[@]}"' - "$file" "$lifeguard" "$@" | sort -u
}

for verb in "${verbs[@]}"; do
	page_has "$page" "$verb" || fail "$page does not show '$verb' with the options of its --help"
	offers "$completion" "$verb" | grep -qx "$verb" || fail "$completion does not offer '$verb'"
	[ "$(offers "$completion" "$verb" -- | grep -vx -- --help)" = "$(told "$verb")" ] ||
		fail "$completion: options of '$verb' are not those of its --help"
done
for option in $(sed -nE 's/^\.Op Fl -([a-z-]+).*/\1/p' "$page" | sort -u); do
	grep -qE "^\.(It )?Fl -$option( |\$)" "$page" || fail "$page does not describe --$option"
done
offers "$completion" bench victron/smart-b | grep -qx victron/smart-batteryprotect-65 ||
	fail "$completion does not offer models"
offers "$completion" check examples/rv | grep -qx examples/rv-typical ||
	fail "$completion does not offer files"

# The checks notice.
sed '/^\.It Cm decode/d' "$page" >"$scratch/page"
! page_has "$scratch/page" decode || fail "a page without decode passes"
sed '/^\.Op Fl -hex/d' "$page" >"$scratch/page"
! page_has "$scratch/page" decode || fail "a page without --hex passes"
sed 's/ decode help version/ help version/' "$completion" >"$scratch/completion"
! offers "$scratch/completion" decode | grep -qx decode || fail "a completion without decode passes"

if command -v mandoc >/dev/null; then
	words=$(mandoc -T lint -W warning "$page") || fail "mandoc: $words"
fi
[ "$failures" -eq 0 ]
