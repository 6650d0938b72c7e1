#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Nobody needs CUDA: where there is no CUDA file, the program starts, says why there is no GPU, refuses one
# in a sentence, and runs on the processor. (The Debian packages are built without CUDA, and tested.)
#   test-without-cuda.sh SOURCE-DIR BATCHSCOPE-CLI
set -eu
cli=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export BATCHSCOPE_DATA_DIR="$1/data" OPENBLAS_NUM_THREADS=1

fail ()
{
  echo "$1" >&2
  cat "$folder/out" "$folder/err" >&2
  exit 1
}

# run COMMAND...: its status
run ()
{
  status=0
  "$@" >"$folder/out" 2>"$folder/err" || status=$?
}

# Files of that name that are no libraries hide what the machine may have.
mkdir "$folder/hidden"
for name in libcuda.so.1 libcublas.so.13 libcupti.so.13 libnvrtc.so.13; do
  echo 'no library' >"$folder/hidden/$name"
done
LD_LIBRARY_PATH=$folder/hidden BATCHSCOPE_MODULE_DIR=$folder/hidden
export LD_LIBRARY_PATH BATCHSCOPE_MODULE_DIR

run "$cli" backends --format csv
[ "$status" = 0 ] || fail 'backends fails'
grep '^cuda,' "$folder/out" | grep -q 'There is no CUDA driver' || fail 'It does not say why not'
run "$cli" record --workload tree-lstm --model-size 4 --batch-size 1 --backend cuda -o "$folder/gpu.bscope"
[ "$status" = 2 ] || fail "The status is $status"
[ "$(grep -c '^batchscope-cli: ' "$folder/err")" = 1 ] || fail 'It is not one sentence'
[ ! -e "$folder/gpu.bscope" ] || fail 'It left a file'
run "$cli" record --workload tree-lstm --model-size 4 --batch-size 1 -o "$folder/cpu.bscope"
[ "$status" = 0 ] || fail 'It does not run on the processor'
run "$cli" verify "$folder/cpu.bscope"
[ "$status" = 0 ] || fail 'The trace is not right'
