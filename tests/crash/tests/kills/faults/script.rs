//! What goes wrong, by chance: which request, from which on, how often, and how.

use std::num::NonZeroU32;

use practice::tenant::faults::{Action, Always, Fault, Matching, Times};

use crate::chance::Chance;

/// Each has to have happened often enough to count.
pub(super) const WORDS: [&str; 9] = [
    "answer",
    "claims-challenge",
    "verbatim",
    "redirect",
    "delay",
    "cut-before",
    "cut-after-commit",
    "cut-within-answer",
    "fail-after-commit",
];

/// With a sign-in the same, and these.
pub(super) const WORDS_SIGNED_IN: [&str; 1] = ["claims-forbidden"];

/// Every step of a registration, and any; most where something may have been done already.
const STEPS: [(&str, &str); 11] = [
    ("GET", "*/organization*"),
    ("GET", "*/users/*"),
    ("GET", "*/authenticationMethodConfigurations/*"),
    ("GET", "*/creationOptions*"),
    ("POST", "*/fido2Methods"),
    ("POST", "*/fido2Methods"),
    ("POST", "*/fido2Methods"),
    ("POST", "*/fido2Methods"),
    ("GET", "*/fido2Methods"),
    ("GET", "*/fido2Methods"),
    ("GET", "*"),
];

/// Where a key is registered, and where its person's keys are listed.
const METHODS: &str = "*/fido2Methods";
/// Where a token is renewed.
const RENEWAL: (&str, &str) = ("POST", "*/token");

/// One to three things that go wrong.
pub(super) fn any(chance: &mut Chance) -> Vec<Fault> {
    (0..=chance.below(3)).map(|_| fault(chance)).collect()
}

/// The same for somebody who signed in. Where the directory may refuse what arrives whole, none of them hides
/// from us whether it did.
pub(super) fn any_signed_in(chance: &mut Chance, refuses: bool) -> Vec<Fault> {
    let mut faults = any(chance);
    for fault in &mut faults {
        match chance.below(8) {
            0 => fault.action = Action::ClaimsForbidden,
            1 => fault.action = Action::Answer { status: 401, code: None, retry_after: None },
            2 => {
                let (method, path) = RENEWAL;
                let (method, path) = (Some(method.to_owned()), Some(path.to_owned()));
                fault.matching = Matching { method, path };
            }
            _ => {}
        }
    }
    let post = |one: &Fault| one.matching.path.as_deref() == Some(METHODS);
    let hides =
        |one: &Fault| matches!(one.action, Action::CutAfterCommit | Action::FailAfterCommit { .. });
    if refuses {
        faults.retain(|one| !(post(one) && hides(one)));
    } else if chance.below(2) == 0 {
        let status = chance.one_of(&[500, 503]);
        let action = chance.one_of(&[
            Action::CutAfterCommit,
            Action::CutWithinAnswer,
            Action::FailAfterCommit { status },
        ]);
        let (method, path) = (Some("POST".to_owned()), Some(METHODS.to_owned()));
        let matching = Matching { method, path };
        faults.truncate(1);
        faults.push(Fault { matching, nth: NonZeroU32::MIN, times: Times::Count(1), action });
    }
    faults
}

fn fault(chance: &mut Chance) -> Fault {
    let (method, path) = chance.one_of(&STEPS);
    let times = [Times::Count(1), Times::Count(1), Times::Count(3), Times::Always(Always::Always)];
    Fault {
        matching: Matching { method: Some(method.to_owned()), path: Some(path.to_owned()) },
        nth: NonZeroU32::new(1 + u32::try_from(chance.below(2)).unwrap()).unwrap(),
        times: chance.one_of(&times),
        action: action(chance),
    }
}

fn action(chance: &mut Chance) -> Action {
    let answer = |status, retry_after| Action::Answer { status, code: None, retry_after };
    let milliseconds = u32::try_from(chance.below(700)).unwrap();
    chance.one_of(&[
        answer(429, None),
        answer(429, Some(0)),
        answer(429, Some(30)),
        answer(500, None),
        answer(503, Some(0)),
        answer(504, None),
        answer(403, None),
        answer(404, None),
        Action::ClaimsChallenge,
        Action::Verbatim { status: 200, body: "<html>a proxy</html>".to_owned() },
        Action::Verbatim { status: 201, body: "{".to_owned() },
        Action::Verbatim { status: 400, body: r#"{"error":{"message":"no"}}"#.to_owned() },
        Action::Redirect { location: "http://127.0.0.1:9/elsewhere".to_owned() },
        Action::Delay { milliseconds },
        Action::Delay { milliseconds },
        Action::CutBefore,
        Action::CutAfterCommit,
        Action::CutAfterCommit,
        Action::CutWithinAnswer,
        Action::CutWithinAnswer,
        Action::FailAfterCommit { status: 500 },
        Action::FailAfterCommit { status: 503 },
    ])
}
