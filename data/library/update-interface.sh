#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes interface.txt from the headers of the source tree.
# Usage: update-interface.sh SOVERSION CC HEADER...
set -eu
here=$(dirname "$0")
soversion=$1
cc="$2 $(pkg-config --cflags gio-2.0)"
shift 2
list=$(mktemp)
trap 'rm -f "$list"' EXIT
"$here/list-interface.sh" "$(cd "$here/../.." && pwd)" "$cc" "$@" >"$list"
"$here/check-interface.sh" -w "$here/interface.txt" "$soversion" "$list"
