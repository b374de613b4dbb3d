//! What a verdict hangs on: on a passkey that a document places nowhere, not on where the sign-in is. What would
//! make no difference must not be asked for.

use entra_policy::campaign::{Fact, NudgeDecision, RuleBook};
use serde_json::json;

use crate::world::{NOW, at, case_that_asks, sheet};

fn decided(rules: &str, facts: &[(Fact, serde_json::Value)]) -> NudgeDecision {
    let mut case = case_that_asks();
    for (fact, value) in facts {
        case[at(*fact)] = value.clone();
    }
    sheet(&case).evaluate(RuleBook::shipped().unwrap().set(rules).unwrap(), NOW)
}

fn settled(rules: &str, facts: &[(Fact, serde_json::Value)]) -> Vec<&'static str> {
    let decision = decided(rules, facts);
    assert_eq!(decision.verdict.as_str(), "unknown", "{decision:?}");
    decision.settled_by.iter().map(|fact| fact.path()).collect()
}

#[test]
fn a_password_manager_that_is_not_placed_is_what_it_hangs_on_not_the_browser() {
    for kind in ["third_party_password_manager", "unmapped"] {
        let mine = (Fact::Credentials, json!([{ "type": kind }]));
        let nowhere = [mine.clone(), (Fact::Browser, json!(null)), (Fact::Os, json!(null))];
        let browser = [mine.clone(), (Fact::Browser, json!(null))];
        let known = [mine, (Fact::Browser, json!("firefox"))];
        for rules in ["2026-05-20a", "2026-09-02"] {
            assert_eq!(settled(rules, &browser), ["user.credentials"]);
            assert_eq!(settled(rules, &known), ["user.credentials"]);
        }
        assert!(!settled("2026-09-02", &nowhere).contains(&"context.browser"));
    }
}

#[test]
fn beside_a_passkey_that_counts_somewhere_the_browser_settles_it_as_well() {
    let both = json!([
        { "type": "third_party_password_manager" }, { "type": "google_password_manager" },
    ]);
    let facts = [(Fact::Credentials, both), (Fact::Browser, json!(null))];
    assert_eq!(settled("2026-09-02", &facts), ["user.credentials", "context.browser"]);
}

#[test]
fn one_that_lives_where_the_profile_takes_none_is_not_what_it_hangs_on() {
    let synced =
        json!([{ "types": ["synced"], "attestation": "disabled", "keyRestrictions": null }]);
    let held = json!([
        { "type": "third_party_password_manager", "binding": "device_bound" },
        { "type": "google_password_manager" },
    ]);
    let facts = [(Fact::Profiles, synced), (Fact::Credentials, held), (Fact::Browser, json!(null))];
    assert_eq!(settled("2026-09-02", &facts), ["context.browser"]);
}

#[test]
fn where_one_limit_is_on_for_certain_what_the_other_one_hangs_on_is_not_asked_for() {
    let unknown = |fact| (fact, json!(null));
    let phone = (Fact::Target, json!("microsoftAuthenticator"));
    let days = (Fact::SnoozeDuration, json!(0));
    let case = [phone, days, unknown(Fact::History)];
    let with = |other: (Fact, serde_json::Value), open| {
        settled("2026-09-02", &[&case[..], &[other, unknown(open)]].concat())
    };
    let limited = (Fact::SnoozesLimited, json!(true));
    assert_eq!(with(limited, Fact::Subscription), ["user.history"]);
    let free = (Fact::Subscription, json!("free_or_trial"));
    assert_eq!(with(free, Fact::SnoozesLimited), ["user.history"]);
    let unlimited = (Fact::SnoozesLimited, json!(false));
    assert_eq!(with(unlimited, Fact::Subscription), ["user.history", "user.subscription"]);
}

/// That a free subscription limits snoozes is written of Authenticator only.
#[test]
fn where_the_document_limits_one_target_and_is_silent_on_the_other_the_target_is_what_it_hangs_on()
{
    let facts = [
        (Fact::Target, json!(null)),
        (Fact::History, json!(null)),
        (Fact::SnoozesLimited, json!(false)),
        (Fact::Subscription, json!("free_or_trial")),
    ];
    assert_eq!(settled("2026-09-02", &facts), ["policy.target", "user.history"]);
    let paid = [&facts[..3], &[(Fact::Subscription, json!("paid"))]].concat();
    assert_eq!(settled("2026-09-02", &paid), ["user.history"]);
}
