//! Facts at random: what each may be, the value that lets a nudge pass first. It must hold a value for
//! each way in which a fact can matter.

use entra_policy::campaign::{Fact, FactSheet, Ids, Timestamp};
use serde_json::{Value, json};

use crate::chance::Chance;

pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000);

/// The facts of a case, by their place in [`Fact::ALL`].
pub(crate) type Case = Vec<Value>;

/// What a fact may be.
pub(crate) fn domain(fact: Fact) -> Vec<Value> {
    let yes_first = || vec![json!(true), json!(false)];
    let no_first = || vec![json!(false), json!(true)];
    let words = |all: &[&str]| all.iter().map(|word| json!(word)).collect::<Vec<_>>();
    match fact {
        Fact::State => words(&["enabled", "default", "disabled"]),
        Fact::Target => words(&["fido2", "microsoftAuthenticator"]),
        Fact::SnoozeDuration => [1, 0, 3, 7, 14].map(Value::from).to_vec(),
        Fact::SnoozesLimited | Fact::AuthenticatorEnabled | Fact::Fido2Enabled => yes_first(),
        Fact::Fido2SelfService | Fact::Fido2UserInScope | Fact::Interactive => yes_first(),
        Fact::Include => vec![json!(["all_users"]), json!(["g1"]), json!(["g2"]), json!([])],
        Fact::Exclude => {
            let lists = [&[][..], &["g1"], &["g2"], &["g1", "g2"], &["all_users"]];
            lists.map(|list| json!(list)).to_vec()
        }
        Fact::Groups => vec![json!(["g1"]), json!([]), json!(["g2"]), json!(["g1", "g2"])],
        Fact::AuthenticatorMode => words(&["any", "push", "passwordless"]),
        Fact::UserId => words(&["somebody"]),
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

/// A case at random, most of it such that a nudge passes.
pub(crate) fn case(chance: &mut Chance) -> Case {
    let mut pick = |fact: &Fact| {
        let domain = domain(*fact);
        // The facts that lead to different outcomes without stopping everything are drawn more often.
        let often = matches!(
            fact,
            Fact::State
                | Fact::Target
                | Fact::Profiles
                | Fact::Credentials
                | Fact::History
                | Fact::Os
                | Fact::Browser
                | Fact::SnoozesLimited
                | Fact::SnoozeDuration
                | Fact::Subscription
        );
        if chance.one_in(if often { 2 } else { 24 }) {
            domain[chance.below(domain.len())].clone()
        } else {
            domain[0].clone()
        }
    };
    Fact::ALL.iter().map(&mut pick).collect()
}

/// The facts as the engine takes them.
pub(crate) fn sheet(case: &Case) -> FactSheet {
    let (mut sheet, mut ids) = (FactSheet::default(), Ids::default());
    sheet.nobody_in_particular();
    for (fact, value) in Fact::ALL.iter().zip(case) {
        // In worked cases, whether somebody is in the scope of Authenticator is not told apart.
        if *fact != Fact::AuthenticatorUserInScope {
            sheet.read(*fact, value, &mut ids, NOW).unwrap();
        }
    }
    sheet
}

pub(crate) fn at(fact: Fact) -> usize {
    Fact::ALL.iter().position(|one| *one == fact).unwrap()
}

/// The case in which nothing stops a nudge for a passkey.
pub(crate) fn case_that_asks() -> Case {
    Fact::ALL.iter().map(|fact| domain(*fact)[0].clone()).collect()
}
