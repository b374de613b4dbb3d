//! A credential that was sent, looked for in what a directory lists. An id that names a credential decides
//! alone: by name and time no other one must ever be taken for it.

use webauthn::{Aaguid, CredentialId};

use super::Fido2Method;

/// How much earlier than we thought a method may be made, where its id names no credential (seconds).
const SKEW: i64 = 300;

/// What is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'s> {
    /// The credential.
    pub id: Option<&'s CredentialId>,
    /// Its model.
    pub aaguid: Option<Aaguid>,
    /// The name that went with it; `None`: not known here.
    pub name: Option<&'s str>,
    /// When it was made by the directory's clock, in seconds since 1970.
    pub made: i64,
}

impl Sought<'_> {
    /// Whether a directory's entry is this credential: by its id, else by model, name and time.
    pub fn is(&self, method: &Fido2Method) -> bool {
        if let Some(id) = method.id.credential_id() {
            return self.id == Some(&id);
        }
        let earliest = self.made.saturating_sub(SKEW);
        self.aaguid.is_some()
            && method.aaguid == self.aaguid
            && self.is_called(method)
            && method.created.is_some_and(|created| created.0 >= earliest)
    }

    fn is_called(&self, method: &Fido2Method) -> bool {
        let both = self.name.zip(method.display_name.as_deref());
        both.is_none_or(|(ours, theirs)| ours == theirs)
    }
}
