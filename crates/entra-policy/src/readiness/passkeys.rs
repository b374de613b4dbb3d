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
/// The profiles of a target.
const PROFILES: &str = "allowedPasskeyProfiles";

/// S2: the method is on.
pub(super) fn enabled(view: &View<'_>) -> Finding {
    of(Check::FidoEnabled, view.configuration(ID), |method| is_on(Check::FidoEnabled, method))
}

/// S2: somebody is aimed at; the pilot group first.
pub(super) fn targets(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::FidoTargets;
    of(CHECK, view.configuration(ID), |method| {
        let pilot = view.facts.pilot.get().ok().zip(view.fido2().ok()).map(|(pilot, policy)| {
            let target = json!({
                "targetType": "group", "id": pilot.group, "isRegistrationRequired": false,
            });
            new_target(policy, target)
        });
        let is_not_chosen = matches!(pilot, Some(None));
        let found = aimed(view, CHECK, method, pilot.flatten().map(|target| json!([target])));
        match found.reason {
            Some(Why::NoTargets) if is_not_chosen => found.because(Why::ProfileNotChosen),
            _ => found,
        }
    })
}

/// A target to be added, with the default profile where there are profiles; none where nobody has chosen
/// one that is there, for a target without a profile is a fault of its own.
pub(super) fn new_target(policy: &Fido2Policy, mut target: Value) -> Option<Value> {
    if policy.has_profiles() {
        let profile = policy.default_passkey_profile().map(|id| json!(id));
        let profile = profile.filter(|id| named_there(policy, id))?;
        target.as_object_mut()?.insert(PROFILES.to_owned(), json!([profile]));
    }
    Some(target)
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
    let mut targets = policy.value_at("includeTargets");
    let target = targets.get_mut(at)?.as_object_mut()?;
    let mut list = target.get(PROFILES).and_then(Value::as_array).cloned().unwrap_or_default();
    mend(&mut list);
    if list.is_empty() {
        let default = policy.default_passkey_profile().map(|id| json!(id));
        list.push(default.filter(|id| named_there(policy, id))?);
    }
    target.insert(PROFILES.to_owned(), list.into());
    change(policy, [("includeTargets", targets)])
}

/// A change of this method's configuration.
pub(super) fn change(
    policy: &Fido2Policy,
    members: impl IntoIterator<Item = (&'static str, Value)>,
) -> Option<Change> {
    Change::of_configuration(policy.to_json().as_object()?, members)
}
