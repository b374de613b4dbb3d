//! The authentication methods policy and the FIDO2 method's configuration, read and changed. A change
//! that would leave a document nobody can read must be refused.

use entra_policy::Fido2Policy;
use serde_json::{Map, Value};

use super::{
    answer::Answer,
    call::{Call, Tree},
    core::Core,
    reading,
};

type Answered = Result<Answer, Answer>;

const FIDO2_TYPE: &str = "#microsoft.graph.fido2AuthenticationMethodConfiguration";
const CONFIGURATIONS: &str = "authenticationMethodConfigurations";
const ENFORCE: &str = "enforceRegistrationAfterAllowedSnoozes";
/// Members of the policy that only beta has.
const BETA_ONLY: [&str; 2] = ["systemCredentialPreferences", "reportSuspiciousActivitySettings"];
const CAMPAIGN: [&str; 2] =
    ["registrationEnforcement", "authenticationMethodsRegistrationCampaign"];

pub(super) fn read(core: &Core, tree: Tree, call: &Call) -> Answered {
    Ok(Answer::ok(shown(core, tree, call)))
}

/// 200 and the whole object; only the sections that are sent change.
pub(super) fn patch(core: &mut Core, tree: Tree, call: &Call) -> Answered {
    let change = call.object()?;
    let campaign =
        CAMPAIGN.iter().try_fold(&Value::Object(change.clone()), |at, name| at.get(name)).cloned();
    if tree == Tree::V1 {
        let beta_only = BETA_ONLY.iter().copied().find(|name| change.contains_key(*name));
        let enforce = campaign.as_ref().and_then(|campaign| campaign.get(ENFORCE)).map(|_| ENFORCE);
        if let Some(name) = beta_only.or(enforce) {
            return Err(unknown_property(name));
        }
    }
    if let Some(campaign) = &campaign {
        check_campaign(campaign)?;
    }
    let now = core.now().precise();
    core.change(|state| {
        let Value::Object(policy) = &mut state.policy else {
            return Err(Answer::of_status(500, None));
        };
        for (name, value) in change {
            if name.contains("@odata.") {
                continue;
            }
            let read_only = ["id", "lastModifiedDateTime", "policyVersion", CONFIGURATIONS];
            let Some(place) = policy.get_mut(&name).filter(|_| !read_only.contains(&name.as_str()))
            else {
                return Err(unknown_property(&name));
            };
            merge(place, value);
        }
        policy.insert("lastModifiedDateTime".to_owned(), now.into());
        Ok(())
    })?;
    Ok(Answer::ok(shown(core, tree, call)))
}

pub(super) fn read_fido2(core: &Core, call: &Call) -> Answered {
    let context = call.context("authenticationMethodConfigurations/$entity");
    Ok(Answer::ok(reading::with_context(context, configuration(core, call))))
}

/// 204; the body has to say its type (graph.md, section 3.1).
pub(super) fn patch_fido2(core: &mut Core, call: &Call) -> Answered {
    let change = call.object()?;
    if change.get("@odata.type").and_then(Value::as_str) != Some(FIDO2_TYPE) {
        return Err(Answer::bad_request("The '@odata.type' of the configuration is missing."));
    }
    core.change(|state| {
        let mut next = state.fido2.clone();
        let Value::Object(members) = &mut next else { return Err(Answer::of_status(500, None)) };
        set(members, change)?;
        Fido2Policy::parse(&next).map_err(|error| Answer::bad_request(error.to_string()))?;
        state.fido2 = next;
        Ok(())
    })?;
    Ok(Answer::no_content())
}

/// The configuration of another method than passkeys.
pub(super) fn read_configuration(core: &Core, call: &Call, id: &str) -> Answered {
    let one = others(&core.state.policy).find(|one| is_called(one, id));
    let one = one.ok_or_else(|| Answer::not_found(id))?.clone();
    let context = call.context("authenticationMethodConfigurations/$entity");
    Ok(Answer::ok(reading::with_context(context, one)))
}

/// 204, as for passkeys.
pub(super) fn patch_configuration(core: &mut Core, call: &Call, id: &str) -> Answered {
    let change = call.object()?;
    core.change(|state| {
        let list = state.policy.get_mut(CONFIGURATIONS).and_then(Value::as_array_mut);
        let one = list.into_iter().flatten().find(|one| is_called(one, id));
        let Some(Value::Object(members)) = one else { return Err(Answer::not_found(id)) };
        if members.get("@odata.type") != change.get("@odata.type") {
            let message = "The '@odata.type' of the configuration is missing or another's.";
            return Err(Answer::bad_request(message));
        }
        set(members, change)?;
        Ok(())
    })?;
    Ok(Answer::no_content())
}

/// Sets the members of a configuration that a change names; it must have them.
fn set(members: &mut Map<String, Value>, change: Map<String, Value>) -> Result<(), Answer> {
    for (name, value) in change {
        if name.contains("@odata.") || name == "id" {
            continue;
        }
        if !members.contains_key(&name) {
            return Err(unknown_property(&name));
        }
        members.insert(name, value);
    }
    Ok(())
}

fn others(policy: &Value) -> impl Iterator<Item = &Value> {
    policy.get(CONFIGURATIONS).and_then(Value::as_array).into_iter().flatten()
}

fn is_called(configuration: &Value, id: &str) -> bool {
    let own = configuration.get("id").and_then(Value::as_str);
    own.is_some_and(|own| own.eq_ignore_ascii_case(id))
}

/// The policy as this tree shows it, configurations inline.
fn shown(core: &Core, tree: Tree, call: &Call) -> Value {
    let mut policy = core.state.policy.clone();
    if let Value::Object(members) = &mut policy {
        if tree == Tree::V1 {
            members.retain(|name, _| !BETA_ONLY.contains(&name.as_str()));
            let [outer, inner] = CAMPAIGN;
            let campaign = members.get_mut(outer).and_then(|outer| outer.get_mut(inner));
            if let Some(Value::Object(campaign)) = campaign {
                campaign.shift_remove(ENFORCE);
            }
        }
        if let Some(Value::Array(list)) = members.get_mut(CONFIGURATIONS) {
            list.insert(0, configuration(core, call));
        }
    }
    reading::with_context(call.context("authenticationMethodsPolicy"), policy)
}

/// The configuration with the context that its targets carry in a live answer.
fn configuration(core: &Core, call: &Call) -> Value {
    const TARGETS: &str = "includeTargets";
    let mut configuration = core.state.fido2.clone();
    if let Value::Object(members) = &mut configuration
        && let Some(at) = members.keys().position(|name| name == TARGETS)
    {
        let entity = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations\
                      ('Fido2')/microsoft.graph.fido2AuthenticationMethodConfiguration/\
                      includeTargets";
        let context = call.context(entity);
        members.shift_insert(at, format!("{TARGETS}@odata.context"), context.into());
    }
    configuration
}

/// graph.md, section 2: 0 to 14 days, and words that are known.
fn check_campaign(campaign: &Value) -> Result<(), Answer> {
    if let Some(days) = campaign.get("snoozeDurationInDays")
        && !days.as_i64().is_some_and(|days| (0..=14).contains(&days))
    {
        return Err(Answer::bad_request("snoozeDurationInDays is not between 0 and 14."));
    }
    let states = ["default", "enabled", "disabled"];
    match campaign.get("state") {
        Some(state) if !state.as_str().is_some_and(|state| states.contains(&state)) => {
            Err(Answer::bad_request("The state of the campaign is not known."))
        }
        Some(_) | None => Ok(()),
    }
}

/// An object's members one by one, anything else as a whole.
fn merge(place: &mut Value, value: Value) {
    match (place, value) {
        (Value::Object(place), Value::Object(value)) => {
            for (name, value) in value {
                merge(place.entry(name).or_insert(Value::Null), value);
            }
        }
        (place, value) => *place = value,
    }
}

fn unknown_property(name: &str) -> Answer {
    Answer::bad_request(format!("Invalid property '{name}'."))
}
