use serde_json::json;

use super::service::{entry, time};
use crate::metadata::{
    AuthenticatorStatus, Certification, CertificationLevel, MetadataEntry, StatusHistory,
};

fn history(reports: &serde_json::Value) -> StatusHistory {
    MetadataEntry::from_value(&entry(|entry| entry["statusReports"] = reports.clone())).status
}

fn level(history: &StatusHistory, at: &str) -> Option<CertificationLevel> {
    match history.certification(time(at)) {
        Certification::Certified(level, _) => Some(level),
        Certification::NotCertified | Certification::SelfAsserted | Certification::Unstated => None,
    }
}

// FIDO MDS v3.0 §3.1.3: effectiveDate is the date since when the status is set.
#[test]
fn what_is_in_force_is_told_by_the_dates_and_not_by_the_order() {
    let history = history(&json!([
        { "status": "FIDO_CERTIFIED_L2", "effectiveDate": "2025-03-01" },
        { "status": "NOT_FIDO_CERTIFIED", "effectiveDate": "2022-01-01" },
        { "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2023-05-01" },
        { "status": "FIDO_CERTIFIED", "effectiveDate": "2023-05-01" },
    ]));
    assert_eq!(history.certification(time("2021-01-01")), Certification::Unstated);
    assert_eq!(history.certification(time("2022-06-01")), Certification::NotCertified);
    assert_eq!(level(&history, "2023-04-30T23:59:59Z"), None);
    assert_eq!(level(&history, "2023-05-01"), Some(CertificationLevel::L1));
    assert_eq!(level(&history, "2026-01-01"), Some(CertificationLevel::L2));
    assert_eq!(history.in_force(time("2023-06-01")).count(), 3);
}

#[test]
fn the_levels_are_in_their_order_and_the_highest_counts() {
    use CertificationLevel as L;
    let words = [
        ("FIDO_CERTIFIED", L::Functional),
        ("FIDO_CERTIFIED_L1", L::L1),
        ("FIDO_CERTIFIED_L1plus", L::L1Plus),
        ("FIDO_CERTIFIED_L2", L::L2),
        ("FIDO_CERTIFIED_L2plus", L::L2Plus),
        ("FIDO_CERTIFIED_L3", L::L3),
        ("FIDO_CERTIFIED_L3plus", L::L3Plus),
    ];
    assert!(words.is_sorted_by_key(|(_, level)| *level));
    for (word, expected) in words {
        let history = history(&json!([{ "status": word }, { "status": "FIDO_CERTIFIED" }]));
        assert_eq!(level(&history, "2026-01-01"), Some(expected), "{word}");
    }
}

#[test]
fn a_certification_ends_where_it_is_withdrawn_or_its_sun_sets() {
    let withdrawn = history(&json!([
        { "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2023-05-01" },
        { "status": "NOT_FIDO_CERTIFIED", "effectiveDate": "2024-05-01" },
    ]));
    assert_eq!(withdrawn.certification(time("2024-06-01")), Certification::NotCertified);
    // FIDO MDS v3.1 §3.1.3, sunsetDate.
    let sunset = history(&json!([
        { "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2023-05-01", "sunsetDate": "2025-05-01" },
    ]));
    assert_eq!(level(&sunset, "2025-04-30"), Some(CertificationLevel::L1));
    assert_eq!(level(&sunset, "2025-05-02"), None);
    let asserted = history(&json!([{ "status": "SELF_ASSERTION_SUBMITTED" }]));
    assert_eq!(asserted.certification(time("2025-01-01")), Certification::SelfAsserted);
}

#[test]
fn on_one_day_a_model_became_certified_and_did_not_cease_to_be() {
    let history = history(&json!([
        { "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2023-05-01" },
        { "status": "NOT_FIDO_CERTIFIED", "effectiveDate": "2023-05-01" },
    ]));
    assert_eq!(level(&history, "2023-05-01"), Some(CertificationLevel::L1));
}

#[test]
fn a_report_without_a_date_is_in_force_for_as_long_as_it_stands_there() {
    let history = history(&json!([{ "status": "REVOKED" }, { "status": "FIDO_CERTIFIED" }]));
    let at = time("2001-01-01");
    let adverse: Vec<_> = history.adverse(at).collect();
    assert_eq!(adverse.len(), 1);
    assert_eq!(adverse[0].report.status, AuthenticatorStatus::Revoked);
}

#[test]
fn a_compromise_may_be_fixed_by_newer_firmware_and_a_revocation_never_is() {
    let later = |status: &str, version: u64| {
        history(&json!([
            { "status": "UPDATE_AVAILABLE", "effectiveDate": "2025-02-01", "authenticatorVersion": version },
            { "status": status, "effectiveDate": "2025-01-01", "authenticatorVersion": 2 },
        ]))
    };
    let fixed = |history: &StatusHistory| {
        history.adverse(time("2026-01-01")).next().unwrap().fixed_by.is_some()
    };
    assert!(fixed(&later("USER_VERIFICATION_BYPASS", 3)));
    // FIDO MDS v3.0 §3.1.4: an update that does not raise the version is to be rejected.
    assert!(!fixed(&later("USER_VERIFICATION_BYPASS", 2)));
    assert!(!fixed(&later("REVOKED", 3)));
    // Not yet out.
    let history = later("USER_KEY_REMOTE_COMPROMISE", 3);
    assert!(history.adverse(time("2025-01-15")).next().unwrap().fixed_by.is_none());
    assert_eq!(history.adverse(time("2024-12-31")).count(), 0);
}
