//! The names of facts, as scenarios and batches spell them. A name must never stand for two facts.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! facts {
    ($($number:literal $fact:ident $path:literal)*) => {
        /// A fact that a verdict may hang on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fact {
            $(#[doc = concat!("`", $path, "`.")] $fact,)*
        }

        impl Fact {
            /// Every fact.
            pub const ALL: &[Self] = &[$(Self::$fact),*];

            /// Its path.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$fact => $path,)* }
            }

            /// The fact with this path.
            pub fn from_path(path: &str) -> Option<Self> {
                match path { $($path => Some(Self::$fact),)* _ => None }
            }

            const fn bit(self) -> u64 {
                match self { $(Self::$fact => 1 << $number,)* }
            }
        }
    };
}

facts! {
    0 State "policy.state"
    1 Target "policy.target"
    2 SnoozeDuration "policy.snoozeDurationInDays"
    3 SnoozesLimited "policy.snoozesLimited"
    4 Include "policy.include"
    5 Exclude "policy.exclude"
    6 AuthenticatorEnabled "methods.authenticator.enabled"
    7 AuthenticatorMode "methods.authenticator.mode"
    8 ViaMfaRegistrationPolicy "methods.authenticator.viaMfaRegistrationPolicy"
    9 AuthenticatorUserInScope "methods.authenticator.userInScope"
    10 Fido2Enabled "methods.fido2.enabled"
    11 Fido2SelfService "methods.fido2.selfService"
    12 Fido2UserInScope "methods.fido2.userInScope"
    13 Profiles "profiles"
    14 UserId "user.id"
    15 Guest "user.guest"
    16 Groups "user.groups"
    17 AuthenticatorPush "user.authenticatorPush"
    18 AuthenticatorTotp "user.authenticatorTotp"
    19 Credentials "user.credentials"
    20 History "user.history"
    21 Subscription "user.subscription"
    22 Interactive "context.interactive"
    23 MfaMethod "context.mfaMethod"
    24 MfaProvider "context.mfaProvider"
    25 SsoSession "context.ssoSession"
    26 Os "context.os"
    27 Browser "context.browser"
    28 Surface "context.surface"
    29 CaRegistration "context.caRegistration"
    30 TermsOfUse "context.termsOfUse"
    31 CustomControls "context.customControls"
    32 RegisteredOtherMethod "context.registeredOtherMethodThisSession"
}

impl fmt::Display for Fact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.path())
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.path())
    }
}

/// A set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts(u64);

impl Facts {
    /// None.
    pub const NONE: Self = Self(0);

    /// One.
    pub const fn only(fact: Fact) -> Self {
        Self(fact.bit())
    }

    /// That one if its value is not known.
    pub const fn unless_known<T>(fact: Fact, value: &Option<T>) -> Self {
        if value.is_none() { Self::only(fact) } else { Self::NONE }
    }

    /// Those in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the fact is among them.
    pub const fn has(self, fact: Fact) -> bool {
        self.0 & fact.bit() != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All, in order.
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.iter().copied().filter(move |fact| self.has(*fact))
    }
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
