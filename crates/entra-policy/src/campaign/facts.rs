//! The facts that a verdict is made of. What is not known must be `None`, never a default.

use webauthn::Aaguid;

use super::{
    kind::{CredentialKind, CredentialKinds},
    time::SnoozeDuration,
    word::{
        AuthenticatorMode, Binding, Browser, CaRegistration, CampaignState, Method, MfaMethod,
        MfaProvider, Os, Subscription, Surface,
    },
};

/// What is known of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CampaignFacts {
    /// Its state. A word that nobody knows is not known.
    pub state: Option<CampaignState>,
    /// What it asks for.
    pub target: Option<TargetedMethod>,
    /// How long a snooze lasts.
    pub snooze_duration: Option<SnoozeDuration>,
    /// Whether set-up is required after three snoozes.
    pub snoozes_limited: Option<bool>,
    /// Whom it is for.
    pub include: Option<Vec<Target>>,
    /// Whom it is not for.
    pub exclude: Option<Vec<Target>>,
}

/// `targetedAuthenticationMethod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetedMethod {
    /// One that is known.
    Known(Method),
    /// Several different ones, or one that nobody knows.
    Unclear,
}

/// A user or group that a campaign is for, or not for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whom it names.
    pub who: Who,
    /// What kind of object that is.
    pub kind: TargetKind,
}

/// Whom a target names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// `all_users`.
    Everybody,
    /// A user or group, by its number among the ids that the policy names.
    Object(u32),
}

/// What kind of object a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A group.
    Group,
    /// A user.
    User,
    /// Either; the document does not tell them apart.
    Either,
    /// A word that nobody knows.
    Unclear,
}

/// What is known of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFacts {
    /// The person.
    pub id: Identity,
    /// The groups they are in, nested ones too, of those that the policy names.
    pub groups: Option<Vec<u32>>,
    /// Whether they are a guest.
    pub guest: Option<bool>,
    /// Whether Microsoft Authenticator is set up for push notifications.
    pub authenticator_push: Option<bool>,
    /// Whether it is set up for codes.
    pub authenticator_totp: Option<bool>,
    /// Their passkeys, on this computer or elsewhere.
    pub credentials: Option<Vec<Credential>>,
    /// The organisation's subscription.
    pub subscription: Option<Subscription>,
    /// What the methods' own policies say of them.
    pub methods: MethodFacts,
    /// The passkey profiles that are theirs.
    pub profiles: Option<Vec<Profile>>,
    /// Whether the organisation's passkey policy names models, for whomever; `None`: as far as their own profiles
    /// say.
    pub models_named: Option<bool>,
}

/// Which of the users that the policy names a person is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// Not known.
    #[default]
    Unknown,
    /// None of them.
    Nobody,
    /// This one.
    Named(u32),
}

/// A passkey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Credential {
    /// Its kind.
    pub kind: Option<CredentialKind>,
    /// Its model, where that is said.
    pub model: Option<Aaguid>,
    /// Where it lives; `None`: as its kind does, if that says.
    pub binding: Option<Binding>,
    /// Whether the profiles allow it.
    pub eligible: Option<bool>,
    /// Whether that was told from the profiles and the model, and not given.
    pub eligible_derived: bool,
}

/// What the methods' own policies say of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MethodFacts {
    /// Whether Microsoft Authenticator is on for them.
    pub authenticator_enabled: Option<bool>,
    /// Its mode.
    pub authenticator_mode: Option<AuthenticatorMode>,
    /// Whether the older MFA registration policy turns it on.
    pub via_mfa_registration_policy: Option<bool>,
    /// Whether they are in its scope, where that is told apart from its being on.
    pub authenticator_scope: Scope,
    /// Whether passkeys are on.
    pub fido2_enabled: Option<bool>,
    /// Whether people may register passkeys themselves.
    pub fido2_self_service: Option<bool>,
    /// Whether they are in the scope of passkeys.
    pub fido2_in_scope: Option<bool>,
}

/// Whether somebody is in the scope of a method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// It is not told apart from whether the method is on.
    #[default]
    NotApart,
    /// Told apart, and known or not.
    Apart(Option<bool>),
}

/// A passkey profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Whether it takes device-bound passkeys.
    pub device_bound: Option<bool>,
    /// Whether it takes synced ones.
    pub synced: Option<bool>,
    /// Whether it enforces attestation.
    pub attestation: Option<bool>,
    /// What models it takes.
    pub restrictions: Restrictions,
}

/// What models a profile takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Restrictions {
    /// Not known.
    #[default]
    Unknown,
    /// All.
    None,
    /// As a list says, if it is enforced.
    List {
        /// Whether it is enforced.
        enforced: Option<bool>,
        /// What it does with those listed.
        effect: Option<ListEffect>,
        /// The kinds of those listed.
        kinds: Option<CredentialKinds>,
    },
}

/// What a list does with those on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListEffect {
    /// Takes only them.
    Allow,
    /// Takes all but them.
    Block,
}

/// What is known of a sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContextFacts {
    /// Whether the person was there.
    pub interactive: Option<bool>,
    /// How MFA was done.
    pub mfa_method: Option<MfaMethod>,
    /// Who did it.
    pub mfa_provider: Option<MfaProvider>,
    /// Whether the person was signed in already.
    pub sso_session: Option<bool>,
    /// The operating system.
    pub os: Option<Os>,
    /// The browser.
    pub browser: Option<Browser>,
    /// Where it is shown.
    pub surface: Option<Surface>,
    /// What Conditional Access says of registering.
    pub ca_registration: Option<CaRegistration>,
    /// Whether terms of use are shown.
    pub terms_of_use: Option<bool>,
    /// Whether custom controls of Conditional Access lead elsewhere.
    pub custom_controls: Option<bool>,
    /// Whether another method was registered in this session.
    pub registered_other_method: Option<bool>,
}
