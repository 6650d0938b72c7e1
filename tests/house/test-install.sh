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
find "$root" -type f -perm /111 ! -path "$root$prefix/bin/*" ! -name '*.so*' ! -name 'batchscope-*' | none 'Executable'
find "$root" -xtype l | none 'Links to nothing'
# The compiler names files from the build folder, which may lie elsewhere: ../../SOURCE-DIR is no path of it.
grep -rlaP -e "\\Q$build\\E" -e "(?<!\\.\\.)\\Q$source\\E" -e "\\Q$folder\\E" "$root" | none 'Names a folder of this build'

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
  for language in $(grep -v '^#' "$source/po/LINGUAS"); do
    LANGUAGE=$language "$program" --help >"$folder/translated"
    if cmp -s "$folder/help" "$folder/translated"; then fail "$name does not speak $language"; fi
  done
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
# Types of files are known by what is in them.
sh "$source/data/refresh-caches" "$root$prefix/share"
"$cli" export run.bscope -o 'a run.bscope.zip'
cp run.bscope run
type_of ()
{
  XDG_DATA_DIRS=$root$prefix/share XDG_DATA_HOME=$folder/none \
    gio info -a standard::content-type "$1" | sed -n 's/.*standard::content-type: //p'
}
if [ -d "$root$prefix/share/mime" ] && command -v gio >/dev/null; then
  [ "$(type_of run)" = application/vnd.batchscope.trace ] || fail "A trace is $(type_of run)"
  [ "$(type_of 'a run.bscope.zip')" = application/vnd.batchscope.bundle+zip ] ||
    fail "A bundle is $(type_of 'a run.bscope.zip')"
fi

# As a list of files asks for pictures of them; what is no trace gets none, and says why.
for thumbnailer in "$root$prefix"/share/thumbnailers/*; do
  [ -f "$thumbnailer" ] || break
  sed -n 's/^MimeType=//p' "$thumbnailer" | tr ';' '\n' | grep . | while read -r type; do
    grep -q "type=\"$type\"" "$root$prefix"/share/mime/packages/*.xml || fail "Nothing is $type"
  done
  # thumbnail FILE SIZE OUT: the command of the entry
  thumbnail ()
  {
    eval "set -- $(sed -n 's/^Exec=//p' "$thumbnailer" | sed "s|%i|\"$1\"|; s|%o|\"$3\"|; s|%s|$2|")"
    timeout 30 "$root$@" 2>"$folder/said"
  }
  pixels () { od -An -tu1 -j16 -N8 "$1" | awk '{ print $3 * 256 + $4 "x" $7 * 256 + $8 }'; }
  for size in 48 128 512; do
    for file in run.bscope 'a run.bscope.zip'; do
      rm -f out
      thumbnail "$file" $size "$folder/out" || fail "No thumbnail of $file: $(cat said)"
      [ "$(head -c 4 out | tail -c 3)" = PNG ] || fail 'The thumbnail is no PNG'
      [ "$(pixels out)" = "${size}x$size" ] || fail "The thumbnail has $(pixels out), not $size"
    done
  done
  rm -f out
  : >empty
  head -c 100000 run.bscope >short
  head -c 100000 /dev/urandom >noise
  { head -c 4096 run.bscope; tail -c +4097 run.bscope | tr '\000-\177' '\200-\377'; } >wrong
  for file in empty short noise wrong nowhere "$folder"; do
    if thumbnail "$file" 128 "$folder/out"; then fail "A thumbnail of $file"; fi
    [ ! -e out ] || fail "A file for $file"
    [ -s said ] || fail "Nothing said of $file"
  done
done

# Shells look for completion there.
for name in bash-completion/completions/batchscope-cli zsh/site-functions/_batchscope \
  fish/vendor_completions.d/batchscope-cli.fish; do
  [ -s "$root$prefix/share/$name" ] || fail "There is no $name"
done

mv "$root$prefix/share/batchscope" away
if "$cli" record --workload lattice-lstm --batches 1 -o other.bscope 2>error.txt; then
  # A machine that has it installed has its models in the prefix, too.
  [ -d "$prefix/share/batchscope/models" ] || fail 'The models came from somewhere else'
fi
mv away "$root$prefix/share/batchscope"

(cd shadow && "$meson" --internal uninstall >/dev/null)
sh "$source/data/refresh-caches" "$root$prefix/share"
find "$root" ! -type d 2>/dev/null | none 'Left after it was removed'
