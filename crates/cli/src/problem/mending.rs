//! Why a setting of the organisation is as it was. It must never claim so where the change was sent
//! and its end is not known.

use enrollment::readiness::MendError;
use entra_policy::{
    campaign::CampaignFinding,
    readiness::{Finding, NoScript},
};
use serde_json::{Map, Value, json};

use super::directory::{tenant_code, tenant_exit};
use crate::exit::Exit;

/// Why nothing was mended.
#[derive(Debug)]
pub(crate) enum MendingProblem {
    /// There is no check with this id.
    NoSuchCheck(String),
    /// No change mends what this check found.
    NothingMends(Box<Finding>),
    /// The policy of passkeys could not be read.
    NoPasskeyPolicy(NoScript),
    /// A campaign that Graph or its documents refuse.
    CampaignInvalid(Vec<CampaignFinding>),
    /// The limit of snoozes where only v1.0 can be read.
    LimitOnlyOnBeta,
    /// A change is not there, and why.
    NotMended(Box<MendError>),
}

impl MendingProblem {
    /// The exit status.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::NoSuchCheck(_) | Self::NothingMends(_) | Self::CampaignInvalid(_) => {
                Exit::Unusable
            }
            Self::NoPasskeyPolicy(_) | Self::LimitOnlyOnBeta => Exit::Trouble,
            Self::NotMended(error) => match error.as_ref() {
                MendError::Conflict(_) | MendError::Moved(_) => Exit::Refused,
                MendError::Tenant(error) => tenant_exit(error),
                MendError::NotTaken(_) | MendError::Unsure(_) | MendError::NoSuchTree => {
                    Exit::Trouble
                }
            },
        }
    }

    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchCheck(_) => "no-such-check",
            Self::NothingMends(_) => "nothing-mends",
            Self::NoPasskeyPolicy(_) => "policy-unreadable",
            Self::CampaignInvalid(_) => "campaign-invalid",
            Self::LimitOnlyOnBeta => "limit-only-on-beta",
            Self::NotMended(error) => match error.as_ref() {
                MendError::Conflict(_) => "changed-meanwhile",
                MendError::Moved(_) => "changed-since-looked-at",
                MendError::NotTaken(_) => "change-not-taken",
                MendError::Unsure(_) => "change-unsure",
                MendError::Tenant(error) => tenant_code(error),
                MendError::NoSuchTree => "no-such-tree",
            },
        }
    }

    /// What would be refused, or what is different from what was looked at.
    pub(super) fn describe(&self, members: &mut Map<String, Value>) {
        match self {
            Self::CampaignInvalid(findings) => {
                members.insert("findings".into(), json!(findings));
            }
            Self::NotMended(error) => {
                if let MendError::Conflict(moved)
                | MendError::Moved(moved)
                | MendError::NotTaken(moved) = error.as_ref()
                {
                    members.insert("differences".into(), json!(moved));
                }
            }
            Self::NoSuchCheck(_)
            | Self::NothingMends(_)
            | Self::NoPasskeyPolicy(_)
            | Self::LimitOnlyOnBeta => {}
        }
    }
}
