#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs on a real GPU what the emulator runs in the other tests, then all workloads with every planner on the GPU and
# on the CPU, and prints a report: hardware, driver, tests, losses, speeds, and the largest batch of work once more
# with all that CUPTI says of it.
#   check-gpu.sh BUILD [BENCH-OPTION...]
# The options are those of bench, for less than everything: --workload tree-lstm --model-size 8; likewise
# CHECK_GPU_TESTS="equations operations"
set -u
build=$1
shift
cli=$build/app/cli/batchscope-cli
source=$(cd "$(dirname "$0")/.." && pwd) || exit 1
export BATCHSCOPE_DATA_DIR="$source/data" OPENBLAS_NUM_THREADS=1
# What reads it, asks for a GPU, and fails without.
export BATCHSCOPE_TEST_GPU="${BATCHSCOPE_TEST_GPU:-hardware}"
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failed=0

wrong ()
{
  echo "WRONG: $*"
  failed=1
}

echo "Batchscope $("$cli" --version | sed 's/.* //') on $(uname -srm), $(date -u +%Y-%m-%d)"
"$cli" backends || exit 1
if ! "$cli" backends --format csv | grep -q '^cuda,true,true,'; then
  echo 'There is no GPU to check: see why_not above.' >&2
  exit 1
fi
command -v nvidia-smi >/dev/null &&
  nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,power.limit --format=csv

echo
echo 'Tests on this device'
for name in ${CHECK_GPU_TESTS:-equations growth operations execution memory}; do
  if meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier 10 "engine-$name" \
    >"$folder/out" 2>&1; then
    echo "  engine-$name: passed"
  else
    cat "$folder/out"
    wrong "engine-$name failed"
  fi
done

# Every row of the second run has its partner in the first: ratio is GPU against CPU.
echo
echo 'All workloads: speeds (ratio: GPU against CPU, of instances a second) and losses'
[ $# -gt 0 ] || set -- --workload all --model-size 128 --batch-size 64
"$cli" bench "$@" --planner full,published,creation --backend cpu --format csv >"$folder/cpu.csv" || wrong 'bench on the CPU'
"$cli" bench "$@" --planner full,published,creation --backend cuda --compare "$folder/cpu.csv" --format csv \
  >"$folder/cuda.csv" || wrong 'bench on the GPU'
awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
  NR == 1 { printf "  %-20s %5s %5s %-10s %12s %12s %8s %8s %16s %s\n", "workload", "size", "batch", "planner",
              "GPU, inst/s", "CPU, inst/s", "ratio", "batches", "loss", "against the CPU" }
  NR > 1 {
    gpu = $column["instances_per_s"]; cpu = $column["earlier_instances_per_s"]
    printf "  %-20s %5s %5s %-10s %12.1f %12.1f %8.3f %8s %16s %s\n", $column["workload"], $column["size"],
      $column["batch_size"], $column["planner"], gpu, cpu, gpu / cpu, $column["batches"], $column["loss"],
      ($column["compared"] == "yes" ? "the same" : $column["compared"])
    rows++
    if ($column["compared"] != "yes") bad++
  }
  END { exit !(rows > 0 && bad == 0) }' "$folder/cuda.csv" || wrong 'not all losses are those of the CPU'

# What is known of times only where there is a device.
echo
echo 'What it did in a mini-batch of lattice-lstm'
if "$cli" record --workload lattice-lstm --backend cuda --batch-size 64 --batches 3 -o "$folder/a.bscope" \
  >"$folder/out" 2>&1 && "$cli" verify "$folder/a.bscope" >>"$folder/out" 2>&1; then
  "$cli" report --section device --section recording "$folder/a.bscope"
else
  cat "$folder/out"
  wrong 'lattice-lstm is not recorded, or its trace is not right'
fi

echo
if "$cli" backends --format csv | grep '^cuda,' | grep -q emulated; then
  echo 'Emulated device: no time here is that of a GPU. The check itself works.'
fi
if [ $failed = 0 ]; then
  echo 'All of it is as it should be.'
else
  echo 'Not all is as it should be.'
fi
exit $failed
