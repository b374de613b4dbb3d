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

/// Whether an entry is what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Its id names it.
    Named,
    /// Its id names no credential; model, time and name, as far as they are known, are those of it.
    Likely,
    /// Its id names no credential, and too little is known of it to say more.
    Possible,
    /// It is another one.
    Another,
}

impl Sought<'_> {
    /// Whether a directory's entry is this credential: by its id, else by model, name and time.
    pub fn is(&self, method: &Fido2Method) -> bool {
        match self.against(method) {
            Match::Named | Match::Likely => true,
            Match::Possible | Match::Another => false,
        }
    }

    /// Holds an entry against it.
    pub fn against(&self, method: &Fido2Method) -> Match {
        if let Some(id) = method.id.credential_id() {
            return if self.id == Some(&id) { Match::Named } else { Match::Another };
        }
        let earliest = self.made.saturating_sub(SKEW);
        let model = self.aaguid.zip(method.aaguid).map(|(ours, theirs)| ours == theirs);
        let time = method.created.map(|created| created.0 >= earliest);
        match (model, time) {
            (Some(false), _) | (_, Some(false)) => Match::Another,
            _ if !self.is_called(method) => Match::Another,
            (Some(true), Some(true)) => Match::Likely,
            (None, _) | (_, None) => Match::Possible,
        }
    }

    fn is_called(&self, method: &Fido2Method) -> bool {
        let both = self.name.zip(method.display_name.as_deref());
        both.is_none_or(|(ours, theirs)| ours == theirs)
    }
}
