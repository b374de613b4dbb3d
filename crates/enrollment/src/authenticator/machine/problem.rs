//! What can go wrong on a phone or in a browser, where nothing here can see it. A problem must never end
//! an enrolment: there is always a way on.

use serde::{Deserialize, Serialize};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorProblem"))]
#[serde(rename_all = "camelCase")]
pub enum Problem {
    /// The page does not offer Authenticator.
    NotOffered,
    /// The phone cannot scan the code.
    CannotScan,
    /// No notification came, or nobody answered it in time.
    TimedOut,
    /// It was denied on the phone.
    Denied,
    /// Another number was typed than the page shows.
    WrongNumber,
    /// The app has no field for the number.
    AppTooOld,
    /// The directory listed the app and does not any more.
    TakenAway,
}

/// Who says that it went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorSaidBy"))]
#[serde(rename_all = "camelCase")]
pub enum SaidBy {
    /// The person.
    Person,
    /// The practice phone.
    PracticePhone,
    /// The directory.
    Directory,
}

/// From where it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Back {
    GetApp,
    OpenPage,
    Approve,
}

impl Problem {
    /// Whether somebody can say it; the rest only the directory shows.
    pub(super) const fn can_be_said(self) -> bool {
        match self {
            Self::NotOffered
            | Self::CannotScan
            | Self::TimedOut
            | Self::Denied
            | Self::WrongNumber
            | Self::AppTooOld => true,
            Self::TakenAway => false,
        }
    }

    /// From where it goes on.
    pub(super) const fn back_to(self) -> Back {
        match self {
            Self::NotOffered | Self::CannotScan => Back::OpenPage,
            Self::TimedOut | Self::Denied | Self::WrongNumber => Back::Approve,
            Self::AppTooOld | Self::TakenAway => Back::GetApp,
        }
    }
}
