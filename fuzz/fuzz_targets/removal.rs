//! A key that answers anything to the requests of a removal: the machine goes on or ends, sends at
//! most one deleteCredential, and reports nothing longer than the standard lets it be.

#![no_main]

use std::{collections::VecDeque, time::Duration};

use ctap::{
    AuthenticatorId, AuthenticatorTransport, Entropy, Keepalive, NoEntropy, Pin, TransportError,
    ceremony::{
        Answer, Effect, Finding, Input, Leave, Moment, PromptId, Removal, RemovalRequest, Search,
        StoredCredential, Then, Verdict, WhenUnusable,
    },
};
use touchstone_fuzz::Script;
use zeroize::Zeroizing;

/// Far more than any removal needs; a machine that goes on without new input is a hang.
const LONGEST_CONVERSATION: usize = 10_000;

/// The same bytes each time, so that a run can be repeated.
struct Fixed;

impl Entropy for Fixed {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), NoEntropy> {
        out.fill(0x42);
        Ok(())
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut script = Script::new(bytes);
    let deletes = script.byte().is_some_and(|byte| byte & 1 == 1);
    let (mut machine, effects) = Removal::begin(request(deletes), Box::new(Fixed));
    let mut effects = VecDeque::from(effects);
    let key = AuthenticatorId::new("usb:fuzz");
    effects.extend(machine.step(Input::Attached(key, AuthenticatorTransport::Usb)));
    effects.extend(machine.step(Input::Surveyed));
    let mut deletions = 0;
    for _ in 0..LONGEST_CONVERSATION {
        let Some(effect) = effects.pop_front() else { return };
        let input = match effect {
            Effect::Send { to, exchange, request, .. } => {
                // {1: 6: deleteCredential, under either command byte.
                let is_deletion = matches!(request.as_slice(), [0x0A | 0x41, _, 1, 6, ..]);
                deletions += usize::from(is_deletion);
                assert!(deletions <= usize::from(deletes), "a deletion that nobody asked for");
                let reply = match script.byte() {
                    None => return,
                    Some(1) => Err(TransportError::Removed),
                    Some(2) => Err(TransportError::TimedOut),
                    Some(3) => {
                        let keepalive = Keepalive::UpNeeded;
                        let from = to.clone();
                        let input = Input::StillWorking { from, exchange, keepalive };
                        effects.extend(machine.step(input));
                        Ok(script.piece(16 * 1024).unwrap_or_default())
                    }
                    Some(_) => Ok(script.piece(16 * 1024).unwrap_or_default()),
                };
                let reply = reply.map(|bytes| Zeroizing::new(bytes.to_vec()));
                Input::Replied { from: to, exchange, reply }
            }
            Effect::Judge(id, _) => Input::Judged(id, Verdict::Admitted),
            Effect::AskLeave(id) => Input::Left(id, Leave::Withheld),
            Effect::Show(view) => match answer(&view.moment) {
                Some((prompt, answer)) => Input::Answered(prompt, answer),
                None => continue,
            },
            Effect::Interrupt { .. } => continue,
            Effect::Finish(outcome) => return check(&outcome.finding),
        };
        effects.extend(machine.step(input));
    }
    panic!("the machine goes on without end");
});

fn check(finding: &Finding) {
    let is_bounded = |one: &StoredCredential| {
        let names = [&one.name, &one.display_name];
        one.id.len() <= 1_023
            && one.user_handle.len() <= 64
            && names.into_iter().flatten().all(|name| name.chars().count() <= 256)
    };
    match finding {
        Finding::Found { credentials, .. } => {
            assert!(!credentials.is_empty() && credentials.len() <= 1_000);
            assert!(credentials.iter().all(is_bounded));
        }
        Finding::Deleted { credential, .. } => {
            assert!(is_bounded(credential) && credential.id == [7; 16]);
        }
        Finding::NotThere { .. } | Finding::NotSupported { .. } | Finding::Ended { .. } => {}
    }
}

fn answer(moment: &Moment) -> Option<(PromptId, Answer)> {
    match moment {
        Moment::EnterPin { prompt, .. } => Some((*prompt, Answer::Pin(pin()))),
        Moment::SetPin { .. } => panic!("a removal sets no PIN"),
        Moment::ChangePin { prompt, .. } => {
            Some((*prompt, Answer::PinChange { current: pin(), new: pin() }))
        }
        Moment::VerifyUserAgain { prompt, .. } => Some((*prompt, Answer::Again)),
        _ => None,
    }
}

fn pin() -> Pin {
    Pin::new(Zeroizing::new(b"2580".to_vec())).expect("a PIN of four digits is one")
}

fn request(deletes: bool) -> RemovalRequest {
    let search = if deletes {
        Search::Credential(vec![7; 16])
    } else {
        Search::OfUser { user_handle: vec![1], known: vec![vec![8; 16]] }
    };
    RemovalRequest {
        rp_id: "example.org".to_owned(),
        search,
        then: if deletes { Then::Delete(vec![7; 16]) } else { Then::Report },
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::AwaitAnother,
    }
}
