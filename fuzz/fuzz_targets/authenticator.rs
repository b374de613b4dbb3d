//! Any JSON as what a directory says of Authenticator: read without a panic, and nothing is said that does not
//! stand there.

#![no_main]

use enrollment::{
    authenticator::{Allowed, AppVersion, Preference, Sight, Terms},
    tenant::{Person, PersonId},
};
use serde_json::Value;
use touchstone_fuzz as _; // the capped allocator

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = AppVersion::parse(text).map(|version| version.is_too_old());
    }
    let Ok(said) = serde_json::from_slice::<Value>(bytes) else { return };
    let _ = Preference::of(&said);
    let entries = said.as_array().map(Vec::as_slice).unwrap_or_default();
    let sight = Sight::of(entries);
    assert!(sight.apps.len() <= entries.len());
    for app in &sight.apps {
        let stands = |entry: &Value| entry["id"] == app.id.as_str();
        assert!(entries.iter().any(stands), "an app that is not listed");
        let dated = |entry: &Value| stands(entry) && entry["createdDateTime"].is_string();
        assert!(app.phone_sign_in != Some(true) || entries.iter().any(dated));
    }
    let person = Person {
        id: PersonId("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101".to_owned()),
        display_name: String::new(),
        user_principal_name: String::new(),
        groups: None,
    };
    let terms = Terms::of(&said, &person);
    if terms.allowed == Allowed::Yes {
        assert!(said.to_string().contains("enabled"), "allowed by a policy that does not say so");
    }
});
