# What every script here shares: strictness, the project's root, and how things are said. Sourced,
# never run.
# shellcheck shell=bash

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Other people's data; absent on most machines, and the tests over it then say that they skip.
if [ -z "${TOUCHSTONE_CORPUS:-}" ] && [ -d ../shared/corpus ]; then
  TOUCHSTONE_CORPUS=$(cd ../shared/corpus && pwd)
  export TOUCHSTONE_CORPUS
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

# Other clients' reading of keys, beside the release CLI. Built with the tests' own selection, of which
# nearly all is there already; how fast it is matters to nobody.
second_opinion() {
  cargo build -q "${workspace[@]}" --bin touchstone-second-opinion
  install -m755 "$target/debug/touchstone-second-opinion" "$target/release/"
}

# npm, quietly, and only where the lock file changed since.
install_page_packages() {
  local stamp=ui/node_modules/.package-lock.json
  [ -e "$stamp" ] && [ ! ui/package-lock.json -nt "$stamp" ] && return
  say "-- npm: the page's packages"
  npm --prefix ui ci --no-audit --no-fund --loglevel=error
  touch "$stamp"
}
