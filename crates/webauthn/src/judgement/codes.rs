//! The codes of the findings document. They are added to and must never be renamed.

use serde::Serialize;

macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code in the document.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

codes! {
    /// `check`: what was looked at.
    Check {
        /// The client data's form and type.
        ClientData = "client-data",
        /// The challenge.
        Challenge = "challenge",
        /// The origin, also of the top-level page.
        Origin = "origin",
        /// The RP ID's hash.
        RpId = "rp-id",
        /// The flags.
        Flags = "flags",
        /// Authenticator data and the attested credential data in it.
        AttestedData = "attested-data",
        /// The credential ID.
        CredentialId = "credential-id",
        /// The credential public key.
        PublicKey = "public-key",
        /// Its algorithm.
        Algorithm = "algorithm",
        /// The attestation object and the statement's form.
        StatementStructure = "statement-structure",
        /// The statement's signature, or what it has in place of one.
        StatementSignature = "statement-signature",
        /// The attestation certificate.
        Certificate = "certificate",
        /// The AAGUID in the certificate.
        CertificateAaguid = "certificate-aaguid",
        /// The way to a trust anchor.
        Chain = "chain",
        /// Whether the metadata knows the model.
        Metadata = "metadata",
        /// What the metadata reports of it.
        MetadataStatus = "metadata-status",
        /// What the metadata says it can do.
        MetadataRequirements = "metadata-requirements",
        /// Whether the method is on.
        PolicyMethod = "policy-method",
        /// Whether the person is in scope.
        PolicyScope = "policy-scope",
        /// Whether a profile is satisfied.
        PolicyProfile = "policy-profile",
        /// Whether the AAGUID is allowed.
        PolicyAaguid = "policy-aaguid",
        /// Whether the kind of passkey is allowed.
        PolicyPasskeyType = "policy-passkey-type",
        /// Whether attestation is enforced and given.
        PolicyAttestation = "policy-attestation",
    }
}

codes! {
    /// `reason`: why a check did not simply pass.
    Reason {
        /// Client data is not JSON, or lacks a member.
        ClientDataMalformed = "client-data-malformed",
        /// Its type is not `webauthn.create`.
        ClientDataType = "client-data-type",
        /// Another challenge.
        ChallengeMismatch = "challenge-mismatch",
        /// Another origin.
        OriginMismatch = "origin-mismatch",
        /// Made in a cross-origin frame.
        CrossOrigin = "cross-origin",
        /// Another RP ID.
        RpIdMismatch = "rp-id-mismatch",
        /// UP is not set.
        UserNotPresent = "user-not-present",
        /// UV is required and not set.
        UserNotVerified = "user-not-verified",
        /// BS without BE.
        BackupFlagsInconsistent = "backup-flags-inconsistent",
        /// A flag is set that has no meaning yet.
        FlagsReserved = "flags-reserved",
        /// AT is not set.
        AttestedDataMissing = "attested-data-missing",
        /// Authenticator data breaks off or has CBOR that is none.
        AuthenticatorDataMalformed = "authenticator-data-malformed",
        /// Bytes that nothing announces.
        TrailingBytes = "trailing-bytes",
        /// Not CBOR.
        CborMalformed = "cbor-malformed",
        /// CBOR, but not CTAP2's canonical form.
        CborNotCanonical = "cbor-not-canonical",
        /// A map with a key twice.
        CborDuplicateKey = "cbor-duplicate-key",
        /// More than 1,023 bytes.
        CredentialIdTooLong = "credential-id-too-long",
        /// Fewer bytes than keep it from being guessed.
        CredentialIdTooShort = "credential-id-too-short",
        /// The response names another than authenticator data.
        CredentialIdMismatch = "credential-id-mismatch",
        /// No COSE key, or one against WebAuthn's rules.
        PublicKeyMalformed = "public-key-malformed",
        /// Its point is none of the curve.
        PublicKeyNotOnCurve = "public-key-not-on-curve",
        /// The private key is in it.
        PublicKeyPrivatePart = "public-key-private-part",
        /// Not among those asked for.
        AlgorithmNotRequested = "algorithm-not-requested",
        /// This build cannot verify it.
        AlgorithmUnsupported = "algorithm-unsupported",
        /// Its signatures are no longer worth much: SHA-1.
        AlgorithmWeak = "algorithm-weak",
        /// The format is not registered, or this build cannot verify it.
        FormatUnsupported = "format-unsupported",
        /// The statement breaks its format's syntax.
        StatementMalformed = "statement-malformed",
        /// Its algorithm is not that of the key.
        StatementAlgorithmMismatch = "statement-algorithm-mismatch",
        /// The signature is not of the key over this data.
        StatementSignatureInvalid = "statement-signature-invalid",
        /// Not a certificate, or an extension of it that is none.
        CertificateMalformed = "certificate-malformed",
        /// It lacks what the format demands.
        CertificateRequirements = "certificate-requirements",
        /// Its time is over.
        CertificateExpired = "certificate-expired",
        /// Its time has not come.
        CertificateNotYetValid = "certificate-not-yet-valid",
        /// It names another AAGUID.
        CertificateAaguidMismatch = "certificate-aaguid-mismatch",
        /// It names no AAGUID.
        CertificateAaguidMissing = "certificate-aaguid-missing",
        /// No supplied anchor is reached.
        ChainUntrusted = "chain-untrusted",
        /// A certificate was not issued by the next.
        ChainBroken = "chain-broken",
        /// An anchor that metadata list cannot be read.
        AnchorUnreadable = "anchor-unreadable",
        /// The certificate attests another key than the credential's.
        CredentialKeyMismatch = "credential-key-mismatch",
        /// A U2F key with an AAGUID.
        AaguidNotZero = "aaguid-not-zero",
        /// No attestation proves the AAGUID.
        AaguidUnproved = "aaguid-unproved",
        /// TPM structures do not fit together.
        TpmStructure = "tpm-structure",
        /// The TPM certified another object.
        TpmNameMismatch = "tpm-name-mismatch",
        /// The AIK certificate breaks its rules.
        TpmCertificate = "tpm-certificate",
        /// No TPM vendor is known by that name.
        TpmVendorUnknown = "tpm-vendor-unknown",
        /// The Android key description does not fit.
        KeyDescription = "key-description",
        /// Apple's nonce is another.
        NonceMismatch = "nonce-mismatch",
        /// SafetyNet's answer does not hold.
        SafetynetResponse = "safetynet-response",
        /// Format none with a statement.
        NoneWithStatement = "none-with-statement",
        /// The method is off.
        MethodDisabled = "method-disabled",
        /// The person is not in scope.
        UserNotInScope = "user-not-in-scope",
        /// The person is excluded.
        UserExcluded = "user-excluded",
        /// People may not register themselves.
        SelfServiceOff = "self-service-off",
        /// Not on the allow list.
        AaguidNotAllowed = "aaguid-not-allowed",
        /// On the block list.
        AaguidBlocked = "aaguid-blocked",
        /// Synced or device-bound, whichever is not allowed.
        PasskeyTypeNotAllowed = "passkey-type-not-allowed",
        /// Attestation is enforced.
        AttestationRequired = "attestation-required",
        /// The key does not do what every passkey here needs: discoverable, with user verification.
        KeyRequirements = "key-requirements",
        /// The key does not say its model.
        AaguidUnknown = "aaguid-unknown",
        /// The person, or the groups they are in, were not said.
        ScopeUnknown = "scope-unknown",
        /// The policy has a word that is not known here, or does not say what it should.
        PolicyUnknown = "policy-unknown",
        /// The metadata does not know the model.
        MetadataMissing = "metadata-missing",
        /// The metadata is past its next update.
        MetadataStale = "metadata-stale",
        /// The metadata's signature does not hold.
        MetadataSignature = "metadata-signature",
        /// Its certification was revoked.
        MetadataRevoked = "metadata-revoked",
        /// Its keys were compromised.
        MetadataCompromised = "metadata-compromised",
        /// A newer firmware exists.
        MetadataUpdateAvailable = "metadata-update-available",
        /// The vendor has retired it.
        MetadataRetired = "metadata-retired",
        /// The metadata knows the model for another type of attestation.
        MetadataAttestationType = "metadata-attestation-type",
        /// The metadata does not show what is demanded.
        MetadataRequirements = "metadata-requirements",
        /// What to compare with was not supplied.
        ExpectationMissing = "expectation-missing",
    }
}

impl Check {
    /// The checks of a verification, in the order they are reported.
    pub const VERIFICATION: [Self; 14] = [
        Self::ClientData,
        Self::Challenge,
        Self::Origin,
        Self::RpId,
        Self::Flags,
        Self::AttestedData,
        Self::CredentialId,
        Self::PublicKey,
        Self::Algorithm,
        Self::StatementStructure,
        Self::StatementSignature,
        Self::Certificate,
        Self::CertificateAaguid,
        Self::Chain,
    ];

    /// Whether its failure refuses rather than invalidates.
    pub fn is_policy(self) -> bool {
        !Self::VERIFICATION.contains(&self)
    }

    pub(crate) fn is_of_statement(self) -> bool {
        [
            Self::StatementStructure,
            Self::StatementSignature,
            Self::Certificate,
            Self::CertificateAaguid,
        ]
        .contains(&self)
    }

    /// Where the rule stands, unless a format has its own.
    pub fn spec(self) -> &'static str {
        match self {
            Self::ClientData => "WebAuthn L3 §7.1 steps 5-7",
            Self::Challenge => "WebAuthn L3 §7.1 step 8",
            Self::Origin => "WebAuthn L3 §7.1 steps 9-11",
            Self::RpId => "WebAuthn L3 §7.1 step 14",
            Self::Flags => "WebAuthn L3 §7.1 steps 15-17",
            Self::AttestedData => "WebAuthn L3 §6.1, §6.5.1",
            Self::CredentialId => "WebAuthn L3 §7.1 step 25",
            Self::PublicKey => "WebAuthn L3 §5.8.5, §6.5.1.1",
            Self::Algorithm => "WebAuthn L3 §7.1 step 20",
            Self::StatementStructure => "WebAuthn L3 §7.1 steps 13, 21",
            Self::StatementSignature | Self::Certificate | Self::CertificateAaguid => {
                "WebAuthn L3 §7.1 step 22"
            }
            Self::Chain => "WebAuthn L3 §7.1 steps 23-24",
            Self::Metadata => "FIDO MDS v3.0 §3.2",
            Self::MetadataStatus => "FIDO MDS v3.0 §3.1.4",
            Self::MetadataRequirements => {
                "Microsoft Entra, attestation for FIDO2 security key vendors"
            }
            Self::PolicyMethod
            | Self::PolicyScope
            | Self::PolicyProfile
            | Self::PolicyAaguid
            | Self::PolicyPasskeyType
            | Self::PolicyAttestation => "Microsoft Graph fido2AuthenticationMethodConfiguration",
        }
    }
}
