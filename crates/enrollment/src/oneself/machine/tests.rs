//! The machine in its order, in every other, and with keys and a directory in trouble.

mod orders;

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
    hand::{News, Said, Turn},
    oneself::view::{InHand, OneselfMoment, OwnPolicy, Proof, ProofEnd},
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
    let holds = holds.iter().map(|(id, found)| (MethodId((*id).to_owned()), *found)).collect();
    Said::Told(info(model, true), holds)
}

fn grounds() -> Grounds {
    Grounds {
        practice: false,
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
        let (machine, effects) = Machine::begin(grounds(), Duration::ZERO);
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

#[test]
fn a_key_is_never_admitted_where_the_policy_was_not_read() {
    let mut bench = Bench::new();
    bench.keys(&[("a", told(LISTED, &[]))]);
    assert_eq!(bench.standing(), InHand::NotKnown, "the directory has not answered");
    let mut bench = Bench::begun(None);
    bench.keys(&[("a", told(LISTED, &[]))]);
    assert_eq!(bench.standing(), InHand::NotKnown);
    assert_eq!(bench.machine.view().policy, OwnPolicy::NotRead);
}

#[test]
fn each_key_in_hand_stands_by_what_it_says() {
    let mut bench = Bench::begun(Some(policy("enabled")));
    bench.keys(&[
        ("a", told(LISTED, &[])),
        ("b", told(OTHER, &[])),
        ("c", Said::NotOpen(NotOpen::NoRight)),
        ("d", Said::Nothing),
    ]);
    bench.machine.hand(bench.watch, News::Came(Turn(9), seen("e")));
    let view = bench.machine.view();
    let standings: Vec<_> = view.keys.iter().map(|key| key.standing).collect();
    let no_right = InHand::NotOpen { why: NotOpen::NoRight };
    let wanted = [InHand::Admitted, InHand::Refused, no_right, InHand::Silent, InHand::Asked];
    assert_eq!(standings, wanted);
    let refusal = view.keys[1].key.refusal.as_ref().unwrap();
    assert_eq!(refusal.reason, "aaguid-not-allowed");
    assert_eq!(refusal.path, "keyRestrictions.aaGuids");
    assert_eq!(refusal.listed, [LISTED]);
}

#[test]
fn a_policy_that_takes_no_key_at_all_is_said_before_any_is_looked_at() {
    let bench = Bench::begun(Some(policy("disabled")));
    let OwnPolicy::TakesNone { refusal } = bench.machine.view().policy else { panic!() };
    assert_eq!(refusal.reason, "method-disabled");
}

#[test]
fn a_directory_that_cannot_be_reached_is_asked_later_and_nothing_is_missed() {
    let mut bench = Bench::at_the_page();
    let gone = TenantError::Unreachable("no route".to_owned());
    bench.answer(Ask::Look, Heard::Look(Err(gone)), seconds(2));
    let view = bench.machine.view();
    assert!(matches!(view.watch, OneselfWatch::Failing { seconds: 5, .. }), "{:?}", view.watch);
    assert_eq!(view.moment, OneselfMoment::Wait, "the person goes on");
    assert_eq!(bench.machine.next(), Some((seconds(7), Ask::Look)));
    bench.look(&["old", NEW], 7);
    assert_eq!(bench.machine.view().came.len(), 1);
}

#[test]
fn a_wait_that_the_directory_asks_for_is_kept_whatever_the_person_presses() {
    let mut bench = Bench::at_the_page();
    let retry_after = Some(seconds(40));
    bench.answer(Ask::Look, Heard::Look(Err(TenantError::Throttled { retry_after })), seconds(2));
    bench.act(Act::Look, 3);
    bench.act(Act::OpenPage, 4);
    assert_eq!(bench.machine.next(), Some((seconds(42), Ask::Look)));
}

#[test]
fn it_is_looked_seldomer_after_a_while_and_rests_in_the_end() {
    let mut bench = Bench::at_the_page();
    bench.look(&["old"], 2);
    assert_eq!(bench.machine.next(), Some((seconds(7), Ask::Look)));
    bench.look(&["old"], 200);
    assert_eq!(bench.machine.next(), Some((seconds(215), Ask::Look)));
    bench.look(&["old"], 1300);
    assert_eq!((bench.machine.next(), bench.machine.view().watch), (None, OneselfWatch::Resting));
}

#[test]
fn a_watch_that_was_stopped_asks_nothing_until_it_goes_on() {
    let mut bench = Bench::at_the_page();
    bench.act(Act::Stop, 2);
    assert_eq!((bench.machine.next(), bench.machine.view().watch), (None, OneselfWatch::Stopped));
    bench.act(Act::Look, 3);
    bench.look(&["old", NEW], 3);
    assert_eq!(bench.machine.view().came.len(), 1, "what came meanwhile is new");
}

#[test]
fn a_sign_in_that_ended_ends_the_watch_and_what_was_known_stays_known() {
    let mut bench = Bench::at_the_page();
    bench.answer(Ask::Look, Heard::Look(Err(TenantError::SignInNeeded)), seconds(2));
    let view = bench.machine.view();
    assert_eq!((view.moment, view.watch), (OneselfMoment::SignInNeeded, OneselfWatch::Over));
    assert_eq!(bench.machine.next(), None);
    bench.act(Act::Look, 60);
    bench.look(&["old", NEW], 60);
    assert_eq!(bench.machine.view().came.len(), 1);
}

#[test]
fn a_key_that_hides_what_it_holds_is_asked_with_its_pin_and_believed() {
    let mut bench = Bench::came(Found::NotSaid);
    assert_eq!(bench.proof(), Proof::Hidden { keys: vec![seen("a").id] });
    bench.prove();
    bench.machine.moment(pin(1));
    let OneselfMoment::Proving { moment, .. } = bench.machine.view().moment else { panic!() };
    assert_eq!(moment, pin(1));
    assert_eq!(bench.machine.theirs(PromptId(1)), Some(PromptId(1)));
    assert_eq!(bench.machine.theirs(PromptId(1)), None, "an answer counts once");
    bench.ends(found_on("a"));
    assert!(matches!(bench.proof(), Proof::On { verified: true, .. }));
    assert_eq!(bench.asked, [], "nothing is left to ask");
}

#[test]
fn questions_of_two_ceremonies_have_prompts_of_their_own() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.machine.moment(pin(1));
    bench.ends(stopped(Failure::Cancelled));
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    bench.prove();
    bench.machine.moment(pin(1));
    assert_eq!(bench.machine.theirs(PromptId(1)), None, "that was the first one's");
    assert_eq!(bench.machine.theirs(PromptId(2)), Some(PromptId(1)));
}

#[test]
fn a_key_that_does_not_hold_it_even_with_its_pin_is_said_so_once_and_not_asked_again() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    let authenticator = seen("a").id;
    bench.ends(Finding::NotThere { authenticator: authenticator.clone(), aaguid: Aaguid([0; 16]) });
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    assert_eq!(bench.proof(), Proof::OnNone);
    let came = &bench.machine.view().came[0];
    assert_eq!(came.ended, Some(ProofEnd::NotOn { key: authenticator.clone() }));
    // Another one may come to its place.
    bench.machine.hand(bench.watch, News::Gone(authenticator));
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    assert!(matches!(bench.proof(), Proof::Hidden { .. }));
}

#[test]
fn another_key_in_the_place_of_one_that_is_asked_inherits_nothing_of_it() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.machine.met(seen("a"));
    let authenticator = seen("a").id;
    bench.ends(Finding::NotThere { authenticator, aaguid: Aaguid([0; 16]) });
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    assert_eq!(bench.proof(), Proof::OnNone);
    // Pulled while its PIN is asked for, and another one is in its place; nobody watches meanwhile.
    let swapped = |bench: &mut Bench| {
        bench.prove();
        bench.machine.met(seen("a"));
        bench.machine.met(seen("a"));
    };
    swapped(&mut bench);
    bench.ends(stopped(Failure::Cancelled));
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    assert_eq!(bench.proof(), Proof::Hidden { keys: vec![seen("a").id] }, "it was not asked");
    swapped(&mut bench);
    bench.ends(found_on("a"));
    let Proof::On { key, .. } = bench.proof() else { panic!("{:?}", bench.proof()) };
    assert_eq!((key.aaguid, key.model), (None, None), "that was the other one's");
}

#[test]
fn a_key_pulled_during_the_proof_proves_nothing_and_is_asked_for_again() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.machine.moment(pin(1));
    let out = Moment::InsertKey { reason: InsertReason::TakenOut };
    bench.machine.moment(out.clone());
    let view = bench.machine.view();
    assert_eq!(view.moment, OneselfMoment::Proving { method: NEW.to_owned(), moment: out });
    assert_eq!(bench.machine.theirs(PromptId(1)), None, "nobody asks for a PIN any more");
    bench.act(Act::StopProof, 20);
    assert_eq!(bench.done.last(), Some(&Effect::StopProof));
    bench.ends(stopped(Failure::Cancelled));
    bench.keys(&[]);
    assert_eq!(bench.proof(), Proof::NoKey);
    assert_eq!(bench.machine.view().came[0].ended, None, "the person knows that they stopped it");
    assert_eq!(bench.machine.view().moment, OneselfMoment::Came);
}

#[test]
fn a_proof_that_ends_without_an_answer_keeps_its_code() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.ends(stopped(Failure::TimedOut));
    let Some(ProofEnd::Failed { code, .. }) = bench.machine.view().came[0].ended.clone() else {
        panic!()
    };
    assert_eq!(code, "timed-out");
}

#[test]
fn a_key_that_says_no_and_hides_nothing_does_not_hold_it() {
    assert_eq!(Bench::came(Found::No).proof(), Proof::OnNone);
    let mut bench = Bench::at_the_page();
    bench.look(&["old", NEW], 6);
    bench.keys(&[("a", Said::Nothing)]);
    assert_eq!(bench.proof(), Proof::NotSaid, "one that cannot say is no no");
}

#[test]
fn a_method_whose_id_is_no_credentials_can_be_asked_of_no_key() {
    let mut bench = Bench::at_the_page();
    bench.look(&["old", "e5f2"], 6);
    assert_eq!(bench.proof(), Proof::NoId);
    bench.act(Act::Prove { method: "e5f2".to_owned() }, 7);
    assert!(!bench.done.iter().any(|one| matches!(one, Effect::Prove(_))));
}

#[test]
fn a_key_that_comes_later_is_asked_for_what_came_before() {
    let mut bench = Bench::at_the_page();
    bench.look(&["old", NEW], 6);
    bench.keys(&[]);
    assert_eq!(bench.proof(), Proof::NoKey);
    bench.machine.hand(bench.watch, News::Came(Turn(4), seen("b")));
    assert_eq!(bench.proof(), Proof::Asked);
    let said = told(LISTED, &[(NEW, Found::Yes)]);
    bench.machine.hand(bench.watch, News::Said(Turn(4), seen("b").id, said));
    assert!(matches!(bench.proof(), Proof::On { .. }));
}

#[test]
fn what_an_older_watch_or_an_earlier_key_in_the_place_said_counts_for_nothing() {
    let mut bench = Bench::at_the_page();
    let older = bench.watch;
    bench.look(&["old", NEW], 6);
    let said = told(LISTED, &[(NEW, Found::Yes)]);
    bench.machine.hand(older, News::Came(Turn(0), seen("a")));
    bench.machine.hand(older, News::Said(Turn(0), seen("a").id, said.clone()));
    assert_eq!(bench.proof(), Proof::Asked);
    bench.machine.hand(bench.watch, News::Came(Turn(1), seen("a")));
    bench.machine.hand(bench.watch, News::Came(Turn(2), seen("a")));
    bench.machine.hand(bench.watch, News::Surveyed);
    bench.machine.hand(bench.watch, News::Said(Turn(1), seen("a").id, said));
    assert_eq!(bench.proof(), Proof::Asked);
}

#[test]
fn a_policy_that_nobody_may_read_keeps_nobody_out() {
    let refusal = TenantRefusal {
        status: 403,
        code: "accessDenied".to_owned(),
        message: String::new(),
        ..TenantRefusal::default()
    };
    let mut bench = Bench::new();
    let refused = TenantError::Refused(Box::new(refusal));
    bench.answer(Ask::Begin, Heard::Begin(Box::new(Err(refused))), seconds(0));
    // That was not the policy but the list.
    assert!(matches!(bench.machine.view().moment, OneselfMoment::NotRead { .. }));
    let begun = Begun { policy: None, listed: Vec::new() };
    bench.answer(Ask::Begin, Heard::Begin(Box::new(Ok(begun))), seconds(5));
    assert_eq!(bench.machine.view().moment, OneselfMoment::Choose);
}

#[test]
fn other_answers_than_once_more_and_the_pin_go_to_no_key() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.machine.moment(Moment::VerifyUserAgain {
        prompt: PromptId(1),
        authenticator: AuthenticatorId::new("a"),
        retries: None,
        pin_instead: true,
    });
    let answer = |choice| Act::Answer { answer: wizard::Answer { prompt: PromptId(1), choice } };
    let before = bench.done.len();
    bench.act(answer(wizard::Choice::Remove), 10);
    assert_eq!(bench.done.len(), before);
    bench.act(answer(wizard::Choice::UsePin), 10);
    assert_eq!(bench.done.last(), Some(&Effect::Answer(PromptId(1), Choice::UsePin)));
}
