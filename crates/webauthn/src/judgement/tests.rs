use serde_json::json;

use super::{Check, Findings, Reason, Verdict};

fn verdict(make: impl FnOnce(&mut Findings)) -> Verdict {
    let mut findings = Findings::default();
    make(&mut findings);
    Verdict::of(&findings.complete())
}

#[test]
fn a_failed_verification_comes_before_a_policy_and_a_policy_before_the_unknown() {
    let unknown = |f: &mut Findings| {
        f.unknown(Check::Algorithm, Reason::AlgorithmUnsupported, json!({}));
    };
    let policy = |f: &mut Findings| f.fail(Check::PolicyAaguid, Reason::AaguidBlocked, json!({}));
    let metadata =
        |f: &mut Findings| f.fail(Check::MetadataStatus, Reason::MetadataRevoked, json!({}));
    let verification = |f: &mut Findings| f.fail(Check::Chain, Reason::ChainUntrusted, json!({}));
    assert_eq!(verdict(|_| {}), Verdict::Admitted);
    assert_eq!(verdict(unknown), Verdict::Undetermined);
    assert_eq!(
        verdict(|f| {
            unknown(f);
            policy(f)
        }),
        Verdict::Refused
    );
    assert_eq!(verdict(metadata), Verdict::Refused);
    assert_eq!(
        verdict(|f| {
            unknown(f);
            policy(f);
            verification(f)
        }),
        Verdict::Invalid
    );
}

#[test]
fn warnings_and_what_does_not_apply_change_nothing_but_a_missing_expectation_does() {
    let warned = |f: &mut Findings| f.warn(Check::Chain, Reason::ChainBroken, json!({}));
    assert_eq!(verdict(warned), Verdict::Admitted);
    assert_eq!(verdict(|f| f.skip(Check::Chain, json!({}))), Verdict::Admitted);
    assert_eq!(verdict(|f| f.not_supplied(Check::Challenge)), Verdict::Undetermined);
}

#[test]
fn a_person_who_was_not_named_leaves_nothing_open_by_that_alone() {
    let scope = |f: &mut Findings| f.unknown(Check::PolicyScope, Reason::ScopeUnknown, json!({}));
    assert_eq!(verdict(scope), Verdict::Admitted);
    let word = |f: &mut Findings| f.unknown(Check::PolicyScope, Reason::PolicyUnknown, json!({}));
    assert_eq!(verdict(word), Verdict::Undetermined);
}
