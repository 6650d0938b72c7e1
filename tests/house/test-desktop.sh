#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the desktop knows of the program agrees: one application id in all files, every type of file that
# the entry opens is defined and has an icon, and each setting says what it is and within what bounds.
# Usage: test-desktop.sh SOURCE-DIR BUILD-DIR APP-ID
set -u
source=$1 build=$2 id=$3
status=0

wrong () { echo "$1"; status=1; }

# same WHAT FOUND EXPECTED
same () { [ "$2" = "$3" ] || wrong "$1 is $2, not $3"; }

value () { sed -n "s/^$2=//p" "$1" | head -1; }
ask () { xmllint --nonet --xpath "string($2)" "$1"; }
count () { xmllint --nonet --xpath "count($2)" "$1"; }

entry=$build/data/$id.desktop
info=$build/data/$id.metainfo.xml
same 'The id of the program' "$(sed -n 's/^#define BS_APP_ID "\(.*\)"/\1/p' "$build/config.h")" "$id"
same 'The icon of the entry' "$(value "$entry" Icon)" "$id"
same 'The name of the service' "$(value "$build/data/$id.service" Name)" "$id"
same 'The id of the metainfo' "$(ask "$info" /component/id)" "$id"
same 'What the metainfo starts' "$(ask "$info" /component/launchable)" "$id.desktop"
same 'Whether the bus starts the program' "$(value "$entry" DBusActivatable)" true
program=$(value "$entry" Exec)
same 'The program of the service' "$(basename "$(value "$build/data/$id.service" Exec | cut -d' ' -f1)")" \
  "${program%% *}"
grep -q -- ' --gapplication-service$' "$build/data/$id.service" || wrong 'The service is none'
for icon in "scalable/apps/$id.svg" "symbolic/apps/${id%.Devel}-symbolic.svg"; do
  [ -f "$source/data/icons/hicolor/$icon" ] || wrong "There is no icon $icon"
done

for type in $(value "$entry" MimeType | tr ';' ' '); do
  same "Definitions of $type" "$(count "$build/data/$id.xml" "//*[local-name()='mime-type'][@type='$type']")" 1
  same "Mentions of $type in the metainfo" "$(count "$info" "//mediatype[.='$type']")" 1
  value "$build/data/$id.thumbnailer" MimeType | grep -qF "$type;" || wrong "$type has no thumbnails"
  icon=$(echo "$type" | tr / -).svg
  [ -f "$source/data/icons/hicolor/scalable/mimetypes/$icon" ] || wrong "There is no icon $icon"
done
same 'Types of files' "$(count "$build/data/$id.xml" "//*[local-name()='mime-type']")" \
  "$(value "$entry" MimeType | tr -cd ';' | wc -c)"
for action in $(value "$entry" Actions | tr ';' ' '); do
  grep -q "^Exec=gapplication action $id $action\$" "$entry" || wrong "Nothing does $action"
done

template=$source/data/org.batchscope.Batchscope.metainfo.xml.in
for picture in $(sed -n 's|.*@media_url@/\(.*\)</image>|\1|p' "$template"); do
  [ -f "$source/data/screenshots/$picture" ] || wrong "There is no screenshot $picture"
done

schema=$source/data/org.batchscope.Batchscope.gschema.xml
[ "$(count "$schema" //key)" -ge 10 ] || wrong 'There are no settings'
for what in 'not(normalize-space(summary))' 'not(normalize-space(description))' 'not(@type)' \
  '(@type="i" or @type="u" or @type="d" or @type="x" or @type="t") and not(range/@min and range/@max)'; do
  same "Number of settings with $what" "$(count "$schema" "//key[$what]")" 0
done
# The manifests of Flatpak: whole, with the name and the options that there are, and no more permissions
# than a window needs.
python3 - "$source" <<'EOF' || status=1
import json
import os
import re
import sys

source, wrong = sys.argv[1], []
known = set(re.findall(r"^option\('([a-z-]+)'", open(source + "/meson_options.txt").read(), re.M))
base = "org.batchscope.Batchscope"
for name, development in ((base, False), (base + ".Devel", True)):
    manifest = json.load(open(f"{source}/data/flatpak/{name}.json"))
    module = manifest["modules"][-1]
    options = dict(option[2:].split("=") for option in module["config-opts"])
    wrong += [f"{name}: option {option}" for option in options if option not in known]
    if (manifest["id"], manifest["command"], module["name"]) != (name, "batchscope", "batchscope"):
        wrong.append(f"{name}: names")
    if (options.get("profile") == "development") != development:
        wrong.append(f"{name}: profile")
    allowed = {"--share=ipc", "--socket=fallback-x11", "--socket=wayland", "--device=dri"}
    wrong += [f"{name}: {given}" for given in manifest["finish-args"] if given not in allowed]
    sources = os.path.join(source, "data/flatpak", module["sources"][0]["path"])
    if not os.path.isfile(sources + "/meson.build"):
        wrong.append(f"{name}: sources")
    if not os.path.isfile(f"{source}/data/icons/hicolor/scalable/apps/{name}.svg"):
        wrong.append(f"{name}: icon")
print(*wrong, sep="\n", end="")
sys.exit(bool(wrong))
EOF
exit $status
