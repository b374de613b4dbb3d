//! What the report of registrations says of somebody, as facts. A word that is not known must leave open
//! what it may stand for.

use serde_json::{Map, Value, json};

use super::{
    fact::Fact,
    kind::CredentialKind,
    word::{Binding, words},
};

words! {
    /// The words of `methodsRegistered` that have been seen (graph.md, section 5).
    RegisteredMethod {
        /// A security key.
        Fido2SecurityKey "fido2SecurityKey"
        /// A passkey that stays where it is; which kind is not said.
        PassKeyDeviceBound "passKeyDeviceBound"
        /// A passkey in Microsoft Authenticator.
        PassKeyDeviceBoundAuthenticator "passKeyDeviceBoundAuthenticator"
        /// A passkey of Microsoft Entra in Windows Hello.
        PassKeyDeviceBoundWindowsHello "passKeyDeviceBoundWindowsHello"
        /// A synced passkey; which provider's is not said.
        PassKeySynced "passKeySynced"
        /// Windows Hello for Business.
        WindowsHelloForBusiness "windowsHelloForBusiness"
        /// Platform SSO of macOS.
        MacOsSecureEnclaveKey "macOsSecureEnclaveKey"
        /// Microsoft Authenticator, notifications.
        MicrosoftAuthenticatorPush "microsoftAuthenticatorPush"
        /// Microsoft Authenticator, phone sign-in.
        MicrosoftAuthenticatorPasswordless "microsoftAuthenticatorPasswordless"
        /// Codes of an app.
        SoftwareOneTimePasscode "softwareOneTimePasscode"
        /// Codes of a token.
        HardwareOneTimePasscode "hardwareOneTimePasscode"
        /// A Temporary Access Pass.
        TemporaryAccessPass "temporaryAccessPass"
        /// A phone number.
        MobilePhone "mobilePhone"
        /// A second one.
        AlternateMobilePhone "alternateMobilePhone"
        /// One at work.
        OfficePhone "officePhone"
        /// An email address, for resetting a password.
        Email "email"
        /// Security questions, for the same.
        SecurityQuestion "securityQuestion"
        /// Another provider's.
        ExternalAuthMethod "externalAuthMethod"
        /// A code to scan.
        QrCode "qrCode"
    }
}

/// The facts on somebody with these methods, by their paths.
pub fn facts_of_registered<'m>(
    methods: impl Iterator<Item = &'m str> + Clone,
) -> Map<String, Value> {
    let known = || methods.clone().map(RegisteredMethod::from_word);
    let has =
        |wanted: &[RegisteredMethod]| known().flatten().any(|method| wanted.contains(&method));
    // A new word may be one more way to be reached by Authenticator, or one more kind of passkey.
    let all_known = known().all(|method| method.is_some());
    let is = |there: bool| {
        if there {
            json!(true)
        } else if all_known {
            json!(false)
        } else {
            Value::Null
        }
    };
    let push = has(&[
        RegisteredMethod::MicrosoftAuthenticatorPush,
        RegisteredMethod::MicrosoftAuthenticatorPasswordless,
    ]);
    let codes = has(&[RegisteredMethod::SoftwareOneTimePasscode]);
    let passkeys: Vec<Value> = known().flatten().filter_map(passkey).collect();
    let passkeys = if passkeys.is_empty() && !all_known { Value::Null } else { json!(passkeys) };
    let facts = [
        (Fact::AuthenticatorPush, is(push)),
        // Codes may come from Microsoft's app or from another; none means none.
        (Fact::AuthenticatorTotp, if codes { Value::Null } else { is(false) }),
        (Fact::Credentials, passkeys),
    ];
    facts.into_iter().map(|(fact, value)| (fact.path().to_owned(), value)).collect()
}

/// The passkey that a word stands for.
fn passkey(method: RegisteredMethod) -> Option<Value> {
    let (kind, binding) = match method {
        RegisteredMethod::Fido2SecurityKey => {
            (Some(CredentialKind::SecurityKey), Some(Binding::DeviceBound))
        }
        RegisteredMethod::PassKeyDeviceBound => (None, Some(Binding::DeviceBound)),
        RegisteredMethod::PassKeyDeviceBoundAuthenticator => {
            (Some(CredentialKind::AuthenticatorPasskey), Some(Binding::DeviceBound))
        }
        RegisteredMethod::PassKeyDeviceBoundWindowsHello => {
            (Some(CredentialKind::EntraPasskeyOnWindows), Some(Binding::DeviceBound))
        }
        RegisteredMethod::PassKeySynced => (None, Some(Binding::Synced)),
        RegisteredMethod::WindowsHelloForBusiness => {
            (Some(CredentialKind::WindowsHelloForBusiness), Some(Binding::DeviceBound))
        }
        RegisteredMethod::MacOsSecureEnclaveKey => {
            (Some(CredentialKind::MacPlatformSso), Some(Binding::DeviceBound))
        }
        RegisteredMethod::MicrosoftAuthenticatorPush
        | RegisteredMethod::MicrosoftAuthenticatorPasswordless
        | RegisteredMethod::SoftwareOneTimePasscode
        | RegisteredMethod::HardwareOneTimePasscode
        | RegisteredMethod::TemporaryAccessPass
        | RegisteredMethod::MobilePhone
        | RegisteredMethod::AlternateMobilePhone
        | RegisteredMethod::OfficePhone
        | RegisteredMethod::Email
        | RegisteredMethod::SecurityQuestion
        | RegisteredMethod::ExternalAuthMethod
        | RegisteredMethod::QrCode => return None,
    };
    Some(json!({ "type": kind, "binding": binding }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::{FactSheet, Ids, Timestamp};

    fn facts(methods: &[&str]) -> Map<String, Value> {
        facts_of_registered(methods.iter().copied())
    }

    #[test]
    fn a_word_that_nobody_knows_leaves_open_what_it_may_stand_for() {
        let phone = facts(&["mobilePhone"]);
        assert_eq!(phone["user.authenticatorPush"], false);
        assert_eq!(phone["user.authenticatorTotp"], false);
        assert_eq!(phone["user.credentials"], json!([]));
        let new = facts(&["mobilePhone", "somethingNew"]);
        assert_eq!(new["user.authenticatorPush"], Value::Null);
        assert_eq!(new["user.credentials"], Value::Null);
    }

    #[test]
    fn codes_of_an_app_may_be_microsofts_or_not() {
        let codes = facts(&["softwareOneTimePasscode", "microsoftAuthenticatorPush"]);
        assert_eq!(codes["user.authenticatorTotp"], Value::Null);
        assert_eq!(codes["user.authenticatorPush"], true);
    }

    #[test]
    fn a_passkey_is_of_the_kind_that_its_word_says_or_of_none() {
        let passkeys = facts(&["fido2SecurityKey", "passKeySynced", "windowsHelloForBusiness"]);
        assert_eq!(
            passkeys["user.credentials"],
            json!([
                { "type": "security_key", "binding": "device_bound" },
                { "type": null, "binding": "synced" },
                { "type": "windows_hello_for_business", "binding": "device_bound" },
            ])
        );
    }

    /// What is written here is read as the facts of a case are.
    #[test]
    fn a_passkey_that_is_registered_is_read_as_the_kind_that_it_is() {
        let (mut sheet, mut ids) = (FactSheet::default(), Ids::default());
        let of = |word: &str| facts(&[word])["user.credentials"].clone();
        let mut read = |word: &str| {
            sheet.read(Fact::Credentials, &of(word), &mut ids, Timestamp(0)).unwrap();
            let only = sheet.user.credentials.as_deref().unwrap();
            assert_eq!(only.len(), 1, "{word}");
            (only[0].kind, only[0].binding)
        };
        let bound = Some(Binding::DeviceBound);
        for (word, kind) in [
            ("fido2SecurityKey", Some(CredentialKind::SecurityKey)),
            ("passKeyDeviceBound", None),
            ("passKeyDeviceBoundAuthenticator", Some(CredentialKind::AuthenticatorPasskey)),
            ("passKeyDeviceBoundWindowsHello", Some(CredentialKind::EntraPasskeyOnWindows)),
            ("windowsHelloForBusiness", Some(CredentialKind::WindowsHelloForBusiness)),
            ("macOsSecureEnclaveKey", Some(CredentialKind::MacPlatformSso)),
        ] {
            assert_eq!(read(word), (kind, bound), "{word}");
        }
        assert_eq!(read("passKeySynced"), (None, Some(Binding::Synced)));
    }
}
