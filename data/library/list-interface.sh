#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lists what programs that use libbatchscope depend on: each declaration of its headers, as the compiler
# sees it, on a line of its own, and how large each type is where pointers have 8 bytes.
# Usage: list-interface.sh INCLUDE-DIR CC HEADER...      CC with all flags; headers as paths from INCLUDE-DIR
# shellcheck disable=SC2086
set -eu
LC_ALL=C
export LC_ALL
root=$1
# Looked in first, so that files are named as they are here.
case $2 in
  *' -'*) cc="${2%% -*} -I$1 -std=gnu11 -${2#* -}" ;;
  *) cc="$2 -I$1 -std=gnu11" ;;
esac
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '#include "%s"\n' "$@" >"$folder/all.c"

$cc -E "$folder/all.c" | awk -v root="$root/" '
  function add(kind, name) {
    gsub(/ ?\( ?/, " (", text)
    gsub(/\( \(/, "((", text)
    gsub(/ \)/, ")", text)
    gsub(/\* /, "*", text)
    sub(/[;{ ]+$/, "", text)
    print kind, name ": " text
  }
  # What a statement declares, under the name by which others know it.
  function finish(   name) {
    gsub(/__attribute__ ?\(\([^()]*(\([^()]*\))?[^()]*\)\)/, "", text)
    gsub(/[ \t]+/, " ", text)
    sub(/^ /, "", text)
    name = text
    if (text ~ /glib_(auto|list|slist|queue)|_(auto|list|slist|queue)(ptr|autoptr);/)
      ; # what g_autoptr is made of
    else if (text ~ /^typedef/) {
      if (text ~ /\}/) { sub(/.*\} ?/, "", name) }
      else if (text ~ /\(\*/) { sub(/[^(]*\(\* ?/, "", name); sub(/\).*/, "", name) }
      else { sub(/.*[ *]/, "", name) }
      sub(/ ?;.*/, "", name)
      add("type", name)
    } else if (text ~ /^(struct|union|enum) [A-Za-z_]+ \{/) {
      sub(/^[a-z]+ _?/, "", name)
      sub(/ .*/, "", name)
      add("struct", name)
    } else if (text ~ /\(/) {
      sub(/\{.*/, "", text)
      sub(/ ?\(.*/, "", name)
      sub(/.*[ *]/, "", name)
      add(text ~ /^static/ ? "inline" : "function", name)
    } else if (text ~ /[^ ;]/)
      add("other", text)
    text = ""
  }
  /^# / {
    file = $3
    gsub(/"/, "", file)
    ours = index(file, root) == 1
    next
  }
  /^#/ { next }
  ours {
    n = split($0, letters, "")
    for (i = 1; i <= n; i++) {
      c = letters[i]
      text = text c
      if (c == "{") depth++
      if (c == "}") depth--
      if (depth == 0 && (c == ";" || (c == "}" && text ~ /^[ \t]*static/)))
        finish()
    }
    text = text " "
  }' | sort -u >"$folder/list"

# Sizes follow from the types, but say at once when one of them is not what it was.
{
  cat "$folder/all.c"
  printf '#include <stdio.h>\nint\nmain (void)\n{\n'
  sed -n 's/^struct \(Bs[A-Za-z]*\): .*/\1/p; s/^type \(Bs[A-Za-z]*\): typedef [a-z]* {.*/\1/p' \
    "$folder/list" | sort -u | while read -r name; do
    printf '  printf ("size %s: %%zu\\n", sizeof (%s));\n' "$name" "$name"
  done
  printf '  return 0;\n}\n'
} >"$folder/sizes.c"
$cc -o "$folder/sizes" "$folder/sizes.c"
{ cat "$folder/list"; "$folder/sizes"; } | sort
