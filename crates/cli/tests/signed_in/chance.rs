//! The command in a process of its own, for other people, while anything goes wrong by chance at any step. What a
//! key made must be in the directory, kept, or on record as on the key; and nothing may be sent twice.

use std::{
    env,
    ops::ControlFlow,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use enrollment::{
    ledger::{EventKind, Order},
    recovery::{Left, Recovery},
    rooms::Kept,
};
use practice::tenant::{Control, StepUp, Switches};
use serde_json::{Value, json};
use webauthn::Timestamp;

use crate::world::{ADA, MIRA, World};

/// Registrations; `TOUCHSTONE_CLI_FAULT_RUNS` says how many others, `TOUCHSTONE_FAULTS_SEED` repeats choices.
const RUNS: usize = 12;
/// The journal does not reach back over more.
const IN_A_WORLD: usize = 20;
const METHODS: &str = "*/fido2Methods";
/// The first of two turns in which more proof is wanted.
const PROOF: usize = 3;

/// SplitMix64, as in tests/crash.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

/// One or two things that go wrong. Where the directory may refuse what arrives whole, none of them hides from us
/// whether it did.
fn script(chance: &mut Chance, refuses: bool) -> Value {
    let actions = [
        json!({ "do": "answer", "status": 401 }),
        json!({ "do": "answer", "status": 403 }),
        json!({ "do": "answer", "status": 429 }),
        json!({ "do": "answer", "status": 429, "retryAfter": 1 }),
        json!({ "do": "answer", "status": 503, "retryAfter": 0 }),
        json!({ "do": "claims-challenge" }),
        json!({ "do": "claims-forbidden" }),
        json!({ "do": "verbatim", "status": 200, "body": "<html>" }),
        json!({ "do": "delay", "milliseconds": 400 }),
        json!({ "do": "cut-before" }),
        json!({ "do": "cut-after-commit" }),
        json!({ "do": "cut-within-answer" }),
        json!({ "do": "fail-after-commit", "status": 500 }),
        json!({ "do": "fail-after-commit", "status": 503 }),
    ];
    let steps = [
        ("POST", METHODS),
        ("POST", METHODS),
        ("POST", METHODS),
        ("GET", METHODS),
        ("GET", "*/creationOptions*"),
        ("GET", "*/users/*"),
        ("POST", "*/token"),
    ];
    let faults = (0..=chance.below(2)).map(|_| {
        let (method, path) = chance.one_of(&steps);
        let hides = ["cut-after-commit", "fail-after-commit"];
        let action = match chance.one_of(&actions) {
            hidden if refuses && hides.iter().any(|one| hidden["do"] == *one) => {
                json!({ "do": "cut-within-answer" })
            }
            action => action,
        };
        // What passes would be waited for, a minute each time.
        let passes = action["status"] == 429 || action["status"] == 503;
        let always = !passes && chance.below(3) == 0;
        let times = if always { json!("always") } else { json!(1) };
        json!({ "match": { "method": method, "path": path }, "times": times, "action": action })
    });
    Value::Array(faults.collect())
}

/// At any time of the command tokens or sign-ins end, or (from `PROOF` on) more proof is wanted.
fn turns(control: &Control, what: usize, chance: &mut Chance) -> thread::JoinHandle<()> {
    let control = control.clone();
    let after = Duration::from_millis(chance.below(900).try_into().unwrap());
    let switches = Switches::default();
    thread::spawn(move || {
        thread::sleep(after);
        match what {
            0 => {}
            1 => control.expire_tokens(),
            2 => control.revoke_sign_ins(),
            PROOF => control.set_switches(Switches { step_up: StepUp::Forbidden, ..switches }),
            _ => control.set_switches(Switches { step_up: StepUp::Unauthorized, ..switches }),
        }
    })
}

/// What the record says was made since it had so many entries, and what of it is on a key or waits here.
fn made(world: &World, since: usize) -> (Vec<String>, Vec<String>) {
    let kept = Kept::open(&world.place.path("state")).unwrap();
    let mut made = Vec::new();
    let mut each = |entry: Result<enrollment::ledger::Entry, _>| {
        if let EventKind::Created { credential_id, .. } = entry.ok().unwrap().event.kind {
            made.push(credential_id);
        }
        ControlFlow::Continue(())
    };
    kept.ledger.entries(Order::OldestFirst, &mut each).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = Timestamp(i64::try_from(now).unwrap());
    let recovery = Recovery::read(&*kept.ledger, &*kept.outbox, now).unwrap();
    let left = recovery.unfinished.into_iter().filter_map(|one| match one.what {
        Left::Pending { credential_id, .. } => Some(credential_id),
        Left::OnKey { credential_id, .. } => credential_id,
        Left::PossiblyOnKey(_) => None,
    });
    (made.split_off(since), left.collect())
}

fn listed(world: &World) -> Vec<String> {
    let methods = world.methods(ADA).into_iter();
    methods.map(|one| one.id.credential_id().unwrap().to_string()).collect()
}

/// After one that may have been carried out there is no other.
fn was_sent_once(world: &World, since: usize) {
    let journal = world.running.control().journal().split_off(since);
    let posts = journal.iter().filter(|one| {
        one.method == "POST" && one.path.ends_with("/fido2Methods") && one.body_length > 0
    });
    let done = |status: Option<u16>, fault: Option<&str>| match fault {
        Some("cut-after-commit" | "fail-after-commit") => true,
        Some("cut-within-answer" | "delay") | None => status == Some(201),
        Some(_) => false,
    };
    let all: Vec<_> = posts.map(|one| done(one.status, one.fault)).collect();
    let first = all.iter().position(|done| *done);
    assert!(first.is_none_or(|first| first + 1 == all.len()), "sent again: {journal:?}");
}

fn lives_through(world: &World, so_far: usize, chance: &mut Chance) -> (&'static str, usize) {
    let control = world.running.control();
    let asked = control.journal().len();
    let what = chance.below(PROOF + 2);
    let script = script(chance, what >= PROOF);
    world.script(&script);
    let turn = turns(control, what, chance);
    let later: &[&str] = chance.one_of(&[&["--json"][..], &["--json", "--later", "60"]]);
    let run = world.register(ADA, later);
    turn.join().unwrap();
    let what = format!("{script} {later:?}: {} {}", run.status, run.err);
    assert!(!run.err.contains("panicked"), "{what}");
    control.set_switches(Switches::default());
    world.script(&json!([]));
    // In a directory that is well what waits is sent, by somebody who signs in again if need be.
    let kept = |world: &World| {
        world.script(&json!([]));
        let list = world.run(&["tenant", "kept", "list", "--json"]).document();
        let ids = list["kept"].as_array().unwrap().iter();
        ids.map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (new, left) = made(world, so_far);
    let there = listed(world);
    assert!(new.len() <= 1 && there.len() <= 1, "made twice: {what}");
    for id in &there {
        assert!(new.contains(id), "nobody knows of it: {what}");
    }
    for id in &new {
        assert!(there.contains(id) || left.contains(id), "lost: {what}");
    }
    if run.status == 0 && later.len() == 1 {
        assert_eq!(there, new, "{what}");
    }
    let status = world.run(&["tenant", "check", "--json"]).document();
    if status["error"] == "sign-in-needed" {
        world.sign_in(MIRA, "desk", &[]);
    }
    for id in kept(world) {
        world.script(&self::script(chance, false));
        world.run(&["tenant", "kept", "send", &id, "--json"]);
        if kept(world).is_empty() {
            continue;
        }
        if world.run(&["tenant", "check", "--json"]).document()["error"] == "sign-in-needed" {
            world.sign_in(MIRA, "desk", &[]);
        }
        let sent = world.run(&["tenant", "kept", "send", &id, "--json"]);
        assert_eq!(sent.status, 0, "{what}, then {}", sent.err);
    }
    was_sent_once(world, asked);
    let (_, left) = made(world, so_far);
    let there = listed(world);
    for id in &new {
        assert!(there.contains(id) || left.contains(id), "lost when it was sent: {what}");
    }
    world.clear(ADA);
    let end = match (new.len(), there.len()) {
        (0, _) => "not made",
        (_, 0) => "on the key, and on record as there",
        _ => "registered",
    };
    (end, new.len())
}

#[test]
fn whatever_goes_wrong_by_chance_a_registration_for_others_is_neither_lost_nor_made_twice() {
    let of_the_clock =
        || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos().into();
    let seed = env::var("TOUCHSTONE_FAULTS_SEED")
        .map_or_else(|_| of_the_clock(), |seed| seed.parse().unwrap());
    let runs = env::var("TOUCHSTONE_CLI_FAULT_RUNS").map_or(RUNS, |runs| runs.parse().unwrap());
    eprintln!("TOUCHSTONE_FAULTS_SEED={seed}");
    let (mut chance, mut ends) = (Chance(seed), std::collections::BTreeMap::<_, usize>::new());
    for first in (0..runs).step_by(IN_A_WORLD) {
        let (world, mut so_far) = (World::signed_in(MIRA, "desk"), 0);
        for _ in first..runs.min(first + IN_A_WORLD) {
            let (end, new) = lives_through(&world, so_far, &mut chance);
            so_far += new;
            *ends.entry(end).or_default() += 1;
        }
    }
    eprintln!("{runs} registrations: {ends:?}");
}
