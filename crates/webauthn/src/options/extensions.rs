//! Extension inputs of a registration. Inputs nobody knows are kept and must never stop one.

use serde_json::{Map, Value};

use super::{
    enumerations::CredentialProtectionPolicy,
    reader::{Node, Result},
};

/// `extensions` (WebAuthn L3 §9, §10; CTAP 2.2 §12).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuthenticationExtensionsClientInputs {
    /// The word at `credentialProtectionPolicy`.
    pub credential_protection_policy: Option<String>,
    /// `enforceCredentialProtectionPolicy`: fail rather than make one less protected.
    pub enforce_credential_protection_policy: bool,
    /// `hmacCreateSecret`.
    pub hmac_create_secret: bool,
    /// `prf`.
    pub prf: Option<AuthenticationExtensionsPrfInputs>,
    /// `minPinLength`.
    pub min_pin_length: bool,
    /// `credProps`.
    pub cred_props: bool,
    /// `largeBlob`.
    pub large_blob: Option<AuthenticationExtensionsLargeBlobInputs>,
    /// `credBlob`.
    pub cred_blob: Option<Vec<u8>>,
    /// Every other input as it stands, `@odata.*` left out.
    pub others: Map<String, Value>,
}

/// `prf` (WebAuthn L3 §10.1.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthenticationExtensionsPrfInputs {
    /// `eval`.
    pub eval: Option<AuthenticationExtensionsPrfValues>,
    /// `evalByCredential`, which a registration must not have; by credential ID as written.
    pub eval_by_credential: Option<Vec<(String, AuthenticationExtensionsPrfValues)>>,
}

/// Inputs of the pseudo-random function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationExtensionsPrfValues {
    /// `first`.
    pub first: Vec<u8>,
    /// `second`.
    pub second: Option<Vec<u8>>,
}

/// `largeBlob` (WebAuthn L3 §10.1.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthenticationExtensionsLargeBlobInputs {
    /// The word at `support`.
    pub support: Option<String>,
    /// `read`, which a registration must not have.
    pub read: Option<bool>,
    /// `write`, which a registration must not have.
    pub write: Option<Vec<u8>>,
}

impl AuthenticationExtensionsClientInputs {
    /// The policy asked for, where the word is known.
    pub fn cred_protect(&self) -> Option<CredentialProtectionPolicy> {
        let word = self.credential_protection_policy.as_deref();
        word.and_then(CredentialProtectionPolicy::from_word)
    }

    /// Whether `largeBlob` is asked for and must be supported.
    pub fn requires_large_blob(&self) -> bool {
        let support = self.large_blob.as_ref().and_then(|input| input.support.as_deref());
        support == Some("required")
    }

    pub(super) fn read(extensions: &Node<'_>) -> Result<Self> {
        let known = [
            "credentialProtectionPolicy",
            "enforceCredentialProtectionPolicy",
            "hmacCreateSecret",
            "prf",
            "minPinLength",
            "credProps",
            "largeBlob",
            "credBlob",
        ];
        let others = extensions
            .object()?
            .iter()
            .filter(|(name, _)| !known.contains(&name.as_str()) && !name.contains("@odata."));
        Ok(Self {
            credential_protection_policy: extensions
                .optional("credentialProtectionPolicy")
                .map(|policy| policy.word()),
            enforce_credential_protection_policy: flag(
                extensions,
                "enforceCredentialProtectionPolicy",
            )?,
            hmac_create_secret: flag(extensions, "hmacCreateSecret")?,
            prf: extensions.optional("prf").map(|prf| read_prf(&prf)).transpose()?,
            min_pin_length: flag(extensions, "minPinLength")?,
            cred_props: flag(extensions, "credProps")?,
            large_blob: extensions
                .optional("largeBlob")
                .map(|large_blob| read_large_blob(&large_blob))
                .transpose()?,
            cred_blob: extensions.optional("credBlob").map(|blob| blob.bytes()).transpose()?,
            others: others.map(|(name, value)| (name.clone(), value.clone())).collect(),
        })
    }
}

fn flag(extensions: &Node<'_>, name: &str) -> Result<bool> {
    extensions.optional(name).map_or(Ok(false), |flag| flag.boolean())
}

fn read_prf(prf: &Node<'_>) -> Result<AuthenticationExtensionsPrfInputs> {
    prf.object()?;
    let by_credential = |inputs: Node<'_>| {
        let ids = inputs.object()?.keys();
        ids.filter_map(|id| inputs.member(id).map(|values| (id.clone(), values)))
            .map(|(id, values)| Ok((id, read_prf_values(&values)?)))
            .collect()
    };
    Ok(AuthenticationExtensionsPrfInputs {
        eval: prf.optional("eval").map(|values| read_prf_values(&values)).transpose()?,
        eval_by_credential: prf.optional("evalByCredential").map(by_credential).transpose()?,
    })
}

fn read_prf_values(values: &Node<'_>) -> Result<AuthenticationExtensionsPrfValues> {
    values.object()?;
    Ok(AuthenticationExtensionsPrfValues {
        first: values.required("first", "a base64url string")?.bytes()?,
        second: values.optional("second").map(|second| second.bytes()).transpose()?,
    })
}

fn read_large_blob(large_blob: &Node<'_>) -> Result<AuthenticationExtensionsLargeBlobInputs> {
    large_blob.object()?;
    Ok(AuthenticationExtensionsLargeBlobInputs {
        support: large_blob.optional("support").map(|support| support.word()),
        read: large_blob.optional("read").map(|read| read.boolean()).transpose()?,
        write: large_blob.optional("write").map(|write| write.bytes()).transpose()?,
    })
}
