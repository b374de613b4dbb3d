//! Microsoft Authenticator: on, and aimed at somebody. Whom it is to be aimed at must never be chosen here.

use serde_json::{Map, Value, json};

use super::{
    aim::Aim,
    change::Change,
    finding::{Check, Finding, Why},
    view::{View, of},
};

pub(super) const ID: &str = "MicrosoftAuthenticator";
pub(super) const TARGETS: &str = "includeTargets";
/// At whom a method is aimed, in the evidence.
pub(super) const AIM: &str = "aim";
pub(super) const MODE: &str = "authenticationMode";
/// The only mode that allows phone sign-in and lets a campaign ask (the runbook wants the one, the
/// campaign's pages the other).
pub(super) const BOTH: &str = "any";

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
