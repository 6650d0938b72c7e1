#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles kernels, and keeps what ptxas says of them: registers, spills, shared memory.
#   make-cuda-image.sh NVCC SOURCE FATBIN REPORT OPTIONS...
set -eu
nvcc=$1
source=$2
fatbin=$3
report=$4
shift 4
"$nvcc" "$@" -Xptxas -v --fatbin -o "$fatbin" "$source" 2>"$report" || {
  cat "$report" >&2
  exit 1
}
