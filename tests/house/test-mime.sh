#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The MIME type is accepted by the desktop's database, which then knows a trace by its name and by
# its first bytes, whatever its name, and leaves other SQLite files alone.
# Usage: test-mime.sh FILE.xml
set -eu
command -v update-mime-database >/dev/null || { echo 'update-mime-database is not installed'; exit 77; }
command -v gio >/dev/null || { echo 'gio is not installed'; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/mime/packages"
cp "$1" "$folder/mime/packages/batchscope.xml"
XDG_DATA_HOME=$folder update-mime-database "$folder/mime" 2>"$folder/errors"
if [ -s "$folder/errors" ]; then cat "$folder/errors"; exit 1; fi

expect ()
{
  found=$(XDG_DATA_HOME=$folder gio info -a standard::content-type "$2" |
    sed -n 's/.*standard::content-type: //p')
  echo "$2: $found"
  [ "$found" = "$1" ]
}

: >"$folder/empty.bscope"
{ printf 'SQLite format 3\000'; head -c 52 /dev/zero; printf 'BSCP'; head -c 100 /dev/zero; } \
  >"$folder/ours"
{ printf 'SQLite format 3\000'; head -c 52 /dev/zero; printf 'XXXX'; head -c 100 /dev/zero; } \
  >"$folder/other"
expect application/vnd.batchscope.trace "$folder/ours"
if expect application/vnd.batchscope.trace "$folder/other"; then exit 1; fi
printf x >"$folder/named.bscope"
expect application/vnd.batchscope.trace "$folder/named.bscope"
