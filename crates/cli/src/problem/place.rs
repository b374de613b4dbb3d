//! What this computer does not let a command do: its folders, its record, its terminal, its
//! practice things. It must never hold what was to be written.

use std::io;

use enrollment::store::StoreError;
use faces::NoHome;
use practice::PracticeError;

/// What this computer does not do.
#[derive(Debug)]
pub(crate) enum PlaceProblem {
    /// No folder for the state.
    NoHome(NoHome),
    /// The record cannot be opened or written, so that no key may be told anything.
    Record(StoreError),
    /// The record cannot be opened, so that nothing may be changed in a directory.
    DirectoryRecord(StoreError),
    /// The settings cannot be read.
    Settings(StoreError),
    /// The practice key.
    Practice(PracticeError),
    /// The practice tenant.
    PracticeTenant(PracticeError),
    /// The terminal does not do as it is told.
    Terminal(io::Error),
    /// The result could not be written.
    Output(io::Error),
    /// What a registration came to could not be written; the credential is on the key.
    ResultLost(io::Error),
}

impl PlaceProblem {
    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NoHome(_) => "state-folder-unknown",
            Self::Record(_) | Self::DirectoryRecord(_) => "record",
            Self::Settings(_) => "settings",
            Self::Practice(_) => "practice-key",
            Self::PracticeTenant(_) => "practice-tenant",
            Self::Terminal(_) => "terminal",
            Self::Output(_) => "output",
            Self::ResultLost(_) => "result-lost",
        }
    }
}
