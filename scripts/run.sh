#!/usr/bin/env bash
# Does the main job on this computer: a registration with the practice key, in the terminal. The
# window takes over once it can register.
. "$(dirname "$0")/common.sh"

scripts/setup.sh run
cargo build --release --locked -p touchstone-cli

# The practice key keeps its state here and not in your own folders, so that this PIN stays right.
state=$root/target/practice
pin=2580-practice
options=docs/examples/creation-options.json
say
say "Registering with the practice key (options: $options, PIN: $pin)."
say "With your own key: $target/release/touchstone register --options $options"
say
mkdir -p "$state"
"$target/release/touchstone" register --key practice --options "$options" \
  --state "$state" --pin-fd 3 3<<<"$pin"
