use serde_json::{Value, json};

use super::Evidence;
use crate::{Aaguid, CoseAlgorithmIdentifier};

const AAGUID: Aaguid = Aaguid([0xAB; 16]);

fn one_of_each() -> Evidence {
    evidence!({
        "nothing": None::<bool>,
        "flag": true,
        "length": 32usize,
        "alg": CoseAlgorithmIdentifier::ES256,
        "word": "packed",
        "text": "example.org".to_owned(),
        "aaguid": AAGUID,
        "origins": ["https://example.org".to_owned()].as_slice(),
        "whole": json!({ "by": "CN=Root", "under": [1, null] }),
    })
}

#[test]
fn facts_are_written_as_json_writes_the_same_values() {
    let expected = json!({
        "nothing": null,
        "flag": true,
        "length": 32,
        "alg": -7,
        "word": "packed",
        "text": "example.org",
        "aaguid": "abababab-abab-abab-abab-abababababab",
        "origins": ["https://example.org"],
        "whole": { "by": "CN=Root", "under": [1, null] },
    });
    assert_eq!(serde_json::to_string(&one_of_each()).unwrap(), expected.to_string());
    let read: Value = one_of_each().iter().map(|(name, value)| (name.to_owned(), value)).collect();
    assert_eq!(read, expected);
    assert_eq!(
        serde_json::to_string(&Evidence::from(expected.clone())).unwrap(),
        expected.to_string()
    );
}

#[test]
fn a_fact_is_found_by_its_name() {
    let evidence = one_of_each();
    assert_eq!(evidence.get("aaguid"), Some(json!(AAGUID)));
    assert_eq!(evidence.get("nothing"), Some(Value::Null));
    assert!(evidence.contains("nothing"));
    assert_eq!(evidence.get("other"), None);
    assert!(!evidence.contains("other"));
}

#[test]
fn what_is_no_object_is_no_evidence() {
    assert_eq!(Evidence::from(json!([1])), Evidence::default());
    assert_eq!(serde_json::to_string(&Evidence::default()).unwrap(), "{}");
}
