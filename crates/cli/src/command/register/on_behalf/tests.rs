use entra_policy::PolicyLine;
use serde_json::Value;
use webauthn::Aaguid;

use super::*;

fn says(standing: Standing, path: &str, listed: &[Aaguid]) -> Admission {
    let line = PolicyLine {
        profile: None,
        path: path.to_owned(),
        enforcement: None,
        listed: listed.to_vec(),
        value: Value::Null,
    };
    Admission { standing, decided_by: Some(line), findings: Vec::new() }
}

/// With `--send-unproved` goes what the policy left open: that it still does refused nothing.
#[test]
fn a_doubt_that_stood_before_is_not_blamed_on_a_change_of_the_policy() {
    let (enforced, list) = ("isAttestationEnforced", "keyRestrictions.aaGuids");
    let open = says(Standing::Undetermined, enforced, &[]);
    let more = says(Standing::Undetermined, enforced, &[Aaguid([7; 16])]);
    assert!(is_as_before(&open, &open) && is_as_before(&open, &more));
    for now in [
        says(Standing::Refused, enforced, &[]),
        says(Standing::Undetermined, list, &[]),
        Admission { decided_by: None, ..open.clone() },
    ] {
        assert!(!is_as_before(&open, &now), "{now:?}");
    }
}
