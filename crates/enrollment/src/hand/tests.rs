use std::sync::mpsc::{Receiver, channel};

use ctap::{
    Authenticator, AuthenticatorTransport, Canceller, Keepalive, TransportError,
    ceremony::{Found, NotOpen},
    driver::{Arrival, Controls},
};
use webauthn::{
    Aaguid,
    cbor::{Value, encode},
};
use zeroize::Zeroizing;

use super::*;
use crate::{tenant::MethodId, wizard::means::Heard};

const PATIENCE: Duration = Duration::from_secs(20);
/// One byte of a credential id, and two `=` that were taken away.
const ID: &str = "xQ2";

/// A key that answers getInfo, and holds one credential or none.
struct Key {
    id: AuthenticatorId,
    holds: bool,
    hides: bool,
    asked: mpsc::Sender<u8>,
}

impl Authenticator for Key {
    fn id(&self) -> &AuthenticatorId {
        &self.id
    }
    fn transport(&self) -> AuthenticatorTransport {
        AuthenticatorTransport::Usb
    }
    fn send_cbor(
        &mut self,
        request: &[u8],
        _: Duration,
        _: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.asked.send(request[0]).unwrap();
        // CTAP 2.1 §8.2: 0x2E is CTAP2_ERR_NO_CREDENTIALS.
        let answer = match (request[0], self.holds) {
            (0x04, _) => {
                let extensions = if self.hides { vec![Value::from("credProtect")] } else { vec![] };
                let info: Value = [
                    (1, Value::from(vec![Value::from("FIDO_2_1")])),
                    (2, Value::from(extensions)),
                    (3, Value::from([7u8; 16])),
                ]
                .into_iter()
                .collect();
                [vec![0], encode(&info)].concat()
            }
            (0x02, true) => [vec![0], encode(&Value::Map(Vec::new()))].concat(),
            (0x02, false) => vec![0x2E],
            (other, _) => panic!("command {other:#04x}"),
        };
        Ok(Zeroizing::new(answer))
    }
    fn send_msg(&mut self, _: &[u8], _: Duration) -> Result<Vec<u8>, TransportError> {
        Err(TransportError::Unsupported)
    }
    fn wink(&mut self) -> Result<(), TransportError> {
        Ok(())
    }
    fn canceller(&self) -> Canceller {
        Canceller::new(|| {})
    }
}

type Make = Box<dyn Fn() -> Opener + Send + Sync>;

/// Ports with keys in them.
struct Rack(Vec<(&'static str, Make)>);

impl KeySource for Rack {
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send> {
        for (id, make) in &self.0 {
            let (id, transport) = (AuthenticatorId::new(*id), AuthenticatorTransport::Usb);
            heard(KeySeen { id: id.clone(), transport, name: Some("Key".to_owned()) });
            controls.arrived(Arrival::Attached(id, transport, make()));
        }
        controls.arrived(Arrival::Surveyed);
        Box::new(())
    }
}

fn key(holds: bool, hides: bool) -> (Make, Receiver<u8>) {
    let (asked, heard) = channel();
    let asked = Mutex::new(asked);
    let make: Make = Box::new(move || {
        let asked = asked.lock().unwrap().clone();
        let id = AuthenticatorId::new("k");
        Box::new(move || Ok(boxed(Key { id, holds, hides, asked })))
    });
    (make, heard)
}

fn boxed(key: Key) -> Box<dyn Authenticator> {
    Box::new(key)
}

fn fails(why: &TransportError) -> Make {
    let why = why.clone();
    Box::new(move || {
        let why = why.clone();
        Box::new(move || Err(why))
    })
}

#[test]
fn keys_are_asked_what_they_are_and_nothing_else() {
    let (good, asked) = key(true, false);
    let panics: Make = Box::new(|| Box::new(|| panic!("the transport's own fault")));
    let rack = Rack(vec![
        ("a", good),
        ("b", fails(&TransportError::Denied)),
        ("c", fails(&TransportError::Removed)),
        ("d", panics),
    ]);
    let found = survey(&rack);
    let said: Vec<_> = found.iter().map(|(_, said)| said.clone()).collect();
    let Said::Told(info, holds) = &said[0] else { panic!("{said:?}") };
    assert_eq!((info.aaguid, holds), ([7; 16], &Holds::default()));
    assert_eq!(said[1..], [Said::NotOpen(NotOpen::NoRight), Said::Nothing, Said::Nothing]);
    assert!(said[1..].iter().all(|one| one.model().is_none() && one.holds().is_empty()));
    assert_eq!(found[0].0.name.as_deref(), Some("Key"));
    drop(rack);
    assert_eq!(asked.iter().collect::<Vec<_>>(), [0x04], "getInfo (CTAP 2.1 §6.4)");
}

#[test]
fn a_key_is_asked_for_a_passkey_without_a_person_and_one_that_hides_does_not_say_no() {
    for (holds, hides, wanted) in [
        (true, true, Found::Yes),
        (false, false, Found::No),
        // CTAP 2.1 §12.1.1: level 3 is found by nobody who was not verified.
        (false, true, Found::NotSaid),
    ] {
        let (make, _asked) = key(holds, hides);
        let (tell, told) = channel();
        let method = MethodId(ID.to_owned());
        let rack = Rack(vec![("a", make)]);
        let watching =
            watch(&rack, Asked { passkeys: vec![method.clone()], rehearsed: None }, move |news| {
                drop(tell.send(news))
            });
        let said = loop {
            if let News::Said(_, _, said) = told.recv_timeout(PATIENCE).unwrap() {
                break said;
            }
        };
        let in_words = match wanted {
            Found::Yes => Some(true),
            Found::No => Some(false),
            Found::NotSaid => None,
        };
        assert_eq!(said.holds(), [(method.clone(), in_words)]);
        assert_eq!(said.model(), Some(Aaguid([7; 16])));
        let Said::Told(_, holds) = said else { panic!("{said:?}") };
        assert_eq!(holds.passkeys, [(method, wanted)]);
        drop(watching);
    }
}

#[test]
fn only_a_key_that_answers_for_a_rehearsals_credential_made_it() {
    for (holds, hides) in [(true, true), (true, false), (false, true), (false, false)] {
        let (make, requests) = key(holds, hides);
        let asked = Asked { rehearsed: Some(b"made".as_slice().into()), ..Asked::default() };
        let found = survey_for(&Rack(vec![("a", make)]), asked);
        let (_, said) = &found[0];
        assert_eq!(said.rehearsed(), holds, "{said:?}");
        assert_eq!(requests.try_iter().collect::<Vec<_>>(), [0x04, 0x02], "getInfo, getAssertion");
    }
    let (make, _requests) = key(true, false);
    assert!(!survey(&Rack(vec![("a", make)]))[0].1.rehearsed(), "it was not asked");
}

#[test]
fn a_watch_that_is_dropped_tells_no_more() {
    let (tell, told) = channel();
    let watching = watch(&Rack(Vec::new()), Asked::default(), move |news| drop(tell.send(news)));
    assert_eq!(told.recv_timeout(PATIENCE).unwrap(), News::Surveyed);
    drop(watching);
    assert!(told.recv_timeout(PATIENCE).is_err(), "nobody is left to tell");
}
