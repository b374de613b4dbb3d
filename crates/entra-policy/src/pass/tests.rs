use serde_json::json;

use super::*;

const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const OTHERS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30002";

fn ada() -> Subject {
    Subject { user: None, groups: Some([STAFF.parse().unwrap()].into()) }
}

/// The configuration as graph.md has it, with these members instead.
fn terms(change: Value) -> PassTerms {
    let mut method = json!({
        "id": "TemporaryAccessPass", "state": "enabled", "defaultLifetimeInMinutes": 90,
        "minimumLifetimeInMinutes": 30, "maximumLifetimeInMinutes": 120, "isUsableOnce": false,
        "includeTargets": [{ "id": STAFF, "targetType": "group" }], "excludeTargets": [],
    });
    for (name, value) in change.as_object().unwrap() {
        method[name] = value.clone();
    }
    PassTerms::of(&json!({ "authenticationMethodConfigurations": [method] }), &ada())
}

#[test]
fn a_pass_is_allowed_within_the_bounds_of_the_policy() {
    let allowed = terms(json!({}));
    let certain =
        PassTerms::Allowed { least: 30, most: 120, usual: 90, only_once: false, certain: true };
    assert_eq!(allowed, certain);
    assert_eq!(allowed.refuses(None, None), None);
    assert_eq!(allowed.refuses(Some(30), Some(true)), None);
    assert_eq!(allowed.refuses(Some(120), Some(false)), None);
    assert_eq!(allowed.refuses(Some(29), None), Some(PassRefusal::TooShort));
    assert_eq!(allowed.refuses(Some(121), None), Some(PassRefusal::TooLong));
    let once = terms(json!({ "isUsableOnce": true }));
    assert_eq!(once.refuses(None, Some(false)), Some(PassRefusal::OnlyOnce));
    assert_eq!((once.refuses(None, Some(true)), once.refuses(None, None)), (None, None));
    // What the configuration does not say is as Graph has it.
    let silent = json!({
        "minimumLifetimeInMinutes": null, "maximumLifetimeInMinutes": null,
        "defaultLifetimeInMinutes": null, "isUsableOnce": null,
    });
    let usual =
        PassTerms::Allowed { least: 60, most: 480, usual: 60, only_once: false, certain: true };
    assert_eq!(terms(silent), usual);
}

#[test]
fn a_method_that_is_off_and_a_person_out_of_scope_get_none() {
    let refused = |change: Value| match terms(change) {
        PassTerms::Refused { why } => Some(why),
        PassTerms::Allowed { .. } | PassTerms::NotRead => None,
    };
    assert_eq!(refused(json!({ "state": "disabled" })), Some(PassRefusal::Off));
    let group = |id: &str| json!([{ "id": id, "targetType": "group" }]);
    assert_eq!(refused(json!({ "excludeTargets": group(STAFF) })), Some(PassRefusal::Excluded));
    assert_eq!(refused(json!({ "includeTargets": group(OTHERS) })), Some(PassRefusal::NotIncluded));
    assert_eq!(refused(json!({ "includeTargets": group("all_users") })), None);
    let off = terms(json!({ "state": "disabled" }));
    assert_eq!(off.refuses(None, None), Some(PassRefusal::Off));
}

#[test]
fn what_is_not_known_is_left_to_the_directory() {
    assert_eq!(PassTerms::of(&json!({}), &ada()), PassTerms::NotRead);
    assert_eq!(PassTerms::NotRead.refuses(Some(9999), Some(false)), None);
    let certain = |terms: PassTerms| match terms {
        PassTerms::Allowed { certain, .. } => certain,
        PassTerms::Refused { .. } | PassTerms::NotRead => panic!("{terms:?}"),
    };
    assert!(certain(terms(json!({}))));
    assert!(!certain(terms(json!({ "state": "stateOfNextYear" }))));
    let ring = json!([{ "id": STAFF, "targetType": "ring" }]);
    assert!(!certain(terms(json!({ "includeTargets": ring }))));
}
