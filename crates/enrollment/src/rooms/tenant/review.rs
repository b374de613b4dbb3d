//! A change as it is reviewed before it is sent, and what came of it. Whoever would be locked out must be
//! named before anything is sent.

use entra_policy::readiness::{Change, Difference, LockoutPreview, Models};
use serde::{Deserialize, Serialize};

use crate::{
    readiness::{
        MendError,
        lockout::{LockoutReading, Progress},
    },
    wizard::TroubleView,
};

pub(super) use crate::readiness::lockout::WORD;

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum TenantWhat {
    /// It mends a check.
    Check(#[cfg_attr(feature = "bindings", ts(as = "entra_policy::readiness::Check"))] String),
    /// It is the draft of the campaign.
    Campaign,
    /// It is what the runbook's script does: passkeys for everybody.
    Everybody(Registering),
}

/// Whether people have to register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Registering {
    /// It stays everybody's choice.
    Optional,
    /// They have to.
    Required,
}

/// What is to become of a reading of whom a change locks out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ReadOn {
    /// A few more people are read.
    GoOn,
    /// Nobody else is: whoever is left counts as not read.
    Stop,
}

/// A change before it is sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReviewView {
    /// Its number; sending names it, once.
    pub review: u32,
    /// What it is about.
    pub what: TenantWhat,
    /// The request, and what it changes.
    pub change: Change,
    /// Whom it would lock out.
    pub lockout: LockoutView,
    /// What has to be typed first.
    pub word: Option<&'static str>,
}

/// Whom a change would lock out at sign-in.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LockoutView {
    /// Nobody: it does not touch passkeys.
    Untouched,
    /// People's passkeys are being read.
    Reading {
        /// How many people were asked for.
        asked: usize,
        /// How many are left.
        left: usize,
        /// The directory wants a new sign-in before it says more of anybody.
        sign_in: bool,
    },
    /// These.
    Known {
        /// Who, and whose keys are touched.
        preview: LockoutPreview,
        /// People with passkeys who were not looked at.
        unread: usize,
        /// Whether the signed-in administrator is the first of those locked out.
        myself: bool,
    },
    /// Nobody knows: the report of registrations cannot be read.
    Unknown,
}

/// What came of a change that was sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SentView {
    /// What it was about.
    pub what: TenantWhat,
    /// What came of it.
    pub outcome: SendOutcome,
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SendOutcome {
    /// It is there.
    Done,
    /// Somebody changed it meanwhile, and nothing was sent: what stands there now, and what was shown.
    Conflict {
        /// Where.
        differences: Vec<Difference>,
    },
    /// Something beside it that bears on who may sign in was changed after it was looked at, and nothing was sent: what
    /// stands there now, and what was shown. It can be looked at again.
    Moved {
        /// Where.
        differences: Vec<Difference>,
    },
    /// It was taken, and is not there: what stands there, and what should.
    NotTaken {
        /// Where.
        differences: Vec<Difference>,
    },
    /// Whether it was made is not known.
    Unsure {
        /// Why the document could not be read again.
        trouble: TroubleView,
    },
    /// The directory did not do it.
    Refused {
        /// What it said.
        trouble: TroubleView,
    },
}

/// A change that was shown; it can be sent once.
#[derive(Clone, Debug)]
pub(super) struct Reviewed {
    pub(super) view: ReviewView,
    /// Whose passkeys are still being read.
    pub(super) reading: Option<LockoutReading>,
}

impl LockoutView {
    /// What was read by now.
    pub(super) fn of(reading: &LockoutReading, account: &str, models: Models<'_>) -> Self {
        let (asked, left) = (reading.holders.asked(), reading.holders.left());
        if left > 0 {
            let sign_in = match reading.holders.progress() {
                Progress::Reading { .. } => false,
                Progress::SignInNeeded(_) => true,
            };
            return Self::Reading { asked, left, sign_in };
        }
        let (preview, unread) = reading.preview(Some(account), models);
        let first = preview.locked_out.first();
        let myself = first.is_some_and(|one| one.name.eq_ignore_ascii_case(account));
        Self::Known { preview, unread, myself }
    }

    /// What has to be typed before it.
    pub(super) fn word(&self) -> Option<&'static str> {
        match self {
            Self::Untouched => None,
            Self::Unknown | Self::Reading { .. } => Some(WORD),
            Self::Known { preview, unread, .. } => {
                crate::readiness::lockout::word(preview, *unread)
            }
        }
    }

    /// Whether it is read to its end.
    const fn is_read(&self) -> bool {
        match self {
            Self::Reading { .. } => false,
            Self::Untouched | Self::Known { .. } | Self::Unknown => true,
        }
    }
}

impl Reviewed {
    /// Whether what was typed is enough, once it is known whom it locks out.
    pub(super) fn is_confirmed(&self, typed: Option<&str>) -> bool {
        let same = |word: &str| typed.is_some_and(|typed| typed.trim().eq_ignore_ascii_case(word));
        self.view.lockout.is_read() && self.view.word.is_none_or(same)
    }
}

impl From<Result<(), MendError>> for SendOutcome {
    fn from(mended: Result<(), MendError>) -> Self {
        match mended {
            Ok(()) => Self::Done,
            Err(MendError::Conflict(differences)) => Self::Conflict { differences },
            Err(MendError::Moved(differences)) => Self::Moved { differences },
            Err(MendError::NotTaken(differences)) => Self::NotTaken { differences },
            Err(MendError::Unsure(error)) => Self::Unsure { trouble: error.into() },
            Err(MendError::Tenant(error)) => Self::Refused { trouble: error.into() },
            Err(MendError::NoSuchTree) => Self::Refused { trouble: TroubleView::Malformed },
        }
    }
}
