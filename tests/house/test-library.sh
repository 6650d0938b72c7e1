#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is installed is all that another program needs: each header compiles alone, as C and as C++; what is
# shown is what they declare, and that is what interface.txt promises; programs that have nothing but
# pkg-config record, read, replay and learn.
# Usage: test-library.sh SOURCE-DIR BUILD-DIR MESON BATCHSCOPE-CLI SOVERSION
# shellcheck disable=SC2086
set -eu
source=$1 build=$2 meson=$3 cli=$4 soversion=$5
LC_ALL=C
export LC_ALL
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$meson" install -C "$build" --no-rebuild --quiet --tags devel,runtime --destdir "$folder/root" >/dev/null
pc=$(find "$folder/root" -name batchscope-1.pc)
PKG_CONFIG_PATH=$(dirname "$pc")
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name libbatchscope.so)")
export PKG_CONFIG_PATH LD_LIBRARY_PATH
flags=$(pkg-config --cflags batchscope-1)
libs=$(pkg-config --libs batchscope-1)
include=$(find "$folder/root" -type d -path '*/include/batchscope-1')
library=$LD_LIBRARY_PATH/libbatchscope.so

# The file moves with its tree, and asks for GLib alone: the rest is inside.
[ "$(cd "$(pkg-config --variable=includedir batchscope-1)/batchscope-1" && pwd)" = "$include" ]
[ "$(pkg-config --print-requires batchscope-1 | sed 's/ .*//' | tr '\n' ' ')" = 'gio-2.0 ' ]
[ "$(pkg-config --modversion batchscope-1)" = "$(sed -n 's/^#define BS_M[A-Z]*_VERSION //p' \
  "$include/engine/version.h" | paste -sd .)" ]

cd "$include"
headers=$(find . -name '*.h' | sed 's|^\./||' | sort)
cd "$folder"
[ "$(echo "$headers" | wc -l)" -ge 20 ]
compilers='cc -std=c11 -x c
c++ -std=c++17 -Wno-pedantic -x c++'
echo "$compilers" | while read -r compiler options; do
  command -v "$compiler" >/dev/null || { echo "no $compiler"; continue; }
  for header in $headers; do
    printf '#include <%s>\n#include <%s>\n' "$header" "$header" >"$folder/header.c"
    "$compiler" $options -Wall -Wextra -Werror -fsyntax-only $flags "$folder/header.c"
  done
done

# Declared, shown and promised.
"$source/data/library/list-interface.sh" "$include" "cc $flags" $headers >interface
sed -n 's/^function \([^:]*\): .*/\1/p' interface | sort >declared
nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >shown
[ "$(wc -l <declared)" -gt 300 ]
diff declared shown >difference || {
  echo 'Declared in headers (<), and shown by the library (>), see make interface:'
  cat difference
  exit 1
}
"$source/data/library/check-interface.sh" "$source/data/library/interface.txt" "$soversion" interface

# The check can say no: what went away or changed, what is new, and that a release is kept.
check ()
{
  "$source/data/library/check-interface.sh" "$@"
}
refuse ()
{
  if check "$@" >said; then echo "went through: $*"; exit 1; fi
}
grep -v '^function bs_trace_load: ' interface >fewer
sed 's/^\(function bs_replay_step: .*\)gint64 n/\1int n/' interface >other
cp "$source/data/library/interface.txt" promised
refuse promised "$soversion" fewer
grep -q -- '- function bs_trace_load: ' said
refuse promised "$soversion" other
grep -q -- '+ function bs_replay_step: .*int n' said
refuse promised 99 interface
sed 's/^# released no/# released yes/' promised >kept
refuse -w kept "$soversion" other
grep -q 'would break' said
grep -q '^function bs_replay_step: .*gint64 n' kept
check -w kept 99 other >said
grep -q '^# released no' kept
echo 'function bs_new: void bs_new (void)' | cat interface - >more
sed 's/^# released no/# released yes/' promised >kept
check -w kept "$soversion" more >said
grep -q '^# released yes' kept
grep -q '^function bs_new: ' kept

cc -std=c11 -Wall -Wextra -Werror -o record-batches \
  "$source/data/examples/record-batches.c" $flags $libs
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
cc -std=c11 -Wall -Wextra -Werror -o manual manual.c $flags $libs
./manual
"$cli" steps run.bscope --format csv >steps.csv
cat steps.csv
[ "$(wc -l <steps.csv)" -eq 3 ]

# One that records, reads, replays, asks and learns, whatever compiles it.
echo 'gcc -std=c11
clang -std=c11
g++ -std=c++17 -x c++' | while read -r compiler options; do
  command -v "$compiler" >/dev/null || { echo "no $compiler"; continue; }
  "$compiler" $options -g -Wall -Wextra -Werror -o user "$source/tests/house/library-user.c" $flags \
    $(echo "$libs" | sed 's/^/ /')
  ./user user.bscope >said
  echo "$compiler: $(cat said)"
  [ "$(cat said)" = '7 decisions, learned 7, at least 7' ]
done
"$cli" verify user.bscope | grep -q 'consistency the same'
if command -v valgrind >/dev/null; then
  gcc -std=c11 -g -o user "$source/tests/house/library-user.c" $flags $libs
  G_SLICE=always-malloc valgrind --quiet --error-exitcode=99 --leak-check=full \
    --show-leak-kinds=definite --errors-for-leak-kinds=definite ./user user.bscope
fi
# Where the library is built to be linked into programs as well (default_library=both). What is asked of others
# in private is linked as it is there: few have all of it as static libraries.
static=$(find "$folder/root" -name libbatchscope.a)
if [ -n "$static" ]; then
  gcc -std=c11 -o user "$source/tests/house/library-user.c" $flags "$static" \
    $(pkg-config --libs gio-2.0 $(pkg-config --print-requires-private batchscope-1 | sed 's/ .*//')) \
    -ldl -lm -pthread
  ldd user >linked
  if grep libbatchscope linked; then exit 1; fi
  ./user user.bscope
fi

if ./record-batches "$folder/nowhere/run.bscope" 2>error.txt; then exit 1; fi
grep -q '^record-batches: ' error.txt
