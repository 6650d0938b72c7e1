#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the Debian packages, has lintian look at them, and installs them: with
# `bare` into a Debian that has nothing else, fetched from where apt fetches (needs root, mmdebstrap and
# the network); with `here` into a copy of this system that is thrown away (needs root and overlayfs).
# There the tests of debian/tests run: the window is started by its entry and opens a trace. Then the
# packages are purged, and every file is as before.
# With PACKAGES set, the packages in that folder are taken, and none are built.
# Exit status 77: something that this needs is missing.
# Usage: check-package.sh SOURCE-DIR bare|here
set -eu
self=$(realpath "$0") source=$(realpath "$1") where=$2
packages='batchscope batchscope-cli gir1.2-batchscope-1 libbatchscope-dev libbatchscope1'

for tool in dpkg-buildpackage dh lintian unshare; do
  command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 77; }
done
[ "$where" = here ] || command -v mmdebstrap >/dev/null || { echo 'mmdebstrap is not installed'; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

say () { echo "$(date +%T) $1"; }

# bare_root: with what the packages and their tests depend on
bare_root ()
{
  apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 'Origin: Debian' | sort -u >"$folder/sources"
  apt-config dump | grep '^Acquire::Check-' >"$folder/options" || true
  sed -n 's/^Depends: //p' "$source/debian/tests/control" | tr ',' '\n' | tr -d ' ' |
    grep -v -e '^batchscope' -e '^libbatchscope' | sort -u | paste -sd, >"$folder/wanted"
  cat >"$folder/depends" <<'EOF'
#!/bin/sh
set -eu
chroot "$1" sh -c 'apt-get install -s -y --no-install-recommends /built/*.deb' |
  sed -n 's/^Inst \([^ ]*\).*/\1/p' | grep -v batchscope |
  xargs env DEBIAN_FRONTEND=noninteractive chroot "$1" apt-get install -qq -y --no-install-recommends
EOF
  chmod +x "$folder/depends"
  mmdebstrap --variant=apt --aptopt="$folder/options" --include="$(cat "$folder/wanted")" \
    --customize-hook="copy-in $folder/built /" --customize-hook="$folder/depends" \
    "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$folder/root" - \
    <"$folder/sources" >"$folder/root.log" 2>&1 || { tail -20 "$folder/root.log"; exit 1; }
}

# within ROOT: what happens inside, on /proc and /dev of its own
within ()
{
  mount --bind /dev "$1/dev"
  mount -t proc proc "$1/proc"
  mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
  mkdir "$1/tmp/built"
  cp -r "$folder"/built/*.deb "$source/debian/tests" "$1/tmp/built"
  rm -rf "$1/built"
  cat >"$1/tmp/run" <<'EOF'
set -eu
cd /tmp/built
list ()
{
  find /bin /boot /etc /lib /opt /sbin /srv /usr /var -xdev \( -path /var/log -o -path /var/cache/apt \
    -o -path /var/lib/apt -o -path '/var/lib/dpkg/*-old' \) -prune -o -print | sort
}
mkdir "$HOME"
# A cache that the system makes for itself when the first library comes.
ldconfig
list >/tmp/before
dpkg -i ./*.deb >/tmp/install.log 2>&1 || { cat /tmp/install.log; exit 1; }
for test in command-line library window; do
  sh tests/$test >/tmp/test.log 2>&1 || { cat /tmp/test.log; echo "The test $test failed"; exit 1; }
  echo "$(date +%T) installed, test $test: $(grep -c . /tmp/test.log) lines said; $(grep '^opened' /tmp/test.log | paste -sd' ')"
done
dpkg --purge $PURGED >/tmp/purge.log 2>&1 || { cat /tmp/purge.log; exit 1; }
list >/tmp/after
echo "$(date +%T) purged; $(wc -l </tmp/after) files are there"
diff /tmp/before /tmp/after
EOF
  env -i HOME=/tmp/home PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive PURGED="$packages" chroot "$1" sh /tmp/run
}

if [ "${3-}" = inside ]; then
  folder=$4
  trap - EXIT
  if [ "$where" = here ]; then
    mkdir "$folder/upper" "$folder/work" "$folder/root"
    mount -t overlay overlay \
      -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root" 2>/dev/null ||
      { echo 'There is no overlayfs for what would be installed'; exit 77; }
  fi
  within "$folder/root"
  exit 0
fi

# Those of other tests that measure time are not to notice. The optimizer adds nothing to what is checked.
if [ "$(id -u)" -ne 0 ]; then may=no; else may=yes; fi
if [ "$where" = bare ] && [ $may = no ]; then echo 'Only root can install a system'; exit 77; fi
if [ -n "${PACKAGES-}" ]; then
  mkdir "$folder/built"
  cp "$PACKAGES"/*.deb "$folder/built"
else
  say 'building'
  DEB_BUILD_OPTIONS='nocheck noautodbgsym noopt' DEB_CFLAGS_APPEND=-g0 \
    nice -n 19 "$source/tests/build-package.sh" "$source" "$folder/built" >"$folder/build.log" 2>&1 ||
    { tail -50 "$folder/build.log"; exit 1; }
fi
ls "$folder"/built/*.deb | sed 's|.*/|built: |'
say 'lintian'
lintian --allow-root --fail-on error,warning "$folder"/built/*.deb
if [ $may = no ]; then echo 'Not root: nothing is installed'; exit 0; fi
if [ "$where" = here ] && dpkg-query -W $packages >/dev/null 2>&1; then
  echo 'The packages are installed here: nothing is installed'
  exit 0
fi
if [ "$where" = bare ]; then
  say 'fetching a Debian'
  bare_root
fi
status=0
unshare --mount --pid --fork "$self" "$source" "$where" inside "$folder" || status=$?
say "done, status $status"
exit $status
