//! Creation options that a client may act on for an origin. Nothing must ever reach a key for
//! options that did not become this type.

use crate::{
    AuthorizedRp, CallerOrigin, ClientDataHash, CollectedClientData, CoseAlgorithmIdentifier,
    PublicKeyCredentialCreationOptions, RelatedOrigins, RpId, RpIdError, client_data_hash,
};

/// A registration as it goes to an authenticator (WebAuthn L3 §5.1.3 up to step 14).
#[derive(Clone, Debug, PartialEq)]
pub struct RegistrationRequest {
    options: PublicKeyCredentialCreationOptions,
    rp: AuthorizedRp,
    algorithms: Vec<CoseAlgorithmIdentifier>,
    client_data_json: Vec<u8>,
    client_data_hash: ClientDataHash,
}

/// Why a client refuses creation options that are well-formed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The origin may not use the RP ID (`SecurityError`).
    #[error(transparent)]
    RpId(#[from] RpIdError),
    /// No entry of `pubKeyCredParams` is of a known type (`NotSupportedError`).
    #[error("no entry of pubKeyCredParams is of type public-key")]
    NoPublicKeyType,
    /// An extension input that no registration may have (`NotSupportedError`).
    #[error("the extension input {0} is not for registrations")]
    Extension(&'static str),
    /// An extension that only listed origins may use, and no list was given (`NotAllowedError`).
    #[error("the extension {0} is not allowed to this origin")]
    ExtensionNotAllowed(&'static str),
}

impl RegistrationRequest {
    /// Checks the options as a client does and fixes the client data.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn new(
        options: PublicKeyCredentialCreationOptions,
        origin: &CallerOrigin,
        related: Option<&RelatedOrigins>,
    ) -> Result<Self, RequestError> {
        let rp_id = options.rp.id.as_deref().map_or_else(|| origin.default_rp_id(), RpId::parse)?;
        let rp = origin.authorize(&rp_id, related)?;
        let algorithms = options.algorithms();
        if algorithms.is_empty() {
            return Err(RequestError::NoPublicKeyType);
        }
        check_extensions(&options)?;
        let client_data = CollectedClientData::for_create(&options.challenge, origin.as_str());
        let client_data_json = client_data.to_json();
        let client_data_hash = client_data_hash(&client_data_json);
        Ok(Self { options, rp, algorithms, client_data_json, client_data_hash })
    }

    /// What the relying party asked.
    pub fn options(&self) -> &PublicKeyCredentialCreationOptions {
        &self.options
    }

    /// The relying party and the origin that may act for it.
    pub fn rp(&self) -> &AuthorizedRp {
        &self.rp
    }

    /// Algorithms to offer, best first; never empty.
    pub fn algorithms(&self) -> &[CoseAlgorithmIdentifier] {
        &self.algorithms
    }

    /// The serialized client data.
    pub fn client_data_json(&self) -> &[u8] {
        &self.client_data_json
    }

    /// SHA-256 of [`Self::client_data_json`].
    pub fn client_data_hash(&self) -> &ClientDataHash {
        &self.client_data_hash
    }
}

fn check_extensions(options: &PublicKeyCredentialCreationOptions) -> Result<(), RequestError> {
    let extensions = &options.extensions;
    // WebAuthn L3 §10.1.1: appid is for assertions.
    if extensions.others.contains_key("appid") {
        return Err(RequestError::Extension("appid"));
    }
    // WebAuthn L3 §10.1.4: "If evalByCredential is present, return a NotSupportedError".
    if extensions.prf.as_ref().is_some_and(|prf| prf.eval_by_credential.is_some()) {
        return Err(RequestError::Extension("prf.evalByCredential"));
    }
    // WebAuthn L3 §10.1.5: the same for read and write.
    let large_blob = extensions.large_blob.as_ref();
    if large_blob.is_some_and(|large_blob| large_blob.read.is_some()) {
        return Err(RequestError::Extension("largeBlob.read"));
    }
    if large_blob.is_some_and(|large_blob| large_blob.write.is_some()) {
        return Err(RequestError::Extension("largeBlob.write"));
    }
    // A protection that must be enforced but that nobody knows cannot be enforced.
    if extensions.enforce_credential_protection_policy
        && extensions.credential_protection_policy.is_some()
        && extensions.cred_protect().is_none()
    {
        return Err(RequestError::Extension("credentialProtectionPolicy"));
    }
    // It lets one origin speak for another; browsers keep a list of who may.
    if extensions.others.contains_key("remoteDesktopClientOverride") {
        return Err(RequestError::ExtensionNotAllowed("remoteDesktopClientOverride"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
