//! What a registration left, found and taken away by our client: on the same three keys, and on keys
//! that lie about what they hold.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use ctap::{
    Authenticator, AuthenticatorTransport, Canceller, Keepalive, TransportError,
    ceremony::{Finding, RemovalRequest, Search, Then},
    driver::Opener,
};
use test_keys::hostile::{self, KINDS};
use webauthn::cbor::{Value as Cbor, encode};

use super::*;
use crate::keys::{Kind, memory_opener};

const RP: &str = "example.com";

/// Honest keys answer in milliseconds; this only keeps a hang from lasting.
const LIMIT: Duration = Duration::from_secs(60);

/// Long enough for a hostile key to be given up.
const PATIENCE: Duration = Duration::from_secs(8);

fn look_for(search: Search, then: Then) -> RemovalRequest {
    let (touch_deadline, when_unusable) = (Duration::from_secs(3), WhenUnusable::End);
    RemovalRequest { rp_id: RP.to_owned(), search, then, touch_deadline, when_unusable }
}

fn run(open: Opener, request: RemovalRequest) -> Finding {
    run_within(LIMIT, open, request)
}

fn run_within(limit: Duration, open: Opener, request: RemovalRequest) -> Finding {
    let driver = Driver::new();
    let controls = driver.controls();
    let (id, transport) = (AuthenticatorId::new("key"), AuthenticatorTransport::Usb);
    controls.arrived(Arrival::Attached(id, transport, open));
    controls.arrived(Arrival::Surveyed);
    let mut typist = Typist { controls, shown: Vec::new() };
    driver.remove(request, Box::new(SystemEntropy::new()), limit, &mut typist).finding
}

/// Registers an account on this key; the credential ID.
fn left_on(key: &Plugged, user: &str) -> Vec<u8> {
    let user = json!({ "user": { "id": user, "name": user, "displayName": "Ada" } });
    let response = response(register(key, &options(&user)).unwrap(), "left");
    data_encoding::BASE64URL_NOPAD.decode(response["id"].as_str().unwrap().as_bytes()).unwrap()
}

fn of_user(user: &str, known: Vec<Vec<u8>>) -> Search {
    let user_handle = data_encoding::BASE64URL_NOPAD.decode(user.as_bytes()).unwrap();
    Search::OfUser { user_handle, known }
}

fn ids(finding: Finding) -> Vec<Vec<u8>> {
    if matches!(finding, Finding::NotThere { .. }) {
        return Vec::new();
    }
    let Finding::Found { credentials, .. } = finding else { panic!("{finding:?}") };
    credentials.into_iter().map(|one| one.id).collect()
}

#[test]
fn every_key_tells_what_was_left_and_deletes_what_is_named() {
    for kind in kinds() {
        let key = kind.with_pin(Some(PIN));
        let nothing = run(key.opener(), look_for(of_user("QURB", vec![]), Then::Report));
        assert!(matches!(nothing, Finding::NotThere { .. }), "{kind:?}: {nothing:?}");

        let users = ["QURB", "Qk9C", "Q0FUSFk"];
        let left = users.map(|user| left_on(&key, user));
        for (user, id) in users.iter().zip(&left) {
            let found = run(key.opener(), look_for(of_user(user, vec![]), Then::Report));
            assert_eq!(ids(found), std::slice::from_ref(id), "{kind:?}: {user}");
            let known = run(key.opener(), look_for(of_user(user, left.to_vec()), Then::Report));
            assert!(ids(known).is_empty(), "{kind:?}: {user}");
        }
        let middle = || Search::Credential(left[1].clone());
        let finding = run(key.opener(), look_for(middle(), Then::Delete(left[1].clone())));
        let Finding::Deleted { credential, .. } = finding else { panic!("{kind:?}: {finding:?}") };
        assert_eq!(credential.id, left[1], "{kind:?}");
        for (at, id) in left.iter().enumerate() {
            let found = run(key.opener(), look_for(Search::Credential(id.clone()), Then::Report));
            assert_eq!(ids(found).len(), usize::from(at != 1), "{kind:?}: {at}");
        }
        let again = run(key.opener(), look_for(middle(), Then::Delete(left[1].clone())));
        assert!(matches!(again, Finding::NotThere { .. }), "{kind:?}: {again:?}");
    }
}

#[test]
fn a_key_without_a_pin_gets_none_from_a_removal() {
    for kind in kinds() {
        let key = kind.with_pin(None);
        let finding = run(key.opener(), look_for(of_user("QURB", vec![]), Then::Report));
        let Finding::Ended { failure: Failure::Unusable { why, .. }, .. } = finding else {
            panic!("{kind:?}: {finding:?}")
        };
        assert_eq!(why, Unusable::PinNotSet, "{kind:?}");
    }
}

#[test]
fn every_hostile_key_is_given_up_in_time_and_nothing_was_found_on_it() {
    std::thread::scope(|scope| {
        for (kind, name, _) in KINDS {
            scope.spawn(move || {
                let key = Arc::new(Mutex::new(hostile::plug_in(*kind)));
                let start = Instant::now();
                let search = Search::Credential(vec![1; 64]);
                let open = memory_opener(key);
                let request = look_for(search, Then::Delete(vec![1; 64]));
                let finding = run_within(PATIENCE, open, request);
                let nothing = matches!(
                    finding,
                    Finding::Ended { possibly_deleted_from: None, .. }
                        | Finding::NotSupported { .. }
                );
                assert!(nothing, "{name}: {finding:?}");
                assert!(start.elapsed() < 2 * PATIENCE, "{name}");
            });
        }
    });
}

/// An honest key, but for what it says of its credentials.
struct Liar {
    key: Box<dyn Authenticator>,
    says: Lie,
}

/// What it answers to the parameters of any authenticatorCredentialManagement.
type Lie = fn(&[u8]) -> Vec<u8>;

impl Authenticator for Liar {
    fn id(&self) -> &AuthenticatorId {
        self.key.id()
    }

    fn transport(&self) -> AuthenticatorTransport {
        self.key.transport()
    }

    fn send_cbor(
        &mut self,
        request: &[u8],
        deadline: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        if request.first() == Some(&0x0A) {
            return Ok(Zeroizing::new((self.says)(&request[1..])));
        }
        self.key.send_cbor(request, deadline, events)
    }

    fn send_msg(&mut self, apdu: &[u8], deadline: Duration) -> Result<Vec<u8>, TransportError> {
        self.key.send_msg(apdu, deadline)
    }

    fn wink(&mut self) -> Result<(), TransportError> {
        self.key.wink()
    }

    fn canceller(&self) -> Canceller {
        self.key.canceller()
    }
}

/// `{6: user, 7: descriptor, 9: total}`, with an ID this long.
fn listed(id_bytes: usize, total: u64) -> Vec<u8> {
    let user: Cbor = [("id", Cbor::from(vec![7]))].into_iter().collect();
    let descriptor: Cbor = [("id", Cbor::from(vec![9; id_bytes])), ("type", "public-key".into())]
        .into_iter()
        .collect();
    let members: [(u8, Cbor); 3] = [(6, user), (7, descriptor), (9, total.into())];
    [vec![0], encode(&members.into_iter().collect())].concat()
}

#[test]
fn a_key_that_lies_about_its_credentials_is_given_up_and_told_to_delete_nothing() {
    let lies: [(&str, Lie); 8] = [
        ("claims 2^64-1 credentials", |_| listed(16, u64::MAX)),
        ("lists the same one a thousand times", |_| listed(16, 1_000)),
        ("an ID longer than any", |_| listed(1_024, 1)),
        ("an array of 2^32-1 items", |_| vec![0, 0x9A, 0xFF, 0xFF, 0xFF, 0xFF]),
        ("7,000 arrays, one in another", |_| [&[0][..], &[0x81; 7000]].concat()),
        ("not even a status", |_| Vec::new()),
        ("an empty map", |_| vec![0, 0xA0]),
        ("a status without a name", |_| vec![0xE0]),
    ];
    for (name, says) in lies {
        let key = Kind::Practice.with_pin(Some(PIN));
        let honest = key.opener();
        let open: Opener = Box::new(move || Ok(Box::new(Liar { key: honest()?, says })));
        let wanted = vec![1; 16];
        let search = Search::Credential(wanted.clone());
        let finding = run(open, look_for(search, Then::Delete(wanted)));
        let nothing = matches!(
            finding,
            Finding::Ended { possibly_deleted_from: None, .. } | Finding::NotThere { .. }
        );
        assert!(nothing, "{name}: {finding:?}");
    }
}
