#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes assembly that holds a file.
#   make-cuda-assembly.sh FILE ASSEMBLY
set -eu
cat >"$2" <<END
  .section .rodata
  .global bs_cuda_image
  .type bs_cuda_image, %object
  .balign 64
bs_cuda_image:
  .incbin "$(realpath "$1")"
  .byte 0
  .size bs_cuda_image, . - bs_cuda_image
  .section .note.GNU-stack, "", %progbits
END
