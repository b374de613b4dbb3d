//! What a person has chosen, as one TOML document. What this version does not know in it must never be
//! dropped or reordered, and one value that makes no sense must not cost the others.

mod application;
mod document;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::rooms::{AccountScene, Look, PracticeMfa, PracticeSignIn, SettingsChange};

pub use application::{RegisteredApplication, SignInBy};
pub(crate) use document::Document;

/// What a person has chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How the window looks.
    pub look: Look,
    /// Whom this program works for; `None`: nothing was chosen yet, which is practice.
    pub account: Option<AccountScene>,
    /// By which application people sign in.
    pub application: Option<RegisteredApplication>,
    /// How they sign in.
    pub sign_in_by: SignInBy,
    /// Whether somebody has been through the first start.
    pub first_run: FirstRun,
    /// RP IDs for which a key may be asked to say which key it is (WebAuthn L3 §5.4.7, `enterprise`).
    pub enterprise_attestation: BTreeSet<String>,
    /// After how many days without an entry the record drops a person's names; `None`: never.
    pub retention_days: Option<u32>,
    /// Whether the window asks for newer FIDO metadata at its start, where they are due.
    pub metadata_updates: MetadataUpdates,
    /// How the sign-in happens in practice.
    pub practice_sign_in: PracticeSignIn,
    /// The second factor that whoever is signed in says they use; `None`: nobody said.
    pub second_factor: Option<PracticeMfa>,
    /// The rule set of campaigns that counts here; `None`: the newest.
    pub rule_set: Option<String>,
    /// The latest version of this program, in the words of whoever rolls it out; nobody asks a server.
    pub newest_version: Option<String>,
}

/// Who has newer FIDO metadata fetched. The command line never asks for any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MetadataUpdates {
    /// The window, when it starts.
    #[default]
    AtStart,
    /// A person, in the settings.
    ByHand,
}

/// The first start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstRun {
    /// Nobody has been through it.
    #[default]
    Ahead,
    /// Somebody has.
    Done,
}

impl Settings {
    /// Changes one thing.
    pub fn change(&mut self, change: SettingsChange) {
        match change {
            SettingsChange::Appearance(appearance) => self.look.appearance = appearance,
            SettingsChange::TextSize(size) => self.look.text_size = size,
            SettingsChange::StillDrawings(still) => self.look.still_drawings = still,
            SettingsChange::SecondFactor(factor) => self.second_factor = factor,
            SettingsChange::RuleSet(id) => self.rule_set = id,
            SettingsChange::RetentionDays(days) => self.retention_days = days,
            SettingsChange::MetadataUpdates(true) => {
                self.metadata_updates = MetadataUpdates::AtStart;
            }
            SettingsChange::MetadataUpdates(false) => {
                self.metadata_updates = MetadataUpdates::ByHand;
            }
        }
    }

    /// Whether the window may ask for newer FIDO metadata by itself: somebody has been through the first
    /// start, and nobody said no.
    pub fn fetches_metadata(&self) -> bool {
        self.metadata_updates == MetadataUpdates::AtStart && self.first_run == FirstRun::Done
    }

    /// Somebody signed in by this application; from now on this is no first run.
    pub fn signed_in(&mut self, application: RegisteredApplication, by: SignInBy) {
        self.first_run = FirstRun::Done;
        self.account = Some(AccountScene::Tenant);
        self.application = Some(application);
        self.sign_in_by = by;
        // It was another's, or may have been.
        self.second_factor = None;
    }

    /// Somebody signed out. By which application they sign in the next time stays known.
    pub fn signed_out(&mut self) {
        self.second_factor = None;
        if self.account == Some(AccountScene::Tenant) {
            self.account = Some(AccountScene::Practice);
        }
    }

    /// Chooses the practice organisation; from now on this is no first run.
    pub fn choose_practice(&mut self) {
        self.first_run = FirstRun::Done;
        self.account = Some(AccountScene::Practice);
    }
}
