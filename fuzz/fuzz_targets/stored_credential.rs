//! Any bytes as the answers to enumerateCredentialsBegin and -GetNextCredential, from a key that has
//! been honest up to there: reading answers or refuses, and the list comes to an end.

#![no_main]

use std::{sync::OnceLock, time::Duration};

use ctap::{
    AuthenticatorId, AuthenticatorTransport, Entropy, NoEntropy, Pin,
    ceremony::{
        Answer, Effect, Finding, Input, Moment, Removal, RemovalOutcome, RemovalRequest, Search,
        Then, Verdict, WhenUnusable,
    },
};
use touchstone_fuzz::Script;
use webauthn::cbor::{Value, encode};
use zeroize::Zeroizing;

/// Of the list alone; the longest that is listened to.
const MOST_REQUESTS: usize = 1_100;

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
    let (mut machine, mut effects) = Removal::begin(request(), Box::new(Fixed));
    let key = AuthenticatorId::new("usb:fuzz");
    effects.extend(machine.step(Input::Attached(key, AuthenticatorTransport::Usb)));
    effects.extend(machine.step(Input::Surveyed));
    let mut listed = 0;
    while let Some(effect) = effects.pop() {
        let input = match effect {
            Effect::Send { to, exchange, request, .. } => {
                let reply = match *request.as_slice() {
                    [0x04] => honest().0.clone(),
                    [0x06, _, 1, _, 2, 2, ..] => honest().1.clone(),
                    [0x06, _, 1, _, 2, 9, ..] => honest().2.clone(),
                    [0x06, ..] => vec![0x3E],
                    _ => {
                        listed += 1;
                        assert!(listed < MOST_REQUESTS, "a list without end");
                        let Some(body) = script.piece(16 * 1024) else { return };
                        [&[0], body].concat()
                    }
                };
                Input::Replied { from: to, exchange, reply: Ok(Zeroizing::new(reply)) }
            }
            Effect::Judge(id, _) => Input::Judged(id, Verdict::Admitted),
            Effect::Show(view) => {
                let Moment::EnterPin { prompt, .. } = view.moment else { continue };
                Input::Answered(prompt, Answer::Pin(pin()))
            }
            Effect::Finish(outcome) => return check(&outcome),
            Effect::AskLeave(_) | Effect::Interrupt { .. } => continue,
        };
        effects.extend(machine.step(input));
    }
});

fn check(outcome: &RemovalOutcome) {
    if let Finding::Found { credentials, .. } = &outcome.finding {
        for one in credentials {
            assert!(one.id.len() <= 1_023 && one.user_handle == [1]);
        }
    }
}

/// getInfo, key agreement, token: made once, they are the same each time.
fn honest() -> &'static (Vec<u8>, Vec<u8>, Vec<u8>) {
    static HONEST: OnceLock<(Vec<u8>, Vec<u8>, Vec<u8>)> = OnceLock::new();
    HONEST.get_or_init(|| {
        let success =
            |members: Vec<(u8, Value)>| [vec![0], encode(&members.into_iter().collect())].concat();
        let options = ["clientPin", "pinUvAuthToken", "credMgmt"].map(|id| (id, Value::from(true)));
        let info = success(vec![
            (1, vec![Value::from("FIDO_2_1")].into()),
            (3, [0u8; 16].into()),
            (4, options.into_iter().collect()),
            (6, vec![Value::from(1)].into()),
        ]);
        let agreement = success(vec![(1, base_point())]);
        (info, agreement, success(vec![(2, [3u8; 32].into())]))
    })
}

/// The P-256 base point as a COSE key agreement key.
fn base_point() -> Value {
    let x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
    let y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
    let bytes = |hex: &str| -> Vec<u8> {
        (0..32).filter_map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()).collect()
    };
    let members: [(i64, Value); 5] = [
        (1, 2.into()),
        (3, (-25).into()),
        (-1, 1.into()),
        (-2, bytes(x).into()),
        (-3, bytes(y).into()),
    ];
    members.into_iter().collect()
}

fn pin() -> Pin {
    Pin::new(Zeroizing::new(b"2580".to_vec())).expect("a PIN of four digits is one")
}

fn request() -> RemovalRequest {
    RemovalRequest {
        rp_id: "example.org".to_owned(),
        search: Search::OfUser { user_handle: vec![1], known: Vec::new() },
        then: Then::Report,
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::End,
    }
}
