#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Nobody needs CUDA: a build without it, and the build with it where there is no CUDA file, start, say why there is no
# GPU, refuse one in a sentence, and run on the processor.
#   test-without-cuda.sh SOURCE-DIR MESON BATCHSCOPE-CLI
set -eu
source=$1 meson=$2 cli=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export BATCHSCOPE_DATA_DIR="$source/data" OPENBLAS_NUM_THREADS=1
n=0

fail ()
{
  echo "not ok $((n + 1)) - $1"
  cat "$folder/out" "$folder/err" | sed 's/^/# /'
  exit 1
}

pass ()
{
  n=$((n + 1))
  echo "ok $n - $1"
}

# run COMMAND...: its status
run ()
{
  status=0
  "$@" >"$folder/out" 2>"$folder/err" || status=$?
}

# check CLI WHY-NOT: what it says of a GPU, and that all else goes on
check ()
{
  run "$1" backends --format csv
  [ "$status" = 0 ] || fail 'backends fails'
  grep '^cuda,' "$folder/out" | grep -q "$2" || fail "it does not say why not: $2"
  run "$1" record --workload tree-lstm --model-size 4 --batch-size 1 --backend cuda -o "$folder/gpu.bscope"
  [ "$status" = 2 ] || fail "the status is $status"
  [ "$(grep -c '^batchscope-cli: ' "$folder/err")" = 1 ] || fail 'it is not one sentence'
  [ ! -e "$folder/gpu.bscope" ] || fail 'it left a file'
  run "$1" record --workload tree-lstm --model-size 4 --batch-size 1 -o "$folder/cpu.bscope"
  [ "$status" = 0 ] || fail 'it does not run on the processor'
  run "$1" verify "$folder/cpu.bscope"
  [ "$status" = 0 ] || fail 'the trace is not right'
}

echo 1..2

# Files of that name that are no libraries hide what the machine may have.
mkdir "$folder/hidden"
for name in libcuda.so.1 libcublas.so.13 libcupti.so.13 libnvrtc.so.13; do
  echo 'no library' >"$folder/hidden/$name"
done
LD_LIBRARY_PATH=$folder/hidden BATCHSCOPE_MODULE_DIR=$folder/hidden
export LD_LIBRARY_PATH BATCHSCOPE_MODULE_DIR
check "$cli" 'There is no CUDA driver'
pass 'without any CUDA file'
unset LD_LIBRARY_PATH BATCHSCOPE_MODULE_DIR

run "$meson" setup "$folder/build" "$source" -Dcuda=disabled -Dgui=disabled -Dbuildtype=plain
[ "$status" = 0 ] || fail 'it cannot be configured'
run ninja -C "$folder/build" app/cli/batchscope-cli
[ "$status" = 0 ] || fail 'it cannot be built'
check "$folder/build/app/cli/batchscope-cli" 'this build has no such backend'
pass 'built without CUDA'
