#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every C file is as clang-format would have it.
# Usage: test-format.sh CLANG-FORMAT SOURCE-DIR [-i]     -i: mend instead of complain
set -u
cd "$2" || exit 1
if [ "${3-}" = -i ]; then mode=-i; else mode='--dry-run -Werror --ferror-limit=1'; fi
# shellcheck disable=SC2086
find engine profiles viz app data tests \( -name '*.c' -o -name '*.h' \) -print | LC_ALL=C sort |
  xargs "$1" --style=file $mode
