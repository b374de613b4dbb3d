//! Who holds passkeys, for the preview of whom a change would lock out. Somebody whose keys or groups could
//! not be read must count as open, not as unharmed.

use std::collections::{BTreeSet, VecDeque};

use entra_policy::{
    Fido2Policy, ObjectId, Subject,
    campaign::RegisteredMethod,
    readiness::{
        Change, Holder, LockoutPreview, Models, Passkey, Reading, Registration, TenantFacts,
        same_at_sign_in,
    },
};
use serde_json::Value;

use crate::tenant::{Fido2Method, Tenant, TenantError};

/// People whose passkeys are read at most: the directory allows five requests in ten seconds.
pub const MOST_HOLDERS: usize = 100;
/// People who are read before anybody hears of it: as many as the directory answers at once.
pub const AT_ONCE: usize = 5;

/// People with passkeys, and how many more there are.
#[derive(Debug)]
pub struct Holders {
    /// Those whose passkeys were read.
    pub read: Vec<Holder>,
    /// How many were not: too many, or the directory did not give them.
    pub unread: usize,
}

/// Whose passkeys are being read: a few requests at a time, so that somebody can see how far it is and stop it.
#[derive(Clone, Debug)]
pub struct HoldersReading {
    /// Who is still to be read, by id or name.
    left: VecDeque<String>,
    read: Vec<Holder>,
    /// Whom the directory did not give, or who were left when it was stopped.
    unread: usize,
    /// Who are more than are read at all.
    beyond: usize,
    asked: usize,
    /// Nobody else is read before a new sign-in, and why.
    wanted: Option<TenantError>,
}

/// How far a reading is.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'r> {
    /// It goes on.
    Reading {
        /// How many people were asked for.
        asked: usize,
        /// How many are left.
        left: usize,
    },
    /// The directory wants a new sign-in before it says more of anybody.
    SignInNeeded(&'r TenantError),
}

impl HoldersReading {
    /// By the report of registrations. Whoever makes the change is read first and at once, whatever the report
    /// says: it lags behind, and they must not lock themselves out.
    ///
    /// # Errors
    /// The report was not read.
    pub fn begin(
        directory: &dyn Tenant,
        facts: &TenantFacts,
        myself: Option<&str>,
    ) -> Result<Self, NoReport> {
        let Reading::Read(people) = &facts.registrations else { return Err(NoReport) };
        let left = myself.map(str::to_owned).into_iter().collect();
        let mut reading =
            Self { left, read: Vec::new(), unread: 0, beyond: 0, asked: 0, wanted: None };
        reading.read_on(directory, 1);
        let mine = reading.read.first().and_then(|own| own.subject.user);
        let is_mine = |one: &Registration| {
            let is_called = |myself: &str| one.name.eq_ignore_ascii_case(myself);
            (mine.is_some() && one.id.parse().ok() == mine) || myself.is_some_and(is_called)
        };
        let others = people.iter().filter(|one| may_have_passkey(one) && !is_mine(one));
        let mut others: VecDeque<_> = others.map(|one| one.id.clone()).collect();
        reading.beyond = others.len().saturating_sub(MOST_HOLDERS);
        others.truncate(MOST_HOLDERS);
        reading.left.append(&mut others);
        Ok(reading)
    }

    /// Reads at most so many more. Where the directory wants a new sign-in, whoever was asked for stays the next,
    /// and nobody else is asked for in vain.
    pub fn read_on(&mut self, directory: &dyn Tenant, most: usize) {
        self.wanted = None;
        for _ in 0..most {
            let Some(id) = self.left.pop_front() else { return };
            match holder(directory, &id) {
                Err(error) if error.new_sign_in().is_some() => {
                    self.left.push_front(id);
                    self.wanted = Some(error);
                    return;
                }
                holder => self.take(holder),
            }
        }
    }

    /// Nobody else is read: whoever is left counts as not read.
    pub fn stop(&mut self) {
        self.unread = self.unread.saturating_add(self.left.len());
        self.left.clear();
        self.wanted = None;
    }

    /// How many are still to be read.
    pub fn left(&self) -> usize {
        self.left.len()
    }

    /// How many were asked for.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// How far it is.
    pub fn progress(&self) -> Progress<'_> {
        match &self.wanted {
            Some(error) => Progress::SignInNeeded(error),
            None => Progress::Reading { asked: self.asked, left: self.left.len() },
        }
    }

    /// Those that were read; whoever is left counts as not read.
    pub fn holders(&self) -> Holders {
        let unread = self.unread.saturating_add(self.left.len()).saturating_add(self.beyond);
        Holders { read: self.read.clone(), unread }
    }

    fn take(&mut self, holder: Result<Holder, TenantError>) {
        self.asked = self.asked.saturating_add(1);
        match holder {
            Ok(holder) => {
                // Whoever was asked for by name stands in the report by id.
                let user = holder.subject.user;
                self.left.retain(|id| user.is_none() || id.parse().ok() != user);
                self.read.push(holder);
            }
            Err(error) => {
                tracing::warn!(%error, "somebody's passkeys were not read");
                self.unread = self.unread.saturating_add(1);
            }
        }
    }
}

/// A word that nobody knows may stand for a passkey; their list of keys tells.
fn may_have_passkey(one: &Registration) -> bool {
    let is_one = |word: &String| {
        let known = RegisteredMethod::from_word(word);
        known.is_none() || word == "fido2SecurityKey" || word.starts_with("passKey")
    };
    one.methods.iter().any(is_one)
}

/// The report of registrations was not read, so that nobody knows who has passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("without the report of registrations nobody knows who has passkeys")]
pub struct NoReport;

/// What has to be typed before people are locked out, or where nobody knows whether they are.
pub const WORD: &str = "lock out";

/// What has to be typed before a change of which this is known. Who was not read, and what is open, may be
/// locked out too.
pub fn word(preview: &LockoutPreview, unread: usize) -> Option<&'static str> {
    let harms = !preview.locked_out.is_empty() || !preview.touched.is_empty();
    (harms || unread > 0).then_some(WORD)
}

fn holder(directory: &dyn Tenant, id_or_upn: &str) -> Result<Holder, TenantError> {
    let person = directory.person(id_or_upn)?;
    let passkeys = directory.fido2_methods(&person.id)?.into_iter().map(passkey).collect();
    let groups = person.groups.map(|groups| {
        groups.iter().filter_map(|id| id.parse().ok()).collect::<BTreeSet<ObjectId>>()
    });
    let subject = Subject { user: person.id.0.parse().ok(), groups };
    Ok(Holder { name: person.user_principal_name, subject, passkeys })
}

fn passkey(method: Fido2Method) -> Passkey {
    let synced = match method.passkey_type.as_deref() {
        Some("synced") => Some(true),
        Some("deviceBound") => Some(false),
        Some(_) | None => None,
    };
    let name = method.display_name.or(method.model).unwrap_or_default();
    Passkey { name, aaguid: method.aaguid, synced }
}

/// The passkey policy before and after a change; `None` where the change is of something else, or nothing about it
/// counts at a sign-in.
pub fn fido2_before_and_after(
    facts: &TenantFacts,
    change: &Change,
) -> Option<(Fido2Policy, Fido2Policy)> {
    if !change.path.to_ascii_lowercase().ends_with("/fido2") {
        return None;
    }
    let before = Fido2Policy::parse(facts.policy.get().ok()?).ok()?;
    let mut document = before.to_json();
    let (Value::Object(members), Value::Object(body)) = (&mut document, &change.body) else {
        return None;
    };
    members.extend(body.clone());
    let after = Fido2Policy::parse(&document).ok()?;
    (!same_at_sign_in(&before, &after)).then_some((before, after))
}

/// Who would be locked out by it. `tell` hears how far it is before each person and at the end, and of a sign-in that
/// is wanted; false ends the reading, and whoever is left counts as not read.
pub fn preview(
    directory: &dyn Tenant,
    facts: &TenantFacts,
    change: &Change,
    (myself, models): (Option<&str>, Models<'_>),
    tell: &mut dyn FnMut(Progress<'_>) -> bool,
) -> Option<Result<(LockoutPreview, usize), NoReport>> {
    let mut reading = match LockoutReading::begin(directory, facts, change, myself)? {
        Ok(reading) => reading,
        Err(none) => return Some(Err(none)),
    };
    while tell(reading.holders.progress()) && reading.holders.left() > 0 {
        reading.holders.read_on(directory, 1);
    }
    Some(Ok(reading.preview(myself, models)))
}

/// A preview whose people are being read.
#[derive(Clone, Debug)]
pub struct LockoutReading {
    before: Fido2Policy,
    after: Fido2Policy,
    /// The people.
    pub holders: HoldersReading,
}

impl LockoutReading {
    /// Begins one; `None` where the change locks nobody out.
    pub fn begin(
        directory: &dyn Tenant,
        facts: &TenantFacts,
        change: &Change,
        myself: Option<&str>,
    ) -> Option<Result<Self, NoReport>> {
        let (before, after) = fido2_before_and_after(facts, change)?;
        let holders = HoldersReading::begin(directory, facts, myself);
        Some(holders.map(|holders| Self { before, after, holders }))
    }

    /// By whom was read so far, and how many were not.
    pub fn preview(&self, myself: Option<&str>, models: Models<'_>) -> (LockoutPreview, usize) {
        let Holders { read, unread } = self.holders.holders();
        let preview =
            entra_policy::readiness::preview(&self.before, &self.after, &read, myself, models);
        (preview, unread)
    }
}
