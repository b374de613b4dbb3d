//! authenticatorMakeCredential (CTAP 2.1 §6.1). It must leave out what the key does not know, so that
//! a key of an older version is never confused.

use webauthn::cbor::Value;
pub use webauthn::options::CredentialProtectionPolicy;

use super::{Request, descriptor, request};
use crate::{ceremony::RegistrationRequest, pin_uv_auth::PinUvAuthToken};

/// The credProtect extension as asked (CTAP 2.1 §12.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredProtect {
    /// The policy.
    pub policy: CredentialProtectionPolicy,
    /// What happens when the key cannot do it.
    pub enforcement: Enforcement,
}

/// `enforceCredentialProtectionPolicy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcement {
    /// A key without credProtect must not be used.
    Required,
    /// Such a key will do.
    BestEffort,
}

/// The level on the wire (CTAP 2.1 §12.1).
pub(crate) fn cred_protect_level(policy: CredentialProtectionPolicy) -> u8 {
    match policy {
        CredentialProtectionPolicy::UserVerificationOptional => 1,
        CredentialProtectionPolicy::UserVerificationOptionalWithCredentialIdList => 2,
        CredentialProtectionPolicy::UserVerificationRequired => 3,
    }
}

/// Who manages the enterprise attestation asked for (CTAP 2.1 §7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnterpriseAttestation {
    /// 1.
    VendorFacilitated,
    /// 2.
    PlatformManaged,
}

/// What of the request goes to one key.
pub(crate) struct MakeCredential<'a> {
    pub(crate) request: &'a RegistrationRequest,
    /// Those of the exclude list that this key is told.
    pub(crate) exclude: &'a [Vec<u8>],
    pub(crate) discoverable: bool,
    /// Ask the key's own user verification in this very command (CTAP 2.0 with built-in UV).
    pub(crate) internal_uv: bool,
    pub(crate) token: Option<&'a PinUvAuthToken>,
    pub(crate) extensions: Vec<(&'static str, Value)>,
    pub(crate) enterprise_attestation: Option<EnterpriseAttestation>,
}

impl MakeCredential<'_> {
    pub(crate) fn encode(&self) -> Request {
        let asked = self.request;
        let mut parameters = vec![
            (0x01, asked.client_data_hash.into()),
            (0x02, rp(&asked.rp.id, &asked.rp.name)),
            (0x03, user(asked)),
            (0x04, algorithms(&asked.algorithms)),
        ];
        if !self.exclude.is_empty() {
            let list: Vec<_> = self.exclude.iter().map(|id| descriptor(id)).collect();
            parameters.push((0x05, list.into()));
        }
        if !self.extensions.is_empty() {
            parameters.push((0x06, self.extensions.iter().cloned().collect()));
        }
        // §6.1.2: an option is only sent with a value other than its default.
        let options = [("rk", self.discoverable), ("uv", self.internal_uv)];
        let options: Vec<_> = options.into_iter().filter(|option| option.1).collect();
        if !options.is_empty() {
            let options = options.into_iter().map(|(id, on)| (id, Value::from(on)));
            parameters.push((0x07, options.collect()));
        }
        if let Some(token) = self.token {
            parameters.push((0x08, token.authenticate(&asked.client_data_hash).into()));
            parameters.push((0x09, token.protocol().number().into()));
        }
        if let Some(managed) = self.enterprise_attestation {
            let managed: u8 = match managed {
                EnterpriseAttestation::VendorFacilitated => 1,
                EnterpriseAttestation::PlatformManaged => 2,
            };
            parameters.push((0x0A, managed.into()));
        }
        request(0x01, parameters)
    }
}

/// The CTAP 2.0 way to ask for a touch and nothing else: a makeCredential with an empty
/// pinUvAuthParam (CTAP 2.1 §6.1.2 step 1), for an RP that does not exist.
pub(crate) fn blink() -> Request {
    let user = [("id", Value::from([0u8])), ("name", Value::from("select"))].into_iter().collect();
    request(
        0x01,
        vec![
            (0x01, [0u8; 32].into()),
            (0x02, rp("touchstone.invalid", "select")),
            (0x03, user),
            (0x04, algorithms(&[-7])),
            (0x08, Vec::<u8>::new().into()),
            (0x09, 1u8.into()),
        ],
    )
}

fn rp(id: &str, name: &str) -> Value {
    let mut entity = vec![("id", Value::from(id))];
    if !name.is_empty() {
        entity.push(("name", Value::from(name)));
    }
    entity.into_iter().collect()
}

fn user(asked: &RegistrationRequest) -> Value {
    let mut entity = vec![("id", Value::from(asked.user.id.as_slice()))];
    for (member, text) in [("name", &asked.user.name), ("displayName", &asked.user.display_name)] {
        if !text.is_empty() {
            entity.push((member, Value::from(text.as_str())));
        }
    }
    entity.into_iter().collect()
}

fn algorithms(algorithms: &[i64]) -> Value {
    let parameters = algorithms.iter().map(|algorithm| {
        [("alg", Value::from(*algorithm)), ("type", Value::from("public-key"))]
            .into_iter()
            .collect()
    });
    Value::Array(parameters.collect())
}
