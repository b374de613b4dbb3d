use serde_json::json;

use super::*;

#[test]
fn phone_sign_in_is_on_where_the_date_is_not_null() {
    let entries = [
        json!({ "id": "a", "displayName": "Phone", "phoneAppVersion": "6.8.37", "createdDateTime": null }),
        json!({ "id": "b", "createdDateTime": "2026-11-28T09:00:00Z" }),
        json!({ "id": "c" }),
    ];
    let sight = Sight::of(&entries);
    let said: Vec<_> = sight.apps.iter().map(|app| app.phone_sign_in).collect();
    assert_eq!(said, [Some(false), Some(true), None]);
    assert_eq!(sight.app("a").unwrap().name.as_deref(), Some("Phone"));
    assert_eq!(sight.app("d"), None);
}

#[test]
fn an_entry_without_an_id_is_passed_over() {
    assert_eq!(Sight::of(&[json!({ "displayName": "x" }), json!(7), json!({ "id": "" })]).apps, []);
}

#[test]
fn a_preference_of_the_system_beats_the_persons() {
    let said = json!({
        "isSystemPreferredAuthenticationMethodEnabled": true,
        "userPreferredMethodForSecondaryAuthentication": "sms",
    });
    assert_eq!(Preference::of(&said), Preference::System);
    let own = |word: &str| {
        Preference::of(&json!({
            "isSystemPreferredAuthenticationMethodEnabled": false,
            "userPreferredMethodForSecondaryAuthentication": word,
        }))
    };
    assert_eq!(own("push"), Preference::Push);
    assert_eq!(own("sms"), Preference::Other("sms".to_owned()));
    assert_eq!(Preference::of(&json!({})), Preference::NotSaid);
}
