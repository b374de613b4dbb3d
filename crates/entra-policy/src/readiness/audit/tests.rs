use serde_json::json;

use super::*;

const MIRA: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101";
const ADA: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105";

fn entry(at: &str, activity: &str, reason: &str, person: &str) -> Value {
    json!({
        "activityDateTime": at, "activityDisplayName": activity, "category": "UserManagement",
        "loggedByService": "Authentication Methods", "result": "success", "resultReason": reason,
        "targetResources": [{ "id": person, "type": "User" }],
    })
}

const REGISTERED: &str = "User registered security info";
const FIRST: &str = "2026-09-30T03:09:12.5512374Z";

fn with(mut entry: Value, member: &str, value: Value) -> Value {
    entry[member] = value;
    entry
}

#[test]
fn a_day_counts_people_by_what_they_registered_and_what_was_deleted_of_theirs() {
    let (days, undated) = AuditDay::of(&[
        entry(FIRST, REGISTERED, "User registered Fido2 Authentication Method", MIRA),
        // The same registration, as the page saw it.
        entry("2026-09-30T03:09:11Z", REGISTERED, "User registered Passkey", MIRA),
        entry(
            FIRST,
            REGISTERED,
            "User registered Authenticator App with Notification and Code",
            ADA,
        ),
        entry(FIRST, REGISTERED, "User registered temporary access pass method", ADA),
        entry("2026-10-02T00:00:00Z", "User deleted security info", "User deleted Fido", MIRA),
        entry("2026-10-02T00:00:01Z", "Admin registered security info", "", ADA),
    ]);
    assert_eq!(undated, 0);
    let [first, last] = &days[..] else { panic!("{days:?}") };
    assert_eq!(first.day, 1_790_726_400, "2026-09-30T00:00:00Z");
    assert_eq!(first.registered, AuditCounts { passkey: 1, authenticator: 1, other: 1 });
    assert_eq!(last.deleted, AuditCounts { passkey: 1, ..AuditCounts::default() });
    assert_eq!(last.registered, AuditCounts { other: 1, ..AuditCounts::default() });
    assert_eq!((first.others, last.others), (0, 0));
}

#[test]
fn what_is_not_known_is_never_a_registration() {
    let passkey = || entry(FIRST, REGISTERED, "User registered Passkey", MIRA);
    let others = [
        with(passkey(), "result", json!("failure")),
        with(passkey(), "result", json!("unknownFutureValue")),
        with(passkey(), "result", Value::Null),
        with(passkey(), "activityDisplayName", json!("User started security info registration")),
        with(passkey(), "activityDisplayName", json!("Get passkey creation options")),
        with(passkey(), "activityDisplayName", json!(7)),
        with(passkey(), "loggedByService", json!("Core Directory")),
        with(passkey(), "resultReason", json!("User failed to register Passkey")),
    ];
    let (days, undated) = AuditDay::of(&others);
    assert_eq!((days.len(), undated), (1, 0));
    assert_eq!(days[0].registered, AuditCounts::default());
    assert_eq!(days[0].others, 8);
    let odd =
        [json!(null), json!([]), json!({}), with(passkey(), "activityDateTime", json!("soon"))];
    assert_eq!(AuditDay::of(&odd), (Vec::new(), 4));
}

#[test]
fn who_is_not_named_is_counted_each_time_and_a_day_keeps_the_most_it_had() {
    let nameless = || {
        with(entry(FIRST, REGISTERED, "User registered Passkey", ""), "targetResources", json!([]))
    };
    let (days, _) = AuditDay::of(&[nameless(), nameless()]);
    assert_eq!(days[0].registered.passkey, 2);
    // An administrator who registers for two is not one person with two.
    let by = json!({ "user": { "id": MIRA } });
    let by_mira = || {
        let said = "Admin registered Passkey for user";
        let entry = entry(FIRST, "Admin registered security info", said, "");
        with(with(entry, "targetResources", json!([])), "initiatedBy", by.clone())
    };
    let (by_another, _) = AuditDay::of(&[by_mira(), by_mira()]);
    assert_eq!(by_another[0].registered.passkey, 2);
    let later = AuditDay { others: 5, ..AuditDay { day: days[0].day, ..AuditDay::default() } };
    let most = later.most(&days[0]);
    assert_eq!((most.registered.passkey, most.others), (2, 5));
    // What is kept names nobody.
    let (days, _) = AuditDay::of(&[entry(FIRST, REGISTERED, "User registered Passkey", MIRA)]);
    assert!(!json!(days).to_string().contains("c2b9a7e4"), "{days:?}");
}
