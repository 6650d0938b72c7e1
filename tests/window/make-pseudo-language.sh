#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes a language that nobody speaks, in which everything that is translated can be told from what is not:
# it has accents, stands in brackets, and is longer.
# Usage: make-pseudo-language.sh SOURCE-DIR LOCALE-DIR NAME LONGER [MARK]
#   LONGER: by which part of a text; MARK: before and behind each
set -eu
cd "$1"
folder=$2/$3/LC_MESSAGES
longer=$4 mark=${5-}
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sed 's/#.*//; /^$/d' po/POTFILES >"$work/files"
xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
  --keyword=g_dgettext:2 --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
  --files-from="$work/files" --output="$work/all.pot" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
msgen --no-wrap "$work/all.pot" 2>/dev/null | sed 's/^"Plural-Forms:.*/"Plural-Forms: nplurals=2; plural=(n != 1);\\n"/' |
  LC_ALL=C awk -v mark="$mark" -v longer="$longer" '
  BEGIN {
    split("a á e é i í o ö u ü A Á E É I Í O Ö U Ü", pairs, " ")
    for (i = 1; i < 20; i += 2)
      accent[pairs[i]] = pairs[i + 1]
  }
  # Formats, tags, entities and escapes stay as they are.
  function change(text,   out, n, letter, pad) {
    out = ""
    n = 0
    while (text != "") {
      if (match(text, /^%[-+ #0-9.$*'"'"']*(<[A-Za-z0-9]+>|[hlLqjzt]*[A-Za-z%])/) || match(text, /^<\/?[a-z][^>]*>/) ||
          match(text, /^&[a-z#0-9]+;/) || match(text, /^\\./)) {
        out = out substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
        continue
      }
      letter = substr(text, 1, 1)
      out = out (letter in accent ? accent[letter] : letter)
      n++
      text = substr(text, 2)
    }
    pad = ""
    for (i = 0; i < int(n * longer); i++)
      pad = pad (i % 8 == 7 ? " " : "~")
    # Ends of lines stay where they are.
    first = last = ""
    while (sub(/^\\n/, "", out))
      first = first "\\n"
    while (sub(/\\n$/, "", out))
      last = last "\\n"
    return first mark "⟦" out pad "⟧" mark last
  }
  function flush() {
    if (head != "")
      print head " \"" (id == "" ? text : change(text)) "\""
    head = ""
  }
  /^msgid / { flush(); id = $0; sub(/^msgid "/, "", id); sub(/"$/, "", id); in_id = 1; print; next }
  /^msgid_plural / { in_id = 0; print; next }
  /^msgstr/ {
    flush()
    in_id = 0
    head = $1
    text = $0
    sub(/^[^"]*"/, "", text)
    sub(/"$/, "", text)
    next
  }
  /^"/ {
    line = substr($0, 2, length($0) - 2)
    if (head != "")
      text = text line
    else {
      if (in_id)
        id = id line
      print
    }
    next
  }
  { flush(); in_id = 0; print }
  END { flush() }' >"$work/all.po"
msgfmt --check-format --output-file="$folder/batchscope.mo" "$work/all.po"
