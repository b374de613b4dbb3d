//! The ID token. It comes straight from the token endpoint, where the connection vouches for it
//! (OpenID Connect Core 1.0 §3.1.3.7 item 6); unsigned, it must never be taken for more.

use serde_json::json;
use webauthn::base64url;

use super::{
    super::{call::Call, core::Core, reading},
    CLIENT_ID,
    failure::Failure,
    issuer,
    kept::Grant,
};

/// How long it is good (seconds).
const LIFE: i64 = 3600;

pub(super) fn make(core: &Core, call: &Call, grant: &Grant) -> Result<String, Failure> {
    let user = reading::find(&core.state, &grant.user)?;
    let now = core.now().timestamp().0;
    let mut claims = json!({
        "aud": CLIENT_ID,
        "iss": issuer(core, call),
        "iat": now,
        "nbf": now,
        "exp": now.saturating_add(LIFE),
        "name": user.display_name,
        "oid": user.id,
        "preferred_username": user.user_principal_name,
        "sub": user.id,
        "tid": core.state.organisation.id,
        "ver": "2.0",
    });
    if let (Some(nonce), Some(members)) = (&grant.nonce, claims.as_object_mut()) {
        members.insert("nonce".to_owned(), nonce.as_str().into());
    }
    let part = |value: serde_json::Value| base64url::encode(value.to_string().as_bytes());
    Ok(format!("{}.{}.", part(json!({ "typ": "JWT", "alg": "none" })), part(claims)))
}
