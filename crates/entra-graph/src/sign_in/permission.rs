//! What for which permissions are asked, job by job, so that nobody agrees to more than they need yet. A
//! permission that no call here needs must never be among them.

use std::collections::BTreeSet;

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Look at one's own methods.
    Own,
    /// Register keys for others under the policy, list and delete them.
    Desk,
    /// Look at the methods of others: what they can sign in with besides passkeys.
    Methods,
    /// Issue a Temporary Access Pass, or take out a method besides passkeys.
    Pass,
    /// Change the authentication methods policy.
    ChangePolicy,
    /// Read who has registered what.
    Reports,
}

impl Job {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Own, Self::Desk, Self::Methods, Self::Pass, Self::ChangePolicy, Self::Reports];

    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Desk => "desk",
            Self::Methods => "methods",
            Self::Pass => "pass",
            Self::ChangePolicy => "change-policy",
            Self::Reports => "reports",
        }
    }

    /// The job of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.as_str() == word)
    }

    /// Delegated permissions, the least that do (graph.md, section 8).
    pub fn permissions(self) -> &'static [&'static str] {
        match self {
            Self::Own => &["User.Read", "UserAuthenticationMethod.Read"],
            Self::Desk => &[
                "User.Read",
                "User.ReadBasic.All",
                "GroupMember.Read.All",
                "Policy.Read.All",
                "UserAuthMethod-Passkey.ReadWrite.All",
            ],
            // Where only the passkeys are agreed to, the other lists are not (section 4.1 names it for
            // passkeys alone); the least that reads all of them.
            Self::Methods => &["UserAuthenticationMethod.Read.All"],
            Self::Pass => &["UserAuthenticationMethod.ReadWrite.All"],
            Self::ChangePolicy => &["Policy.ReadWrite.AuthenticationMethod"],
            Self::Reports => &["AuditLog.Read.All"],
        }
    }

    /// Directory roles of which one does (graph.md, sections 2, 4.1 and 5; of the policy the runbook names a second,
    /// readiness.md); none where the sheets name none.
    pub fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Own | Self::Reports => &[],
            Self::Desk | Self::Pass => {
                &["Authentication Administrator", "Privileged Authentication Administrator"]
            }
            Self::Methods => &[
                "Authentication Administrator",
                "Privileged Authentication Administrator",
                "Global Reader",
            ],
            Self::ChangePolicy => &["Authentication Policy Administrator", "Global Administrator"],
        }
    }

    /// Those of several jobs.
    pub(crate) fn all(jobs: &[Self]) -> BTreeSet<String> {
        jobs.iter().flat_map(|job| job.permissions()).map(|one| (*one).to_owned()).collect()
    }
}
