//! From an agreement to tokens: which scopes were agreed to, and what is given for them. A scope that
//! nobody agreed to must never be in a token.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    super::{answer::Answer, call::Call, caller::Delegate, core::Core, switches::Consent},
    failure::{Failure, OAuth},
    id_token,
    kept::Grant,
};

/// How long an access token lasts (seconds), as Microsoft's do at least.
const TOKEN_LIFE: u32 = 3599;
/// Those of OpenID Connect: they name no permission.
const OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

pub(super) const CONSENT_MISSING: OAuth = OAuth::new(
    "invalid_grant",
    65001,
    "The user or administrator has not consented to use the application.",
)
.with_suberror("consent_required");

/// The scopes that a request names, without the resource in front of them.
pub(super) fn scopes(text: &str) -> BTreeSet<String> {
    let name = |scope: &str| scope.rsplit('/').next().unwrap_or_default().to_owned();
    text.split_whitespace().map(name).filter(|scope| !scope.is_empty()).collect()
}

/// Those that are permissions.
pub(super) fn permissions(scopes: &BTreeSet<String>) -> BTreeSet<String> {
    scopes.iter().filter(|scope| !OPENID.contains(&scope.as_str())).cloned().collect()
}

/// Whether this user has agreed to all of these.
pub(super) fn is_consented(core: &Core, user: &str, scopes: &BTreeSet<String>) -> bool {
    let given = core.authority.consented.get(user);
    permissions(scopes).iter().all(|scope| given.is_some_and(|given| given.contains(scope)))
}

/// Whether only an administrator can agree to these (permissions over everybody end in `.All`).
pub(super) fn needs_administrator(core: &Core, scopes: &BTreeSet<String>) -> bool {
    match core.switches.consent {
        Consent::ByAnyone => false,
        Consent::ByAdministrator => permissions(scopes).iter().any(|scope| scope.ends_with(".All")),
    }
}

/// Notes what a user agreed to.
pub(super) fn consent(core: &mut Core, user: &str, scopes: &BTreeSet<String>) {
    let given = core.authority.consented.entry(user.to_owned()).or_default();
    given.extend(permissions(scopes));
}

/// The tokens for a grant. `asked`: fewer or other scopes than the grant's, as a refresh may ask.
pub(super) fn tokens(
    core: &mut Core,
    call: &Call,
    grant: &Grant,
    family: u64,
) -> Result<Answer, Failure> {
    let now = core.now();
    let life = core.switches.token_seconds.unwrap_or(TOKEN_LIFE);
    let delegate = Delegate {
        user: grant.user.clone(),
        scopes: permissions(&grant.scopes),
        fresh: grant.fresh,
    };
    let expires = now.plus_seconds(life.into());
    let access = core.authority.put_token(delegate, expires, family)?;
    let mut document = json!({
        "token_type": "Bearer",
        "scope": spelled(&permissions(&grant.scopes)),
        "expires_in": life,
        "ext_expires_in": life,
        "access_token": access.as_str(),
    });
    if let Some(members) = document.as_object_mut() {
        if grant.scopes.contains("offline_access") {
            let refresh = core.authority.put_refresh(grant.clone(), family)?;
            members.insert("refresh_token".to_owned(), refresh.as_str().into());
        }
        if grant.scopes.contains("openid") {
            let token = id_token::make(core, call, grant)?;
            members.insert("id_token".to_owned(), token.into());
        }
    }
    Ok(Answer::plain(200, document))
}

/// As Microsoft writes them: with the resource in front.
fn spelled(scopes: &BTreeSet<String>) -> String {
    let spelled: Vec<String> =
        scopes.iter().map(|scope| format!("https://graph.microsoft.com/{scope}")).collect();
    spelled.join(" ")
}
