//! The policy that a person names, and whom it is applied to. A person who is not named must stay
//! unknown: nobody is made up for the policy's sake.

use std::{collections::BTreeSet, path::Path, str::FromStr};

use clap::Args;
use enrollment::OrganisationPolicy;
use entra_policy::{Fido2Policy, ObjectId, ParseObjectIdError, Registrant, Subject};

use crate::{
    files,
    problem::{FileKind, InputProblem, Problem},
};

/// Whom a policy is applied to.
#[derive(Clone, Debug, Args)]
pub(crate) struct PersonArguments {
    /// The object id of the person the policy is applied to
    #[arg(long, value_name = "GUID", requires = "policy")]
    pub(crate) user: Option<ObjectId>,
    /// The object ids of all groups that person is in, nested ones too; "" is none
    #[arg(long, value_name = "GUID,...", requires = "policy")]
    pub(crate) groups: Option<Groups>,
}

/// Object ids with commas between them.
#[derive(Clone, Debug)]
pub(crate) struct Groups(BTreeSet<ObjectId>);

impl FromStr for Groups {
    type Err = ParseObjectIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
        ids.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

/// Reads the policy.
///
/// # Errors
/// The file cannot be read, or is none.
pub(crate) fn read(
    path: &Path,
    person: &PersonArguments,
    registrant: Registrant,
) -> Result<OrganisationPolicy, Problem> {
    let json = files::read(path, Fido2Policy::MAX_LENGTH)
        .map_err(|why| InputProblem::File(FileKind::Policy, path.to_owned(), why))?;
    let policy = Fido2Policy::from_json(&json)
        .map_err(|why| InputProblem::Content(FileKind::Policy, path.to_owned(), why.to_string()))?;
    let groups = person.groups.clone().map(|Groups(ids)| ids);
    Ok(OrganisationPolicy { policy, subject: Subject { user: person.user, groups }, registrant })
}
