//! The kinds of passkey that the platform matrix tells apart, and the models that are of each. A
//! model that is not listed must stay without a kind.

use webauthn::Aaguid;

use super::word::{Binding, words};

words! {
    /// A kind of passkey.
    CredentialKind {
        /// Windows Hello for Business, which has a protocol of its own and no model.
        WindowsHelloForBusiness "windows_hello_for_business"
        /// A passkey of Microsoft Entra in Windows Hello.
        EntraPasskeyOnWindows "entra_passkey_on_windows"
        /// Google Password Manager.
        GooglePasswordManager "google_password_manager"
        /// Microsoft Password Manager.
        MicrosoftPasswordManager "microsoft_password_manager"
        /// iCloud Keychain, managed or not.
        IcloudKeychain "icloud_keychain"
        /// Platform SSO of macOS.
        MacPlatformSso "mac_platform_sso"
        /// Samsung Pass.
        SamsungPass "samsung_pass"
        /// A passkey in Microsoft Authenticator.
        AuthenticatorPasskey "authenticator_passkey"
        /// A security key.
        SecurityKey "security_key"
        /// Another vendor's password manager.
        ThirdPartyPasswordManager "third_party_password_manager"
        /// None of these, or not known which.
        Unmapped "unmapped"
    }
}

impl CredentialKind {
    /// Where passkeys of the kind live; `None` where that hangs on the passkey or is not documented.
    pub const fn binding(self) -> Option<Binding> {
        match self {
            Self::WindowsHelloForBusiness
            | Self::EntraPasskeyOnWindows
            | Self::MacPlatformSso
            | Self::AuthenticatorPasskey => Some(Binding::DeviceBound),
            Self::GooglePasswordManager | Self::IcloudKeychain => Some(Binding::Synced),
            Self::MicrosoftPasswordManager
            | Self::SamsungPass
            | Self::SecurityKey
            | Self::ThirdPartyPasswordManager
            | Self::Unmapped => None,
        }
    }

    /// The kind of a model; [`Self::Unmapped`] for one that is not listed here. Whether that is a
    /// security key is for FIDO metadata to say.
    pub fn of_model(model: Aaguid) -> Self {
        let id = model.to_string();
        MODELS.iter().find(|(known, _)| *known == id).map_or(Self::Unmapped, |(_, kind)| *kind)
    }

    pub(super) const fn bit(self) -> u16 {
        match self {
            Self::WindowsHelloForBusiness => 1,
            Self::EntraPasskeyOnWindows => 1 << 1,
            Self::GooglePasswordManager => 1 << 2,
            Self::MicrosoftPasswordManager => 1 << 3,
            Self::IcloudKeychain => 1 << 4,
            Self::MacPlatformSso => 1 << 5,
            Self::SamsungPass => 1 << 6,
            Self::AuthenticatorPasskey => 1 << 7,
            Self::SecurityKey => 1 << 8,
            Self::ThirdPartyPasswordManager => 1 << 9,
            Self::Unmapped => 1 << 10,
        }
    }
}

/// Models and their kinds, from Microsoft's pages on passkeys on Windows and in Authenticator, on
/// Platform Credentials, and from the community's list of passkey providers.
const MODELS: &[(&str, CredentialKind)] = &[
    ("08987058-cadc-4b81-b6e1-30de50dcbe96", CredentialKind::EntraPasskeyOnWindows),
    ("9ddd1817-af5a-4672-a2b9-3e3dd95000a9", CredentialKind::EntraPasskeyOnWindows),
    ("6028b017-b1d4-4c02-b4b3-afcdafc96bb2", CredentialKind::EntraPasskeyOnWindows),
    ("de1e552d-db1d-4423-a619-566b625cdc84", CredentialKind::AuthenticatorPasskey),
    ("90a3ccdf-635c-4729-a248-9b709135078f", CredentialKind::AuthenticatorPasskey),
    ("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", CredentialKind::GooglePasswordManager),
    ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", CredentialKind::IcloudKeychain),
    ("dd4ec289-e01d-41c9-bb89-70fa845d4bf2", CredentialKind::IcloudKeychain),
    ("7fd635b3-2ef9-4542-8d9d-164f2c771efc", CredentialKind::MacPlatformSso),
    ("53414d53-554e-4700-0000-000000000000", CredentialKind::SamsungPass),
    ("d3452668-01fd-4c12-926c-83a4204853aa", CredentialKind::MicrosoftPasswordManager),
    ("bada5566-a7aa-401f-bd96-45619a55120d", CredentialKind::ThirdPartyPasswordManager),
];

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CredentialKinds(u16);

impl CredentialKinds {
    /// None.
    pub const NONE: Self = Self(0);

    /// These and that one.
    #[must_use]
    pub const fn with(self, kind: CredentialKind) -> Self {
        Self(self.0 | kind.bit())
    }

    /// Whether the kind is among them.
    pub const fn has(self, kind: CredentialKind) -> bool {
        self.0 & kind.bit() != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All.
    pub fn iter(self) -> impl Iterator<Item = CredentialKind> {
        CredentialKind::ALL.iter().copied().filter(move |kind| self.has(*kind))
    }
}

impl FromIterator<CredentialKind> for CredentialKinds {
    fn from_iter<I: IntoIterator<Item = CredentialKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, Self::with)
    }
}
