//! What Microsoft managed campaigns ask for and how they snooze, text by text (campaign.md, section 7). What is
//! stored must never be shown as in force where it does not count.

use entra_policy::campaign::{Fact, InForce, Method, RuleBook, SnoozeDuration};
use serde_json::{Value, json};

use crate::world::{at, case_that_asks, sheet};

/// Fourteen days and a limit are stored.
fn in_force(rules: &str, facts: &[(Fact, Value)]) -> InForce {
    let mut case = case_that_asks();
    case[at(Fact::SnoozeDuration)] = json!(14);
    for (fact, value) in facts {
        case[at(*fact)] = value.clone();
    }
    sheet(&case).in_force(RuleBook::shipped().unwrap().set(rules).unwrap())
}

fn of(method: Option<Method>, days: Option<i64>, limited: Option<bool>) -> InForce {
    let duration = days.map(|days| SnoozeDuration::try_from(days).unwrap());
    InForce { method, duration, limited }
}

const PHONE: Option<Method> = Some(Method::MicrosoftAuthenticator);
const PASSKEY: Option<Method> = Some(Method::Fido2);

fn managed() -> (Fact, Value) {
    (Fact::State, json!("default"))
}

#[test]
fn under_microsofts_hand_each_text_has_its_own_method_days_and_limit() {
    for (rules, expected) in [
        ("2023-09-28", of(PHONE, Some(14), Some(true))),
        ("2024-02-05", of(PHONE, Some(14), Some(true))),
        ("2026-03-11a", of(None, None, None)),
        ("2026-03-11b", of(PASSKEY, Some(1), Some(false))),
        ("2026-05-04", of(PASSKEY, Some(1), Some(false))),
        ("2026-05-20a", of(PASSKEY, Some(1), Some(false))),
        ("2026-05-20b", of(PASSKEY, Some(1), Some(false))),
        ("2026-09-02", of(PASSKEY, Some(1), Some(false))),
    ] {
        assert_eq!(in_force(rules, &[managed()]), expected, "{rules}");
    }
}

#[test]
fn authenticator_under_microsofts_hand_is_limited_since_september_only() {
    let listed = json!([{
        "types": ["deviceBound", "synced"], "attestation": "disabled",
        "keyRestrictions": { "enforced": true, "type": "allow", "providers": ["icloud_keychain"] },
    }]);
    let models = [managed(), (Fact::Profiles, listed)];
    assert_eq!(in_force("2026-05-04", &models), of(PHONE, Some(1), Some(false)));
    let off = [managed(), (Fact::Fido2UserInScope, json!(false))];
    assert_eq!(in_force("2026-09-02", &off), of(PHONE, Some(1), Some(true)));
    // What is on for the person is not known, and neither is what follows from it.
    let perhaps = [managed(), (Fact::Fido2UserInScope, Value::Null)];
    assert_eq!(in_force("2026-09-02", &perhaps), of(None, Some(1), None));
}

#[test]
fn what_an_administrator_has_set_is_in_force_as_far_as_the_text_knows_it() {
    let enabled = (Fact::State, json!("enabled"));
    assert_eq!(in_force("2026-09-02", &[enabled]), of(PASSKEY, Some(14), Some(true)));
    let phone = (Fact::Target, json!("microsoftAuthenticator"));
    assert_eq!(
        in_force("2021-11-28", std::slice::from_ref(&phone)),
        of(PHONE, Some(14), Some(false)),
        "no limit yet"
    );
    let off = [(Fact::State, json!("disabled")), phone];
    assert_eq!(in_force("2026-09-02", &off), of(PHONE, Some(14), Some(true)), "it would ask");
    let unknown = [(Fact::State, Value::Null), (Fact::SnoozesLimited, Value::Null)];
    assert_eq!(in_force("2026-09-02", &unknown), of(PASSKEY, None, None));
}
