#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs on a real GPU what the emulator runs in the other tests, then all workloads, and prints a report.
#   check-gpu.sh BUILD
set -u
build=$1
cli=$build/app/cli/batchscope-cli
source=$(cd "$(dirname "$0")/.." && pwd) || exit 1
export BATCHSCOPE_DATA_DIR="$source/data" BATCHSCOPE_TEST_GPU=hardware OPENBLAS_NUM_THREADS=1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

"$cli" backends || exit 1
if ! "$cli" backends --format csv | grep -q '^cuda,true,true,'; then
  echo 'There is no GPU to check: see why_not above.' >&2
  exit 1
fi

failed=0
for name in equations growth operations execution memory; do
  meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier 10 "engine-$name" || failed=1
done

# run WORKLOAD BACKEND PLANNER: prints the loss, and the seconds of three mini-batches
run ()
{
  start=$(date +%s.%N)
  "$cli" record --workload "$1" --backend "$2" --planner "$3" --batches 3 -o "$folder/$2.bscope" >"$folder/out" 2>&1 || {
    cat "$folder/out" >&2
    echo 'nan 0'
    return
  }
  end=$(date +%s.%N)
  sed -n 's/^Mini-batch 2:.*loss //p' "$folder/out" | awk -v s="$start" -v e="$end" '{ print $1, e - s }'
}

printf '%-20s %-10s %14s %14s %12s %9s %9s\n' workload planner 'loss (GPU)' 'loss (CPU)' difference 'GPU, s' 'CPU, s'
for workload in tree-lstm tree-gru tree-lstm-2type mv-rnn bilstm-tagger bilstm-tagger-char lattice-gru lattice-lstm \
  lstm-nmt; do
  for planner in full published creation; do
    # shellcheck disable=SC2046
    set -- $(run $workload cuda $planner) $(run $workload cpu $planner)
    awk -v w=$workload -v p=$planner -v a="$1" -v t="$2" -v b="$3" -v u="$4" 'BEGIN {
      d = (a - b) / b
      printf "%-20s %-10s %14.8g %14.8g %12.2e %9.2f %9.2f\n", w, p, a, b, d, t, u
      exit !(d < 1e-4 && d > -1e-4)
    }' || failed=1
  done
done
[ $failed = 0 ] && echo 'All of it is as it should be.' || echo 'Not all is as it should be.' >&2
exit $failed
