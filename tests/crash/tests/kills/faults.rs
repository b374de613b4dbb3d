//! Registrations in a directory where anything goes wrong at any step: errors of every kind, slow and cut
//! answers, before and after it was done. None may be lost, none made or sent twice.

mod script;
mod story;
mod turn;
mod way;

use std::{
    any::Any,
    collections::BTreeMap,
    env,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex,
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

use ctap::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, Canceller, Keepalive, Pin,
    TransportError,
    ceremony::{Answer as KeyAnswer, Moment},
    driver::{Arrival, Controls, Opener},
};
use enrollment::{
    ledger::{Actor, Scene},
    outbox::Outbox as _,
    recovery::{Left, Recovery, Unfinished},
    wizard::{
        Answer, Choice, Finish, NotRemoved, Source, Step, Wizard, WizardView,
        machine::Resumption,
        means::{
            Directory, Heard, KeySeen, KeySource, Means, NoModels, SystemClock, system_entropy,
        },
    },
};
use practice::{key::PRACTICE, tenant::SeededPerson};
use test_crash::{
    desk,
    person::{PIN, now},
};
use webauthn::TrustAnchor;
use zeroize::Zeroizing;

use self::{
    story::Story,
    turn::Hand,
    way::{Health, Start, Way},
};
use crate::{IN_A_WORLD, SIDE_BY_SIDE, chance::Chance, key::Key, laws, of_the_clock, world::World};

/// Registrations, each with a script of its own; `TOUCHSTONE_FAULT_RUNS` says how many others.
const RUNS: usize = 100;
/// The same of somebody who signed in, which takes longer.
const RUNS_SIGNED_IN: usize = 50;
/// A view comes within this time, or nothing comes any more.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Somebody {
    /// Stops now and then while something is asked or sent.
    Hasty,
    /// Waits for the end: where one stops, what is left stays for the next start.
    Staying,
}

/// What was seen.
#[derive(Default)]
struct Tally {
    runs: usize,
    endings: BTreeMap<&'static str, usize>,
    finishes: BTreeMap<&'static str, usize>,
    faults: BTreeMap<&'static str, usize>,
    slowest: Duration,
}

#[test]
#[ignore = "is a part of its own: scripts/test/crash.sh"]
fn whatever_goes_wrong_in_the_directory_nothing_is_lost_and_nothing_is_made_twice() {
    let (tally, runs) = live(Way::Token);
    tally.has(&script::WORDS, runs / 250);
}

/// Tokens and sign-ins end, the policy changes, more proof is wanted: before any step, for somebody who
/// registers keys for others.
#[test]
#[ignore = "is a part of its own: scripts/test/crash.sh"]
fn whatever_goes_wrong_for_somebody_who_signed_in_nothing_is_lost_and_nothing_is_made_twice() {
    let (tally, runs) = live(Way::SignedIn);
    tally.has(&script::WORDS, runs / 250);
    tally.has(&script::WORDS_SIGNED_IN, runs / 250);
    tally.has(&turn::WORDS, runs / 250);
}

impl Tally {
    fn has(&self, words: &[&str], least: usize) {
        for word in words {
            let times = self.faults.get(word).copied().unwrap_or(0);
            assert!(times >= least, "{word} hardly happened");
        }
    }
}

fn live(way: Way) -> (Tally, usize) {
    let usual = match way {
        Way::Token => RUNS,
        Way::SignedIn => RUNS_SIGNED_IN,
    };
    let begun = Instant::now();
    let seed = env::var("TOUCHSTONE_FAULTS_SEED")
        .map_or_else(|_| of_the_clock(), |seed| seed.parse().unwrap());
    println!("TOUCHSTONE_FAULTS_SEED={seed}");
    let runs = env::var("TOUCHSTONE_FAULT_RUNS").map_or(usual, |runs| runs.parse().unwrap());
    let tally = Mutex::new(Tally::default());
    let worlds = Mutex::new((1..).take(runs.div_ceil(IN_A_WORLD)));
    let side_by_side = thread::available_parallelism().map_or(SIDE_BY_SIDE, NonZeroUsize::get);
    thread::scope(|scope| {
        for _ in 0..side_by_side {
            scope.spawn(|| {
                loop {
                    // Not in the condition of a `while`: the lock would be held meanwhile.
                    let number = worlds.lock().unwrap().next();
                    let Some(number) = number else { return };
                    live_through(seed.wrapping_add(number), way, &tally);
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap();
    println!(
        "{} registrations in {:.1?}, slowest {:.1?}",
        tally.runs,
        begun.elapsed(),
        tally.slowest
    );
    println!("first ends: {:?}", tally.finishes);
    println!("in the end: {:?}", tally.endings);
    println!("what went wrong: {:?}", tally.faults);
    assert!(tally.runs >= runs);
    for ending in ["registered", "removed"] {
        assert!(tally.endings.contains_key(ending), "none was {ending}");
    }
    (tally, runs)
}

fn live_through(seed: u64, way: Way, tally: &Mutex<Tally>) {
    let mut chance = Chance::new(seed);
    let _told_in_a_panic = Story::begins(seed);
    let world = World::new();
    let hand = Hand::of(&world);
    for person in way.people() {
        let begun = Instant::now();
        way.is_let_in(&world);
        let turn = way.turn(&mut chance);
        let makes_before = world.key.makes().len();
        let (start, turning) = way.start(&world, Health::Unwell, turn);
        let script = way.script(&mut chance, turn);
        Story::chapter(&format!("{} registers: {script:?} {turn:?}", person.user_principal_name));
        world.tenant.control().set_faults(script);
        let finish = registers(&world, &start, person, &mut chance);
        world.note_what_was_made(person, makes_before);
        laws::after_a_kill(&world, person);
        let makes = world.key.makes().len();
        assert!(makes <= makes_before + 1, "made twice");
        // The next start, in a directory that is well again; a first one in one that is not.
        let first = if chance.below(3) == 0 { Health::Unwell } else { Health::Well };
        for (health, who) in [(first, Somebody::Hasty), (Health::Well, Somebody::Staying)] {
            let well = health == Health::Well;
            let script = way.script(&mut chance, turn);
            if well {
                hand.sets_right();
                way.is_let_in(&world);
            }
            let (start, _) = way.start(&world, health, None);
            Story::chapter(&format!("what is left is taken up, {health:?}: {script:?}"));
            world.tenant.control().set_faults(if well { Vec::new() } else { script });
            recovers(&world, &start, who, &mut chance);
        }
        assert_eq!(world.key.makes().len(), makes, "recovery made a credential");
        world.note_what_was_registered(person);
        way.keeps_its_secrets(&world);
        let ending = laws::after_recovery(&world, person);
        let mut tally = tally.lock().unwrap();
        tally.runs += 1;
        *tally.endings.entry(ending).or_default() += 1;
        *tally.finishes.entry(finish).or_default() += 1;
        if let Some(word) = turning.turned() {
            *tally.faults.entry(word).or_default() += 1;
        }
        tally.slowest = tally.slowest.max(begun.elapsed());
    }
    let mut tally = tally.lock().unwrap();
    for entry in world.tenant.control().journal() {
        if let Some(word) = entry.fault {
            *tally.faults.entry(word).or_default() += 1;
        }
    }
}

/// Registers a key for this person; the word for how that ended.
fn registers(
    world: &World,
    start: &Start,
    person: &SeededPerson,
    chance: &mut Chance,
) -> &'static str {
    let source = Source::Directory {
        person: person.user_principal_name.to_owned(),
        name: "A key".to_owned(),
        later: None,
    };
    let (sender, views) = mpsc::channel();
    let draw = move |view: &WizardView| drop(sender.send(view.clone()));
    answers(&Wizard::begin(means(world, start), source, draw), &views, Somebody::Hasty, chance)
}

/// Takes up all that was left, as far as the directory lets it.
fn recovers(world: &World, start: &Start, who: Somebody, chance: &mut Chance) {
    let store = &start.store;
    let recovery = Recovery::read(store.as_ref(), store.as_ref(), now()).unwrap();
    for registration in &recovery.stale {
        store.discard(registration).unwrap();
    }
    for unfinished in &recovery.unfinished {
        let Some(resumption) = resumption(start, unfinished, chance) else { continue };
        let (sender, views) = mpsc::channel();
        let draw = move |view: &WizardView| drop(sender.send(view.clone()));
        answers(&Wizard::resume(means(world, start), resumption, draw), &views, who, chance);
    }
}

/// `None`: the directory does not say what belongs on keys, so that nothing may be taken off.
fn resumption(start: &Start, unfinished: &Unfinished, chance: &mut Chance) -> Option<Resumption> {
    if matches!(unfinished.what, Left::Pending { .. }) && chance.below(4) != 0 {
        return Some(Resumption::send(unfinished, start.store.as_ref()).unwrap().unwrap());
    }
    let person = unfinished.beginning.as_ref().unwrap().person.clone().unwrap();
    let methods = start.tenant.fido2_methods(&enrollment::tenant::PersonId(person)).ok()?;
    let known = methods.iter().filter_map(|method| method.id.credential_id()).collect();
    Some(Resumption::remove(unfinished, known).unwrap())
}

fn means(world: &World, start: &Start) -> Means {
    let folder = desk::key_folder(world.folder.path());
    let root = std::fs::read_to_string(folder.join("practice-root.pem")).unwrap();
    Means {
        directory: Some(Directory {
            scene: Scene::Practice,
            tenant: start.tenant.clone(),
            registrant: start.registrant,
            id: None,
        }),
        ledger: start.store.clone(),
        outbox: start.store.clone(),
        actor: Actor("test".to_owned()),
        keys: Arc::new(Port(Arc::clone(&world.key))),
        models: Arc::new(NoModels),
        trust_anchors: vec![TrustAnchor::from_text(&root).unwrap()],
        metadata: None,
        enterprise_attestation: Vec::new(),
        clock: Arc::new(SystemClock),
        entropy: system_entropy,
    }
}

/// Answers until it is over, as somebody does who may lose patience.
fn answers(
    wizard: &Wizard,
    views: &Receiver<WizardView>,
    who: Somebody,
    chance: &mut Chance,
) -> &'static str {
    let (mut asked, mut patience) = (None, chance.below(5));
    loop {
        let view = views.recv_timeout(PATIENCE).unwrap();
        Story::tells(&view.step);
        let choose = |prompt, choice| wizard.answer(Answer { prompt, choice });
        let tired = patience == 0;
        if matches!(
            view.step,
            Step::NotRead { .. }
                | Step::Kept { .. }
                | Step::NotAccepted { .. }
                | Step::Found { .. }
        ) {
            patience = patience.saturating_sub(1);
        }
        match view.step {
            Step::Key { moment: Moment::EnterPin { prompt, .. }, .. }
            | Step::Removing { moment: Moment::EnterPin { prompt, .. } } => {
                // A view can come again with the same question.
                if asked.replace(prompt) != Some(prompt) {
                    let pin = Pin::new(PIN.as_bytes().to_vec().into()).unwrap();
                    wizard.answer_key(prompt, KeyAnswer::Pin(pin));
                }
            }
            // The policy admits it no more.
            Step::Key { moment: Moment::UseAnother { .. }, .. } => wizard.cancel(),
            Step::NotRead { .. } | Step::NotAccepted { .. } if tired => wizard.cancel(),
            Step::NotRead { prompt, .. } => choose(prompt, Choice::Again),
            Step::NotAccepted { prompt, .. } => choose(prompt, Choice::Remove),
            // What could not be taken off is left for the next start.
            Step::Kept { prompt, leftover, .. } => choose(
                prompt,
                match (tired, &leftover.not_removed, chance.below(3)) {
                    (false, ..) => Choice::Again,
                    (true, None, 0) => Choice::Remove,
                    (true, ..) => Choice::Leave,
                },
            ),
            Step::Found { prompt, leftover, .. } => match leftover.not_removed {
                Some(NotRemoved::NotOnThisKey) => choose(prompt, Choice::Leave),
                Some(NotRemoved::NotAsked { .. }) if tired => wizard.cancel(),
                None | Some(_) => choose(prompt, Choice::Remove),
            },
            Step::Sending if who == Somebody::Hasty && chance.below(12) == 0 => wizard.cancel(),
            Step::Over { finish, .. } => return ending(&finish),
            Step::Reading
            | Step::Sending
            | Step::ReadingBack
            | Step::Judging
            | Step::Key { .. }
            | Step::Removing { .. } => {}
            other => panic!("asked for what was not foreseen: {other:?}"),
        }
    }
}

fn ending(finish: &Finish) -> &'static str {
    match finish {
        Finish::Registered { .. } => "registered",
        Finish::Removed { .. } => "removed",
        Finish::LeftOnKey { .. } => "left",
        Finish::KeptForLater { .. } => "kept",
        Finish::GivenUp => "given up",
        Finish::Refused { leftover: Some(_), .. } => "refused, still on the key",
        Finish::Refused { leftover: None, .. } => "refused",
        Finish::NotMade { .. } => "not made",
        other => panic!("ended as was not foreseen: {other:?}"),
    }
}

/// The port with the key in it.
struct Port(Arc<Key>);

impl KeySource for Port {
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send> {
        let id = AuthenticatorId::new(PRACTICE);
        let transport = AuthenticatorTransport::Internal;
        heard(KeySeen { id: id.clone(), transport, name: Some("The practice key".to_owned()) });
        let plugged = Plugged(id.clone(), Arc::clone(&self.0));
        let open: Opener = Box::new(move || Ok(Box::new(plugged)));
        controls.arrived(Arrival::Attached(id, transport, open));
        controls.arrived(Arrival::Surveyed);
        Box::new(())
    }
}

struct Plugged(AuthenticatorId, Arc<Key>);

impl Authenticator for Plugged {
    fn id(&self) -> &AuthenticatorId {
        &self.0
    }

    fn transport(&self) -> AuthenticatorTransport {
        AuthenticatorTransport::Internal
    }

    fn send_cbor(
        &mut self,
        request: &[u8],
        _: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        let answer = self.1.serve(request, &mut || events(Keepalive::UpNeeded));
        answer.map(Zeroizing::new).ok_or(TransportError::Removed)
    }

    fn send_msg(&mut self, _: &[u8], _: Duration) -> Result<Vec<u8>, TransportError> {
        Err(TransportError::Unsupported)
    }

    fn wink(&mut self) -> Result<(), TransportError> {
        Ok(())
    }

    /// Its touch comes at once: there is nothing to cancel.
    fn canceller(&self) -> Canceller {
        Canceller::new(|| {})
    }
}
