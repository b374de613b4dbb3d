//! Registrations without end: made, cancelled at any moment, and with the key pulled out at any
//! moment. The client must neither hang nor grow: no thread, no file and no memory is left behind.
//! It is run by `scripts/test/soak.sh`, for as long as `TOUCHSTONE_SOAK_SECONDS` says.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "registrations/keys.rs"]
#[allow(dead_code, reason = "shared with the registrations, which use more of it")]
mod keys;

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use ctap::{
    AuthenticatorId, AuthenticatorInfo, Pin, SystemEntropy,
    ceremony::{Answer, Moment, RegistrationView, Verdict, WhenUnusable},
    driver::{Arrival, Controls, Driver, Face},
};
use enrollment::{Prepared, Terms};
use keys::{Kind, Plugged};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};
use serde_json::json;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp};
use zeroize::Zeroizing;

const PIN: &str = "123456";

/// After this many the allocator and the runtime have what they need.
const WARM_UP: u32 = 200;

/// Trussed is not among them: its firmware keeps its parts for as long as the process lives.
const KINDS: [Kind; 2] = [Kind::OpenSk, Kind::Practice];

/// What may come on top of that: pages that the allocator keeps for threads (KiB).
const ROOM: u64 = 8 * 1024;

/// A hang lasts longer than any of these registrations.
const LONGEST: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
struct Course {
    kind: Kind,
    disturbance: Option<Disturbance>,
    after_us: u64,
    touched: bool,
}

#[derive(Clone, Copy, Debug)]
enum Disturbance {
    Cancel,
    Removal,
}

struct Typist(Controls);

impl Face for Typist {
    #[allow(clippy::wildcard_enum_match_arm, reason = "nothing else is asked")]
    fn show(&mut self, view: &RegistrationView) {
        if let Moment::EnterPin { prompt, .. } = view.moment {
            let pin = Pin::new(Zeroizing::new(PIN.as_bytes().to_vec())).unwrap();
            self.0.answer(prompt, Answer::Pin(pin));
        }
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

fn prepared() -> Prepared {
    let options = json!({
        "rp": { "id": "example.com", "name": "Example" },
        "user": { "id": "dXNlci0x", "name": "ada@example.com", "displayName": "Ada" },
        "challenge": "QSBjaGFsbGVuZ2Ugb2YgdGhpcnR5LXR3byBieXRlcyE",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        "attestation": "direct",
        "timeout": 30_000
    });
    let options = PublicKeyCredentialCreationOptions::from_value(options).unwrap();
    let terms = Terms {
        now: Timestamp(1_795_132_800),
        when_unusable: WhenUnusable::End,
        enterprise_attestation: Vec::new(),
    };
    Prepared::new(options, None, None, &terms).unwrap()
}

/// Whether a credential was made.
fn run(course: &Course) -> bool {
    let key: Plugged = if course.touched {
        course.kind.with_pin(Some(PIN))
    } else {
        course.kind.never_touched(PIN)
    };
    let driver = Driver::new();
    let controls = driver.controls();
    controls.arrived(Arrival::Attached(key.id(), key.transport(), key.opener()));
    controls.arrived(Arrival::Surveyed);
    let disturber = course.disturbance.map(|what| {
        let (controls, id) = (controls.clone(), key.id());
        let after = Duration::from_micros(course.after_us);
        thread::spawn(move || {
            thread::sleep(after);
            match what {
                Disturbance::Cancel => controls.cancel(),
                Disturbance::Removal => {
                    controls.arrived(Arrival::Removed(id));
                    controls.cancel();
                }
            }
        })
    });
    let outcome =
        prepared().run(driver, Box::new(SystemEntropy::new()), &mut Typist(controls.clone()));
    if let Some(disturber) = disturber {
        disturber.join().unwrap();
    }
    outcome.is_ok()
}

fn course(random: &mut StdRng) -> Course {
    let disturbance = match random.gen_range(0..4) {
        0 => Some(Disturbance::Cancel),
        1 => Some(Disturbance::Removal),
        _ => None,
    };
    Course {
        kind: *KINDS.choose(random).unwrap(),
        // Without a touch it ends only when it is told to.
        touched: disturbance.is_none() || random.r#gen(),
        disturbance,
        after_us: random.gen_range(0..30_000),
    }
}

#[derive(Clone, Copy, Debug)]
struct Holdings {
    threads: u64,
    files: usize,
    resident_kib: u64,
}

fn holdings() -> Holdings {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let number = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    Holdings {
        threads: number("Threads:"),
        files: fs::read_dir("/proc/self/fd").unwrap().count(),
        resident_kib: number("VmRSS:"),
    }
}

/// Threads that were told to end may take a moment.
fn settled(at_most: u64) -> Holdings {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let now = holdings();
        if now.threads <= at_most || Instant::now() > end {
            return now;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
#[ignore = "it takes as long as it is told to"]
fn registrations_without_end_leave_nothing_behind() {
    let seconds = std::env::var("TOUCHSTONE_SOAK_SECONDS").unwrap().parse().unwrap();
    let end = Instant::now() + Duration::from_secs(seconds);
    let seed = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let (mut runs, mut made, mut before) = (0_u32, 0_u32, None);
    let at_rest = holdings().threads;
    while Instant::now() < end || runs <= WARM_UP {
        let course = course(&mut random);
        let began = Instant::now();
        let was_made = run(&course);
        assert!(began.elapsed() < LONGEST, "{course:?} took {:?}", began.elapsed());
        assert!(was_made || course.disturbance.is_some(), "{course:?} made nothing");
        made += u32::from(was_made);
        runs += 1;
        if runs == WARM_UP {
            before = Some(settled(at_rest));
        }
    }
    let (before, after) = (before.unwrap(), settled(at_rest));
    println!("soak: {runs} registrations, {made} made; before {before:?}, after {after:?}");
    assert_eq!(after.threads, before.threads, "threads were left behind");
    assert_eq!(after.files, before.files, "files were left open");
    assert!(after.resident_kib < before.resident_kib + ROOM, "memory grew");
    assert!(made > runs / 3, "hardly one of them was made");
}
