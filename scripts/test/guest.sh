#!/usr/bin/env bash
# A real kernel's USB stack in a guest: libfido2's tools and the command line against gadget keys.
#   scripts/test/guest.sh [NAME...]            only these scenarios
#   scripts/test/guest.sh --release [NAME...]  the same with the command line as it is given out
#   scripts/test/guest.sh --bench [N]          what a registration costs each client there
. "$(dirname "$0")/../common.sh"
keys=("${workspace[@]}") built=debug script=scenarios.sh more=() profile=dev
if [ "${1:-}" = --release ]; then
  shift
  profile=release
elif [ "${1:-}" = --bench ]; then
  shift
  keys=(--release --locked -p test-keys --features trussed) built=release script=baseline.sh profile=release
  cargo build --locked -q --release --manifest-path tests/peers/Cargo.toml --target-dir "$target/peers"
  more=("$target/peers/release/c_hid")
fi
cargo build -q "${keys[@]}" --bin vkey --bin meter
programs=$(command_line "$profile")
more+=("$programs/touchstone" "$programs/touchstone-second-opinion")
tests/guest/prepare.sh "$target/guest"
tests/guest/image.sh "$target/guest" "$target/$built/vkey" "$target/$built/meter" "${more[@]}"
if [ "$script" = baseline.sh ]; then
  say "== emulated: real time. Code that runs for the first time is translated first, so that new code costs
   far more than on hardware, and what else this machine does shows: compare within one run only"
  tests/guest/run.sh "$target/guest" "$script" "$@"
  say "== counted: an instruction is a nanosecond, and waiting takes what the timers say. The same however
   busy this machine is; caches and the price of new code are not in it"
  CLOCK=counted tests/guest/run.sh "$target/guest" "$script" "$@"
else
  tests/guest/run.sh "$target/guest" "$script" "$@"
fi
