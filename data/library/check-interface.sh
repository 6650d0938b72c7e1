#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares what headers for others declare with interface.txt, or writes that anew.
#   check-interface.sh [-w] INTERFACE SOVERSION LIST       LIST: what list-interface.sh says
#
# Until the list says `released yes`, nothing is promised, and whatever changed can be written. From then on
# functions and types may be added, but one that went away, or is not what it was, asks for another
# SOVERSION: programs that were linked before would not run as they did.
set -eu
LC_ALL=C
export LC_ALL
write=no
if [ "$1" = -w ]; then
  write=yes
  shift
fi
interface=$1 soversion=$2 list=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A name stands before the first colon. Sizes are those of machines whose pointers have 8 bytes.
old=$folder/old
new=$folder/new
sort "$list" >"$new"
: >"$old"
[ ! -f "$interface" ] || grep -v '^#' "$interface" | sort >"$old"
if [ "$(getconf LONG_BIT)" != 64 ]; then
  sed -i '/^size /d' "$old" "$new"
fi
old_soversion=$(sed -n 's/^# soversion //p' "$interface" 2>/dev/null || :)
released=$(sed -n 's/^# released //p' "$interface" 2>/dev/null || :)
comm -23 "$old" "$new" >"$folder/gone"
comm -13 "$old" "$new" | awk -F: -v gone="$folder/gone" '
  BEGIN { while ((getline line < gone) > 0) { sub(/:.*/, "", line); was[line] = 1 } }
  !($1 in was)' >"$folder/added"

status=0
if [ -s "$folder/gone" ]; then
  echo 'Gone, or not what it was:'
  sed 's/^/  - /' "$folder/gone"
  echo 'Now:'
  comm -13 "$old" "$new" | comm -23 - "$folder/added" | sed 's/^/  + /'
  status=1
fi
if [ -s "$folder/added" ]; then
  echo 'Added:'
  sed 's/^/  + /' "$folder/added"
  status=1
fi
if [ "$old_soversion" != "$soversion" ]; then
  echo "The list is of soversion ${old_soversion:-none}, the library has $soversion."
  status=1
fi

if [ "$released" = yes ] && [ "$old_soversion" = "$soversion" ] && [ -s "$folder/gone" ]; then
  echo 'Programs that use the released library would break. Keep what they need, or raise'
  echo 'library_soversion and library_interface in data/library/meson.build.'
  exit 1
fi
if [ "$write" = no ]; then
  [ $status -eq 0 ] || echo 'If this is meant: make interface'
  exit $status
fi

[ "$old_soversion" = "$soversion" ] || released=no
{
  echo '# What programs that use libbatchscope depend on. Written by `make interface`, see HACKING.md.'
  echo "# soversion $soversion"
  echo "# released ${released:-no}"
  cat "$new"
} >"$interface.new"
mv "$interface.new" "$interface"
