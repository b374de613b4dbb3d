//! What the record says of a registration. Each kind is written before the step that cannot be
//! taken back, so that a crash never leaves a credential nobody knows of.

use serde::{Deserialize, Serialize};
use webauthn::{Finding, Outcome};

/// Names one registration through all its events: 16 random bytes, hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RegistrationId(pub String);

impl RegistrationId {
    /// The name that these 16 bytes make.
    pub fn numbered(number: u128) -> Self {
        Self(format!("{number:032x}"))
    }
}

/// What a registration was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scene {
    /// The practice organisation.
    Practice,
    /// A real organisation.
    Tenant,
    /// Options that a person brought; the answer goes back to them.
    Options,
}

/// One event of one registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Which one.
    pub registration: RegistrationId,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum EventKind {
    /// A key is about to be told to make a credential: from here on it may hold one.
    Began {
        /// What it is for.
        scene: Scene,
        /// The organisation's name, where there is one.
        organisation: Option<String>,
        /// The place of the key (`usb:…`, `practice`).
        authenticator: String,
        /// What the key is called.
        key: Option<String>,
        /// Its model, in getInfo's words.
        aaguid: Option<String>,
        /// The RP ID.
        rp_id: String,
        /// The user handle, base64url.
        user_handle: String,
        /// The account's name.
        account: String,
        /// The object id of the person in the directory.
        person: Option<String>,
        /// The organisation's object id, where it is known; the records of older programs have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tenant: Option<String>,
    },
    /// The key made a credential.
    Created {
        /// Its id, base64url.
        credential_id: String,
        /// The model that the authenticator data names.
        aaguid: Option<String>,
        /// When the challenge expires, in seconds since 1970.
        expires: Option<i64>,
    },
    /// The directory has it.
    Registered {
        /// The directory's id of it.
        method_id: String,
        /// The name it was given.
        name: String,
    },
    /// The response went to the person or another program; no directory confirmed it.
    HandedOver {
        /// Whether everything about it was proved.
        proved: bool,
    },
    /// It was refused.
    Refused {
        /// By whom.
        by: RefusedBy,
        /// The reason's code.
        reason: String,
    },
    /// It was given up. Unless the reason is [`Abandonment::LEFT`] this says that the key asked last
    /// made no credential; must not be written where that is not known. A credential that is there
    /// already stays to be decided about.
    Abandoned {
        /// Why, as a code.
        reason: String,
    },
    /// The credential was taken off the key. Of a registration without `Created`: one of its user was
    /// found there and taken off.
    Removed {
        /// Its id, base64url.
        credential_id: String,
    },
    /// The key was searched and holds no credential of this registration. Must only be written where
    /// it is the key that was asked.
    FoundNothing,
    /// A passkey was taken out of the directory, as far as is known, or another method, whose name says what it is. A
    /// key that holds it holds it still.
    Unregistered {
        /// Of which kind of organisation.
        scene: Scene,
        /// The organisation's name.
        organisation: Option<String>,
        /// The directory's id of it.
        method_id: String,
        /// The name that it had there.
        name: String,
        /// The account's name.
        account: String,
        /// The object id of the person.
        person: Option<String>,
        /// What is known of it.
        #[serde(default, skip_serializing_if = "Unregistering::is_done")]
        how: Unregistering,
    },
    /// A Temporary Access Pass was issued, as far as is known. The pass itself must never be here.
    PassIssued {
        /// Of which kind of organisation.
        scene: Scene,
        /// The organisation's name.
        organisation: Option<String>,
        /// The account's name.
        account: String,
        /// The object id of the person.
        person: Option<String>,
        /// What is known of it.
        #[serde(default, skip_serializing_if = "Issuing::is_done")]
        how: Issuing,
    },
    /// The fields that name a person were dropped from all entries before this one.
    Erased {
        /// Why.
        why: Erasure,
    },
}

/// What is known of a passkey that was to be taken out of a directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unregistering {
    /// It was taken out.
    #[default]
    Done,
    /// The directory did not answer, and its list could not be read: it may be there still.
    Unsure,
    /// It was not there any more when the directory was told: somebody else had been faster.
    BySomebodyElse,
}

impl Unregistering {
    /// As the events of older programs, which say nothing of it.
    fn is_done(&self) -> bool {
        *self == Self::Done
    }
}

/// What is known of a pass that was to be issued.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issuing {
    /// There is one.
    #[default]
    Done,
    /// The directory did not answer: there may be one that nobody has seen.
    Unsure,
}

impl Issuing {
    /// As the events of older programs, which say nothing of it.
    fn is_done(&self) -> bool {
        *self == Self::Done
    }
}

/// Reasons for giving up that the record itself understands.
#[derive(Clone, Copy, Debug)]
pub struct Abandonment;

impl Abandonment {
    /// The person wants whatever is on a key left there and not hear of it again.
    pub const LEFT: &str = "left";
    /// One key was told, and another made the credential.
    pub const ANOTHER_KEY: &str = "another-key";
    /// Nobody wanted it sent without proof.
    pub const UNPROVED: &str = "unproved";
}

/// Why personal fields were dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Erasure {
    /// Somebody asked for it.
    Asked,
    /// The time to keep them was over.
    Retention,
}

/// The reason's code of the first finding that fails, else of the first that is not known.
pub fn reason_of(findings: &[Finding]) -> String {
    let with = |outcome| findings.iter().find(|finding| finding.outcome == outcome);
    let found = with(Outcome::Fail).or_else(|| with(Outcome::Unknown));
    let reason = found.and_then(|finding| finding.reason);
    reason.map_or_else(|| "refused".to_owned(), |reason| reason.as_str().to_owned())
}

/// Who refused a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedBy {
    /// The policy, before anything was asked of the key.
    Preflight,
    /// The judge or the policy, after the touch.
    Judge,
    /// The directory.
    Directory,
}
