//! What was seen of this computer, of keys in hand and in the directory, kind by kind. A row of several kinds must
//! never be called not found while one of them is open.

use entra_policy::campaign::{Browser, CredentialKind, Os, Row};

use super::{EvidenceView, FoundHere, SignView};

/// What was seen of this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenComputer {
    /// The operating system.
    pub os: Os,
    /// What it calls itself.
    pub os_name: Option<String>,
    /// The browser that opens links.
    pub browser: Option<Browser>,
    /// Browsers that are installed, and what they are called; `None` where they could not be listed.
    pub browsers: Option<Vec<(String, Browser)>>,
    /// Whether those are all.
    pub all_browsers: bool,
    /// Every kind of passkey.
    pub kinds: Vec<KindSeen>,
    /// What the computer was read from.
    pub evidence: Vec<EvidenceView>,
}

/// A kind of passkey, and whether one is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindSeen {
    /// The kind.
    pub kind: CredentialKind,
    /// Whether one is here, by all that is known.
    pub found: FoundHere,
    /// What that is known by.
    pub signs: Vec<SignView>,
}

impl SeenComputer {
    /// Whether a passkey of a row is here.
    pub(super) fn found(&self, row: &Row) -> FoundHere {
        let is = |wanted: FoundHere| self.of(row).any(|one| one.found == wanted);
        let all_known = row.kinds().iter().all(|kind| self.of(row).any(|one| one.kind == kind));
        if is(FoundHere::Found) {
            FoundHere::Found
        } else if all_known && !is(FoundHere::Unknown) {
            FoundHere::NotFound
        } else {
            FoundHere::Unknown
        }
    }

    /// What is known of a row. Of a directory that has nothing there is nothing to say kind by kind.
    pub(super) fn signs(&self, row: &Row) -> Vec<SignView> {
        let mut signs: Vec<SignView> = Vec::new();
        for sign in self.of(row).flat_map(|one| &one.signs) {
            if !signs.contains(sign) {
                signs.push(sign.clone());
            }
        }
        signs
    }

    fn of(&self, row: &Row) -> impl Iterator<Item = &KindSeen> {
        self.kinds.iter().filter(move |one| row.kinds().has(one.kind))
    }
}
