//! A user's registered keys: list, one, add, take away. A key must never be listed before it is on disk.

use serde_json::{Value, json};

use super::{
    answer::Answer,
    audit,
    call::Call,
    challenge,
    core::Core,
    reading, relying_party,
    state::{Method, User},
    switches::MethodIds,
};

type Answered = Result<Answer, Answer>;

const ENTITY: &str = "users('{user}')/authentication/fido2Methods";

pub(super) fn list(core: &Core, call: &Call, id_or_upn: &str) -> Answered {
    refuse_query_options(call)?;
    let user = reading::find(&core.state, id_or_upn)?;
    let ids = core.switches.method_ids;
    let methods = core.state.methods_of(user).map(|one| describe(one, ids)).collect();
    reading::page(core, call, &ENTITY.replace("{user}", id_or_upn), methods)
}

pub(super) fn one(core: &Core, call: &Call, id_or_upn: &str, id: &str) -> Answered {
    refuse_query_options(call)?;
    let user = reading::find(&core.state, id_or_upn)?;
    let ids = core.switches.method_ids;
    let method = core.state.methods_of(user).find(|one| one.id(ids) == id);
    let method = method.ok_or_else(|| Answer::not_found(id))?;
    Ok(Answer::ok(with_context(call, id_or_upn, describe(method, ids))))
}

pub(super) fn delete(core: &mut Core, id_or_upn: &str, id: &str) -> Answered {
    let user = reading::find(&core.state, id_or_upn)?.id.clone();
    let (now, ids) = (core.now(), core.switches.method_ids);
    core.change(|state| {
        let before = state.methods.len();
        state.methods.retain(|one| one.user != user || one.id(ids) != id);
        if state.methods.len() == before {
            return Err(Answer::not_found(id));
        }
        audit::note(
            state,
            now,
            &user,
            (audit::DELETED, "User deleted Fido2 Authentication Method"),
        );
        Ok(())
    })?;
    Ok(Answer::no_content())
}

pub(super) fn register(core: &mut Core, call: &Call, id_or_upn: &str) -> Answered {
    let user = reading::find(&core.state, id_or_upn)?.clone();
    let method = take(core, &user, call.object()?)?;
    let method = describe(&method, core.switches.method_ids);
    Ok(Answer::document(201, with_context(call, id_or_upn, method)))
}

/// Judges a registration, and keeps what holds.
pub(super) fn take(
    core: &mut Core,
    user: &User,
    body: serde_json::Map<String, Value>,
) -> Result<Method, Answer> {
    let posted = relying_party::Posted::read(body)?;
    let now = core.now();
    let anchors = crate::roots(&core.key_folders);
    let registered = relying_party::judge(&core.state, user, &posted, anchors, now);
    if let Some(challenge) = posted.challenge() {
        // Good once: also where what it was answered with is refused.
        core.change(|state| {
            challenge::spend(state, challenge);
            if let Ok(method) = &registered {
                state.methods.push(method.clone());
                let reason = "User registered Fido2 Authentication Method";
                audit::note(state, now, &user.id, (audit::REGISTERED, reason));
            }
            Ok(())
        })?;
    }
    let method = registered?;
    tracing::info!(aaguid = %method.aaguid, "registered in practice");
    Ok(method)
}

/// graph.md, section 4.1: no query options.
fn refuse_query_options(call: &Call) -> Result<(), Answer> {
    match call.query.iter().find(|(name, _)| name.starts_with('$') && name != "$skiptoken") {
        Some((name, _)) => {
            let message = format!("The query option '{name}' is not supported.");
            Err(Answer::bad_request(message))
        }
        None => Ok(()),
    }
}

fn describe(method: &Method, ids: MethodIds) -> Value {
    json!({
        "id": method.id(ids),
        "displayName": method.display_name,
        "createdDateTime": method.created.precise(),
        "aaGuid": method.aaguid,
        "model": method.model,
        "attestationCertificates": method.attestation_certificates,
        "attestationLevel": method.attestation_level,
        "passkeyType": method.passkey_type,
    })
}

fn with_context(call: &Call, user: &str, method: Value) -> Value {
    let entity = format!("{}/$entity", ENTITY.replace("{user}", user));
    reading::with_context(call.context(&entity), method)
}
