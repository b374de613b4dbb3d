//! What the documents leave open, as docs/decisions/0020 has it. None of it may come out as a yes.

use entra_policy::campaign::{Fact, NudgeDecision, RuleBook, Verdict};
use serde_json::{Value, json};

use crate::world::{NOW, at, case_that_asks, sheet};

fn decided(rules: &str, facts: &[(Fact, Value)]) -> NudgeDecision {
    let mut case = case_that_asks();
    for (fact, value) in facts {
        case[at(*fact)] = value.clone();
    }
    sheet(&case).evaluate(RuleBook::shipped().unwrap().set(rules).unwrap(), NOW)
}

/// For Authenticator, which every text knows.
fn phone(rules: &str, fact: Fact, value: &Value) -> (&'static str, &'static str) {
    let target = (Fact::Target, json!("microsoftAuthenticator"));
    let decision = decided(rules, &[target, (fact, value.clone())]);
    (decision.verdict.as_str(), decision.rule.id())
}

#[test]
fn an_older_text_that_says_nothing_of_sso_promises_no_prompt_there() {
    let yes = json!(true);
    for silent in ["2021-11-28", "2023-09-28", "2024-02-05"] {
        assert_eq!(phone(silent, Fact::SsoSession, &yes), ("unknown", "sso-session-not-nudged"));
    }
    let said = ("no-nudge", "sso-session-not-nudged");
    assert_eq!(phone("2026-03-11a", Fact::SsoSession, &yes), said);
    assert_eq!(phone("2024-02-05", Fact::SsoSession, &json!(false)).0, "nudge");
    let nobody = json!(false);
    let by = "interactive-sign-in-only";
    assert_eq!(phone("2026-05-20b", Fact::Interactive, &nobody), ("unknown", by));
    assert_eq!(phone("2026-09-02", Fact::Interactive, &nobody), ("no-nudge", by));
}

#[test]
fn the_text_of_2021_says_nothing_of_applications_and_screens_between() {
    let of = |fact: Fact, value: &str| phone("2021-11-28", fact, &json!(value));
    assert_eq!(of(Fact::Surface, "oobe"), ("unknown", "oobe-not-nudged"));
    let settings = ("unknown", "windows-settings-view-not-nudged");
    assert_eq!(of(Fact::Surface, "windows_settings_view"), settings);
    assert_eq!(of(Fact::Surface, "native_app"), ("unknown", "browser-only"));
    assert_eq!(of(Fact::Surface, "embedded_view"), ("unknown", "browser-only"));
    assert_eq!(of(Fact::CaRegistration, "blocked"), ("unknown", "ca-blocks-registration-page"));
    let terms = phone("2021-11-28", Fact::TermsOfUse, &json!(true));
    assert_eq!(terms, ("unknown", "tou-screen-suppresses"));
    // By the next text only browsers ask.
    for surface in ["oobe", "windows_settings_view", "native_app", "embedded_view"] {
        let one = phone("2023-09-28", Fact::Surface, &json!(surface));
        assert_eq!(one, ("no-nudge", "browser-only"), "{surface}");
    }
}

#[test]
fn an_application_on_a_computer_is_one_of_those_that_no_document_names() {
    let app = (Fact::Surface, json!("native_app"));
    for os in ["windows", "macos"] {
        let decision = decided("2026-09-02", &[app.clone(), (Fact::Os, json!(os))]);
        assert_eq!(decision.verdict, Verdict::Unknown);
        assert_eq!(decision.rule.id(), "embedded-views-in-some-apps");
    }
    let on = |os: &str| decided("2026-09-02", &[app.clone(), (Fact::Os, json!(os))]).verdict;
    assert_eq!((on("ios"), on("android")), (Verdict::Nudge, Verdict::NoNudge));
}

#[test]
fn windows_hello_and_platform_sso_together_are_neither_alone() {
    let (hello, sso) =
        (json!({ "type": "windows_hello_for_business" }), json!({ "type": "mac_platform_sso" }));
    let with = |all: Value| decided("2026-03-11b", &[(Fact::Credentials, all)]);
    assert_eq!(with(json!([hello])).verdict, Verdict::Nudge);
    assert_eq!(with(json!([sso, sso])).verdict, Verdict::Nudge, "two computers");
    let both = with(json!([hello, sso]));
    assert_eq!((both.verdict, both.rule.id()), (Verdict::Unknown, "any-passkey-account-wide"));
    assert!(both.settled_by.is_empty(), "only the document could");
    assert_eq!(with(json!([hello, sso, { "type": "security_key" }])).verdict, Verdict::NoNudge);
    // One of which nobody knows the kind may be one of the two, but not where it is synced.
    let of_binding = |binding: &str| with(json!([{ "type": null, "binding": binding }])).verdict;
    assert_eq!(of_binding("device_bound"), Verdict::Unknown);
    assert_eq!(of_binding("synced"), Verdict::NoNudge);
}

#[test]
fn several_profiles_none_of_them_open_decide_only_where_they_agree() {
    let profile = |types: &[&str], list: Value| json!({ "types": types, "attestation": "disabled", "keyRestrictions": list });
    let listed = json!({ "enforced": true, "type": "allow", "providers": ["security_key"] });
    let synced = profile(&["synced"], Value::Null);
    let named = profile(&["deviceBound"], listed);
    let open = profile(&["deviceBound", "synced"], Value::Null);
    let with = |profiles: Vec<&Value>, eligible: bool| {
        let key =
            json!([{ "type": "security_key", "binding": "device_bound", "eligible": eligible }]);
        decided("2026-09-02", &[(Fact::Profiles, json!(profiles)), (Fact::Credentials, key)])
            .verdict
    };
    // Under one profile it counts, under the other it does not.
    assert_eq!(with(vec![&synced, &named], true), Verdict::Unknown);
    assert_eq!(with(vec![&synced, &named], false), Verdict::Nudge, "neither counts it");
    // An open one is taken to win.
    assert_eq!(with(vec![&synced, &named, &open], false), Verdict::NoNudge);
}
