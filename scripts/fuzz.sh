#!/usr/bin/env bash
# Fuzzes one decoder, or each in turn: scripts/fuzz.sh TARGET|all SECONDS
# A crash, a hang over 5 s, an allocation over 1 MiB or 512 MiB in all is a failure; the input that
# led there is kept in fuzz/artifacts/ and belongs into fuzz/seeds/ with the fix.
. "$(dirname "$0")/common.sh"

[ $# -eq 2 ] || die "usage: scripts/fuzz.sh TARGET|all SECONDS"
seconds=$2
mapfile -t targets < <(cd fuzz/fuzz_targets && printf '%s\n' *.rs | sed 's/\.rs$//')
[ "$1" = all ] || targets=("$1")

host=$(rustc --print host-tuple)
built=${CARGO_TARGET_DIR:-$root/fuzz/target}
[ -z "${CARGO_TARGET_DIR:-}" ] || built=$built/fuzz

# Not `--locked`: this lock follows the product's dependencies, which change without it.
# Coverage by LLVM's own pass, which the stable toolchain has; a sanitizer would need nightly.
# `--target` keeps the flags away from build scripts and macros.
flags=(
  --cfg fuzzing
  -Cpasses=sancov-module
  -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
  -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares
)
(
  cd fuzz
  RUSTFLAGS="${flags[*]}" CARGO_TARGET_DIR=$built \
    cargo build --release --target "$host" "${targets[@]/#/--bin=}"
)

export RUST_BACKTRACE=0 # reading debug information takes longer than many inputs
fuzz() {
  local name=$1
  local corpus=$built/corpus/$name seeds=$built/seeds/$name log=$built/$name.log
  mkdir -p "$corpus" "$seeds" "fuzz/artifacts/$name"
  python3 scripts/seeds.py "fuzz/seeds/$name.txt" "$seeds"
  if "$built/$host/release/$name" "$corpus" "$seeds" -max_total_time="$seconds" -max_len=20000 \
    -timeout=5 -rss_limit_mb=512 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="fuzz/artifacts/$name/" >"$log" 2>&1; then
    awk -v name="$name" '/number_of_executed_units/ { n = $2 } /average_exec_per_sec/ { s = $2 }
         /peak_rss_mb/ { m = $2 }
         END { printf "   %s: %d inputs, %d a second, at most %d MiB, no crash\n", name, n, s, m }' "$log"
  else
    tail -n 40 "$log"
    say "   $name: FOUND SOMETHING"
    return 1
  fi
}
export -f fuzz say
export built host seconds
say "-- ${#targets[@]} targets, each for $seconds s, as many at once as there are processors"
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I {} bash -c 'set -euo pipefail; fuzz {}' ||
  die "fuzzing found something: see above"
