//! What somebody signs in with besides passkeys: listed, with what would be left without each, and one taken out.
//! What could not be read must never count as something that is left.

use entra_policy::readiness::{Reading, Registered};
use serde_json::Value;
use webauthn::Timestamp;

use super::{Deleted, LeftWith, settled};
use crate::{
    readiness::unread,
    tenant::{
        Administration, MethodId, MethodKind, OtherKind, OtherMethods, PersonId, TenantError,
    },
};

/// A method besides passkeys, as the directory lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherMethod {
    /// What it is.
    pub kind: OtherKind,
    /// The directory's id of it.
    pub id: MethodId,
    /// What it is called: the phone, or the computer.
    pub name: Option<String>,
    /// Of an app: which version.
    pub version: Option<String>,
    /// Since when it is there, where the directory says.
    pub created: Option<Timestamp>,
}

/// What a person has, each list asked for once.
#[derive(Clone, Debug)]
pub struct Others {
    /// Those that can be taken out, as far as they could be read.
    pub listed: Vec<OtherMethod>,
    /// Why not all of them could be.
    pub unread: Option<TenantError>,
    /// How many there are of each kind.
    pub registered: Registered,
}

impl Others {
    /// Reads them; of the passkeys is known how many there are.
    pub fn read(
        directory: &dyn Administration,
        person: &PersonId,
        passkeys: Reading<usize>,
    ) -> Self {
        let (mut listed, mut why) = (Vec::new(), None);
        let mut count = |kind: OtherKind| match directory.methods(person, kind.kind()) {
            Ok(entries) => {
                listed.extend(entries.iter().filter_map(|entry| OtherMethod::of(kind, entry)));
                Reading::Read(entries.len())
            }
            Err(error) => {
                why.get_or_insert_with(|| error.clone());
                Reading::Not(unread(error))
            }
        };
        let authenticator = count(OtherKind::MicrosoftAuthenticator);
        let windows_hello = count(OtherKind::WindowsHelloForBusiness);
        let platform = match directory.methods(person, MethodKind::PlatformCredential) {
            Ok(entries) => Reading::Read(entries.len()),
            Err(error) => Reading::Not(unread(error)),
        };
        let registered = Registered { fido2: passkeys, authenticator, windows_hello, platform };
        Self { listed, unread: why, registered }
    }

    /// The one with this id.
    pub fn find(&self, kind: OtherKind, id: &MethodId) -> Option<&OtherMethod> {
        self.listed.iter().find(|one| one.kind == kind && one.id == *id)
    }

    /// What is left without one of this kind.
    pub fn left_without(&self, kind: OtherKind) -> LeftWith {
        LeftWith::without_one(kind.kind(), &self.registered)
    }
}

impl OtherMethod {
    /// One without an id could not be named again.
    fn of(kind: OtherKind, entry: &Value) -> Option<Self> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            kind,
            id: MethodId(text("id")?),
            name: text("displayName").filter(|name| !name.is_empty()),
            version: text("phoneAppVersion"),
            created: text("createdDateTime").and_then(|at| at.parse().ok()),
        })
    }

    /// The one with this id among the entries of its list.
    pub fn among(kind: OtherKind, entries: &[Value], id: &MethodId) -> Option<Self> {
        entries.iter().filter_map(|entry| Self::of(kind, entry)).find(|one| one.id == *id)
    }

    /// As the record has it.
    pub(super) fn on_record(&self) -> String {
        let kind = self.kind.name();
        self.name.as_ref().map_or_else(|| kind.to_owned(), |name| format!("{name} ({kind})"))
    }
}

/// Takes one out of the directory. Sent once; where no answer comes, the list tells.
///
/// # Errors
/// See [`TenantError`]; it is there still.
pub fn delete_other(
    directory: &dyn OtherMethods,
    person: &PersonId,
    method: &OtherMethod,
) -> Result<Deleted, TenantError> {
    let sent = directory.delete_other(person, method.kind, &method.id);
    settled(sent, || {
        let listed = directory.methods(person, method.kind.kind())?;
        let is_it = |one: &Value| one.get("id").and_then(Value::as_str) == Some(&*method.id.0);
        Ok(listed.iter().any(is_it))
    })
}
