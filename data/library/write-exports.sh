#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes what the linker shows of libbatchscope: the functions that its interface lists.
# Usage: write-exports.sh SOVERSION INTERFACE
set -eu
echo "BATCHSCOPE_$1 {"
echo '  global:'
sed -n 's/^function \(bs_[a-z0-9_]*\): .*/    \1;/p' "$2"
echo '  local: *;'
echo '};'
