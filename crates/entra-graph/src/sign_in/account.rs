//! Who signed in, read from the ID token. It came straight from the authority, whose connection vouches for
//! it (OpenID Connect Core 1.0 §3.1.3.7 item 6); it must never be used to let anybody in.

use serde_json::Value;
use webauthn::base64url;

use super::SignInError;

/// Who signed in. Not secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The organisation's id (`tid`).
    pub tenant: String,
    /// The user's object id (`oid`).
    pub object: String,
    /// What the user signs in as (`preferred_username`).
    pub username: String,
    /// The name for people.
    pub display_name: String,
}

impl Account {
    /// Reads an ID token for this application, with this nonce where one went out. Its times are not
    /// looked at: it came a moment ago, and this computer's clock may be wrong.
    pub(crate) fn read(
        token: &str,
        client_id: &str,
        nonce: Option<&str>,
    ) -> Result<Self, SignInError> {
        let payload = token.split('.').nth(1).and_then(base64url::decode);
        let payload = payload.and_then(|json| serde_json::from_slice::<Value>(&json).ok());
        let payload = payload.ok_or_else(|| malformed("the ID token is none"))?;
        let text = |name: &str| payload.get(name).and_then(Value::as_str).map(str::to_owned);
        if text("aud").as_deref() != Some(client_id) {
            return Err(malformed("the ID token is for another application"));
        }
        if nonce.is_some_and(|nonce| text("nonce").as_deref() != Some(nonce)) {
            return Err(malformed("the ID token is not of this sign-in"));
        }
        let named = |name: &str| text(name).filter(|text| !text.is_empty());
        let (Some(tenant), Some(object)) = (named("tid"), named("oid")) else {
            return Err(malformed("the ID token names nobody"));
        };
        let username = text("preferred_username").unwrap_or_default();
        let display_name = named("name").unwrap_or_else(|| username.clone());
        Ok(Self { tenant, object, username, display_name })
    }

    /// Whether both are one account.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.tenant.eq_ignore_ascii_case(&other.tenant)
            && self.object.eq_ignore_ascii_case(&other.object)
    }
}

fn malformed(why: &str) -> SignInError {
    SignInError::Malformed { attempted: "saying who signed in", why: why.to_owned() }
}
