# SPDX-License-Identifier: Apache-2.0
# Short names for what meson does. `make help` lists them.
BUILD = build
PREFIX = /usr/local
MESON = meson

# Some machines put stubs of libraries there that must not be linked.
unexport LIBRARY_PATH

.DEFAULT_GOAL := help
.PHONY: help packages build run check check-gpu debug release asan tsan format format-check bench \
  bench-table policies samples lessons help-pictures help-keys screenshots lists interface docs install uninstall clean \
  package check-package

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

packages:
	@.ci/install-packages build

$(BUILD)/build.ninja: | packages
	$(MESON) setup $(BUILD) --prefix=$(PREFIX)

build: packages $(BUILD)/build.ninja ## builds into build/
	ninja -C $(BUILD)

run: build ## records a sample run and opens it; without a display, writes report and pictures
	@BUILD=$(BUILD) data/samples/show-sample

check: ## builds and runs every test, also with sanitizers
	@BUILD=$(BUILD) .ci/check

check-package: ## builds the Debian packages and tries them in a bare Debian (as root)
	@.ci/install-packages package
	@tests/check-package.sh . bare

package: ## builds the Debian packages, into build-package/
	@.ci/install-packages package
	@tests/build-package.sh . build-package

check-gpu: build ## runs the tests of the CUDA backend on a real GPU, and all workloads; prints a report
	@tests/check-gpu.sh $(BUILD)

debug: packages ## builds for a debugger, into build-debug/
	[ -f build-debug/build.ninja ] || $(MESON) setup build-debug -Dbuildtype=debug
	ninja -C build-debug

release: packages ## builds with link-time optimisation and stripped of debug symbols, into build-release/
	[ -f build-release/build.ninja ] || \
	  $(MESON) setup build-release -Dbuildtype=release -Db_lto=true -Dstrip=true
	ninja -C build-release

asan: packages ## builds with address and undefined behaviour sanitizers, into build-asan/, and tests
	[ -f build-asan/build.ninja ] || $(MESON) setup build-asan -Dgui=disabled \
	  -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false
	ninja -C build-asan
	$(MESON) test -C build-asan --no-rebuild --print-errorlogs

tsan: packages ## builds with the thread sanitizer, into build-tsan/, and tests
	[ -f build-tsan/build.ninja ] || $(MESON) setup build-tsan -Dgui=disabled \
	  -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false
	ninja -C build-tsan
	$(MESON) test -C build-tsan --no-rebuild --print-errorlogs --suite engine --suite profiles --suite fuzz

format: $(BUILD)/build.ninja ## formats every C file in place
	ninja -C $(BUILD) format

format-check: $(BUILD)/build.ninja ## says which C files are not formatted
	$(MESON) test -C $(BUILD) --print-errorlogs format

bench: build ## runs the benchmarks
	$(MESON) test -C $(BUILD) --no-rebuild --benchmark --verbose

bench-table: build ## measures the benchmark table of README.md again
	tests/bench/readme-table $(BUILD)/app/cli/batchscope-cli README.md

policies: build ## trains the shipped policies again
	ninja -C $(BUILD) policies

samples: build ## writes the sample corpora again
	ninja -C $(BUILD) samples

lessons: build ## writes what lessons say for translators again
	ninja -C $(BUILD) lessons

screenshots: build ## takes the pictures of the window in data/screenshots/ again
	@BUILD=$(BUILD) data/screenshots/take-screenshots

help-pictures: build ## makes the pictures of the help again
	ninja -C $(BUILD) help-pictures

help-keys: build ## writes the help's page of keys again
	ninja -C $(BUILD) help-keys

lists: ## writes po/POTFILES and the map in HACKING.md again
	tests/house/update-lists.sh .

interface: $(BUILD)/build.ninja ## writes what libbatchscope promises to other programs, data/library/interface.txt, again
	ninja -C $(BUILD) interface

docs: ## writes the reference of the C interface, into build/data/reference/pages/
	@.ci/install-packages docs
	[ -f $(BUILD)/build.ninja ] || $(MESON) setup $(BUILD) --prefix=$(PREFIX)
	$(MESON) configure $(BUILD) -Ddocs=enabled
	ninja -C $(BUILD) data/reference/pages

install: build ## installs under PREFIX (/usr/local), see also DESTDIR
	$(MESON) install -C $(BUILD) --no-rebuild

uninstall: ## removes what `make install` installed
	ninja -C $(BUILD) uninstall
	data/refresh-caches $(DESTDIR)$(PREFIX)/share

clean: ## removes the build folders
	rm -rf $(BUILD) build-debug build-release build-asan build-tsan build-package
