//! The audit log: who registered or deleted which method. It must never have an entry of something that was not
//! done.

use serde_json::{Value, json};

use super::{
    answer::Answer,
    call::Call,
    clock::Ticks,
    core::Core,
    reading,
    state::{Audit, State},
    switches::Licence,
};

/// Days that the log keeps, as with a premium licence.
const DAYS: i64 = 30;
/// The same without one.
const FREE_DAYS: i64 = 7;
/// Entries that are kept at most.
const MOST: usize = 10_000;
const SERVICE: &str = "Authentication Methods";

/// What was done, in the words that were seen of Graph.
pub(super) const REGISTERED: &str = "User registered security info";
pub(super) const DELETED: &str = "User deleted security info";

/// Writes an entry; what is older than the log keeps goes.
pub(super) fn note(state: &mut State, at: Ticks, user: &str, (activity, reason): (&str, &str)) {
    state.audits.push(Audit {
        at,
        user: user.to_owned(),
        activity: activity.to_owned(),
        reason: reason.to_owned(),
    });
    let since = at.plus_seconds(-DAYS * 86_400);
    state.audits.retain(|one| one.at >= since);
    let surplus = state.audits.len().saturating_sub(MOST);
    state.audits.drain(..surplus);
}

/// `directoryAudits`, the latest first.
pub(super) fn list(core: &Core, call: &Call) -> Result<Answer, Answer> {
    let wanted = Wanted::of(call)?;
    let entries = core.state.audits.iter().enumerate().rev();
    let days = match core.switches.licence {
        Licence::Premium => DAYS,
        Licence::Free => FREE_DAYS,
    };
    let oldest = core.now().plus_seconds(-days * 86_400);
    let entries = entries.filter(|(_, one)| one.at >= oldest);
    let entries = entries.filter(|(_, one)| wanted.since.is_none_or(|since| one.at >= since));
    let all: Vec<Value> = if wanted.service.is_none_or(|service| service == SERVICE) {
        entries.map(|(number, one)| describe(&core.state, number, one)).collect()
    } else {
        Vec::new()
    };
    reading::page(core, call, "auditLogs/directoryAudits", all)
}

/// What is asked for: `activityDateTime ge TIME` and `loggedByService eq 'TEXT'`, with `and` between them. What is
/// not understood is refused.
struct Wanted<'c> {
    since: Option<Ticks>,
    service: Option<&'c str>,
}

impl<'c> Wanted<'c> {
    fn of(call: &'c Call) -> Result<Self, Answer> {
        let mut wanted = Self { since: None, service: None };
        let Some(filter) = call.parameter("$filter") else { return Ok(wanted) };
        let refused = || Answer::bad_request("Invalid filter clause.");
        for term in filter.split(" and ") {
            if let Some(time) = term.trim().strip_prefix("activityDateTime ge ") {
                wanted.since = Some(Ticks::parse(time.trim()).ok_or_else(refused)?);
            } else {
                let text = term.trim().strip_prefix("loggedByService eq '");
                let text = text.and_then(|text| text.strip_suffix('\''));
                wanted.service = Some(text.ok_or_else(refused)?);
            }
        }
        Ok(wanted)
    }
}

fn describe(state: &State, number: usize, one: &Audit) -> Value {
    let user = state.user(&one.user);
    let name = user.map(|user| user.user_principal_name.as_str());
    json!({
        "id": format!("{SERVICE}_{number}"),
        "category": "UserManagement",
        "correlationId": format!("00000000-0000-0000-0000-{number:012x}"),
        "result": "success",
        "resultReason": one.reason,
        "activityDisplayName": one.activity,
        "activityDateTime": one.at.precise(),
        "loggedByService": SERVICE,
        "operationType": "ServiceApi",
        "initiatedBy": { "app": null, "user": {
            "id": one.user, "displayName": null, "userPrincipalName": name, "ipAddress": null,
        } },
        "targetResources": [{
            "id": one.user, "displayName": user.map(|user| user.display_name.as_str()),
            "type": "User", "userPrincipalName": name, "groupType": null,
            "modifiedProperties": [],
        }],
        "additionalDetails": [],
    })
}
