//! A metadata statement: what a model is and can (FIDO Metadata Statement v3.0 §4). It was made when
//! the model was certified, and must never be taken for what a key in hand answers.

use serde_json::value::RawValue;

use super::{
    codec,
    get_info::GetInfoStatement,
    icon::{Icon, IconError},
    reader::{OddityKind, Reader, member, of},
    words::{
        AttachmentHint, AttestationTypeName, KeyProtection, MatcherProtection, ProtocolFamily,
    },
};
use crate::{Aaguid, x509::TrustAnchor};

/// `metadataStatement`.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataStatement {
    /// `aaguid`.
    pub aaguid: Option<Aaguid>,
    /// `description`, in English.
    pub description: Option<String>,
    /// `friendlyNames`, else `alternativeDescriptions`: language and name.
    pub friendly_names: Vec<(String, String)>,
    /// `authenticatorVersion`: the firmware that the statement is of.
    pub authenticator_version: Option<u64>,
    /// `protocolFamily`.
    pub protocol_family: Option<ProtocolFamily>,
    /// `upv`.
    pub upv: Vec<UnifiedProtocolVersion>,
    /// `authenticationAlgorithms`, as they stand there.
    pub authentication_algorithms: Vec<String>,
    /// `publicKeyAlgAndEncodings`, as they stand there.
    pub public_key_alg_and_encodings: Vec<String>,
    /// `attestationTypes`.
    pub attestation_types: Vec<AttestationTypeName>,
    /// `userVerificationDetails`: one of these combinations is used, and all methods of it (such as
    /// `passcode_external`).
    pub user_verification_details: Vec<Vec<String>>,
    /// `keyProtection`.
    pub key_protection: Vec<KeyProtection>,
    /// `matcherProtection`.
    pub matcher_protection: Vec<MatcherProtection>,
    /// `attachmentHint`.
    pub attachment_hint: Vec<AttachmentHint>,
    /// `cryptoStrength` in bits.
    pub crypto_strength: Option<u64>,
    /// `attestationRootCertificates` as they stand there, what is no string as an empty one; see
    /// [`Self::trust_anchors`].
    pub attestation_root_certificates: Vec<String>,
    /// `authenticatorGetInfo`.
    pub get_info: Option<GetInfoStatement>,
    /// `multiDeviceCredentialSupport`: `unsupported`, or how it copies credentials elsewhere.
    pub multi_device_credential_support: Option<String>,
    /// Identifiers of `supportedExtensions`.
    pub supported_extensions: Vec<String>,
    /// Members that are not known here.
    pub others: Vec<String>,
    icon: Option<String>,
    icon_dark: Option<String>,
}

/// `Version`: 1.0 is FIDO U2F 1.0, UAF 1.0 or FIDO 2.0, by the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnifiedProtocolVersion {
    /// `major`.
    pub major: u64,
    /// `minor`.
    pub minor: u64,
}

/// The anchors of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// Roots, intermediates or attestation certificates (Metadata Statement v3.0 §4).
    pub anchors: Vec<TrustAnchor>,
    /// Places in `attestationRootCertificates` that hold no certificate.
    pub unreadable: Vec<usize>,
}

impl MetadataStatement {
    pub(super) fn read(mut reader: Reader<'_, '_>) -> Self {
        let description = reader.text("description");
        let names = ["friendlyNames", "alternativeDescriptions"].map(|name| reader.pairs(name));
        let protocol_family = reader.text("protocolFamily").map(|word| word.as_str().into());
        let upv = reader.list("upv", "a version", |_, json, _| {
            Some(UnifiedProtocolVersion {
                major: member(json, "major")?,
                minor: member(json, "minor")?,
            })
        });
        let details = reader.list("userVerificationDetails", "a combination", |_, json, _| {
            let methods = serde_json::from_str::<Vec<&RawValue>>(json).ok()?;
            methods.iter().map(|one| member(one.get(), "userVerificationMethod")).collect()
        });
        let roots = reader
            .list("attestationRootCertificates", "a string", |_, json, _| Some(of::<String>(json)));
        for (at, _) in roots.iter().enumerate().filter(|(_, root)| root.is_none()) {
            let name = format!("attestationRootCertificates[{at}]");
            reader.note(&name, OddityKind::Not("a string"));
        }
        let attachment_hint: Vec<_> = reader.words("attachmentHint");
        let extensions =
            reader.list("supportedExtensions", "an extension", |_, json, _| member(json, "id"));
        let statement = Self {
            aaguid: reader.aaguid("aaguid"),
            description,
            friendly_names: names.into_iter().flatten().collect(),
            authenticator_version: reader.number("authenticatorVersion"),
            protocol_family,
            upv,
            authentication_algorithms: reader.words("authenticationAlgorithms"),
            public_key_alg_and_encodings: reader.words("publicKeyAlgAndEncodings"),
            attestation_types: reader.words("attestationTypes"),
            user_verification_details: details,
            key_protection: reader.words("keyProtection"),
            matcher_protection: reader.words("matcherProtection"),
            attachment_hint,
            crypto_strength: reader.number("cryptoStrength"),
            attestation_root_certificates: roots
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect(),
            get_info: reader.below("authenticatorGetInfo", GetInfoStatement::read),
            multi_device_credential_support: reader.text("multiDeviceCredentialSupport"),
            supported_extensions: extensions,
            icon: reader.text("icon"),
            icon_dark: reader.text("iconDark"),
            others: Vec::new(),
        };
        statement.note_what_is_missing(&mut reader);
        Self { others: reader.rest(), ..statement }
    }

    /// Required members without which somebody else's reader stops.
    fn note_what_is_missing(&self, reader: &mut Reader<'_, '_>) {
        let some = |present: bool| present.then_some(());
        reader.required("description", self.description.as_ref());
        reader.required("authenticatorVersion", self.authenticator_version);
        reader.required("protocolFamily", self.protocol_family.as_ref());
        reader.required("attestationTypes", some(!self.attestation_types.is_empty()));
        reader
            .required("userVerificationDetails", some(!self.user_verification_details.is_empty()));
        reader.required("attachmentHint", some(!self.attachment_hint.is_empty()));
    }

    /// What the model is called in a language (BCP 47), where that is said.
    pub fn friendly_name(&self, language: &str) -> Option<&str> {
        let mut names = self.friendly_names.iter();
        names.find(|(of, _)| of.eq_ignore_ascii_case(language)).map(|(_, name)| name.as_str())
    }

    /// The anchors that an attestation of the model must lead to.
    pub fn trust_anchors(&self) -> Anchors {
        let mut found = Anchors::default();
        for (place, text) in self.attestation_root_certificates.iter().enumerate() {
            match codec::certificate(text).and_then(|der| TrustAnchor::from_der(&der).ok()) {
                Some(anchor) => found.anchors.push(anchor),
                None => found.unreadable.push(place),
            }
        }
        found
    }

    /// The model's picture.
    ///
    /// # Errors
    /// It is no picture that may be shown.
    pub fn icon(&self) -> Result<Option<Icon>, IconError> {
        self.icon.as_deref().map(Icon::from_data_url).transpose()
    }

    /// The same for dark surroundings.
    ///
    /// # Errors
    /// It is no picture that may be shown.
    pub fn icon_dark(&self) -> Result<Option<Icon>, IconError> {
        self.icon_dark.as_deref().map(Icon::from_data_url).transpose()
    }

    /// Whether its credentials are copied to other devices (Metadata Statement v3.1 §4).
    pub fn is_multi_device(&self) -> bool {
        let support = self.multi_device_credential_support.as_deref();
        matches!(support, Some("explicit" | "implicit"))
    }

    /// Whether it is part of a computer or phone and of nothing else.
    pub fn is_internal(&self) -> bool {
        self.attachment_hint.contains(&AttachmentHint::Internal)
            && !self.attachment_hint.contains(&AttachmentHint::External)
    }
}
