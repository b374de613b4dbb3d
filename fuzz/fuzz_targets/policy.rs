//! Any bytes as a passkey policy, held against keys and registrations: it is read or refused, written
//! back without loss, and the findings never say another thing than the standing.

#![no_main]

use std::collections::BTreeSet;

use entra_policy::{
    Admission, Capability, Fido2Policy, KeyFacts, PasskeyType, Registrant, RegistrationFacts,
    Standing, Subject, admit, preflight,
};
use touchstone_fuzz as _; // the capped allocator
use webauthn::{
    Aaguid, Verdict,
    judgement::{AttestationSummary, AttestationType},
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(policy) = Fido2Policy::from_json(bytes) else { return };
    assert_eq!(Fido2Policy::parse(&policy.to_json()).as_ref(), Ok(&policy));
    let user = "99999999-9999-9999-9999-999999999999".parse().ok();
    let somebody = Subject { user, groups: Some(user.into_iter().collect::<BTreeSet<_>>()) };
    for subject in [Subject::default(), somebody] {
        let key = KeyFacts {
            aaguid: Some(Aaguid([7; 16])),
            passkey_type: PasskeyType::DeviceBound,
            packed_attestation: Capability::Present,
            resident_key: Capability::Present,
            user_verification: Capability::Present,
        };
        agrees(&policy, &preflight(&policy, &subject, Registrant::OnBehalf, &key));
        let attestation = |r#type, trusted| AttestationSummary {
            fmt: Some("packed".to_owned()),
            r#type,
            trusted,
            anchor: None,
            covers_aaguid: r#type == AttestationType::Basic,
        };
        for (aaguid, passkey_type, attestation) in [
            (
                key.aaguid,
                Some(PasskeyType::DeviceBound),
                attestation(AttestationType::Basic, Some(true)),
            ),
            (None, None, attestation(AttestationType::Unverified, None)),
        ] {
            let facts = RegistrationFacts { aaguid, passkey_type, attestation };
            agrees(&policy, &admit(&policy, &subject, Registrant::Oneself, &facts));
        }
    }
});

fn agrees(policy: &Fido2Policy, admission: &Admission) {
    let verdict = match admission.standing {
        Standing::Admitted => Verdict::Admitted,
        Standing::Refused => Verdict::Refused,
        Standing::Undetermined => Verdict::Undetermined,
    };
    assert_eq!(Verdict::of(&admission.findings), verdict);
    let line = admission.decided_by.as_ref().expect("something decides");
    assert_eq!(line.value, policy.value_at(&line.path));
    serde_json::to_string(admission).expect("an admission is JSON");
}
