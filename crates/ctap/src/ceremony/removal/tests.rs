//! The removal machine against scripted keys, as the registration's tests do it: `table` walks its
//! moments, `hostile` meets keys that lie, `orders` throws events at it in any order.

use std::time::Duration;

use webauthn::{
    cbor::{Value, decode},
    rp_id_hash,
};

use super::{Finding, Removal, RemovalOutcome, RemovalRequest, Removing, Search, Then};
use crate::{
    StatusCode, TransportError,
    ceremony::{Answer, Failure, Input, Moment, Unusable, WhenUnusable, tests::*},
};

mod hostile;
mod orders;
mod table;

pub(super) const BEGIN: Command = (0x0A, Some(4));
pub(super) const NEXT: Command = (0x0A, Some(5));
pub(super) const DELETE: Command = (0x0A, Some(6));

type Bench = crate::ceremony::tests::Bench<Removing>;

impl Bench {
    pub(super) fn new(request: RemovalRequest) -> Self {
        Self::begun(super::begin(request, Box::new(Dice(0xD1CE))))
    }

    pub(super) fn finding(&self) -> &Finding {
        &self.outcome.as_ref().expect("it has ended").finding
    }
}

/// The credential ID of these tests that is looked for.
pub(super) const WANTED: [u8; 16] = [0xC5; 16];

pub(super) fn look_for(search: Search, then: Then) -> RemovalRequest {
    RemovalRequest {
        rp_id: "example.org".to_owned(),
        search,
        then,
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::AwaitAnother,
    }
}

pub(super) fn report() -> RemovalRequest {
    look_for(Search::Credential(WANTED.to_vec()), Then::Report)
}

pub(super) fn delete() -> RemovalRequest {
    look_for(Search::Credential(WANTED.to_vec()), Then::Delete(WANTED.to_vec()))
}

pub(super) fn leftovers() -> RemovalRequest {
    look_for(Search::OfUser { user_handle: vec![7], known: Vec::new() }, Then::Report)
}

/// CTAP 2.1 with credential management, a PIN set, and further options.
pub(super) fn manageable(more: &[(&str, bool)]) -> Vec<u8> {
    let options = [("rk", true), ("clientPin", true), ("pinUvAuthToken", true), ("credMgmt", true)];
    let options: Vec<_> = options.iter().chain(more).copied().collect();
    info(&["FIDO_2_1"], &options, &[(6, Value::from(vec![Value::from(1)]))])
}

/// One of an enumeration; the first says how many there are.
pub(super) fn listed(id: &[u8], user: u8, total: Option<u64>) -> Vec<u8> {
    let user: Value =
        [("id", Value::from([user])), ("name", Value::from("ada"))].into_iter().collect();
    let descriptor: Value =
        [("id", Value::from(id)), ("type", Value::from("public-key"))].into_iter().collect();
    let members = [(6u8, user), (7, descriptor), (8, Value::Map(Vec::new()))];
    success(members.into_iter().chain(total.map(|total| (9, Value::from(total)))).collect())
}

/// One key with a PIN, up to the first request of credential management.
pub(super) fn at_the_list(request: RemovalRequest, info: Vec<u8>) -> Bench {
    let mut bench = Bench::new(request);
    bench.attach("a", info);
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    bench.reply("a", token());
    bench
}
