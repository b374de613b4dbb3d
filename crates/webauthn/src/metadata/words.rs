//! Words of the FIDO Registry of Predefined Values and of the metadata service. One that is not
//! known here must be kept as it came.

use serde::{Serialize, Serializer};

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`.")] $variant,)*
            /// Another word, as it came.
            Other(String),
        }

        impl $name {
            /// The word in the document.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

words! {
    /// `AuthenticatorStatus` (FIDO MDS v3.1 §3.1.4).
    AuthenticatorStatus {
        NotFidoCertified = "NOT_FIDO_CERTIFIED",
        SelfAssertionSubmitted = "SELF_ASSERTION_SUBMITTED",
        FidoCertified = "FIDO_CERTIFIED",
        FidoCertifiedL1 = "FIDO_CERTIFIED_L1",
        FidoCertifiedL1Plus = "FIDO_CERTIFIED_L1plus",
        FidoCertifiedL2 = "FIDO_CERTIFIED_L2",
        FidoCertifiedL2Plus = "FIDO_CERTIFIED_L2plus",
        FidoCertifiedL3 = "FIDO_CERTIFIED_L3",
        FidoCertifiedL3Plus = "FIDO_CERTIFIED_L3plus",
        Fips140CertifiedL1 = "FIPS140_CERTIFIED_L1",
        Fips140CertifiedL2 = "FIPS140_CERTIFIED_L2",
        Fips140CertifiedL3 = "FIPS140_CERTIFIED_L3",
        Fips140CertifiedL4 = "FIPS140_CERTIFIED_L4",
        UserVerificationBypass = "USER_VERIFICATION_BYPASS",
        AttestationKeyCompromise = "ATTESTATION_KEY_COMPROMISE",
        UserKeyRemoteCompromise = "USER_KEY_REMOTE_COMPROMISE",
        UserKeyPhysicalCompromise = "USER_KEY_PHYSICAL_COMPROMISE",
        UpdateAvailable = "UPDATE_AVAILABLE",
        Retired = "RETIRED",
        Revoked = "REVOKED",
    }
}

words! {
    /// `protocolFamily` (Metadata Statement v3.1 §4).
    ProtocolFamily {
        Uaf = "uaf",
        U2f = "u2f",
        Fido2 = "fido2",
    }
}

words! {
    /// `attestationTypes` (FIDO Registry v2.2 §3.6.3).
    AttestationTypeName {
        BasicFull = "basic_full",
        BasicSurrogate = "basic_surrogate",
        Ecdaa = "ecdaa",
        AttCa = "attca",
        AnonCa = "anonca",
        None = "none",
    }
}

words! {
    /// `keyProtection` (FIDO Registry v2.2 §3.2).
    KeyProtection {
        Software = "software",
        Hardware = "hardware",
        Tee = "tee",
        SecureElement = "secure_element",
        RemoteHandle = "remote_handle",
    }
}

words! {
    /// `matcherProtection` (FIDO Registry v2.2 §3.3).
    MatcherProtection {
        Software = "software",
        Tee = "tee",
        OnChip = "on_chip",
    }
}

words! {
    /// `attachmentHint` (FIDO Registry v2.2 §3.4).
    AttachmentHint {
        Internal = "internal",
        External = "external",
        Wired = "wired",
        Wireless = "wireless",
        Nfc = "nfc",
        Bluetooth = "bluetooth",
        Network = "network",
        Ready = "ready",
        WifiDirect = "wifi_direct",
    }
}
