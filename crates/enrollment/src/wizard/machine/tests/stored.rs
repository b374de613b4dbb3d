use super::*;
use crate::tenant::{Stored, StoredMember};

fn stored(bench: &Bench) -> Option<&Vec<Stored>> {
    let Finish::Registered { stored, .. } = bench.finish() else { panic!("{:?}", bench.finish()) };
    stored.as_ref()
}

fn alike(bench: &Bench) -> Vec<(StoredMember, Option<bool>)> {
    stored(bench).unwrap().iter().map(|one| (one.member, one.alike)).collect()
}

/// As the directory should list what the bench makes: attested by nobody, on one device.
fn faithful() -> Fido2Method {
    Fido2Method {
        aaguid: Some(MODEL.parse().unwrap()),
        attestation_level: Some("notAttested".to_owned()),
        passkey_type: Some("deviceBound".to_owned()),
        ..listed(b"cred")
    }
}

fn taken() -> Bench {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Ok(listed(b"cred"))));
    bench
}

#[test]
fn what_the_directory_stored_is_held_against_what_was_made() {
    use StoredMember::{Aaguid, AttestationLevel, Id, PasskeyType};
    let mut bench = taken();
    bench.list(Ok(vec![listed(b"other"), faithful()]));
    let all = |alike| [Id, Aaguid, AttestationLevel, PasskeyType].map(|one| (one, alike));
    assert_eq!(alike(&bench), all(Some(true)));

    let mut bench = taken();
    let other = Fido2Method {
        aaguid: Some("00000000-0000-0000-0000-000000000001".parse().unwrap()),
        attestation_level: Some("attested".to_owned()),
        passkey_type: Some("synced".to_owned()),
        ..faithful()
    };
    bench.list(Ok(vec![other]));
    let mut otherwise = all(Some(false));
    otherwise[0].1 = Some(true);
    assert_eq!(alike(&bench), otherwise);
    assert_eq!(stored(&bench).unwrap()[3].made.as_deref(), Some("deviceBound"));
}

#[test]
fn what_the_directory_does_not_say_is_not_alike() {
    let mut bench = taken();
    bench.list(Ok(vec![listed(b"cred")]));
    assert_eq!(alike(&bench).iter().filter(|(_, alike)| alike.is_none()).count(), 3);
}

#[test]
fn a_registration_that_cannot_be_read_again_is_one_all_the_same() {
    let mut bench = taken();
    bench.list(Err(TenantError::Unanswered("cut".to_owned())));
    assert_eq!(stored(&bench), None);
    // It is listed late.
    let mut bench = taken();
    bench.list(Ok(Vec::new()));
    assert_eq!(stored(&bench), None);
    // Nobody waits for it.
    for end in [Input::Cancelled, Input::Closed] {
        let mut bench = taken();
        bench.step(end);
        assert_eq!(stored(&bench), None);
        assert_eq!(bench.done.iter().filter(|one| **one == "Registered").count(), 1);
    }
}

#[test]
fn what_the_list_found_is_compared_at_once() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(TenantError::Unanswered("cut".to_owned()))));
    bench.list(Ok(vec![faithful()]));
    assert!(alike(&bench).iter().all(|(_, alike)| *alike == Some(true)));
}
