use webauthn::{CredentialId, RpId, UserHandle};

use super::*;
use crate::{
    removal::OnKey,
    tenant::Parcel,
    wizard::{Found, NotRemoved},
};

fn record() -> OnRecord {
    OnRecord {
        registration: RegistrationId("00".repeat(16)),
        scene: Scene::Tenant,
        organisation: None,
        authenticator: key(),
        key: Some("Key".to_owned()),
        aaguid: Some(webauthn::Aaguid([7; 16])),
        rp_id: RpId::parse("example.org").unwrap(),
        user_handle: UserHandle::try_from(vec![1, 2, 3, 4]).unwrap(),
        account: "ada@example.org".to_owned(),
        expires: None,
        person: Some(person()),
        began: 1_790_000_000,
    }
}

fn waiting() -> Arc<Waiting> {
    let body = json!({ "displayName": "Blue key", "publicKeyCredential": { "id": "Y3JlZA" } });
    let parcel = Parcel::unsealed(body.to_string().into_bytes().into()).unwrap();
    let expires = Timestamp(i64::try_from((START + LIFE) / 1000).unwrap());
    Arc::new(Waiting { registration: record().registration, person: person(), expires, parcel })
}

fn to_send() -> Bench {
    let (record, waiting, kept) = (record(), waiting(), Kept::Sealed);
    Bench::resumed(Resumption::Send { record, waiting, kept })
}

fn removal_ended(finding: Finding) -> Input {
    Input::RemovalEnded(Removed { finding, pin_changed_on: Vec::new() })
}

fn deleted(id: &[u8]) -> Input {
    removal_ended(Finding::Deleted { authenticator: key(), credential_id: id.to_vec().into() })
}

#[test]
fn what_waited_is_sent_only_after_the_directory_said_that_it_has_none() {
    let mut bench = to_send();
    assert_eq!(bench.done, ["list"]);
    bench.list(Ok(Vec::new()));
    bench.step(Input::Sent(Ok(listed(b"cred"))));
    assert_eq!(bench.done, ["list", "send", "Registered", "erase", "list"]);
    bench.list(Ok(vec![listed(b"cred")]));
    let Finish::Registered { name, judgement: None, .. } = bench.finish() else { panic!() };
    assert_eq!(name, "Blue key");
    assert_eq!(bench.events[0].registration, record().registration);
}

#[test]
fn a_no_to_what_may_have_been_the_second_one_is_looked_into() {
    // Graph's list can lag behind what it took.
    let mut bench = to_send();
    bench.list(Ok(Vec::new()));
    bench.step(Input::Sent(Err(TenantError::NotFound("challenge".to_owned()))));
    assert_eq!(bench.done, ["list", "send", "list"]);
    bench.list(Ok(vec![listed(b"cred")]));
    assert_eq!(bench.done, ["list", "send", "list", "Registered", "erase"]);
}

#[test]
fn what_had_arrived_before_the_crash_is_only_recorded() {
    let mut bench = to_send();
    bench.list(Ok(vec![listed(b"cred")]));
    assert_eq!(bench.done, ["list", "Registered", "erase"]);
}

#[test]
fn what_the_directory_has_is_not_taken_off_the_key() {
    let credential = CredentialId::from(&b"cred"[..]);
    let mut bench = Bench::resumed(Resumption::Remove { record: record(), credential });
    assert_eq!(bench.done, ["list"]);
    bench.list(Err(TenantError::Unreachable(String::new())));
    let Step::Found { leftover, .. } = bench.step_shown() else { panic!() };
    assert!(matches!(leftover.not_removed, Some(NotRemoved::NotAsked { .. })));
    bench.choose(Choice::Remove);
    bench.list(Ok(vec![listed(b"cred")]));
    assert!(matches!(bench.finish(), Finish::Registered { .. }));
    assert!(bench.removals.is_empty());
}

#[test]
fn what_is_in_no_directory_is_taken_off() {
    let credential = CredentialId::from(&b"cred"[..]);
    let mut bench = Bench::resumed(Resumption::Remove { record: record(), credential });
    bench.list(Ok(Vec::new()));
    bench.step(deleted(b"cred"));
    assert_eq!(bench.done, ["list", "remove", "Removed", "erase"]);
    let Finish::Removed { found: Found::TakenOff, .. } = bench.finish() else { panic!() };
}

#[test]
fn a_key_that_may_hold_one_is_searched_and_what_is_found_is_asked_about() {
    let known = Vec::new();
    let mut bench = Bench::resumed(Resumption::Search { record: record(), known });
    assert_eq!(bench.done, ["remove"]);
    let found = OnKey {
        credential_id: CredentialId::from(&b"left"[..]),
        account: Some("ada@example.org".to_owned()),
        display_name: None,
    };
    bench.step(removal_ended(Finding::Found { authenticator: key(), credentials: vec![found] }));
    let Step::Found { leftover, .. } = bench.step_shown() else { panic!() };
    assert_eq!(leftover.credential_id, "bGVmdA");
    bench.choose(Choice::Remove);
    bench.list(Ok(Vec::new()));
    bench.step(deleted(b"left"));
    assert_eq!(bench.done, ["remove", "list", "remove", "Removed", "erase"]);
}

#[test]
fn only_the_key_that_was_asked_can_be_said_to_hold_nothing() {
    for (at, events) in [("usb:1", 1), ("usb:5", 0)] {
        let known = Vec::new();
        let mut bench = Bench::resumed(Resumption::Search { record: record(), known });
        let authenticator = AuthenticatorId::new(at);
        let aaguid = webauthn::Aaguid([7; 16]);
        bench.step(removal_ended(Finding::NotThere { authenticator, aaguid }));
        assert_eq!(bench.events.len(), events);
        assert!(matches!(bench.finish(), Finish::Removed { found: Found::NotThere, .. }));
    }
}

#[test]
fn what_the_person_leaves_is_not_offered_again() {
    let credential = CredentialId::from(&b"cred"[..]);
    let mut bench = Bench::resumed(Resumption::Remove { record: record(), credential });
    bench.list(Ok(Vec::new()));
    bench.step(removal_ended(Finding::NotSupported { authenticator: key() }));
    bench.choose(Choice::Leave);
    let EventKind::Abandoned { reason } = &bench.events[0].kind else { panic!() };
    assert_eq!(reason, crate::ledger::Abandonment::LEFT);
    assert!(matches!(bench.finish(), Finish::LeftOnKey { .. }));
}

/// A directory whose ids name no credentials, and could be taken for some.
fn opaque() -> Fido2Method {
    Fido2Method {
        id: MethodId("9c8a0f0e-2f4b-4b7f-8d5c-0c9f2a4b6d81".to_owned()),
        aaguid: Some(webauthn::Aaguid([7; 16])),
        created: Some(Timestamp(record().began + 5)),
        ..listed(b"cred")
    }
}

#[test]
fn under_an_id_that_names_no_credential_it_is_found_all_the_same() {
    let mut bench = to_send();
    bench.list(Ok(vec![opaque()]));
    assert_eq!(bench.done, ["list", "Registered", "erase"]);
}

fn to_remove(listed: Vec<Fido2Method>) -> Bench {
    let credential = CredentialId::from(&b"cred"[..]);
    let mut bench = Bench::resumed(Resumption::Remove { record: record(), credential });
    bench.list(Ok(listed));
    bench
}

/// Another key of that model may have been registered for the same person since.
#[test]
fn before_a_removal_what_may_be_it_is_asked_about_and_never_said() {
    let younger = Fido2Method {
        id: MethodId("1f0e9d8c-7b6a-4958-8473-625140392817".to_owned()),
        display_name: Some("Another".to_owned()),
        created: Some(Timestamp(record().began + 86_400)),
        ..opaque()
    };
    let mut bench = to_remove(vec![opaque(), younger.clone()]);
    let Step::IsItThis { created: Some(created), .. } = bench.step_shown() else { panic!() };
    assert_eq!(*created, record().began + 5);
    bench.choose(Choice::Another);
    let Step::IsItThis { name: Some(name), .. } = bench.step_shown() else { panic!() };
    assert_eq!(name, "Another");
    bench.choose(Choice::Another);
    bench.step(deleted(b"cred"));
    assert_eq!(bench.done, ["list", "remove", "Removed", "erase"]);

    let mut bench = to_remove(vec![younger.clone()]);
    bench.choose(Choice::Same);
    assert_eq!(bench.done, ["list", "Registered", "erase"]);
    let Finish::Registered { method_id, .. } = bench.finish() else { panic!() };
    assert_eq!(*method_id, younger.id.0);

    // Whoever does not know leaves it: nothing is said, and the next start asks again.
    let mut bench = to_remove(vec![younger]);
    bench.choose(Choice::Leave);
    assert_eq!(bench.done, ["list"]);
    assert!(matches!(bench.finish(), Finish::LeftOnKey { .. }));
}

#[test]
fn an_entry_that_says_too_little_is_asked_about_and_one_that_names_it_is_not() {
    let silent = Fido2Method { aaguid: None, created: None, ..opaque() };
    let bench = to_remove(vec![silent.clone()]);
    assert!(matches!(bench.step_shown(), Step::IsItThis { created: None, .. }));
    let bench = to_remove(vec![silent, listed(b"cred")]);
    assert_eq!(bench.done, ["list", "Registered", "erase"]);
    assert!(matches!(bench.finish(), Finish::Registered { .. }));
}

#[test]
fn what_waits_here_comes_off_the_key_only_once_somebody_said_that_none_is_it() {
    let unanswered = || {
        let mut bench = to_send();
        bench.list(Err(TenantError::Unreachable(String::new())));
        bench.choose(Choice::Remove);
        bench.list(Ok(vec![opaque()]));
        assert!(matches!(bench.step_shown(), Step::IsItThis { .. }), "{:?}", bench.step_shown());
        bench
    };
    let mut bench = unanswered();
    bench.choose(Choice::Same);
    assert_eq!(bench.done, ["list", "list", "Registered", "erase"]);

    let mut bench = unanswered();
    bench.choose(Choice::Leave);
    assert_eq!(bench.done, ["list", "list"]);
    assert!(matches!(bench.finish(), Finish::KeptForLater { .. }));

    // It could not be taken off: what somebody said of the entry holds.
    let mut bench = unanswered();
    bench.choose(Choice::Another);
    bench.step(removal_ended(Finding::NotThere {
        authenticator: key(),
        aaguid: webauthn::Aaguid([7; 16]),
    }));
    assert!(matches!(bench.step_shown(), Step::Kept { .. }));
    bench.now = bench.machine.next_tick().unwrap().0;
    bench.step(Input::Ticked);
    bench.list(Ok(vec![opaque()]));
    assert_eq!(bench.done, ["list", "list", "remove", "list", "send"]);
}
