//! The organisation, its people and their groups, read only. Nothing here may change the directory.

use serde_json::{Value, json};

use super::{
    answer::Answer,
    call::Call,
    core::Core,
    filter::Filter,
    state::{Group, State, User},
};

type Answered = Result<Answer, Answer>;

/// The user that a path names.
pub(super) fn find<'a>(state: &'a State, id_or_upn: &str) -> Result<&'a User, Answer> {
    state.user(id_or_upn).ok_or_else(|| Answer::not_found(id_or_upn))
}

pub(super) fn organization(core: &Core, call: &Call) -> Answered {
    let organisation = &core.state.organisation;
    let one = json!({
        "id": organisation.id,
        "displayName": organisation.display_name,
        "verifiedDomains": [{
            "name": organisation.domain, "type": "Managed", "isDefault": true, "isInitial": true,
            "capabilities": "Email, OfficeCommunicationsOnline",
        }],
    });
    page(core, call, "organization", vec![one])
}

pub(super) fn users(core: &Core, call: &Call) -> Answered {
    let all = core.state.users.iter().map(describe).collect();
    page(core, call, "users", Filter::of(call)?.of_all(all))
}

/// Groups, those of a filter where one is given.
pub(super) fn groups(core: &Core, call: &Call) -> Answered {
    let all = core.state.groups.iter().map(describe_group).collect();
    page(core, call, "groups", Filter::of(call)?.of_all(all))
}

pub(super) fn group(core: &Core, call: &Call, id: &str) -> Answered {
    let found = core.state.groups.iter().find(|group| group.id.eq_ignore_ascii_case(id));
    let group = describe_group(found.ok_or_else(|| Answer::not_found(id))?);
    Ok(Answer::ok(with_context(call.context("groups/$entity"), group)))
}

pub(super) fn user(core: &Core, call: &Call, id_or_upn: &str) -> Answered {
    let mut user = describe(find(&core.state, id_or_upn)?);
    // Graph gives it only to whoever asks for it.
    let selected = call.parameter("$select").unwrap_or_default();
    if selected.split(',').any(|name| name == "userType")
        && let Value::Object(members) = &mut user
    {
        members.insert("userType".to_owned(), "Member".into());
    }
    Ok(Answer::ok(with_context(call.context("users/$entity"), user)))
}

pub(super) fn transitive_member_of(core: &Core, call: &Call, id_or_upn: &str) -> Answered {
    let user = find(&core.state, id_or_upn)?;
    let groups = core.state.groups_of(user).into_iter().map(|group| {
        json!({
            "@odata.type": "#microsoft.graph.group",
            "id": group.id,
            "displayName": group.display_name,
            "securityEnabled": true,
        })
    });
    page(core, call, "directoryObjects", groups.collect())
}

fn describe_group(group: &Group) -> Value {
    json!({
        "id": group.id,
        "displayName": group.display_name,
        "groupTypes": [],
        "mailEnabled": false,
        "securityEnabled": true,
    })
}

fn describe(user: &User) -> Value {
    json!({
        "businessPhones": [],
        "displayName": user.display_name,
        "givenName": null,
        "mail": user.user_principal_name,
        "userPrincipalName": user.user_principal_name,
        "id": user.id,
    })
}

/// The entity with its context in front.
pub(super) fn with_context(context: String, mut entity: Value) -> Value {
    if let Value::Object(members) = &mut entity {
        members.shift_insert(0, "@odata.context".to_owned(), context.into());
    }
    entity
}

/// A collection, or the part of it that is asked for, with a link to what follows.
pub(super) fn page(core: &Core, call: &Call, entity: &str, all: Vec<Value>) -> Answered {
    let begin = match call.parameter("$skiptoken") {
        Some(token) => token
            .parse::<usize>()
            .ok()
            .filter(|begin| *begin <= all.len())
            .ok_or_else(|| Answer::bad_request("Invalid skip token."))?,
        None => 0,
    };
    let size = core.switches.page_size.map_or(usize::MAX, |size| usize::from(size.max(1)));
    let end = begin.saturating_add(size).min(all.len());
    let more = end < all.len();
    let part: Vec<Value> = all.into_iter().skip(begin).take(end - begin).collect();
    let mut document = json!({ "@odata.context": call.context(entity) });
    if let Value::Object(members) = &mut document {
        if more {
            let path = call.target.split('?').next().unwrap_or_default();
            // The next page is of what was asked, and not of everything.
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in call.query.iter().filter(|(name, _)| name != "$skiptoken") {
                query.append_pair(name, value);
            }
            query.append_pair("$skiptoken", &end.to_string());
            let link = format!("{}{path}?{}", call.base, query.finish());
            members.insert("@odata.nextLink".to_owned(), link.into());
        }
        members.insert("value".to_owned(), part.into());
    }
    Ok(Answer::ok(document))
}
