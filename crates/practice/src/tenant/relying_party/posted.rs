//! The body of a registration, read strictly: Graph knows each member by one name and wants no other.
//! Nothing here may be taken for true.

use serde_json::{Map, Value};
use webauthn::{CollectedClientData, Reason, base64url};

use super::{refused, sim};
use crate::tenant::answer::Answer;

/// What was posted.
#[derive(Debug)]
pub(in crate::tenant) struct Posted {
    pub(super) display_name: String,
    pub(super) credential_id: Vec<u8>,
    pub(super) client_data_json: Vec<u8>,
    pub(super) attestation_object: Vec<u8>,
    challenge: Option<Vec<u8>>,
}

impl Posted {
    pub(in crate::tenant) fn read(body: Map<String, Value>) -> Result<Self, Answer> {
        only(&body, &["displayName", "publicKeyCredential"])?;
        let display_name = text(&body, "displayName")?.to_owned();
        let credential = object(&body, "publicKeyCredential")?;
        only(credential, &["id", "response", "clientExtensionResults"])?;
        let response = object(credential, "response")?;
        only(response, &["clientDataJSON", "attestationObject"])?;
        let id = text(credential, "id")?;
        // graph.md, section 4.2: unpadded base64url is what is sent.
        if !base64url::is_canonical(id) {
            return Err(refused(Reason::CredentialIdMismatch));
        }
        let client_data_json = bytes(response, "clientDataJSON")?;
        let challenge = CollectedClientData::from_json(&client_data_json)
            .ok()
            .and_then(|client_data| base64url::decode(&client_data.challenge));
        Ok(Self {
            display_name,
            credential_id: base64url::decode(id).unwrap_or_default(),
            attestation_object: bytes(response, "attestationObject")?,
            client_data_json,
            challenge,
        })
    }

    /// The challenge that it says it answers.
    pub(in crate::tenant) fn challenge(&self) -> Option<&[u8]> {
        self.challenge.as_deref()
    }
}

/// A property that a type does not have is an error in OData, not passed over.
fn only(object: &Map<String, Value>, known: &[&str]) -> Result<(), Answer> {
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            let message = format!("The property '{name}' does not exist on this type.");
            Err(Answer::bad_request(message))
        }
        None => Ok(()),
    }
}

fn object<'a>(
    parent: &'a Map<String, Value>,
    name: &str,
) -> Result<&'a Map<String, Value>, Answer> {
    parent.get(name).and_then(Value::as_object).ok_or_else(|| missing(name))
}

fn text<'a>(parent: &'a Map<String, Value>, name: &str) -> Result<&'a str, Answer> {
    parent.get(name).and_then(Value::as_str).ok_or_else(|| missing(name))
}

fn bytes(parent: &Map<String, Value>, name: &str) -> Result<Vec<u8>, Answer> {
    let text = text(parent, name)?;
    base64url::decode(text).ok_or_else(|| sim(&format!("not_base64url_{name}")))
}

fn missing(name: &str) -> Answer {
    Answer::bad_request(format!("The property '{name}' is missing or of another type."))
}
