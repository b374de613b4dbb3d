//! Whose directory the room is about, and who sits before it. It must never be a directory of which the
//! window does not say whose it is.

use entra_policy::readiness::{Access, Models};

use super::LooksHere;
use crate::{
    authenticator::AppDirectory,
    results::TallyStore,
    rooms::Account,
    tenant::{AuditLog, Editor, OtherMethods, Passes, Tenant},
};

/// A directory that can be administered.
pub trait Administered: Tenant + Editor + Passes + OtherMethods + AppDirectory + AuditLog {}

impl<T: Tenant + Editor + Passes + OtherMethods + AppDirectory + AuditLog> Administered for T {}

/// A directory and who sits before it.
#[derive(Clone)]
pub struct TenantDesk<'d> {
    /// The directory.
    pub directory: &'d dyn Administered,
    /// Who is signed in.
    pub account: Account,
    /// What each model makes.
    pub models: Models<'d>,
    /// Where the counts of what people have registered are kept.
    pub tallies: &'d dyn TallyStore,
    /// The rule set that counts here, where one is pinned.
    pub rules: Option<&'d str>,
    /// The latest version of this program, where the settings name one.
    pub newest_version: Option<&'d str>,
    /// What was agreed to for whoever is signed in; `None` where nobody had to agree.
    pub access: Option<Access>,
    /// Looks at the keys in hand and at this computer; asked where somebody is looked at.
    pub looks_here: LooksHere<'d>,
}
