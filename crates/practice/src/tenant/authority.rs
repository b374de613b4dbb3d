//! The practice authority: OAuth 2.0 as Microsoft's identity platform speaks it, for the people of the
//! practice organisation. It must never give a code or a token to any address but this computer's.

mod authorize;
mod device;
mod failure;
mod granted;
mod id_token;
mod kept;
mod page;
mod token;

use serde_json::json;

pub(super) use self::kept::{Authority, Bearer};
use super::{answer::Answer, call::Call, core::Core};

/// The one application that is registered with the practice authority.
pub const CLIENT_ID: &str = "7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001";

/// Answers a call to the authority.
pub(super) fn answer(core: &mut Core, call: &Call) -> Answer {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let answered = match (call.method.as_str(), segments.as_slice()) {
        ("GET", ["v2.0", ".well-known", "openid-configuration"]) => Ok(metadata(core, call)),
        ("GET", ["oauth2", "v2.0", "authorize"]) => authorize::answer(core, call),
        ("POST", ["oauth2", "v2.0", "token"]) => token::answer(core, call),
        ("POST", ["oauth2", "v2.0", "devicecode"]) => device::begin(core, call),
        ("GET", ["device"]) => device::page(core, call),
        _ => return Answer::error(404, "ResourceNotFound", "There is nothing here."),
    };
    match answered {
        Ok(answer) => answer,
        Err(failure) => failure.answer(core),
    }
}

/// OpenID Connect Discovery 1.0 §3, as far as a public client needs it.
fn metadata(core: &Core, call: &Call) -> Answer {
    let authority = address(call);
    Answer::plain(
        200,
        json!({
            "issuer": issuer(core, call),
            "authorization_endpoint": format!("{authority}/oauth2/v2.0/authorize"),
            "token_endpoint": format!("{authority}/oauth2/v2.0/token"),
            "device_authorization_endpoint": format!("{authority}/oauth2/v2.0/devicecode"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": [
                "authorization_code", "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code",
            ],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "subject_types_supported": ["pairwise"],
            "token_endpoint_auth_methods_supported": ["none"],
        }),
    )
}

/// The authority as it was asked, its secret included.
fn address(call: &Call) -> String {
    format!("{}{}", call.base, call.door)
}

/// The organisation as an issuer of ID tokens.
fn issuer(core: &Core, call: &Call) -> String {
    format!("{}/{}/v2.0", call.base, core.state.organisation.id)
}
