# What every script here shares: strictness, the project's root, and how things are said. Sourced,
# never run.
# shellcheck shell=bash

set -euo pipefail
shopt -s inherit_errexit # what fails in $( ) fails there, and not only at its last line
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Other people's data; absent on most machines, and the tests over it then say that they skip.
if [ -z "${TOUCHSTONE_CORPUS:-}" ] && [ -d ../shared/corpus ]; then
  TOUCHSTONE_CORPUS=$(cd ../shared/corpus && pwd)
  export TOUCHSTONE_CORPUS
fi

# The same for cases that are shared with other projects.
if [ -z "${TOUCHSTONE_FACTS:-}" ] && [ -d ../shared/facts ]; then
  TOUCHSTONE_FACTS=$(cd ../shared/facts && pwd)
  export TOUCHSTONE_FACTS
fi

# Where Cargo builds, also when the caller moved it.
target=${CARGO_TARGET_DIR:-$root/target}

# One selection of packages and features for every part: another one would build the shared crates
# once more, with other features.
# shellcheck disable=SC2034 # used by those that source this
workspace=(
  --locked --workspace --features
  enrollment/bindings,test-keys/trussed,touchstone-cli/second-opinion,touchstone/bench,touchstone/custom-protocol
)

# The exit status of a part that cannot run on this machine.
CANNOT_RUN=77

say() { printf '%s\n' "$*"; }
die() {
  printf '%s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Builds the command line, and other clients' reading of keys beside it; says into which folder.
#   command_line dev|release
# `dev` is the tests' own selection, of which all is there already. `release` is what is given out; how fast
# the second opinion is matters to nobody.
command_line() {
  local programs=(--bin touchstone-second-opinion)
  [ "$1" = release ] || programs+=(--bin touchstone)
  cargo build -q "${workspace[@]}" "${programs[@]}" >&2
  [ "$1" = release ] || { say "$target/debug"; return; }
  cargo build -q --locked --release -p touchstone-cli --bin touchstone >&2
  install -m755 "$target/debug/touchstone-second-opinion" "$target/release/"
  say "$target/release"
}

# npm, quietly, and only where the lock file changed since.
install_page_packages() {
  local stamp=ui/node_modules/.package-lock.json
  [ -e "$stamp" ] && [ ! ui/package-lock.json -nt "$stamp" ] && return
  say "-- npm: the page's packages"
  npm --prefix ui ci --no-audit --no-fund --loglevel=error
  touch "$stamp"
}
