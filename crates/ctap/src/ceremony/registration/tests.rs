//! The machine against scripted keys. `table` walks the moments one by one, its neighbours what is
//! worth a page of its own; `orders` throws events at it in any order.

use std::{collections::BTreeMap, time::Duration};

use webauthn::cbor::{Value, decode};
use zeroize::Zeroizing;

use super::{Registering, Registration};
use crate::{
    AuthenticatorId, AuthenticatorTransport, Entropy, NoEntropy, Pin, StatusCode, TransportError,
    ceremony::{
        Afterwards, Answer, Created, Effect, Ended, ExchangeId, Input, Leave, Moment, Outcome,
        PromptId, RegistrationRequest, RelyingParty, ResidentKeyRequirement, User,
        UserVerificationRequirement, Verdict, WhenUnusable, tests::*,
    },
};

mod exclude_list;
mod hostile;
mod leftovers;
mod orders;
mod table;
mod traces;
mod verification;

pub(super) fn request() -> RegistrationRequest {
    RegistrationRequest {
        client_data_hash: [1; 32],
        rp: RelyingParty { id: "example.org".to_owned(), name: "Example".to_owned() },
        user: User { id: vec![7], name: "u".to_owned(), display_name: String::new() },
        algorithms: vec![-7],
        exclude: Vec::new(),
        resident_key: ResidentKeyRequirement::Required,
        user_verification: UserVerificationRequirement::Required,
        cred_protect: None,
        hmac_secret: false,
        min_pin_length: false,
        enterprise_attestation: None,
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::AwaitAnother,
        afterwards: Afterwards::Nothing,
    }
}

/// A makeCredential response whose authenticator data holds the credential ID [0xC5; 16].
pub(super) fn credential() -> Vec<u8> {
    let data = [&[0; 53][..], &[0, 16], &[0xC5; 16], &[0xA0]].concat();
    let members: [(i64, Value); 3] =
        [(1, "none".into()), (2, data.into()), (3, Value::Map(Vec::new()))];
    success(members.into_iter().collect())
}

pub(super) fn created(bench: Bench) -> Created {
    match bench.outcome {
        Some(Outcome::Created(created)) => *created,
        other => panic!("{other:?}"),
    }
}

pub(super) fn ended(bench: &Bench) -> &Ended {
    match &bench.outcome {
        Some(Outcome::Ended(ended)) => ended,
        other => panic!("{other:?}"),
    }
}

pub(super) type Bench = crate::ceremony::tests::Bench<Registering>;

impl Bench {
    pub(super) fn new(request: RegistrationRequest) -> Self {
        Self::with(request, Box::new(Dice(0xD1CE)))
    }

    pub(super) fn with(request: RegistrationRequest, entropy: Box<dyn Entropy>) -> Self {
        Self::begun(super::begin(request, entropy))
    }
}
