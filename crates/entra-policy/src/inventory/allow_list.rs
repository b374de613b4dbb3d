//! The allow list that some models need, as the change that Graph takes. A change must never lose
//! what it does not mean to change, known here or not.

use serde::Serialize;
use serde_json::{Map, Value, json};
use webauthn::Aaguid;

use crate::{EnforcementType, Fido2Policy, KeyRestrictions, ObjectId};

/// `@odata.type` of the configuration, which a change has to name.
const TYPE: &str = "#microsoft.graph.fido2AuthenticationMethodConfiguration";
/// Graph keeps a policy under 20 KB.
const LONGEST_POLICY: usize = 20 << 10;

/// Models that a policy shall admit.
#[derive(Clone, Debug)]
pub struct AllowList<'a> {
    /// The profile whose list it is; `None` for the properties from before profiles.
    pub profile: Option<ObjectId>,
    /// The models.
    pub models: &'a [Aaguid],
    /// What becomes of those that are listed already.
    pub listed: Listed,
}

/// What becomes of models that an allow list has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// They stay.
    Kept,
    /// They go, unless they are among the new ones.
    Replaced,
}

/// Why there is no change to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AllowListError {
    /// The policy has no such profile.
    #[error("the policy has no profile {0}")]
    NoSuchProfile(ObjectId),
    /// It has profiles, and the properties from before them no longer count.
    #[error("the policy has profiles, and a list outside them does not count")]
    ProfilesCount,
    /// An allow list without a model would shut everybody out.
    #[error("an allow list without a model would shut everybody out")]
    Empty,
}

/// A change, and what it does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AllowListChange {
    /// Body of the PATCH to the `fido2` configuration. Lists are replaced as a whole, so that it
    /// has all profiles, as they were read but for this one's restrictions.
    pub body: Value,
    /// Where the list stands, such as `passkeyProfiles[0].keyRestrictions`.
    pub path: String,
    /// Models that come onto it.
    pub added: Vec<Aaguid>,
    /// Models that were allowed by name and no longer are.
    pub removed: Vec<Aaguid>,
    /// Models that were blocked by name; with an allow list that no longer says anything.
    pub no_longer_blocked: Vec<Aaguid>,
    /// `isEnforced`, where it changes: before and after.
    pub is_enforced: Option<(Value, Value)>,
    /// `enforcementType`, where it changes: before and after.
    pub enforcement_type: Option<(Value, Value)>,
    /// Whether the configuration would be larger than Graph keeps.
    pub too_large: bool,
}

impl AllowListChange {
    /// Whether the policy has it all already.
    pub fn is_nothing(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.no_longer_blocked.is_empty()
            && self.is_enforced.is_none()
            && self.enforcement_type.is_none()
    }
}

impl AllowList<'_> {
    /// The change that it takes to get there from a policy.
    ///
    /// # Errors
    /// See [`AllowListError`].
    pub fn change(&self, policy: &Fido2Policy) -> Result<AllowListChange, AllowListError> {
        let (path, restrictions) = self.place(policy)?;
        let stands = restrictions.map_or(&[][..], |own| &own.aaguids);
        let kind = restrictions.and_then(|own| own.enforcement_type.as_ref());
        let blocks = kind == Some(&EnforcementType::Block);
        let allowed = if blocks { &[][..] } else { stands };
        let kept = match self.listed {
            Listed::Kept => allowed,
            Listed::Replaced => &[],
        };
        let wanted = once_each(kept.iter().chain(self.models));
        if wanted.is_empty() {
            return Err(AllowListError::Empty);
        }
        let missing =
            |from: &[Aaguid], of: &[Aaguid]| once_each(from.iter().filter(|one| !of.contains(one)));
        let before = policy.value_at(&path);
        let after = json!({ "isEnforced": true, "enforcementType": "allow", "aaGuids": wanted });
        let differs = |name: &str| {
            let (old, new) = (before.get(name).cloned().unwrap_or_default(), after.get(name));
            new.filter(|new| **new != old).map(|new| (old.clone(), new.clone()))
        };
        let (is_enforced, enforcement_type) = (differs("isEnforced"), differs("enforcementType"));
        let body = self.body(policy, &before, &after);
        Ok(AllowListChange {
            too_large: length_after(policy, &body) > LONGEST_POLICY,
            body,
            path,
            added: missing(&wanted, allowed),
            removed: missing(allowed, &wanted),
            no_longer_blocked: if blocks { once_each(stands) } else { Vec::new() },
            is_enforced,
            enforcement_type,
        })
    }

    fn place<'p>(
        &self,
        policy: &'p Fido2Policy,
    ) -> Result<(String, Option<&'p KeyRestrictions>), AllowListError> {
        let Some(id) = self.profile else {
            return if policy.has_profiles() {
                Err(AllowListError::ProfilesCount)
            } else {
                Ok(("keyRestrictions".to_owned(), policy.key_restrictions()))
            };
        };
        let mut profiles = policy.passkey_profiles().iter().enumerate();
        let (at, profile) = profiles
            .find(|(_, profile)| profile.id == id)
            .ok_or(AllowListError::NoSuchProfile(id))?;
        let path = format!("passkeyProfiles[{at}].keyRestrictions");
        Ok((path, profile.key_restrictions.as_ref()))
    }

    fn body(&self, policy: &Fido2Policy, before: &Value, after: &Value) -> Value {
        let restrictions = merged(before, after);
        let (name, value) = match self.profile {
            None => ("keyRestrictions", restrictions),
            Some(id) => {
                let mut profiles = policy.value_at("passkeyProfiles");
                let is_it = |profile: &Value| {
                    profile.get("id").and_then(Value::as_str).and_then(|own| own.parse().ok())
                        == Some(id)
                };
                // Of two with one id, the first is the one that was looked at.
                if let Some(Value::Object(profile)) = profiles
                    .as_array_mut()
                    .and_then(|all| all.iter_mut().find(|profile| is_it(profile)))
                {
                    profile.insert("keyRestrictions".to_owned(), restrictions);
                }
                ("passkeyProfiles", profiles)
            }
        };
        let members = [("@odata.type", json!(TYPE)), (name, value)];
        members
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect::<Map<_, _>>()
            .into()
    }
}

/// The members of one over those of the other, so that what is not known stays.
fn merged(before: &Value, after: &Value) -> Value {
    let mut members = before.as_object().cloned().unwrap_or_default();
    for (name, value) in after.as_object().into_iter().flatten() {
        members.insert(name.clone(), value.clone());
    }
    Value::Object(members)
}

fn length_after(policy: &Fido2Policy, body: &Value) -> usize {
    merged(&policy.to_json(), body).to_string().len()
}

fn once_each<'a>(models: impl IntoIterator<Item = &'a Aaguid>) -> Vec<Aaguid> {
    let mut found: Vec<Aaguid> = Vec::new();
    for model in models {
        if !found.contains(model) {
            found.push(*model);
        }
    }
    found
}
