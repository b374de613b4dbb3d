//! `touchstone tenant campaign`: the registration campaign, shown and changed. A value that Graph or the
//! documents refuse must not be sent.

use enrollment::{
    campaign::{self, CampaignEdit, StandingCampaign},
    tenant::Tree,
};
use entra_graph::{ReadPolicy, Version, sign_in::Job};
use entra_policy::{
    TargetType,
    campaign::{CampaignFinding, CampaignTarget, RegistrationCampaign, Severity},
};
use serde_json::json;

use super::{
    super::{
        organisation::AtWork,
        rules::{Chosen, book},
    },
    about, agree, make, malformed,
};
use crate::{
    args::{CampaignArguments, CampaignCommand, CampaignSetArguments, Common},
    exit::Exit,
    output,
    problem::{MendingProblem, PlaceProblem, Problem},
    text,
};

/// Shows or changes it.
///
/// # Errors
/// The directory cannot be asked, the change cannot be made, or the result was not written.
pub(super) fn run(arguments: &CampaignArguments, common: &Common) -> Result<Exit, Problem> {
    match &arguments.command {
        CampaignCommand::Get => get(&AtWork::open(common, &[Job::Desk])?, common),
        CampaignCommand::Set(arguments) => {
            set(&AtWork::open(common, &[Job::Desk, Job::ChangePolicy])?, arguments, common)
        }
    }
}

fn read(at_work: &AtWork) -> Result<StandingCampaign, Problem> {
    let ReadPolicy { document: policy, version } =
        at_work.ask(|client| client.authentication_methods_policy())?;
    let tree = match version {
        Version::V1 => Tree::V1,
        Version::Beta => Tree::Beta,
    };
    StandingCampaign::of(policy, tree).map_err(malformed)
}

/// What is odd about a campaign, if it stood there.
fn odd(
    standing: &StandingCampaign,
    campaign: &RegistrationCampaign,
    common: &Common,
) -> Result<Vec<CampaignFinding>, Problem> {
    let book = book()?;
    Ok(standing.findings(campaign, Chosen::new(&book, None, common)?.rules))
}

fn get(at_work: &AtWork, common: &Common) -> Result<Exit, Problem> {
    let found = read(at_work)?;
    let findings = odd(&found, &found.campaign, common)?;
    let written = if common.json {
        let (tree, campaign) = (found.tree.as_str(), found.campaign.to_json());
        let document = json!({ "read": tree, "campaign": campaign, "findings": findings });
        output::document(&about(at_work, document))
    } else {
        output::say(&at_work.said().line());
        output::result(&text::campaign(&found.campaign, &findings))
    };
    written.map_err(PlaceProblem::Output)?;
    let is_valid = findings.iter().all(|one| one.severity != Severity::Invalid);
    Ok(if is_valid { Exit::Done } else { Exit::Refused })
}

fn set(
    at_work: &AtWork,
    arguments: &CampaignSetArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let found = read(at_work)?;
    if found.tree == Tree::V1 && arguments.limit_snoozes.is_some() {
        return Err(MendingProblem::LimitOnlyOnBeta.into());
    }
    let next = edit(arguments).apply(&found.campaign).map_err(malformed)?;
    let change = found.change_to(&next);
    let findings = odd(&found, &next, common)?;
    if findings.iter().any(|one| one.severity == Severity::Invalid) {
        return Err(MendingProblem::CampaignInvalid(findings).into());
    }
    if !change.is_nothing() {
        output::say(&at_work.said().line());
        output::say(&text::change(&change, None));
        output::say(&text::odd(&findings));
        agree(arguments.yes, common)?;
        make(at_work, &change, None)?;
    }
    let written = if common.json {
        let document = json!({ "changed": change, "campaign": next.to_json() });
        output::document(&about(at_work, document))
    } else {
        output::result(&text::campaign(&next, &findings))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

/// What the arguments name.
fn edit(arguments: &CampaignSetArguments) -> CampaignEdit {
    let named = |list: &[String]| {
        let targets = list.iter().filter(|id| *id != NOBODY).map(|id| target(id)).collect();
        (!list.is_empty()).then_some(targets)
    };
    CampaignEdit {
        state: arguments.campaign_state.clone(),
        snooze_days: arguments.snooze_days,
        limited: arguments.limit_snoozes,
        method: arguments.method.clone(),
        include: named(&arguments.include),
        exclude: named(&arguments.exclude),
    }
}

/// Empties a list.
const NOBODY: &str = "none";

fn target(named: &str) -> CampaignTarget {
    match named.strip_prefix("user:") {
        Some(user) => campaign::target(user, TargetType::User),
        None => campaign::target(named, TargetType::Group),
    }
}
