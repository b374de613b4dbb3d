//! Lines of a batch: the policy is the tenant's, and nothing of a line is kept. A line must never change what the
//! next one comes to.

use entra_policy::campaign::{FactSheet, LineReader, RuleBook, Tenant, Timestamp};
use serde_json::{Value, json};

fn tenant() -> Tenant {
    let policy = json!({ "authenticationMethodsRegistrationCampaign": {
        "state": "disabled", "includeTargets": [
            { "id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2" },
        ],
    } });
    Tenant::parse(&policy).unwrap()
}

fn judge(reader: &mut LineReader<&Tenant>, line: &Value) -> (&'static str, &'static str) {
    let book = RuleBook::shipped().unwrap();
    let line = reader.judge(line.to_string().as_bytes(), book.newest().unwrap()).unwrap();
    (line.decision.verdict.as_str(), line.decision.rule.id())
}

#[test]
fn what_a_line_says_of_the_policy_is_passed_over_and_leaves_nothing_behind() {
    let tenant = tenant();
    let mut reader = LineReader::new(&tenant, FactSheet::default(), Timestamp(0));
    let off = ("no-nudge", "state-disabled-is-off");
    assert_eq!(judge(&mut reader, &json!({ "user.id": "a" })), off);
    let before = format!("{reader:?}").len();
    for number in 0..500 {
        let id = format!("somebody-{number}");
        let line = json!({
            "user.id": "a", "policy.state": "enabled", "policy.include": [id], "policy.exclude": [id],
        });
        assert_eq!(judge(&mut reader, &line), off);
    }
    assert_eq!(judge(&mut reader, &json!({ "user.id": "a" })), off);
    assert_eq!(format!("{reader:?}").len(), before, "it grew");
}
