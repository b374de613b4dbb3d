//! Client extension outputs of a registration (WebAuthn L3 §10, CTAP 2.2 §12). They must never
//! answer an extension that was not asked for.

use serde_json::{Map, Value, json};

use crate::{AuthenticatorData, cbor, options::AuthenticationExtensionsClientInputs};

/// What a client knows about a new credential besides its authenticator data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CredentialProperties {
    /// Whether it is discoverable. `None`: the authenticator may have made it so unasked.
    pub resident_key: Option<bool>,
    /// Whether a large blob key came with it.
    pub large_blob_key: bool,
}

/// `clientExtensionResults`: one member per extension that was asked for and processed.
pub fn client_extension_results(
    inputs: &AuthenticationExtensionsClientInputs,
    auth_data: &AuthenticatorData,
    properties: CredentialProperties,
) -> Map<String, Value> {
    let output = |name: &str| {
        let extensions = auth_data.extensions.as_ref();
        extensions.and_then(|extensions| extensions.get(name)).and_then(cbor::Value::as_bool)
    };
    let made = |name| output(name) == Some(true);
    let mut results = Map::new();
    let mut answer = |asked: bool, name: &str, value: Value| {
        if asked {
            results.insert(name.to_owned(), value);
        }
    };
    let cred_props = properties.resident_key.map_or(json!({}), |rk| json!({ "rk": rk }));
    answer(inputs.cred_props, "credProps", cred_props);
    answer(inputs.hmac_create_secret, "hmacCreateSecret", made("hmac-secret").into());
    // prf rides on hmac-secret (WebAuthn L3 §10.1.4).
    answer(inputs.prf.is_some(), "prf", json!({ "enabled": made("hmac-secret") }));
    answer(inputs.cred_blob.is_some(), "credBlob", made("credBlob").into());
    let supported = json!({ "supported": properties.large_blob_key });
    answer(inputs.large_blob.is_some(), "largeBlob", supported);
    results
}

#[cfg(test)]
mod tests;
