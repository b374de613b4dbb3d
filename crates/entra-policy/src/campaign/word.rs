//! Words of facts, such as an operating system's. A word that nobody knows must stay apart from
//! those that are known.

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $value:ident $word:literal)* }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        $(#[$about])*
        pub enum $name {
            $($(#[$what])* #[cfg_attr(feature = "bindings", ts(rename = $word))] $value,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$value),*];

            /// The word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word,)* }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$value),)* _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What a campaign asks for.
    Method {
        /// Microsoft Authenticator, for push notifications.
        MicrosoftAuthenticator "microsoftAuthenticator"
        /// A passkey.
        Fido2 "fido2"
    }
}

words! {
    /// Whether and how a campaign runs.
    CampaignState {
        /// Off.
        Disabled "disabled"
        /// On, as the administrator set it.
        Enabled "enabled"
        /// Microsoft managed.
        Default "default"
    }
}

words! {
    /// The operating system of the sign-in.
    Os {
        /// Windows.
        Windows "windows"
        /// macOS.
        MacOs "macos"
        /// Linux.
        Linux "linux"
        /// iOS and iPadOS.
        Ios "ios"
        /// Android.
        Android "android"
        /// Any other, such as ChromeOS.
        Other "other"
    }
}

words! {
    /// The browser of the sign-in.
    Browser {
        /// Chrome.
        Chrome "chrome"
        /// Edge.
        Edge "edge"
        /// Firefox.
        Firefox "firefox"
        /// Safari.
        Safari "safari"
        /// Any other.
        Other "other"
    }
}

words! {
    /// Where the sign-in is shown.
    Surface {
        /// A browser.
        Browser "browser"
        /// A browser view inside an application.
        EmbeddedView "embedded_view"
        /// An application of the system's own kind.
        NativeApp "native_app"
        /// The first set-up of a computer.
        Oobe "oobe"
        /// A browser view inside Windows settings.
        WindowsSettingsView "windows_settings_view"
    }
}

words! {
    /// How MFA was done in this sign-in.
    MfaMethod {
        /// Not at all.
        None "none"
        /// A text message.
        Sms "sms"
        /// A call.
        Voice "voice"
        /// A code of an application or token.
        Totp "totp"
        /// Any other way.
        Other "other"
    }
}

words! {
    /// Who did MFA.
    MfaProvider {
        /// Microsoft Entra MFA.
        Entra "entra"
        /// MFA Server, or somebody else.
        Other "other"
    }
}

words! {
    /// What Conditional Access says of registering security information.
    CaRegistration {
        /// Nothing against it.
        Allowed "allowed"
        /// The page is blocked.
        Blocked "blocked"
        /// It sets a condition, such as a network, that this sign-in does not meet.
        ConditionUnmet "condition_unmet"
    }
}

words! {
    /// The organisation's subscription.
    Subscription {
        /// A paid one.
        Paid "paid"
        /// A free or trial one.
        FreeOrTrial "free_or_trial"
    }
}

words! {
    /// What the mode of Microsoft Authenticator allows.
    AuthenticatorMode {
        /// Push and phone sign-in.
        Any "any"
        /// Push.
        Push "push"
        /// Phone sign-in only.
        Passwordless "passwordless"
    }
}

words! {
    /// Where a passkey lives.
    Binding {
        /// On the authenticator that made it.
        DeviceBound "device_bound"
        /// Wherever its provider copies it.
        Synced "synced"
    }
}
