//! What each fact may be, the value that lets a nudge pass first. It must hold a value for each way in which a
//! fact can matter.

use std::sync::LazyLock;

use entra_policy::campaign::Fact;
use serde_json::{Value, json};

use crate::world::at;

static DOMAINS: LazyLock<Vec<Vec<Value>>> =
    LazyLock::new(|| Fact::ALL.iter().map(|fact| values(*fact)).collect());

/// What a fact may be.
pub(crate) fn domain(fact: Fact) -> &'static [Value] {
    &DOMAINS[at(fact)]
}

fn values(fact: Fact) -> Vec<Value> {
    let yes_first = || vec![json!(true), json!(false)];
    let no_first = || vec![json!(false), json!(true)];
    let lists = |all: &[&[&str]]| all.iter().map(|list| json!(list)).collect::<Vec<_>>();
    let words = |all: &[&str]| all.iter().map(|word| json!(word)).collect::<Vec<_>>();
    match fact {
        Fact::State => words(&["enabled", "default", "disabled"]),
        Fact::Target => words(&["fido2", "microsoftAuthenticator"]),
        Fact::SnoozeDuration => [1, 0, 3, 7, 14].map(Value::from).to_vec(),
        Fact::SnoozesLimited | Fact::AuthenticatorEnabled | Fact::Fido2Enabled => yes_first(),
        Fact::Fido2SelfService | Fact::Fido2UserInScope | Fact::Interactive => yes_first(),
        Fact::Include => lists(&[&["all_users"], &["g1"], &["g2"], &["somebody"], &[]]),
        Fact::Exclude => {
            lists(&[&[], &["g1"], &["g2"], &["g1", "g2"], &["somebody"], &["all_users"]])
        }
        // An id says not whose it is, so that a person may be what a group is called, and the other way round.
        Fact::Groups => lists(&[&["g1"], &[], &["g2"], &["g1", "g2"], &["somebody"]]),
        Fact::UserId => words(&["else", "somebody", "g1", "g2"]),
        Fact::AuthenticatorMode => words(&["any", "push", "passwordless"]),
        Fact::AuthenticatorUserInScope => yes_first(),
        Fact::ViaMfaRegistrationPolicy | Fact::Guest | Fact::AuthenticatorPush => no_first(),
        Fact::AuthenticatorTotp | Fact::SsoSession | Fact::TermsOfUse => no_first(),
        Fact::CustomControls | Fact::RegisteredOtherMethod => no_first(),
        Fact::Profiles => profiles(),
        Fact::Credentials => credentials(),
        Fact::History => histories(),
        Fact::Subscription => words(&["paid", "free_or_trial"]),
        Fact::MfaMethod => words(&["sms", "voice", "totp", "none"]),
        Fact::MfaProvider => words(&["entra", "other"]),
        Fact::Os => words(&["windows", "macos", "ios", "android", "linux", "chromeos"]),
        Fact::Browser => words(&["chrome", "edge", "firefox", "safari"]),
        Fact::Surface => {
            words(&["browser", "embedded_view", "native_app", "oobe", "windows_settings_view"])
        }
        Fact::CaRegistration => words(&["allowed", "blocked", "condition_unmet"]),
    }
}

fn profiles() -> Vec<Value> {
    let list = |effect: &str, providers: &[&str]| json!({ "enforced": true, "type": effect, "providers": providers });
    let mut all = Vec::new();
    for types in [&["deviceBound", "synced"][..], &["deviceBound"], &["synced"]] {
        for attestation in ["disabled", "registrationOnly"] {
            for restrictions in [
                Value::Null,
                list("allow", &["icloud_keychain"]),
                list("allow", &["authenticator_passkey", "google_password_manager"]),
                list("allow", &["security_key"]),
                list("block", &["security_key"]),
            ] {
                all.push(json!({
                    "types": types, "attestation": attestation, "keyRestrictions": restrictions,
                }));
            }
        }
    }
    let pairs = [(0, 10), (5, 1), (10, 20), (3, 1), (20, 15)];
    let pairs = pairs.map(|(one, other)| json!([all[one], all[other]]));
    all.iter().map(|one| json!([one])).chain(pairs).collect()
}

fn credentials() -> Vec<Value> {
    let one = |kind: &str, binding: &str, eligible: bool| json!({ "type": kind, "binding": binding, "eligible": eligible });
    vec![
        json!([]),
        json!([one("windows_hello_for_business", "device_bound", false)]),
        json!([one("security_key", "device_bound", true)]),
        json!([one("security_key", "synced", true)]),
        json!([one("google_password_manager", "synced", false)]),
        json!([one("icloud_keychain", "synced", true)]),
        json!([one("mac_platform_sso", "device_bound", true)]),
        json!([one("authenticator_passkey", "device_bound", false)]),
        json!([one("unmapped", "device_bound", false)]),
        json!([
            one("mac_platform_sso", "device_bound", false),
            one("windows_hello_for_business", "device_bound", false),
        ]),
        json!([one("microsoft_password_manager", "synced", false)]),
        json!([
            one("mac_platform_sso", "device_bound", false),
            one("google_password_manager", "synced", true),
        ]),
    ]
}

fn histories() -> Vec<Value> {
    let all = |events: &[(&str, f64)]| -> Value {
        events.iter().map(|(event, ago)| json!({ "event": event, "daysAgo": ago })).collect()
    };
    let three = [("skip", 12.0), ("skip", 9.0), ("skip", 4.0)];
    vec![
        all(&[]),
        all(&[("skip", 20.0)]),
        all(&[("skip", 0.5)]),
        all(&[("skip", 2.0)]),
        all(&[("close", 0.5)]),
        all(&[("error_skip", 0.5)]),
        all(&three),
        all(&[three[0], three[1], ("close", 4.0)]),
        all(&[three[0], three[1], ("error_skip", 4.0)]),
        all(&[three[0], three[1], ("skip", 0.5)]),
        all(&[three[0], three[1], three[2], ("close_when_required", 0.1)]),
        all(&[three[0], three[1], three[2], ("close_when_required", 3.5), ("error_skip", 0.1)]),
        all(&[three[0], three[1], three[2], ("close_when_required", 3.9), ("error_skip", 3.8)]),
        all(&[three[0], three[1], three[2], ("error_skip", 3.0), ("close_when_required", 0.1)]),
    ]
}
