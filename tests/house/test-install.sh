#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is installed: only below the prefix, readable by everybody, writable by its owner alone,
# without a path of this build, not too large; the programs run from where it was put, find what
# came with them, and work; removing it leaves nothing.
# Usage: test-install.sh SOURCE-DIR BUILD-DIR MESON PREFIX
set -eu
source=$1 build=$2 meson=$3 prefix=$4
here=$(dirname "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
# The programs are to find what was installed, nothing else.
unset BATCHSCOPE_DATA_DIR BATCHSCOPE_MODULE_DIR BATCHSCOPE_SOURCE_DIR BATCHSCOPE_BUILD_DIR GSETTINGS_SCHEMA_DIR

fail () { echo "$1" >&2; exit 1; }

# none MESSAGE: nothing may come in
none ()
{
  found=$(head -20)
  [ -z "$found" ] || fail "$1:
$found"
}

sh "$here/stage" "$build" "$meson" "$folder"
find "$root" ! -type d ! -path "$root$prefix/*" | none 'Outside the prefix'
find "$root" ! -type l ! -perm -u=rw,g=r,o=r | none 'Not readable by everybody'
find "$root" ! -type l -perm /022 | none 'Writable by others'
find "$root" -type d ! -perm -111 | none 'Folders that cannot be entered'
find "$root" -perm /7000 | none 'With special permissions'
find "$root" -type f -perm /111 ! -path "$root$prefix/bin/*" ! -name '*.so*' | none 'Executable'
find "$root" -xtype l | none 'Links to nothing'
grep -rlaF -e "$build" -e "$source" -e "$folder" "$root" | none 'Names a folder of this build'

# The kernels for GPUs are a module that packages carry apart.
bytes ()
{
  find "$root" -type f "$@" -exec stat -c %s {} + | awk '{ sum += $1 } END { print sum + 0 }'
}
size=$(bytes ! -name 'cuda-kernels.so')
echo "installed: $(find "$root" ! -type d | wc -l) files, $size bytes; kernels for GPUs $(bytes -name 'cuda-kernels.so') bytes"
[ "$size" -lt 15000000 ] || fail 'Larger than 15 MB'

# In another place than the one they were built for.
for program in "$root$prefix"/bin/*; do
  name=$(basename "$program")
  case $("$program" --version) in
    "$name "[0-9]*) ;;
    *) fail "$name --version" ;;
  esac
  "$program" --help >"$folder/help"
  grep -q -e '--version' "$folder/help" || fail "$name --help"
  LANGUAGE=de "$program" --help >"$folder/german"
  if cmp -s "$folder/help" "$folder/german"; then fail "$name knows no German"; fi
done

cli=$root$prefix/bin/batchscope-cli
cd "$folder"
"$cli" record --workload lattice-lstm --batches 1 -o run.bscope >record.txt
"$cli" report run.bscope -o report.html
grep -q '</html>' report.html || fail 'The report is not whole'
"$cli" export run.bscope --view fsm -o fsm.svg
grep -q '</svg>' fsm.svg || fail 'The picture is not whole'
"$cli" lesson >lessons.txt
[ "$(wc -l <lessons.txt)" -ge 8 ] || fail 'The lessons are not found'
mv "$root$prefix/share/batchscope" away
if "$cli" record --workload lattice-lstm --batches 1 -o other.bscope 2>error.txt; then
  # A machine that has it installed has its models in the prefix, too.
  [ -d "$prefix/share/batchscope/models" ] || fail 'The models came from somewhere else'
fi
mv away "$root$prefix/share/batchscope"

sh "$source/data/refresh-caches" "$root$prefix/share"
(cd shadow && "$meson" --internal uninstall >/dev/null)
sh "$source/data/refresh-caches" "$root$prefix/share"
find "$root" ! -type d 2>/dev/null | none 'Left after it was removed'
