#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every language of po/LINGUAS says everything that the sources say: no text is missing or left over,
# and formats and plurals are sound. Heads of columns are made of the names of columns, and are all known to
# translators. Usage: test-languages.sh SOURCE-DIR
set -u
cd "$1" || exit 1
languages=$(sed 's/#.*//' po/LINGUAS)
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# shellcheck disable=SC2086
set -- $languages
echo "1..$(($# + 1))"

sed 's/#.*//; /^$/d' po/POTFILES >"$folder/files"
xgettext --from-code=UTF-8 --add-comments=Translators --keyword=_ --keyword=N_ --keyword=C_:1c,2 \
  --keyword=NC_:1c,2 --keyword=g_dgettext:2 --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
  --files-from="$folder/files" --output="$folder/all.pot" 2>"$folder/log" || {
  cat "$folder/log" >&2
  exit 1
}

n=0
failed=0
for language in $languages; do
  n=$((n + 1))
  msgmerge --quiet --no-fuzzy-matching --output-file="$folder/now.po" "po/$language.po" \
    "$folder/all.pot" &&
    msgattrib --untranslated "$folder/now.po" >"$folder/problems" &&
    msgattrib --only-fuzzy "$folder/now.po" >>"$folder/problems" &&
    msgattrib --only-obsolete "$folder/now.po" >>"$folder/problems" &&
    msgfmt --check --output-file=/dev/null "$folder/now.po" && [ ! -s "$folder/problems" ]
  if [ $? -eq 0 ]; then
    echo "ok $n $language"
  else
    failed=1
    sed 's/^/# /' "$folder/problems"
    echo "not ok $n $language"
  fi
done

# A duration has its unit in its cells.
find profiles app viz -name '*.c' -exec cat {} + | tr -s ' \n' '  ' |
  grep -oE '(bs_table_add_column \([a-z>-]+, |\{ )"[a-z_0-9]+"(, BS_COLUMN_[A-Z]+)' |
  sed 's/[^"]*"//; s/".*//; s/^ns$/time/; s/_ns$//; s/mini_batch/mini-batch/' | tr '_' ' ' | sort -u |
  awk '{ print toupper(substr($0, 1, 1)) substr($0, 2) }' | LC_ALL=C sort -u >"$folder/columns"
grep -oE '"column", "[^"]+' app/window/parts/column-titles.c | sed 's/.*"//' | LC_ALL=C sort -u >"$folder/titles"
n=$((n + 1))
LC_ALL=C comm -23 "$folder/columns" "$folder/titles" | sed 's/^/# without a title in column-titles.c: /' >"$folder/problems"
if [ -s "$folder/columns" ] && [ ! -s "$folder/problems" ]; then
  echo "ok $n columns"
else
  failed=1
  cat "$folder/problems"
  echo "not ok $n columns"
fi
exit $failed
