//! Each kind of passkey on this computer, with what it is known by: the system, keys in hand, what the directory
//! has. That a passkey is registered must never be taken for its being here.

#[cfg(test)]
mod tests;

use entra_policy::campaign::CredentialKind;
use serde::Serialize;

use crate::{Computer, Found};

/// A key in hand, by what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInHand {
    /// What it or its reader is called.
    pub name: Option<String>,
    /// The AAGUID of its getInfo, where it said one.
    pub aaguid: Option<String>,
    /// The kind of that model; [`CredentialKind::Unmapped`] for one that is not listed.
    pub model: CredentialKind,
    /// Whether it holds a passkey for the organisation's relying party.
    pub holds: Holds,
    /// Registered passkeys that it was asked for, by their ids in the directory, and whether it holds each.
    pub methods: Vec<(String, Holds)>,
}

/// Whether a key holds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not: its whole list was read, with a PIN, or it hides nothing.
    No,
    /// Nobody asked, or it does not say without a PIN.
    NotSaid,
}

/// A passkey that the directory has of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The method's id.
    pub method: String,
    /// Its AAGUID, where the directory says one.
    pub aaguid: Option<String>,
    /// Its kind, or [`CredentialKind::Unmapped`].
    pub kind: CredentialKind,
}

/// A kind of passkey, and whether one is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindHere {
    /// The kind.
    pub kind: CredentialKind,
    /// Whether one is here.
    pub found: Found,
    /// What that is known by, all of it, whether it agrees or not.
    pub evidence: Vec<Sign>,
}

/// Something that a kind is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sign {
    /// Where it is known from.
    pub source: Source,
    /// What it is called there: a program of the system, a key, or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The AAGUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aaguid: Option<String>,
    /// The registered method that it is about, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What it says of whether one is here.
    pub says: Found,
}

/// Where something is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// This computer's operating system.
    System,
    /// A key in hand.
    Key,
    /// The directory. What it has may be anywhere.
    Directory,
}

/// Every kind, with what was seen of the computer, of the keys in hand (`None`: nobody looked) and in the
/// directory (`None`: it was not read to its end).
pub fn kinds_here(
    computer: &Computer,
    keys: Option<&[KeyInHand]>,
    registered: Option<&[Registered]>,
) -> Vec<KindHere> {
    let kinds = CredentialKind::ALL.iter().filter(|kind| **kind != CredentialKind::Unmapped);
    kinds.map(|kind| here(*kind, computer, keys.unwrap_or_default(), registered)).collect()
}

fn here(
    kind: CredentialKind,
    computer: &Computer,
    keys: &[KeyInHand],
    registered: Option<&[Registered]>,
) -> KindHere {
    let mut evidence = Vec::new();
    for one in computer.passkeys.iter().filter(|one| one.kind == kind) {
        let name = Some(one.source.to_owned());
        let (aaguid, method) = (None, None);
        evidence.push(Sign { source: Source::System, name, aaguid, method, says: one.found });
    }
    let of_kind: Vec<&KeyInHand> = keys.iter().filter(|key| key.kind() == kind).collect();
    evidence.extend(of_kind.iter().flat_map(|key| key.signs()));
    let local = together(&evidence);
    let directory = registered.map(|all| of_directory(kind, all)).unwrap_or_default();
    // One that is registered nowhere is nowhere; one that is here all the same is here.
    let found = if local == Found::Unknown { together(&directory) } else { local };
    evidence.extend(directory);
    KindHere { kind, found, evidence }
}

/// One that was seen is here. Only where every sign is a no is there none.
fn together(signs: &[Sign]) -> Found {
    let is = |wanted: Found| signs.iter().any(|sign| sign.says == wanted);
    if is(Found::Found) {
        Found::Found
    } else if is(Found::NotFound) && !is(Found::Unknown) {
        Found::NotFound
    } else {
        Found::Unknown
    }
}

impl KeyInHand {
    /// What kind its passkeys are of. A key that is plugged in or held to a reader is a security key, unless its
    /// model is known as something else.
    fn kind(&self) -> CredentialKind {
        match self.model {
            CredentialKind::Unmapped => CredentialKind::SecurityKey,
            CredentialKind::WindowsHelloForBusiness
            | CredentialKind::EntraPasskeyOnWindows
            | CredentialKind::GooglePasswordManager
            | CredentialKind::MicrosoftPasswordManager
            | CredentialKind::IcloudKeychain
            | CredentialKind::MacPlatformSso
            | CredentialKind::SamsungPass
            | CredentialKind::AuthenticatorPasskey
            | CredentialKind::SecurityKey
            | CredentialKind::ThirdPartyPasswordManager => self.model,
        }
    }

    fn signs(&self) -> Vec<Sign> {
        let sign = |method: Option<&String>, says: Found| Sign {
            source: Source::Key,
            name: self.name.clone(),
            aaguid: self.aaguid.clone(),
            method: method.cloned(),
            says,
        };
        // That one registered passkey is not on it leaves open whether another is.
        let held = self.methods.iter().filter(|(_, holds)| *holds == Holds::Yes);
        let mut signs: Vec<Sign> = held.map(|(id, _)| sign(Some(id), Found::Found)).collect();
        if signs.is_empty() {
            signs.push(sign(None, self.holds.into()));
        }
        signs
    }
}

impl From<Holds> for Found {
    fn from(holds: Holds) -> Self {
        match holds {
            Holds::Yes => Self::Found,
            Holds::No => Self::NotFound,
            Holds::NotSaid => Self::Unknown,
        }
    }
}

/// What the directory says of a kind: what it has may be elsewhere, and one whose kind nobody knows may be of it.
fn of_directory(kind: CredentialKind, registered: &[Registered]) -> Vec<Sign> {
    let is = |one: &&Registered| one.kind == kind || one.kind == CredentialKind::Unmapped;
    let sign = |one: Option<&Registered>, says: Found| Sign {
        source: Source::Directory,
        name: None,
        aaguid: one.and_then(|one| one.aaguid.clone()),
        method: one.map(|one| one.method.clone()),
        says,
    };
    let mut signs: Vec<Sign> =
        registered.iter().filter(is).map(|one| sign(Some(one), Found::Unknown)).collect();
    if signs.is_empty() {
        signs.push(sign(None, Found::NotFound));
    }
    signs
}
