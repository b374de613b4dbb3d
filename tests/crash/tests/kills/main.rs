//! Registrations that are killed, two hundred of them, and what the next start makes of what is left.
//! Every credential on a key has to be accounted for at any time, none may be made or sent twice, and
//! no response may lie on the disk in clear. `TOUCHSTONE_CRASH_SEED` repeats the same choices.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm // a test looks for some entries among all
)]

mod chance;
mod child;
mod faults;
mod key;
mod laws;
mod scan;
mod world;

use std::{
    collections::BTreeMap,
    env,
    sync::Mutex,
    thread,
    time::{Duration, Instant, SystemTime},
};

use chance::Chance;
use laws::Phase;
use world::World;

/// Registrations, each killed once and then taken up again.
const RUNS: usize = 200;
/// Of each phase, at least.
const OF_EACH: usize = 30;
/// Registrations with one key, one record and one directory, each for another person.
const IN_A_WORLD: usize = 10;
/// Worlds at a time.
const SIDE_BY_SIDE: usize = 2;

/// What was seen.
#[derive(Default)]
struct Tally {
    runs: usize,
    phases: BTreeMap<Phase, usize>,
    endings: BTreeMap<(Phase, &'static str), usize>,
    kills_while_recovering: usize,
    pending_opened: usize,
    slowest_recovery: Duration,
}

#[test]
#[ignore = "is a part of its own: scripts/test/crash.sh"]
fn whenever_it_is_killed_every_credential_is_accounted_for() {
    let begun = Instant::now();
    let seed = env::var("TOUCHSTONE_CRASH_SEED")
        .map_or_else(|_| of_the_clock(), |seed| seed.parse().unwrap());
    println!("TOUCHSTONE_CRASH_SEED={seed}");
    let tally = Mutex::new(Tally::default());
    let plans = Mutex::new(plans(seed));
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                loop {
                    // Not in the condition of a `while`: the lock would be held meanwhile.
                    let plan = plans.lock().unwrap().pop();
                    let Some((seed, targets)) = plan else { return };
                    live_through(seed, &targets, &tally);
                }
            });
        }
    });
    let mut tally = tally.into_inner().unwrap();
    // A busy computer kills later than was wanted: what is missing is made up for.
    for extra in 0_u64..20 {
        let few = |phase: &Phase| tally.phases.get(phase).copied().unwrap_or(0) < OF_EACH;
        let missing: Vec<Phase> = Phase::ALL.into_iter().filter(few).collect();
        if missing.is_empty() {
            break;
        }
        let targets: Vec<Phase> = missing.into_iter().cycle().take(IN_A_WORLD).collect();
        let more = Mutex::new(tally);
        live_through(seed.wrapping_add(1000 + extra), &targets, &more);
        tally = more.into_inner().unwrap();
    }
    report(&tally, begun.elapsed());
    assert!(tally.runs >= RUNS);
    assert!(tally.pending_opened > 0, "no response that waited was ever opened");
    assert!(tally.kills_while_recovering >= 50, "recovery was hardly killed");
    for phase in Phase::ALL {
        let seen = tally.phases.get(&phase).copied().unwrap_or(0);
        assert!(seen >= OF_EACH, "{phase:?} was hit {seen} times only");
    }
}

/// The phases to be hit, world by world, in any order.
fn plans(seed: u64) -> Vec<(u64, Vec<Phase>)> {
    let mut chance = Chance::new(seed);
    let mut targets: Vec<Phase> = Phase::ALL.into_iter().cycle().take(RUNS).collect();
    chance.shuffle(&mut targets);
    let worlds = targets.chunks(IN_A_WORLD).zip(1..);
    worlds.map(|(targets, number)| (seed.wrapping_add(number), targets.to_vec())).collect()
}

fn live_through(seed: u64, targets: &[Phase], tally: &Mutex<Tally>) {
    let mut chance = Chance::new(seed);
    let world = World::new();
    for (person, target) in practice::tenant::PEOPLE.iter().zip(targets) {
        let run = world.run(person, *target, &mut chance);
        let mut tally = tally.lock().unwrap();
        tally.runs += 1;
        *tally.phases.entry(run.phase).or_default() += 1;
        *tally.endings.entry((run.phase, run.ending)).or_default() += 1;
        tally.kills_while_recovering += run.kills_while_recovering;
        tally.pending_opened += run.pending_opened;
        tally.slowest_recovery = tally.slowest_recovery.max(run.recovery);
    }
}

fn report(tally: &Tally, took: Duration) {
    println!("{} registrations killed and taken up again in {took:.1?}", tally.runs);
    for phase in Phase::ALL {
        let of_it = tally.endings.iter().filter(|((at, _), _)| *at == phase);
        let endings: Vec<String> =
            of_it.map(|((_, ending), times)| format!("{times} {ending}")).collect();
        let killed = tally.phases.get(&phase).copied().unwrap_or(0);
        println!("{killed:4} killed {phase:?}: {}", endings.join(", "));
    }
    println!(
        "{} more kills of the recovery; slowest recovery {:.1?}; {} waiting responses opened",
        tally.kills_while_recovering, tally.slowest_recovery, tally.pending_opened
    );
}

fn of_the_clock() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    u64::from(since.subsec_nanos())
}
