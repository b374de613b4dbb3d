//! A key that answers anything to the requests of a registration: the machine goes on or ends, and
//! never asks for more than one makeCredential per consent.

#![no_main]

use std::{collections::VecDeque, time::Duration};

use ctap::{
    AuthenticatorId, AuthenticatorTransport, Entropy, Keepalive, NoEntropy, Pin, TransportError,
    ceremony::{
        Afterwards, Answer, Effect, Input, Leave, Moment, Registration, RegistrationRequest,
        RelyingParty, ResidentKeyRequirement, User, UserVerificationRequirement, Verdict,
        WhenUnusable,
    },
};
use touchstone_fuzz::Script;
use zeroize::Zeroizing;

/// Far more than any registration needs; a machine that goes on without new input is a hang.
const LONGEST_CONVERSATION: usize = 10_000;
const MAKE_CREDENTIAL: u8 = 0x01;

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
    let (mut machine, effects) = Registration::begin(request(), Box::new(Fixed));
    let mut effects = VecDeque::from(effects);
    let key = AuthenticatorId::new("usb:fuzz");
    effects.extend(machine.step(Input::Attached(key, AuthenticatorTransport::Usb)));
    effects.extend(machine.step(Input::Surveyed));
    let (mut consents, mut made) = (1, 0);
    for _ in 0..LONGEST_CONVERSATION {
        let Some(effect) = effects.pop_front() else { return };
        let input = match effect {
            Effect::Send { to, exchange, request, .. } => {
                made += usize::from(request.first() == Some(&MAKE_CREDENTIAL));
                assert!(made <= consents, "a makeCredential without consent");
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
            Effect::AskLeave(id) => Input::Left(id, Leave::Given),
            Effect::Show(view) => match answer(&view.moment) {
                Some((prompt, answer)) => {
                    consents += 1;
                    Input::Answered(prompt, answer)
                }
                None => continue,
            },
            Effect::Interrupt { .. } => continue,
            Effect::Finish(_) => return,
        };
        effects.extend(machine.step(input));
    }
    panic!("the machine goes on without end");
});

fn answer(moment: &Moment) -> Option<(ctap::ceremony::PromptId, Answer)> {
    match moment {
        Moment::EnterPin { prompt, .. } => Some((*prompt, Answer::Pin(pin()))),
        Moment::SetPin { prompt, .. } => Some((*prompt, Answer::NewPin(pin()))),
        Moment::ChangePin { prompt, .. } => {
            Some((*prompt, Answer::PinChange { current: pin(), new: pin() }))
        }
        Moment::VerifyUserAgain { prompt, .. } | Moment::TryAgain { prompt, .. } => {
            Some((*prompt, Answer::Again))
        }
        _ => None,
    }
}

fn pin() -> Pin {
    Pin::new(Zeroizing::new(b"2580".to_vec())).expect("a PIN of four digits is one")
}

fn request() -> RegistrationRequest {
    RegistrationRequest {
        client_data_hash: [1; 32],
        rp: RelyingParty { id: "example.org".to_owned(), name: String::new() },
        user: User { id: vec![1], name: "ada".to_owned(), display_name: String::new() },
        algorithms: vec![-7, -257],
        exclude: vec![vec![7; 32], vec![8; 64]],
        resident_key: ResidentKeyRequirement::Preferred,
        user_verification: UserVerificationRequirement::Preferred,
        cred_protect: None,
        hmac_secret: true,
        min_pin_length: true,
        enterprise_attestation: None,
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::AwaitAnother,
        afterwards: Afterwards::Proof,
    }
}
