#!/usr/bin/env bash
# Runs the named parts of the test table and says what came of them.
#   scripts/test.sh              the everyday tier
#   scripts/test.sh --deep       that and the long tier
#   scripts/test.sh unit lint    only these
# TOUCHSTONE_SKIP="guest nfc" skips parts that this machine cannot run. Without it a part that
# cannot run is a failure: green has to mean that it was seen.
. "$(dirname "$0")/common.sh"

# The table: tier | name | what it shows | command.
# A part exits 0 when it passed and 77 when it cannot run here. A part whose name ends in `?` may be
# skipped by that alone; it is for other people's data, which is not in the project.
table=$(
  cat <<'TABLE'
day  | docs         | links, rules and lock files        | python3 scripts/check-docs.py
day  | lint         | formatting and lints               | scripts/test/lint.sh
day  | architecture | direction, rooms, sizes, grants    | scripts/test/architecture.sh
day  | unit         | every crate by itself              | scripts/test/unit.sh
day  | crash        | killed 200 times, 150 with faults  | scripts/test/crash.sh
day  | ceremony     | random orders of what keys do       | scripts/test/ceremony.sh
day  | wizard       | random orders around the ceremony  | scripts/test/wizard.sh
day  | corpus?      | other people's registrations       | scripts/test/corpus.sh
day  | window       | the page, the app, and its IPC     | scripts/test/window.sh
day  | package      | the .deb: installed, used, purged   | scripts/test/package.sh
day  | gallery      | every state of the page, accessible| scripts/test/gallery.sh
day  | real-window  | the window as a person uses it     | scripts/test/real-window.sh
day  | fuzz-smoke   | every decoder, two seconds each    | scripts/test/fuzz-smoke.sh
day  | verifiers    | keys by three relying parties      | scripts/test/verifiers.sh
day  | registrations| our client, three keys, judged     | scripts/test/registrations.sh
day  | nfc          | a real pcscd, a virtual card       | scripts/test/nfc.sh
day  | guest        | a real kernel, gadget keys         | scripts/test/guest.sh
deep | package-rel  | the same, as it is given out       | scripts/test/package.sh release
deep | ceremony-long| the same, one million               | TOUCHSTONE_ORDERS=1000000 scripts/test/ceremony.sh
deep | guest-rel    | the same, as it is given out       | scripts/test/guest.sh --release
deep | nfc-rel      | the same, as it is given out       | scripts/test/nfc.sh release
deep | first-paint  | paint, memory beside an empty one  | scripts/test/first-paint.sh
deep | fuzz         | every decoder, ten minutes each    | scripts/fuzz.sh all 600
deep | hostile      | ten million bytes of the worst     | TOUCHSTONE_HOSTILE_BYTES=10000000 scripts/test/hostile.sh
deep | dresses      | a day in each dress of an answer   | TOUCHSTONE_DRESSES=all scripts/test/real-window.sh dresses
deep | every-dress  | engine and command in each of them | TOUCHSTONE_DRESSES=all cargo test -q -p entra-graph --test practice && TOUCHSTONE_DRESSES=all cargo test -q -p touchstone-cli --test signed_in dress
deep | gallery-all  | the same, each picture by axe-core | TOUCHSTONE_GALLERY_WHOLE=1 scripts/test/gallery.sh
deep | wizard-long  | the same, ten times as many         | TOUCHSTONE_ORDERS=200000 scripts/test/wizard.sh
deep | faults       | 500 twice, anything goes wrong     | TOUCHSTONE_FAULT_RUNS=500 scripts/test/crash.sh whatever_goes_wrong
deep | cli-faults   | 500 by the command, for others      | TOUCHSTONE_CLI_FAULT_RUNS=500 cargo test -q -p touchstone-cli --test signed_in by_chance
deep | soak         | registrations without end          | scripts/test/soak.sh
deep | differential | our verdicts beside four libraries | scripts/test/differential.sh
deep | deny         | licences, advisories, sources      | scripts/test/deny.sh
deep | cross        | Windows built, macOS type-checked  | scripts/test/cross.sh
TABLE
)

logs=$target/test-logs
mkdir -p "$logs"
trim() { sed 's/^ *//; s/ *$//'; }
column_of() { printf '%s' "$1" | cut -d '|' -f "$2" | trim; }

tiers=day
[ "${1:-}" = --deep ] && { tiers='day deep'; shift; }
chosen=()
known=' '
while IFS= read -r row; do
  [ -n "$row" ] || continue
  name=$(column_of "$row" 2)
  known+="${name%\?} "
  if [ $# -gt 0 ]; then
    case " $* " in *" ${name%\?} "*) chosen+=("$row") ;; esac
  else
    case " $tiers " in *" $(column_of "$row" 1) "*) chosen+=("$row") ;; esac
  fi
done <<<"$table"
for name in "$@" ${TOUCHSTONE_SKIP:-}; do
  case $known in *" $name "*) ;; *) die "there is no part named $name; there are:$known" ;; esac
done

# Seconds of processor time that this script's children have had: how long a part takes depends on what
# else the machine does, this hardly.
processor=0
count_processor() {
  times >"$logs/times" # in this shell: a subshell has other children
  processor=$(awk 'NR == 2 { gsub("s", ""); for (i = 1; i <= 2; i++) { split($i, t, "m"); sum += 60 * t[1] + t[2] } printf "%d", sum }' "$logs/times")
}

passed=0 failed=0 skipped=0 number=0
report=() failures=()
for row in "${chosen[@]}"; do
  number=$((number + 1))
  name=$(column_of "$row" 2)
  command=$(column_of "$row" 4)
  may_skip=no
  case $name in *\?) may_skip=yes name=${name%\?} ;; esac
  say "== $number/${#chosen[@]} $name: $(column_of "$row" 3)"
  case " ${TOUCHSTONE_SKIP:-} " in
  *" $name "*)
    skipped=$((skipped + 1))
    report+=("skipped  $name (TOUCHSTONE_SKIP)")
    say "-- skipped by TOUCHSTONE_SKIP"
    continue
    ;;
  esac
  began=$SECONDS
  count_processor
  used=$processor
  status=0
  # No part may ask: there may be nobody, and `make test` must not wait for one.
  bash -c "$command" </dev/null 2>&1 | tee "$logs/$name.log" || status=${PIPESTATUS[0]}
  count_processor
  took="$((SECONDS - began)) s, $((processor - used)) s of processor"
  if [ "$status" = 0 ]; then
    passed=$((passed + 1))
    report+=("passed   $name ($took)")
  elif [ "$status" = "$CANNOT_RUN" ] && [ $may_skip = yes ]; then
    skipped=$((skipped + 1))
    report+=("skipped  $name ($(tail -n 1 "$logs/$name.log"))")
  else
    failed=$((failed + 1))
    failures+=("$name")
    why="exit $status"
    [ "$status" = "$CANNOT_RUN" ] && why="cannot run here; TOUCHSTONE_SKIP=$name skips it"
    report+=("FAILED   $name ($took, $why; log: $logs/$name.log)")
  fi
  say "-- $(tail -n 1 <<<"${report[-1]}")"
done

say
say "== summary ($SECONDS s)"
# Whoever sees only the end of this sees why: what each failed part said last.
for name in ${failures[@]+"${failures[@]}"}; do
  say "-- the end of $name:"
  tail -n 25 "$logs/$name.log" | cut -c 1-400 | sed 's/^/   /'
done
printf '%s\n' "${report[@]}"
say "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
