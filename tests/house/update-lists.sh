#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes the two lists that follow from the sources: po/POTFILES, and the map in HACKING.md, whose
# words are the first sentence of each module's first comment.
# Usage: update-lists.sh SOURCE-DIR
set -eu
cd "$1"
LC_ALL=C
export LC_ALL

{
  echo '# Files with text to translate, in order of the alphabet.'
  {
    find engine profiles viz app data/lessons -name '*.[ch]' -exec grep -lEz \
      '(^|[^A-Za-z0-9_])(_|N_|C_|NC_|ngettext|g_dngettext|g_dgettext|g_dpgettext2?) ?\(\s*(NULL, ?|GETTEXT_PACKAGE, ?)?"' {} +
    find app data -name '*.ui' -o -name '*.desktop.in' -o -name '*.metainfo.xml.in' \
      -o -name '*.mime.xml.in' -o -name '*.gschema.xml'
  } | sort
} >po/POTFILES.new
mv po/POTFILES.new po/POTFILES

# about MODULE: the first sentence, from the header where there is one
about ()
{
  file=$1.h
  [ -f "$file" ] || file=$1.c
  awk '
    NR == 1 { next }
    {
      line = $0
      sub (/^ *\/\* ?/, "", line)
      last = sub (/ *\*\/ *$/, "", line)
      sub (/^ \* ?/, "", line)
      text = text (text == "" ? "" : " ") line
      if (last || $0 == "") exit
    }
    END {
      for (i = 1; i <= length (text); i++)
        if (substr (text, i, 2) ~ /^[.:]( |$)/ && substr (text, i + 2, 1) !~ /[a-z]/) {
          text = substr (text, 1, i - 1)
          break
        }
      sub (/[.:]$/, "", text)
      gsub (/\|/, "\\|", text)
      print text
    }' "$file"
}

# room TITLE FOLDER
room ()
{
  printf '\n### %s\n\n| module | what for |\n|---|---|\n' "$1"
  find "$2" -name '*.[ch]' | sed 's/\.[ch]$//' | sort -u | while read -r module; do
    printf '| `%s` | %s |\n' "$module" "$(about "$module")"
  done
}

{
  sed '/^<!-- map -->$/q' HACKING.md
  room 'Engine: graphs, models, policies, learning, backends, the run loop' engine
  room 'Profiles: recording and reading traces' profiles
  room 'Viz: one painter a picture' viz
  room 'App: the command line, `batchscope-cli`' app/cli
  room 'App: the window, `batchscope`' app/window
  room 'App: pictures of traces in lists of files, `batchscope-thumbnailer`' app/thumbnailer
  room 'Data: the sample corpus and the reference' data
  echo
  sed -n '/^<!-- end of the map -->$/,$p' HACKING.md
} >HACKING.md.new
mv HACKING.md.new HACKING.md
