#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the Debian packages of the sources as they are now, into a folder; DEB_BUILD_OPTIONS says how.
# Usage: build-package.sh SOURCE-DIR FOLDER
set -eu
source=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
# dpkg writes beside the sources.
rm -rf "$folder/source"
mkdir "$folder/source"
if git -C "$source" rev-parse --git-dir >/dev/null 2>&1; then
  git -C "$source" ls-files -z --cached --others --exclude-standard
else
  cd "$source" && find . -path './build*' -prune -o -type f -print0
fi | (cd "$source" && tar -c --null --ignore-failed-read -T -) | tar -x -C "$folder/source"
unset LIBRARY_PATH LD_LIBRARY_PATH DESTDIR
cd "$folder/source"
dpkg-buildpackage -us -uc -b
rm -rf "$folder/source"
