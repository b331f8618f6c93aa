# SPDX-License-Identifier: Apache-2.0
# The commands of the house. Everything else is CMake: CMakeLists.txt, CMakePresets.json.
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60

.DEFAULT_GOAL := build/lifeguard
.PHONY: build/lifeguard demo test fuzz benchmarks format install clean help

build/lifeguard:
	@tools/build gcc lifeguard

demo:
	@tools/install_needs build demo
	@tools/build gcc lifeguard
	@tools/demo

test:
	@tools/install_needs build test
	@tools/test

fuzz:
	@tools/install_needs build test
	@tools/fuzz $(FUZZ_SECONDS)

benchmarks:
	@tools/install_needs build
	@tools/benchmarks

format:
	@tools/sources | xargs -r clang-format -i

install: build/lifeguard
	@cmake --install build --prefix $(PREFIX)

clean:
	@rm -rf build

help:
	@echo "make            the program, build/lifeguard"
	@echo "make demo       install what is missing, build, show the main job"
	@echo "make test       install what is missing, build every way, run every test"
	@echo "make fuzz       throw random input at every decoder, FUZZ_SECONDS=$(FUZZ_SECONDS) each"
	@echo "make benchmarks how fast it is here; docs/performance.md tells what is measured"
	@echo "make format     lay out all C files by .clang-format"
	@echo "make install    into PREFIX=$(PREFIX)"
	@echo "make clean      remove build/"
