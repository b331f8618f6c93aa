#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every C file is laid out as .clang-format says, and the check itself notices when one is not.
set -euo pipefail
cd "$(dirname "$0")/../.."

tool=$(command -v clang-format-14 || command -v clang-format || true)
if [ -z "$tool" ] || ! "$tool" --version | grep -q 'version 14\.'; then
	echo "skipped: clang-format 14 is not here, and others lay out differently"
	exit 77
fi
crooked=$(mktemp --suffix=.c -p .)
trap 'rm -f "$crooked"' EXIT
printf 'int  f( int x ){return x;}\n' >"$crooked"
if "$tool" --dry-run --Werror "$crooked" 2>/dev/null; then
	echo "FAILED: a crooked file passed"
	exit 1
fi
rm -f "$crooked"

tools/sources | xargs "$tool" --dry-run --Werror || {
	echo "FAILED: make format lays these out"
	exit 1
}
