#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is installed is all that another program needs: each header compiles alone, nothing but bs_
# is shown, and the examples, built with a plain compiler, record traces that open here.
# Usage: test-library.sh SOURCE-DIR BUILD-DIR MESON BATCHSCOPE-CLI
set -eu
source=$1 build=$2 meson=$3 cli=$4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$meson" install -C "$build" --no-rebuild --quiet --tags devel,runtime --destdir "$folder/root" >/dev/null
pc=$(find "$folder/root" -name batchscope-1.pc)
PKG_CONFIG_PATH=$(dirname "$pc")
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name libbatchscope.so)")
export PKG_CONFIG_PATH LD_LIBRARY_PATH
flags=$(pkg-config --cflags batchscope-1)
libs=$(pkg-config --libs batchscope-1)

headers=$(find "$folder/root" -path '*/include/batchscope-1/*.h')
[ "$(echo "$headers" | wc -l)" -ge 20 ]
for header in $headers; do
  echo "#include \"$header\"" >"$folder/header.c"
  # shellcheck disable=SC2086
  cc -std=c11 -Wall -Werror -fsyntax-only $flags "$folder/header.c"
done

others=$(nm -D --defined-only "$LD_LIBRARY_PATH/libbatchscope.so" | awk '$3 !~ /^bs_/ { print $3 }')
[ -z "$others" ] || { echo "shown as well: $others"; exit 1; }

# shellcheck disable=SC2086
cc -std=c11 -Wall -Wextra -Werror -o "$folder/record-batches" \
  "$source/data/examples/record-batches.c" $flags $libs
cd "$folder"
./record-batches run.bscope
"$cli" steps run.bscope --format csv >steps.csv
cat steps.csv
[ "$(sed -n 2p steps.csv)" = '1,0,lookup,11,lookup,only' ]
grep -q ',rule$' steps.csv
"$cli" info run.bscope --format csv | grep -qx 'n_nodes,33'
"$cli" info run.bscope --format csv | grep -qx 'complete,true'
"$cli" verify run.bscope >verify.txt
cat verify.txt
grep -q 'consistency the same' verify.txt

# The program of the manual.
sed -n '/^\.EX$/,/^\.EE$/p' "$source/data/libbatchscope.3" |
  sed '/^\.E[XE]$/d; s/\\-/-/g; s/\\e/\\/g' >manual.c
# shellcheck disable=SC2086
cc -std=c11 -Wall -Wextra -Werror -o manual manual.c $flags $libs
./manual
"$cli" steps run.bscope --format csv >steps.csv
cat steps.csv
[ "$(wc -l <steps.csv)" -eq 3 ]

if ./record-batches "$folder/nowhere/run.bscope" 2>error.txt; then exit 1; fi
grep -q '^record-batches: ' error.txt
