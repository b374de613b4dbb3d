//! The machine in its order, in every other, and with keys and a directory in trouble.

mod directory;
mod hand;
mod orders;
mod proof;
mod provider;

use ctap::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport,
    ceremony::{Failure, Found, InsertReason, Moment, NotOpen, PinReason, PromptId},
};
use entra_policy::Registrant;
use serde_json::{Value, json};
use webauthn::{
    Aaguid,
    cbor::{Value as Cbor, encode},
};

use super::*;
use crate::{
    hand::{Holds, News, Said, Turn},
    oneself::view::{InHand, OneselfMoment, OwnPolicy, PasskeyHolder, Proof, ProofEnd},
    removal::{Finding, OnKey, Removed},
    tenant::{Person, PersonId, TenantRefusal},
    wizard::{
        self,
        means::{KeySeen, NoModels},
    },
};

const ADA: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101";
const LISTED: &str = "70726163-7469-6365-4b45-590000000005";
const OTHER: &str = "70726163-7469-6365-4b45-590000000009";
/// base64url of sixteen bytes, and the two `=` that were taken away.
pub(super) const NEW: &str = "xcXFxcXFxcXFxcXFxcXFxQ2";

pub(super) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn method(id: &str) -> Fido2Method {
    Fido2Method {
        id: MethodId(id.to_owned()),
        display_name: Some("Blue key".to_owned()),
        aaguid: None,
        model: Some("Practice key C".to_owned()),
        created: Some(Timestamp(1_764_000_000)),
        attestation_level: None,
        passkey_type: None,
    }
}

/// The policy for Ada: keys of one model, without attestation.
pub(super) fn policy(state: &str) -> OrganisationPolicy {
    let person = Person {
        id: PersonId(ADA.to_owned()),
        user_principal_name: "ada@harbourpine.example".to_owned(),
        display_name: "Ada".to_owned(),
        groups: Some(Default::default()),
    };
    let document: Value = json!({
        "id": "Fido2", "state": state, "isSelfServiceRegistrationAllowed": true,
        "isAttestationEnforced": false, "excludeTargets": [],
        "keyRestrictions": { "isEnforced": true, "enforcementType": "allow", "aaGuids": [LISTED] },
        "includeTargets": [{ "id": "all_users", "targetType": "group" }],
    });
    OrganisationPolicy::for_person(&document, &person, Registrant::Oneself).unwrap()
}

/// A key of this model with a PIN that lists its credentials; `hides`: not before somebody is verified.
pub(super) fn info(model: &str, hides: bool) -> Arc<AuthenticatorInfo> {
    let aaguid: Aaguid = model.parse().unwrap();
    let options = [("rk", true), ("clientPin", true), ("pinUvAuthToken", true), ("credMgmt", true)];
    let options: Cbor = options.into_iter().map(|(name, on)| (name, Cbor::from(on))).collect();
    let extensions = if hides { vec![Cbor::from("credProtect")] } else { Vec::new() };
    let members: Cbor = [
        (1, Cbor::from(vec![Cbor::from("FIDO_2_1")])),
        (2, Cbor::from(extensions)),
        (3, Cbor::from(aaguid.0)),
        (4, options),
    ]
    .into_iter()
    .collect();
    Arc::new(AuthenticatorInfo::parse(&encode(&members)).unwrap())
}

pub(super) fn seen(id: &str) -> KeySeen {
    let (id, transport) = (AuthenticatorId::new(id), AuthenticatorTransport::Usb);
    KeySeen { id, transport, name: None }
}

fn told(model: &str, holds: &[(&str, Found)]) -> Said {
    let passkeys = holds.iter().map(|(id, found)| (MethodId((*id).to_owned()), *found)).collect();
    Said::Told(info(model, true), Holds { passkeys, rehearsed: None })
}

fn grounds(holder: PasskeyHolder) -> Grounds {
    Grounds {
        practice: false,
        holder,
        models: Arc::new(NoModels),
        metadata: None,
        at: Timestamp(1_764_000_000),
    }
}

/// A machine whose keys have this to say, at the watch that runs now.
struct Bench {
    machine: Machine,
    watch: u32,
    asked: Vec<MethodId>,
    done: Vec<Effect>,
}

impl Bench {
    fn new() -> Self {
        Self::of(PasskeyHolder::SecurityKey)
    }

    fn of(holder: PasskeyHolder) -> Self {
        let (machine, effects) = Machine::begin(grounds(holder), Duration::ZERO);
        let mut bench = Self { machine, watch: 0, asked: Vec::new(), done: Vec::new() };
        bench.take(effects);
        bench
    }

    /// One that has read the directory, which lists one passkey.
    fn begun(policy: Option<OrganisationPolicy>) -> Self {
        let mut bench = Self::new();
        let begun = Begun { policy, listed: vec![method("old")] };
        bench.answer(Ask::Begin, Heard::Begin(Box::new(Ok(begun))), seconds(0));
        bench
    }

    /// One of which the page is open and a key is in hand.
    fn at_the_page() -> Self {
        let mut bench = Self::begun(Some(policy("enabled")));
        bench.keys(&[("a", told(LISTED, &[]))]);
        bench.act(Act::OpenPage, 1);
        bench
    }

    /// One that has seen the new passkey, of which the key in hand says this.
    fn came(found: Found) -> Self {
        let mut bench = Self::at_the_page();
        bench.look(&["old", NEW], 6);
        bench.keys(&[("a", told(LISTED, &[(NEW, found)]))]);
        bench
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::WatchKeys(watch, asked) = &effect {
                (self.watch, self.asked) = (*watch, asked.clone());
            }
            self.done.push(effect);
        }
    }

    fn answer(&mut self, ask: Ask, heard: Heard, now: Duration) {
        assert_eq!(self.machine.next().map(|(_, wanted)| wanted), Some(ask));
        self.machine.asked(ask);
        let effects = self.machine.heard(heard, now);
        self.take(effects);
    }

    fn look(&mut self, ids: &[&str], at: u64) {
        let listed = ids.iter().map(|id| method(id)).collect();
        self.answer(Ask::Look, Heard::Look(Ok(listed)), seconds(at));
    }

    fn act(&mut self, act: Act, at: u64) {
        let effects = self.machine.act(act, seconds(at));
        self.take(effects);
    }

    fn keys(&mut self, keys: &[(&str, Said)]) {
        for (turn, (id, said)) in (0..).zip(keys) {
            self.machine.hand(self.watch, News::Came(Turn(turn), seen(id)));
            self.machine.hand(self.watch, News::Said(Turn(turn), seen(id).id, said.clone()));
        }
        self.machine.hand(self.watch, News::Surveyed);
    }

    fn prove(&mut self) {
        self.act(Act::Prove { method: NEW.to_owned() }, 9);
        assert!(matches!(self.done.last(), Some(Effect::Prove(_))));
    }

    fn ends(&mut self, finding: Finding) {
        let effects = self.machine.proved(Removed { finding, pin_changed_on: Vec::new() });
        self.take(effects);
    }

    fn proof(&self) -> Proof {
        self.machine.view().came[0].proof.clone()
    }

    fn standing(&self) -> InHand {
        self.machine.view().keys[0].standing
    }
}

fn found_on(id: &str) -> Finding {
    let credential_id = MethodId(NEW.to_owned()).credential_id().unwrap();
    let credential = OnKey { credential_id, account: None, display_name: None };
    Finding::Found { authenticator: AuthenticatorId::new(id), credentials: vec![credential] }
}

fn stopped(failure: Failure) -> Finding {
    Finding::Ended { failure, possibly_deleted_from: None }
}

fn pin(prompt: u64) -> Moment {
    Moment::EnterPin {
        prompt: PromptId(prompt),
        authenticator: AuthenticatorId::new("a"),
        retries: Some(8),
        reason: PinReason::UserVerification,
    }
}

#[test]
fn the_way_leads_from_the_keys_over_the_page_and_the_directory_to_the_key_that_says_yes() {
    let mut bench = Bench::new();
    assert_eq!(bench.machine.view().moment, OneselfMoment::Reading);
    let begun = Begun { policy: Some(policy("enabled")), listed: vec![method("old")] };
    bench.answer(Ask::Begin, Heard::Begin(Box::new(Ok(begun))), seconds(0));
    bench.keys(&[("a", told(LISTED, &[]))]);
    let view = bench.machine.view();
    assert_eq!((view.moment, view.known), (OneselfMoment::Choose, 1));
    bench.act(Act::OpenPage, 1);
    assert_eq!(bench.done.last(), Some(&Effect::OpenPage));
    assert_eq!(bench.machine.view().moment, OneselfMoment::Wait);
    bench.look(&["old"], 1);
    assert!(bench.machine.view().came.is_empty(), "no new method yet");
    bench.look(&["old", NEW], 6);
    assert_eq!(bench.asked, [MethodId(NEW.to_owned())]);
    assert_eq!(bench.proof(), Proof::Asked);
    assert_eq!(bench.machine.view().moment, OneselfMoment::Came);
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::Yes)]))]);
    let view = bench.machine.view();
    assert_eq!(view.moment, OneselfMoment::Proved);
    assert_eq!(view.watch, OneselfWatch::Over);
    assert!(matches!(&view.came[0].proof, Proof::On { verified: false, .. }));
    // It was proved, and stays so without the key.
    bench.machine.hand(bench.watch, News::Gone(seen("a").id));
    assert_eq!(bench.machine.view().moment, OneselfMoment::Proved);
}
