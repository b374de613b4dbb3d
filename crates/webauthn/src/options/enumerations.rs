//! Enumerations that WebAuthn carries as plain strings (L3 §2.1.1). A word nobody knows must never
//! become an error here: the caller treats it as absent.

use serde::Serialize;

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// The value a word stands for; case counts.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The standard's word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

words! {
    /// How attestation is to be conveyed (WebAuthn L3 §5.4.7).
    AttestationConveyancePreference {
        /// None is wanted.
        None = "none",
        /// Wanted, the client may make it anonymous.
        Indirect = "indirect",
        /// Wanted as the authenticator made it.
        Direct = "direct",
        /// Wanted with what identifies the single authenticator.
        Enterprise = "enterprise",
    }
}

words! {
    /// How an authenticator is attached (WebAuthn L3 §5.4.5).
    AuthenticatorAttachment {
        /// Built into the computer.
        Platform = "platform",
        /// Roaming.
        CrossPlatform = "cross-platform",
    }
}

words! {
    /// Whether the credential must be discoverable (WebAuthn L3 §5.4.6).
    ResidentKeyRequirement {
        /// Rather not.
        Discouraged = "discouraged",
        /// Where the authenticator can.
        Preferred = "preferred",
        /// Must be.
        Required = "required",
    }
}

words! {
    /// Whether the user must be verified (WebAuthn L3 §5.8.6).
    UserVerificationRequirement {
        /// Must be.
        Required = "required",
        /// Where the authenticator can.
        Preferred = "preferred",
        /// Rather not.
        Discouraged = "discouraged",
    }
}

words! {
    /// `credentialProtectionPolicy` (CTAP 2.2 §12.1).
    CredentialProtectionPolicy {
        /// Level 1.
        UserVerificationOptional = "userVerificationOptional",
        /// Level 2.
        UserVerificationOptionalWithCredentialIdList = "userVerificationOptionalWithCredentialIDList",
        /// Level 3.
        UserVerificationRequired = "userVerificationRequired",
    }
}
