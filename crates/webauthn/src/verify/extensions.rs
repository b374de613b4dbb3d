//! Authenticator extension outputs (WebAuthn L3 §9.3, CTAP 2.2 §12). It must never refuse an extension
//! for being unknown or unasked.

use serde_json::json;

use crate::{
    AuthenticatorData,
    cbor::Value,
    judgement::{Check, Findings, Reason},
};

/// Reports keys that are no identifiers, and outputs that are none of their extension.
pub(super) fn check(data: &AuthenticatorData, findings: &mut Findings) {
    let entries = data.extensions.as_ref().and_then(Value::as_map).unwrap_or_default();
    for (identifier, output) in entries {
        let name = identifier.as_text();
        if !name.is_some_and(|name| fits(name, output)) {
            let evidence = json!({ "extension": name });
            findings.fail(Check::AttestedData, Reason::AuthenticatorDataMalformed, evidence);
        }
    }
}

fn fits(name: &str, output: &Value) -> bool {
    match name {
        // CTAP 2.2 §12.1, §12.5, §12.2 and §12.4 in this order.
        "credProtect" => output.as_u64().is_some_and(|level| (1..=3).contains(&level)),
        "hmac-secret" | "credBlob" | "thirdPartyPayment" => output.as_bool().is_some(),
        "minPinLength" => output.as_u64().is_some(),
        "hmac-secret-mc" => output.as_bytes().is_some(),
        // WebAuthn L2 §10.3: one to three methods of three numbers.
        "uvm" => output.as_array().is_some_and(|methods| {
            let numbers = |method: &Value| {
                method.as_array().is_some_and(|method| {
                    method.len() == 3 && method.iter().all(|number| number.as_u64().is_some())
                })
            };
            (1..=3).contains(&methods.len()) && methods.iter().all(numbers)
        }),
        _ => true,
    }
}
