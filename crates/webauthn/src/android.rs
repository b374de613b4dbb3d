//! The key description in an Android attestation certificate (Android Keystore, "Key and ID
//! attestation"). It must never leave out an authorization that WebAuthn L3 §8.4 asks for.

#[cfg(test)]
mod tests;

use crate::der::{NotDer, Reader, Tag, only, unsigned_number};

/// `KeyDescription`, as far as WebAuthn needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDescription<'a> {
    /// `attestationVersion`.
    pub attestation_version: u64,
    /// `attestationSecurityLevel`: 0 software, 1 TEE, 2 StrongBox.
    pub attestation_security_level: u64,
    /// `keyMintSecurityLevel`, the same numbers.
    pub key_security_level: u64,
    /// `attestationChallenge`.
    pub attestation_challenge: &'a [u8],
    /// `softwareEnforced`.
    pub software_enforced: AuthorizationList,
    /// `hardwareEnforced`, formerly `teeEnforced`.
    pub tee_enforced: AuthorizationList,
}

/// `AuthorizationList`, as far as WebAuthn needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationList {
    /// `purpose`, in the order given; none where it is absent.
    pub purpose: Option<Vec<u64>>,
    /// `origin`.
    pub origin: Option<u64>,
    /// Whether `allApplications` is present.
    pub all_applications: bool,
    /// How many authorizations it has, known here or not.
    pub count: usize,
}

/// The extension's value is not a key description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an Android key description")]
pub struct KeyDescriptionError;

impl From<NotDer> for KeyDescriptionError {
    fn from(_: NotDer) -> Self {
        Self
    }
}

impl<'a> KeyDescription<'a> {
    /// The extension that holds it.
    pub const OID: &'static str = "1.3.6.1.4.1.11129.2.1.17";

    /// Reads the extension's value.
    ///
    /// # Errors
    /// It is no DER, or not a key description; members after the known ones are let go.
    pub fn from_der(der: &'a [u8]) -> Result<Self, KeyDescriptionError> {
        let mut reader = Reader::new(only(der, Tag::SEQUENCE)?);
        let attestation_version = unsigned_number(reader.expect(Tag::INTEGER)?)?;
        let attestation_security_level = unsigned_number(reader.expect(Tag::ENUMERATED)?)?;
        unsigned_number(reader.expect(Tag::INTEGER)?)?;
        let key_security_level = unsigned_number(reader.expect(Tag::ENUMERATED)?)?;
        let attestation_challenge = reader.expect(Tag::OCTET_STRING)?;
        reader.expect(Tag::OCTET_STRING)?;
        let software_enforced = AuthorizationList::read(reader.expect(Tag::SEQUENCE)?)?;
        let tee_enforced = AuthorizationList::read(reader.expect(Tag::SEQUENCE)?)?;
        while !reader.is_empty() {
            reader.element()?;
        }
        Ok(Self {
            attestation_version,
            attestation_security_level,
            key_security_level,
            attestation_challenge,
            software_enforced,
            tee_enforced,
        })
    }
}

impl AuthorizationList {
    const PURPOSE: u32 = 1;
    const ALL_APPLICATIONS: u32 = 600;
    const ORIGIN: u32 = 702;

    fn read(content: &[u8]) -> Result<Self, KeyDescriptionError> {
        let mut reader = Reader::new(content);
        let mut list = Self::default();
        let mut last = None;
        while !reader.is_empty() {
            let element = reader.element()?;
            let number = element.tag.explicit_number().ok_or(KeyDescriptionError)?;
            // A second word on the same matter would be read by one and passed over by another.
            // Out of order is only untidy, and there are keystores that are.
            if last == Some(number) || list.has(number) {
                return Err(KeyDescriptionError);
            }
            last = Some(number);
            list.count += 1;
            match number {
                Self::PURPOSE => list.purpose = Some(numbers(only(element.content, Tag::SET)?)?),
                Self::ORIGIN => {
                    list.origin = Some(unsigned_number(only(element.content, Tag::INTEGER)?)?);
                }
                Self::ALL_APPLICATIONS => list.all_applications = true,
                _ => {}
            }
        }
        Ok(list)
    }

    fn has(&self, number: u32) -> bool {
        match number {
            Self::PURPOSE => self.purpose.is_some(),
            Self::ORIGIN => self.origin.is_some(),
            Self::ALL_APPLICATIONS => self.all_applications,
            _ => false,
        }
    }
}

fn numbers(content: &[u8]) -> Result<Vec<u64>, KeyDescriptionError> {
    let mut reader = Reader::new(content);
    let mut numbers = Vec::new();
    while !reader.is_empty() {
        numbers.push(unsigned_number(reader.expect(Tag::INTEGER)?)?);
    }
    Ok(numbers)
}
