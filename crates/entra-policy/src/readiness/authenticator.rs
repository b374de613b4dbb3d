//! Microsoft Authenticator: on, aimed at somebody, and in a mode that serves phone sign-in and a
//! campaign. A target whose mode is not known must not count as good.

use serde_json::{Map, Value, json};

use super::{
    aim::Aim,
    change::Change,
    finding::{Check, Finding, Why},
    view::{Missing, View, of},
};

const ID: &str = "MicrosoftAuthenticator";
const TARGETS: &str = "includeTargets";
/// At whom a method is aimed, in the evidence.
pub(super) const AIM: &str = "aim";
const MODE: &str = "authenticationMode";
/// The only mode that allows phone sign-in and lets a campaign ask (the runbook wants the one, the
/// campaign's pages the other).
const BOTH: &str = "any";

/// S1: the method is on.
pub(super) fn enabled(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::AuthEnabled;
    of(CHECK, view.configuration(ID), |method| is_on(CHECK, method))
}

/// Whether a method's `state` is `enabled`.
pub(super) fn is_on(check: Check, method: &Map<String, Value>) -> Finding {
    let state = method.get("state").cloned().unwrap_or_default();
    let found = match state.as_str() {
        Some("enabled") => Finding::pass(check),
        Some("disabled") => {
            let change = Change::of_configuration(method, [("state", json!("enabled"))]);
            Finding::fail(check, Why::MethodOff).mended_by(change)
        }
        Some(_) => Finding::unknown(check, Why::WordUnknown),
        None => Finding::unknown(check, Why::NotSaid),
    };
    found.showing("state", state)
}

/// S1: somebody is aimed at; the pilot group first.
pub(super) fn targets(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::AuthTargets;
    of(CHECK, view.configuration(ID), |method| {
        let pilot = view.facts.pilot.get().ok().map(|pilot| {
            json!([{
                "targetType": "group", "id": pilot.group, "isRegistrationRequired": false,
                MODE: BOTH,
            }])
        });
        aimed(view, CHECK, method, pilot)
    })
}

/// Whether a method has targets; `instead` are those to set where it has none.
pub(super) fn aimed(
    view: &View<'_>,
    check: Check,
    method: &Map<String, Value>,
    instead: Option<Value>,
) -> Finding {
    let Some(list) = method.get(TARGETS).and_then(Value::as_array) else {
        return Finding::unknown(check, Why::NotSaid);
    };
    let found = if list.is_empty() {
        let change = |list| Change::of_configuration(method, [(TARGETS, list)]);
        Finding::fail(check, Why::NoTargets).mended_by(instead.and_then(change))
    } else {
        Finding::pass(check)
    };
    let pilot = view.facts.pilot.get().ok().map(|pilot| &pilot.group);
    found.showing("targets", list.len().into()).showing(AIM, json!(Aim::of(list, pilot)))
}

/// S1.6: phone sign-in needs mode Any or Passwordless.
pub(super) fn mode_passwordless(view: &View<'_>) -> Finding {
    let refused = ("push", Why::PushOnly, Check::AuthModeCampaign);
    modes(Check::AuthModePasswordless, view.configuration(ID), refused)
}

/// The campaign's pages: mode Passwordless cannot be nudged.
pub(super) fn mode_campaign(view: &View<'_>) -> Finding {
    let refused = ("deviceBasedPush", Why::PasswordlessOnly, Check::AuthModePasswordless);
    modes(Check::AuthModeCampaign, view.configuration(ID), refused)
}

/// Whether no target has the mode that stands in the way; the other check may want that very mode.
fn modes(
    check: Check,
    method: Result<&Map<String, Value>, Missing>,
    (refused, why, other): (&str, Why, Check),
) -> Finding {
    of(check, method, |method| {
        let Some(list) = method.get(TARGETS).and_then(Value::as_array) else {
            return Finding::unknown(check, Why::NotSaid);
        };
        if list.is_empty() {
            return Finding::unknown(check, Why::NoTargets);
        }
        let mode = |target: &Value| target.get(MODE).and_then(Value::as_str).map(str::to_owned);
        let all: Vec<Option<String>> = list.iter().map(mode).collect();
        let known = ["any", "push", "deviceBasedPush"];
        let found = if all.iter().flatten().any(|mode| mode == refused) {
            let change = with_mode(method, list, refused);
            Finding::fail(check, why).showing("conflictsWith", json!(other)).mended_by(change)
        } else if all.iter().any(Option::is_none) {
            Finding::unknown(check, Why::NotSaid)
        } else if all.iter().flatten().any(|mode| !known.contains(&mode.as_str())) {
            Finding::unknown(check, Why::WordUnknown)
        } else {
            Finding::pass(check)
        };
        found.showing("modes", json!(all))
    })
}

/// The targets with mode Any where they have this one; everything else of them stays.
fn with_mode(method: &Map<String, Value>, list: &[Value], refused: &str) -> Option<Change> {
    let mut list = list.to_vec();
    for target in &mut list {
        if let Some(mode) = target.get_mut(MODE).filter(|mode| **mode == refused) {
            *mode = BOTH.into();
        }
    }
    Change::of_configuration(method, [(TARGETS, list.into())])
}
