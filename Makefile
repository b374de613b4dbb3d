# `make` lists what there is. Everything here is a short way to a script; the scripts say more.
.DEFAULT_GOAL := help
.PHONY: help run test test-deep bench setup lint fmt ui bindings app opinion dev fuzz icons clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: ## install what is missing, build, open the window in practice
	@scripts/run.sh

test: ## the everyday tests; ONLY="unit lint" runs these, TOUCHSTONE_SKIP="guest" skips these
	@scripts/setup.sh test
	@scripts/test.sh $(ONLY)

test-deep: ## the everyday tests and the long ones (hours)
	@scripts/setup.sh deep
	@scripts/test.sh --deep

bench: ## the benchmarks
	@scripts/setup.sh test
	@scripts/bench/campaign.sh
	@scripts/bench/judge.sh
	@scripts/test/guest.sh --bench

setup: ## install everything that building and testing need
	@scripts/setup.sh test

lint: ## formatting and lints
	@scripts/test.sh lint

fmt: ## format the sources
	@cargo fmt --all

ui: ## build the page of the window
	@scripts/setup.sh window
	@npm --prefix ui run --silent build

bindings: ## write the TypeScript of the views anew
	@TOUCHSTONE_WRITE_BINDINGS=1 cargo test -q -p enrollment --features bindings --test bindings

app: ui ## build the desktop app, page included
	@cargo build --release --locked -p touchstone --features custom-protocol

opinion: ## build what `touchstone keys --second-opinion` asks
	@cargo build --release --locked -p touchstone-cli --features second-opinion --bin touchstone-second-opinion

dev: ## open the window and reload the page on every change
	@scripts/setup.sh window
	@npm ci --no-audit --no-fund --loglevel=error
	@npx tauri dev

fuzz: ## fuzz one decoder: make fuzz TARGET=cbor SECONDS=600
	@scripts/fuzz.sh $(or $(TARGET),all) $(or $(SECONDS),60)

icons: ## draw the app icons anew from icons/icon.svg
	@npm ci --no-audit --no-fund --loglevel=error
	@scripts/icons.sh

clean: ## remove everything that was built
	@cargo clean
	@rm -rf ui/dist fuzz/target fuzz/artifacts gen
