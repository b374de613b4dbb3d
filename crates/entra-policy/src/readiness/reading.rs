//! What was read of an organisation, or why it was not. A part that is missing must not look like an
//! empty one.

use serde::Serialize;

use crate::campaign::word::words;

/// Something that was to be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading<T> {
    /// It was.
    Read(T),
    /// It was not.
    Not(Unread),
}

/// Why something was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Unread {
    /// Why.
    pub why: NotRead,
    /// In the words of who did not give it: a code, or what is wrong with it.
    pub said: Option<String>,
}

words! {
    /// Why something was not read.
    NotRead {
        /// The directory does not let the signed-in account read it.
        Forbidden "forbidden"
        /// The directory sees no premium licence, which it wants for this.
        LicenceMissing "licence-missing"
        /// The directory did not answer, or answered with another error.
        Failed "failed"
        /// It wants a new or a stronger sign-in first.
        SignInNeeded "sign-in-needed"
        /// It answered with something that cannot be understood.
        Malformed "malformed"
        /// Nobody asked.
        NotAsked "not-asked"
    }
}

impl<T> Reading<T> {
    /// Nobody asked.
    pub const fn not_asked() -> Self {
        Self::Not(Unread { why: NotRead::NotAsked, said: None })
    }

    /// What was read.
    ///
    /// # Errors
    /// Why it was not.
    pub fn get(&self) -> Result<&T, &Unread> {
        match self {
            Self::Read(read) => Ok(read),
            Self::Not(unread) => Err(unread),
        }
    }
}

impl Unread {
    /// It cannot be understood.
    pub(super) fn malformed(why: &impl ToString) -> Self {
        Self { why: NotRead::Malformed, said: Some(why.to_string()) }
    }
}

impl From<NotRead> for super::finding::Why {
    fn from(why: NotRead) -> Self {
        match why {
            NotRead::Forbidden => Self::Forbidden,
            NotRead::LicenceMissing => Self::LicenceMissing,
            NotRead::Failed => Self::Failed,
            NotRead::SignInNeeded => Self::SignInNeeded,
            NotRead::Malformed => Self::Malformed,
            NotRead::NotAsked => Self::NotAsked,
        }
    }
}
