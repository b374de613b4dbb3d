//! Passkeys (FIDO2): on, aimed at somebody, open to registration, with profiles that are there. What
//! may be meant as it is must be advice, not a failure.

use serde_json::{Value, json};

use super::{
    authenticator::{aimed, is_on},
    change::Change,
    finding::{Check, Finding, Why},
    view::{View, of},
};
use crate::{AttestationEnforcement, Fido2Policy};

const ID: &str = "Fido2";

/// S2: the method is on.
pub(super) fn enabled(view: &View<'_>) -> Finding {
    of(Check::FidoEnabled, view.configuration(ID), |method| is_on(Check::FidoEnabled, method))
}

/// S2: somebody is aimed at; the pilot group first.
pub(super) fn targets(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::FidoTargets;
    of(CHECK, view.configuration(ID), |method| {
        let profiles = view.fido2().ok().and_then(Fido2Policy::default_passkey_profile);
        let pilot = view.facts.pilot.get().ok().map(|pilot| {
            let mut target = json!({
                "targetType": "group", "id": pilot.group, "isRegistrationRequired": false,
            });
            if let (Some(profile), Some(members)) = (profiles, target.as_object_mut()) {
                members.insert("allowedPasskeyProfiles".to_owned(), json!([profile]));
            }
            json!([target])
        });
        aimed(view, CHECK, method, pilot)
    })
}

/// S2.4: without it nobody can register, administrators for others neither (a known issue of Graph).
pub(super) fn self_service(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::FidoSelfService;
    const MEMBER: &str = "isSelfServiceRegistrationAllowed";
    of(CHECK, view.fido2(), |policy| match policy.is_self_service_registration_allowed() {
        Some(true) => Finding::pass(CHECK).showing(MEMBER, true.into()),
        Some(false) => {
            let change = change(policy, [(MEMBER, true.into())]);
            Finding::fail(CHECK, Why::SelfServiceOff)
                .showing(MEMBER, false.into())
                .mended_by(change)
        }
        None => Finding::unknown(CHECK, Why::NotSaid),
    })
}

/// S2.5 recommends it in production. It costs synced passkeys and Entra passkeys on Windows, so that
/// leaving it off may be meant.
pub(super) fn attestation(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::FidoAttestation;
    of(CHECK, view.fido2(), |policy| {
        if !policy.has_profiles() {
            return match policy.is_attestation_enforced() {
                Some(true) => Finding::pass(CHECK),
                Some(false) => Finding::advice(CHECK, Why::AttestationOff)
                    .mended_by(change(policy, [("isAttestationEnforced", true.into())])),
                None => Finding::unknown(CHECK, Why::NotSaid),
            };
        }
        let of_profiles =
            || policy.passkey_profiles().iter().map(|one| &one.attestation_enforcement);
        let off = Some(AttestationEnforcement::Disabled);
        let found = if of_profiles().any(|one| *one == off) {
            Finding::advice(CHECK, Why::AttestationOff).mended_by(enforcing(policy))
        } else if of_profiles().any(|one| matches!(one, Some(AttestationEnforcement::Other(_)))) {
            Finding::unknown(CHECK, Why::WordUnknown)
        } else if policy.passkey_profiles().is_empty() || of_profiles().any(Option::is_none) {
            Finding::unknown(CHECK, Why::NotSaid)
        } else {
            Finding::pass(CHECK)
        };
        let names =
            policy.passkey_profiles().iter().filter(|one| one.attestation_enforcement == off);
        let names: Vec<_> = names.map(|one| one.name.clone()).collect();
        if names.is_empty() { found } else { found.showing("profiles", json!(names)) }
    })
}

/// All profiles, with attestation enforced where it was off.
fn enforcing(policy: &Fido2Policy) -> Option<Change> {
    let mut profiles = policy.value_at("passkeyProfiles");
    for profile in profiles.as_array_mut()? {
        let member = profile.get_mut("attestationEnforcement");
        if let Some(member) = member.filter(|member| **member == "disabled") {
            *member = "registrationOnly".into();
        }
    }
    change(policy, [("passkeyProfiles", profiles)])
}

/// graph.md, section 3.1: every profile that a target names is there, and each target names one.
pub(super) fn profile_consistency(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::FidoProfileConsistency;
    of(CHECK, view.fido2(), |policy| {
        if !policy.has_profiles() {
            return Finding::unknown(CHECK, Why::BeforeProfiles);
        }
        let is_there = |id| policy.passkey_profiles().iter().any(|one| one.id == id);
        for (at, target) in policy.include_targets().iter().enumerate() {
            let place = format!("includeTargets[{at}]");
            let named = &target.allowed_passkey_profiles;
            if let Some(missing) = named.iter().find(|id| !is_there(**id)) {
                return Finding::fail(CHECK, Why::ProfileMissing)
                    .showing("target", place.into())
                    .showing("profile", json!(missing))
                    .mended_by(naming(policy, at, |list| {
                        list.retain(|id| named_there(policy, id));
                    }));
            }
            if named.is_empty() {
                return Finding::fail(CHECK, Why::TargetWithoutProfile)
                    .showing("target", place.into())
                    .mended_by(naming(policy, at, |_| {}));
            }
        }
        Finding::pass(CHECK).showing("profiles", policy.passkey_profiles().len().into())
    })
}

fn named_there(policy: &Fido2Policy, id: &Value) -> bool {
    let id = id.as_str().and_then(|id| id.parse().ok());
    policy.passkey_profiles().iter().any(|one| Some(one.id) == id)
}

/// All targets, with this one's profiles changed; where none is left, the default profile.
fn naming(policy: &Fido2Policy, at: usize, mend: impl FnOnce(&mut Vec<Value>)) -> Option<Change> {
    const MEMBER: &str = "allowedPasskeyProfiles";
    let mut targets = policy.value_at("includeTargets");
    let target = targets.get_mut(at)?.as_object_mut()?;
    let mut list = target.get(MEMBER).and_then(Value::as_array).cloned().unwrap_or_default();
    mend(&mut list);
    if list.is_empty() {
        let default = policy.default_passkey_profile().map(|id| json!(id));
        list.push(default.filter(|id| named_there(policy, id))?);
    }
    target.insert(MEMBER.to_owned(), list.into());
    change(policy, [("includeTargets", targets)])
}

/// A change of this method's configuration.
pub(super) fn change(
    policy: &Fido2Policy,
    members: impl IntoIterator<Item = (&'static str, Value)>,
) -> Option<Change> {
    Change::of_configuration(policy.to_json().as_object()?, members)
}
