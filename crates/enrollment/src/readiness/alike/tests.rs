use serde_json::json;

use super::*;

const LOWER: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b3000a";
const UPPER: &str = "6F1D2C60-8A3E-4F57-9C41-5A70E1B3000A";
const OTHER: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30003";

#[test]
fn the_order_of_lists_and_the_case_of_ids_say_nothing() {
    for list in UNORDERED {
        assert!(says(list, &json!([OTHER, UPPER]), &json!([LOWER, OTHER])), "{list}");
        assert!(!says(list, &json!([OTHER]), &json!([LOWER, OTHER])), "{list}: one is missing");
        assert!(!says(list, &json!([OTHER, OTHER]), &json!([OTHER, LOWER])), "{list}: another");
    }
    let target = |id: &str, required: bool| json!({ "id": id, "isRegistrationRequired": required });
    let sent = json!({ "includeTargets": [target(LOWER, true), target(OTHER, false)] });
    let stands = json!({ "includeTargets": [target(OTHER, false), target(UPPER, true)] });
    assert!(says("", &stands, &sent));
    let swapped = json!({ "includeTargets": [target(OTHER, true), target(UPPER, false)] });
    assert!(!says("", &swapped, &sent), "what stands in an entry counts");
    assert!(says(FLAGS, &json!("synced, deviceBound"), &json!("deviceBound,synced")));
    assert!(!says(FLAGS, &json!("deviceBound"), &json!("deviceBound,synced")));
}

/// A change that takes repeated entries away is there only once they are gone.
#[test]
fn an_entry_that_is_there_twice_may_be_kept_once_and_not_the_other_way_round() {
    assert!(says("aaGuids", &json!([LOWER, OTHER]), &json!([LOWER, UPPER, OTHER])));
    assert!(!says("aaGuids", &json!([LOWER, UPPER, OTHER]), &json!([LOWER, OTHER])));
}

#[test]
fn where_no_document_says_that_an_order_is_nothing_it_counts() {
    assert!(!says("steps", &json!([LOWER, OTHER]), &json!([OTHER, LOWER])));
    assert!(!says("name", &json!("Office Keys"), &json!("office keys")), "a name has its case");
    assert!(!says("state", &json!("ENABLED"), &json!("enabled")));
}
