use std::sync::Arc;

use entra_policy::readiness::AuditCounts;
use serde_json::{Value, json};

use super::*;
use crate::rooms::Kept;

const DAY: i64 = 86_400;

fn taken(at: i64, people: u64) -> KeptTally {
    let tally = MethodsTally { people, ..MethodsTally::default() };
    KeptTally { at: Timestamp(1_790_000_000 + at), tally }
}

fn store(folder: &tempfile::TempDir) -> Arc<dyn TallyStore> {
    Kept::open(folder.path()).unwrap().tallies
}

#[test]
fn each_day_has_its_last_tally_and_an_organisation_its_own() {
    let folder = tempfile::tempdir().unwrap();
    for (organisation, one) in [
        ("a", taken(0, 1)),
        ("a", taken(60, 2)),
        ("b", taken(61, 9)),
        ("a", taken(2 * DAY, 4)),
        // A clock that was set back changes no day.
        ("a", taken(30, 7)),
    ] {
        store(&folder).keep(organisation, &one).unwrap();
    }
    assert_eq!(store(&folder).kept("a").unwrap(), [taken(60, 2), taken(2 * DAY, 4)]);
    assert_eq!(store(&folder).kept("b").unwrap(), [taken(61, 9)]);
    assert!(store(&folder).kept("c").unwrap().is_empty());
}

fn day(number: i64, passkey: u64, others: u64) -> AuditDay {
    let registered = AuditCounts { passkey, ..AuditCounts::default() };
    AuditDay { day: (20_000 + number) * DAY, registered, others, ..AuditDay::default() }
}

#[test]
fn a_day_of_the_audit_log_keeps_what_the_log_has_lost_since() {
    let folder = tempfile::tempdir().unwrap();
    for days in [[day(0, 4, 1), day(1, 2, 0)], [day(0, 1, 3), day(2, 5, 0)]] {
        store(&folder).keep_audited("a", &days).unwrap();
    }
    let kept = store(&folder).audited("a").unwrap();
    assert_eq!(kept, [day(0, 4, 3), day(1, 2, 0), day(2, 5, 0)]);
    assert!(store(&folder).audited("b").unwrap().is_empty());
}

struct Log(Vec<Value>);

impl AuditLog for Log {
    fn method_audits(&self, since: Timestamp) -> Result<Vec<Value>, TenantError> {
        assert_eq!(since.to_string(), "2026-10-19T00:00:00Z", "thirty whole days and today");
        Ok(self.0.clone())
    }
}

#[test]
fn whole_days_are_asked_for_and_what_comes_unasked_is_left_out() {
    let entry = |at: &str| {
        json!({
            "activityDateTime": at, "activityDisplayName": "User registered security info",
            "loggedByService": "Authentication Methods", "result": "success",
            "resultReason": "User registered Passkey",
        })
    };
    let log = Log(vec![entry("2026-10-18T23:59:59Z"), entry("2026-10-19T00:00:00Z"), json!(7)]);
    let now: Timestamp = "2026-11-18T09:00:00Z".parse().unwrap();
    let days = audited(&log, now).unwrap();
    assert_eq!(days.len(), 1);
    assert_eq!(days[0].registered.passkey, 1);
}
