#!/usr/bin/env bash
# Does the main job on this computer: opens the window in practice. Without a screen, a registration
# with the practice key in the terminal.
. "$(dirname "$0")/common.sh"

# The practice keeps its state here and not in your own folders.
state=$root/target/practice
mkdir -p "$state"

in_the_window() {
  scripts/setup.sh window
  # The page only where one of its files is newer; a second start is quick.
  if [ ! -e ui/dist/index.html ] || [ -n "$(find ui/src ui/bindings ui/public ui/index.html -newer ui/dist/index.html -print -quit)" ]; then
    npm --prefix ui run --silent build
    touch ui/dist/index.html
  fi
  # Not optimised: it starts as quickly and is built in half the time.
  cargo build --locked -p touchstone --features custom-protocol --bin touchstone-desktop
  exec "$target/debug/touchstone-desktop" --state "$state/window"
}

in_the_terminal() {
  scripts/setup.sh run
  cargo build --release --locked -p touchstone-cli
  local pin=2580-practice options=docs/examples/creation-options.json
  say
  say "There is no screen here, so this is the terminal; the window needs DISPLAY or WAYLAND_DISPLAY."
  say "Registering with the practice key (options: $options, PIN: $pin)."
  say "With your own key: $target/release/touchstone register --options $options"
  say
  "$target/release/touchstone" register --key practice --options "$options" \
    --state "$state" --pin-fd 3 3<<<"$pin"
}

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then in_the_window; else in_the_terminal; fi
