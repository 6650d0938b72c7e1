#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The counter of tests counts every kind of outcome, and believes no log that is not there.
# Usage: test-count.sh COUNT-TESTS
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# expect TEXT STATUS FILE...
expect ()
{
  text=$1
  status=$2
  shift 2
  found=0
  out=$("$count" "$@" 2>/dev/null) || found=$?
  echo "$out, exit status $found; expected: $text, $status"
  [ "$out" = "$text" ] && [ "$found" = "$status" ]
}

count=$1
cat >"$folder/good" <<'EOF'
{"name": "a", "stdout": "1..3\nok 1 x\nok 2 y # SKIP no display\nok 3 z\n", "result": "OK"}
{"name": "b", "stdout": "", "result": "OK"}
{"name": "c", "stdout": "", "result": "SKIP"}
{"name": "d", "stdout": "1..0 # SKIP all\n", "result": "SKIP"}
{"name": "e", "stdout": "", "result": "EXPECTEDFAIL"}
EOF
cat >"$folder/bad" <<'EOF'
{"name": "failed", "stdout": "1..3\nok 1 x\nnot ok 2 y\nnot ok 3 z\n", "result": "FAIL"}
{"name": "crashed", "stdout": "1..3\nok 1 x\n", "result": "ERROR"}
{"name": "hung", "stdout": "", "result": "TIMEOUT"}
{"name": "status", "stdout": "", "result": "FAIL"}
EOF
printf '{"name": "cut", "std' >"$folder/cut"
: >"$folder/empty"

expect '4 passed, 0 failed, 3 skipped' 0 "$folder/good"
expect '2 passed, 5 failed, 0 skipped' 1 "$folder/bad"
expect '6 passed, 5 failed, 3 skipped' 1 "$folder/good" "$folder/bad"
expect '4 passed, 1 failed, 3 skipped' 1 "$folder/good" "$folder/none"
expect '4 passed, 1 failed, 3 skipped' 1 "$folder/good" "$folder/cut"
expect '0 passed, 0 failed, 0 skipped' 1 "$folder/empty"
