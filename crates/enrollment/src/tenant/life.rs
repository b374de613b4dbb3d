//! How long a challenge is to live: a key can be registered now and sent to the directory later, as long as it
//! does. No life must be asked for that no directory gives.

use std::time::Duration;

/// How long a challenge shall live (graph.md, section 4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChallengeLife {
    /// As the directory has it: five minutes.
    #[default]
    Standard,
    /// So many minutes. Only Graph's beta can be asked for it.
    Minutes(u16),
}

impl ChallengeLife {
    /// The shortest that can be asked for (minutes).
    pub const SHORTEST: u16 = 5;
    /// The longest: thirty days (minutes).
    pub const LONGEST: u16 = 43_200;

    /// For a registration that is sent later; the nearest that a directory takes. `None`: sent at once.
    pub fn of(later: Option<u16>) -> Self {
        later.map_or(Self::Standard, |minutes| {
            Self::Minutes(minutes.clamp(Self::SHORTEST, Self::LONGEST))
        })
    }

    /// What was asked for; `None` where it is the directory's to say.
    pub fn asked(self) -> Option<Duration> {
        match self {
            Self::Standard => None,
            Self::Minutes(minutes) => Some(Duration::from_secs(u64::from(minutes) * 60)),
        }
    }
}
