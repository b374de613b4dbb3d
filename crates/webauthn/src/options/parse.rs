//! JSON to creation options: the standard's JSON form (WebAuthn L3 §5.1.9) and Graph's. It must
//! never read more than it was given a bound for.

use std::time::Duration;

use serde_json::Value;

use super::{
    AuthenticationExtensionsClientInputs, AuthenticatorSelectionCriteria, OptionsError,
    PublicKeyCredentialCreationOptions, PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity,
    credential_id::{self, Author},
    reader::{Node, Result},
};
use crate::{CoseAlgorithmIdentifier, UserHandle};

impl PublicKeyCredentialCreationOptions {
    /// Reads creation options: bare, under `publicKey`, or in Graph's envelope with or without its
    /// `value` wrapper.
    ///
    /// # Errors
    /// See [`OptionsError`]; each says which member is wrong and what would do.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        if json.len() > Self::MAX_LENGTH {
            return Err(OptionsError::TooLarge(json.len()));
        }
        let source: Value = serde_json::from_slice(json).map_err(|error| {
            OptionsError::NotJson { line: error.line(), column: error.column() }
        })?;
        Self::from_value(source)
    }

    /// The same, from JSON that was parsed already.
    ///
    /// # Errors
    /// See [`OptionsError`].
    pub fn from_value(source: Value) -> Result<Self> {
        let mut envelope = Node::root(&source);
        let mut author = Author::Standard;
        envelope.object()?;
        if envelope.member("publicKey").is_none()
            && let Some(wrapped) =
                envelope.member("value").filter(|inner| inner.value().is_object())
        {
            author = Author::Graph;
            envelope = wrapped;
        }
        let options = envelope.member("publicKey").unwrap_or_else(|| envelope.clone());
        let challenge_timeout = envelope.optional("challengeTimeoutDateTime");
        let odata = |node: &Node<'_>| node.object().is_ok_and(has_odata);
        if challenge_timeout.is_some() || odata(&envelope) || odata(&options) {
            author = Author::Graph;
        }
        let challenge_timeout = challenge_timeout
            .map(|time| time.text()?.parse().map_err(|_| time.error("an RFC 3339 time")))
            .transpose()?;
        let mut read = read_options(&options, author)?;
        read.challenge_timeout = challenge_timeout;
        read.source = source;
        Ok(read)
    }
}

fn has_odata(object: &serde_json::Map<String, Value>) -> bool {
    object.keys().any(|name| name.contains("@odata."))
}

fn read_options(options: &Node<'_>, author: Author) -> Result<PublicKeyCredentialCreationOptions> {
    options.object()?;
    let list = |name| options.optional(name).map_or(Ok(Vec::new()), |list| list.items());
    let texts = |name| list(name)?.iter().map(Node::text).collect::<Result<Vec<_>>>();
    let params = options.required("pubKeyCredParams", "an array")?.items()?;
    let selection = options.optional("authenticatorSelection");
    let extensions = options.optional("extensions");
    Ok(PublicKeyCredentialCreationOptions {
        source: Value::Null,
        rp: read_rp(&options.required("rp", "an object")?)?,
        user: read_user(&options.required("user", "an object")?)?,
        challenge: options.required("challenge", "a base64url string")?.bytes()?.into(),
        pub_key_cred_params: params.iter().map(read_parameters).collect::<Result<_>>()?,
        timeout: options.optional("timeout").map_or(Ok(None), |timeout| read_timeout(&timeout))?,
        exclude_credentials: list("excludeCredentials")?
            .iter()
            .map(|descriptor| read_descriptor(descriptor, author))
            .collect::<Result<_>>()?,
        authenticator_selection: selection
            .map_or(Ok(AuthenticatorSelectionCriteria::default()), |selection| {
                read_selection(&selection)
            })?,
        hints: texts("hints")?,
        attestation: options.optional("attestation").map(|attestation| attestation.word()),
        attestation_formats: texts("attestationFormats")?,
        extensions: extensions
            .map_or(Ok(AuthenticationExtensionsClientInputs::default()), |extensions| {
                AuthenticationExtensionsClientInputs::read(&extensions)
            })?,
        challenge_timeout: None,
    })
}

fn read_rp(rp: &Node<'_>) -> Result<PublicKeyCredentialRpEntity> {
    rp.object()?;
    // WebIDL makes null the string "null", a domain that no origin has. An RP ID must never be
    // taken from elsewhere because somebody wrote null.
    let id = rp
        .member("id")
        .map(|id| if id.value().is_null() { Ok("null".to_owned()) } else { id.text() });
    Ok(PublicKeyCredentialRpEntity {
        id: id.transpose()?,
        name: rp.required("name", "a string")?.text()?,
    })
}

fn read_user(user: &Node<'_>) -> Result<PublicKeyCredentialUserEntity> {
    user.object()?;
    let id = user.required("id", "a base64url string")?;
    Ok(PublicKeyCredentialUserEntity {
        id: UserHandle::try_from(id.bytes()?)
            .map_err(|_| id.error("a byte string of 1 to 64 bytes"))?,
        name: user.required("name", "a string")?.text()?,
        display_name: user.required("displayName", "a string")?.text()?,
    })
}

fn read_parameters(parameters: &Node<'_>) -> Result<PublicKeyCredentialParameters> {
    parameters.object()?;
    let alg = parameters.required("alg", "an integer")?;
    Ok(PublicKeyCredentialParameters {
        r#type: parameters.required("type", "a string")?.word(),
        alg: CoseAlgorithmIdentifier(alg.value().as_i64().ok_or_else(|| alg.error("an integer"))?),
    })
}

fn read_descriptor(descriptor: &Node<'_>, author: Author) -> Result<PublicKeyCredentialDescriptor> {
    descriptor.object()?;
    let id = descriptor.required("id", "a base64url string")?;
    let text = id.value().as_str().ok_or_else(|| id.error("a base64url string"))?;
    let (id, other_reading) =
        credential_id::read(text, author).ok_or_else(|| id.encoding_error())?;
    let transports = descriptor.optional("transports");
    let transports = transports.map_or(Ok(Vec::new()), |transports| transports.items())?;
    Ok(PublicKeyCredentialDescriptor {
        r#type: descriptor.required("type", "a string")?.word(),
        id,
        other_reading,
        transports: transports.iter().map(Node::word).collect(),
    })
}

fn read_selection(selection: &Node<'_>) -> Result<AuthenticatorSelectionCriteria> {
    selection.object()?;
    let word = |name| selection.optional(name).map(|word| word.word());
    let require_resident_key = selection.optional("requireResidentKey");
    Ok(AuthenticatorSelectionCriteria {
        authenticator_attachment: word("authenticatorAttachment"),
        resident_key: word("residentKey"),
        require_resident_key: require_resident_key.map_or(Ok(false), |flag| flag.boolean())?,
        user_verification: word("userVerification"),
    })
}

/// Milliseconds; a fraction is cut off as WebIDL does.
fn read_timeout(timeout: &Node<'_>) -> Result<Option<Duration>> {
    let milliseconds = timeout.value().as_f64().filter(|number| *number >= 0.0);
    let milliseconds = milliseconds.ok_or_else(|| timeout.error("a number of milliseconds"))?;
    let longest = f64::from(u32::MAX);
    let duration = Duration::from_secs_f64(milliseconds.trunc().min(longest) / 1000.0);
    Ok((!duration.is_zero()).then_some(duration))
}
