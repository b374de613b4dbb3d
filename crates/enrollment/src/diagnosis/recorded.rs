//! One registration as somebody recorded it, with what was expected of it as far as the record says.
//! Members that are not known here are left alone; one that is known and unreadable is an error.

use entra_policy::Registrant;
use serde_json::{Map, Value};
use webauthn::{
    CoseAlgorithmIdentifier, PublicKeyCredentialCreationOptions, RecordedResponse, Timestamp,
    TrustAnchor, base64url, metadata::MetadataEntry,
};

/// A registration and what its record says was expected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    /// What the record calls it.
    pub id: Option<String>,
    /// `attestationObject`.
    pub attestation_object: Vec<u8>,
    /// `clientDataJSON`.
    pub client_data_json: Option<Vec<u8>>,
    /// `credentialId`, else `rawId` or `id` of a response.
    pub credential_id: Option<Vec<u8>>,
    /// `rp_id`.
    pub rp_id: Option<String>,
    /// `origin`.
    pub origin: Option<String>,
    /// `challenge`, in base64url.
    pub challenge: Option<String>,
    /// `verify_at`: when it has to hold.
    pub verify_at: Option<Timestamp>,
    /// `require_uv`.
    pub require_uv: Option<bool>,
    /// `algs`: algorithms that were asked for.
    pub algorithms: Option<Vec<CoseAlgorithmIdentifier>>,
    /// `trust_roots`.
    pub trust_roots: Vec<TrustAnchor>,
    /// `mds_entry`, which nobody signed.
    pub mds_entry: Option<MetadataEntry>,
    /// Who registered, where the form of the record tells.
    pub registrant: Option<Registrant>,
    /// What it was made for.
    pub purpose: Purpose,
}

/// What a credential was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in with.
    #[default]
    Registration,
    /// To be thrown away: nobody was verified, and that counts against nothing.
    Rehearsal,
}

/// Why a document is no registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordedError {
    /// Not a JSON object.
    #[error("not a JSON object")]
    NotAnObject,
    /// It has no attestation object.
    #[error("there is no attestationObject in it")]
    NoAttestationObject,
    /// A member is not what it should be.
    #[error("{0} cannot be read")]
    Member(&'static str),
}

impl RecordedError {
    /// Its code, which other programs rely on.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAnObject => "not-an-object",
            Self::NoAttestationObject => "no-attestation-object",
            Self::Member(_) => "member-unreadable",
        }
    }
}

impl Recorded {
    /// Reads a record, a `RegistrationResponseJSON`, or the body of a Graph POST that has one in it.
    ///
    /// # Errors
    /// See [`RecordedError`].
    pub fn from_value(document: &Value) -> Result<Self, RecordedError> {
        let members = document.as_object().ok_or(RecordedError::NotAnObject)?;
        if members.contains_key("attestationObject") {
            return Self::record(members);
        }
        let posted = members.get("publicKeyCredential");
        let wrapped = posted.unwrap_or(document);
        if wrapped.pointer("/response/attestationObject").is_none() {
            return Err(RecordedError::NoAttestationObject);
        }
        let response =
            RecordedResponse::from_value(wrapped.clone()).map_err(|error| match error {
                webauthn::RecordedResponseError::NotJson => RecordedError::NotAnObject,
                webauthn::RecordedResponseError::Member(name) => RecordedError::Member(name),
            })?;
        Ok(Self {
            attestation_object: response.attestation_object,
            client_data_json: Some(response.client_data_json),
            credential_id: response.credential_id.map(|id| id.as_bytes().to_vec()),
            // graph.md §4.1: Graph takes registrations for others only.
            registrant: posted.map(|_| Registrant::OnBehalf),
            ..Self::default()
        })
    }

    fn record(members: &Map<String, Value>) -> Result<Self, RecordedError> {
        let record = Members(members);
        Ok(Self {
            id: record.id()?,
            attestation_object: record
                .bytes("attestationObject")?
                .ok_or(RecordedError::NoAttestationObject)?,
            client_data_json: record.bytes("clientDataJSON")?,
            credential_id: record.bytes("credentialId")?,
            rp_id: record.text("rp_id")?,
            origin: record.text("origin")?,
            challenge: record.text("challenge")?,
            verify_at: record.parsed("verify_at")?,
            require_uv: record.read("require_uv", Value::as_bool)?,
            algorithms: record.read("algs", algorithms)?,
            trust_roots: record.read("trust_roots", trust_roots)?.unwrap_or_default(),
            mds_entry: record.object("mds_entry")?.map(MetadataEntry::from_value),
            registrant: None,
            purpose: Purpose::Registration,
        })
    }

    /// Fills in what was asked, where the record does not say it.
    #[must_use]
    pub fn asked(
        mut self,
        options: &PublicKeyCredentialCreationOptions,
        origin: Option<&str>,
    ) -> Self {
        let rp_id = self.rp_id.take().or_else(|| options.rp.id.clone());
        let own = || rp_id.as_ref().map(|rp_id| format!("https://{rp_id}"));
        self.origin = self.origin.or_else(|| origin.map(str::to_owned)).or_else(own);
        self.rp_id = rp_id;
        let challenge = || base64url::encode(options.challenge.as_bytes());
        self.challenge = Some(self.challenge.unwrap_or_else(challenge));
        let required = webauthn::options::UserVerificationRequirement::Required;
        self.require_uv = self.require_uv.or(Some(options.user_verification() == required));
        self.algorithms = self.algorithms.or_else(|| Some(options.algorithms()));
        self
    }
}

/// The members of a record; `null` is as good as none.
struct Members<'a>(&'a Map<String, Value>);

impl Members<'_> {
    fn read<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, RecordedError> {
        let Some(value) = self.0.get(name).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        read(value).map(Some).ok_or(RecordedError::Member(name))
    }

    fn text(&self, name: &'static str) -> Result<Option<String>, RecordedError> {
        self.read(name, |value| value.as_str().map(str::to_owned))
    }

    fn bytes(&self, name: &'static str) -> Result<Option<Vec<u8>>, RecordedError> {
        self.read(name, |value| value.as_str().and_then(base64url::decode))
    }

    fn parsed(&self, name: &'static str) -> Result<Option<Timestamp>, RecordedError> {
        self.read(name, |value| value.as_str()?.parse().ok())
    }

    fn object(&self, name: &'static str) -> Result<Option<&Value>, RecordedError> {
        let value = self.0.get(name).filter(|value| !value.is_null());
        match value {
            Some(value) if !value.is_object() => Err(RecordedError::Member(name)),
            Some(_) | None => Ok(value),
        }
    }

    /// A number is as good a name as a text.
    fn id(&self) -> Result<Option<String>, RecordedError> {
        self.read("id", |value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        })
    }
}

fn algorithms(value: &Value) -> Option<Vec<CoseAlgorithmIdentifier>> {
    let named: Option<Vec<_>> =
        value.as_array()?.iter().map(|one| one.as_i64().map(CoseAlgorithmIdentifier)).collect();
    // WebAuthn L3 §5.1.3 step 10: where none is named, these two.
    named.map(|named| {
        if named.is_empty() {
            vec![CoseAlgorithmIdentifier::ES256, CoseAlgorithmIdentifier::RS256]
        } else {
            named
        }
    })
}

fn trust_roots(value: &Value) -> Option<Vec<TrustAnchor>> {
    value.as_array()?.iter().map(|one| TrustAnchor::from_text(one.as_str()?).ok()).collect()
}
