//! `touchstone tenant campaign`: the registration campaign, shown and changed. A value that Graph or the
//! documents refuse must not be sent.

use enrollment::tenant::Tree;
use entra_graph::{ReadPolicy, Version, sign_in::Job};
use entra_policy::{
    TargetType,
    campaign::{
        CampaignFinding, CampaignMember, CampaignTarget, GraphVersion, RegistrationCampaign,
        Severity,
    },
    readiness::Change,
};
use serde_json::{Value, json};

use super::{
    super::{nudge, organisation::AtWork},
    about, agree, make, malformed,
};
use crate::{
    args::{CampaignArguments, CampaignCommand, CampaignSetArguments, Common},
    exit::Exit,
    output,
    problem::Problem,
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

/// A campaign, the document it stands in, and the tree that was read.
struct Found {
    campaign: RegistrationCampaign,
    policy: Value,
    tree: Tree,
}

fn read(at_work: &AtWork) -> Result<Found, Problem> {
    let ReadPolicy { document: policy, version } =
        at_work.ask(|client| client.authentication_methods_policy())?;
    let campaign = RegistrationCampaign::parse(&policy).map_err(malformed)?;
    let tree = match version {
        Version::V1 => Tree::V1,
        Version::Beta => Tree::Beta,
    };
    Ok(Found { campaign, policy, tree })
}

fn get(at_work: &AtWork, common: &Common) -> Result<Exit, Problem> {
    let found = read(at_work)?;
    let findings = findings(&found)?;
    let written = if common.json {
        let (tree, campaign) = (found.tree.as_str(), found.campaign.to_json());
        let document = json!({ "read": tree, "campaign": campaign, "findings": findings });
        output::document(&about(at_work, document))
    } else {
        output::say(&at_work.said().line());
        output::result(&text::campaign(&found.campaign, &findings))
    };
    written.map_err(Problem::Output)?;
    let is_valid = findings.iter().all(|one| one.severity != Severity::Invalid);
    Ok(if is_valid { Exit::Done } else { Exit::Refused })
}

fn findings(found: &Found) -> Result<Vec<CampaignFinding>, Problem> {
    let book = nudge::book()?;
    let version = match found.tree {
        Tree::V1 => GraphVersion::V1,
        Tree::Beta => GraphVersion::Beta,
    };
    Ok(found.campaign.check(nudge::rule_set(&book, None)?, version))
}

fn set(
    at_work: &AtWork,
    arguments: &CampaignSetArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let found = read(at_work)?;
    if found.tree == Tree::V1 && arguments.limit_snoozes.is_some() {
        return Err(Problem::LimitOnlyOnBeta);
    }
    let campaign = changed(&found.campaign, arguments).map_err(malformed)?;
    let change = Change::of_campaign(found.tree.as_str(), &found.policy, &campaign);
    let next = Found { campaign, ..found };
    let findings = findings(&next)?;
    if findings.iter().any(|one| one.severity == Severity::Invalid) {
        return Err(Problem::CampaignInvalid(findings));
    }
    if !change.is_nothing() {
        output::say(&at_work.said().line());
        output::say(&text::change(&change, None));
        output::say(&text::odd(&findings));
        agree(arguments.yes, common)?;
        make(at_work, &change)?;
    }
    let written = if common.json {
        let document = json!({ "changed": change, "campaign": next.campaign.to_json() });
        output::document(&about(at_work, document))
    } else {
        output::result(&text::campaign(&next.campaign, &findings))
    };
    written.map_err(Problem::Output)?;
    Ok(Exit::Done)
}

/// The campaign as it shall be; what was not named stays.
fn changed(
    campaign: &RegistrationCampaign,
    arguments: &CampaignSetArguments,
) -> Result<RegistrationCampaign, entra_policy::PolicyError> {
    let mut next = campaign.clone();
    let mut set = |member, value| -> Result<(), entra_policy::PolicyError> {
        next = next.with(member, value)?;
        Ok(())
    };
    if let Some(state) = &arguments.campaign_state {
        set(CampaignMember::State, json!(state))?;
    }
    if let Some(days) = arguments.snooze_days {
        set(CampaignMember::SnoozeDurationInDays, json!(days))?;
    }
    if let Some(limit) = arguments.limit_snoozes {
        set(CampaignMember::EnforceRegistrationAfterAllowedSnoozes, json!(limit))?;
    }
    if arguments.method.is_some() || !arguments.include.is_empty() {
        set(CampaignMember::IncludeTargets, included(campaign, arguments))?;
    }
    if !arguments.exclude.is_empty() {
        let named = arguments.exclude.iter().filter(|id| *id != NOBODY);
        let targets: Vec<Value> = named.map(|id| target(id, None).to_json()).collect();
        set(CampaignMember::ExcludeTargets, json!(targets))?;
    }
    Ok(next)
}

/// Empties a list.
const NOBODY: &str = "none";

/// Those who were named, else those who are there, all with one method.
fn included(campaign: &RegistrationCampaign, arguments: &CampaignSetArguments) -> Value {
    let present = campaign.include_targets().iter().find_map(|one| one.method.clone());
    let method = arguments.method.clone().or(present);
    let targets: Vec<Value> = if arguments.include.is_empty() {
        let all = campaign.include_targets().iter().cloned();
        all.map(|one| CampaignTarget { method: method.clone(), ..one }.to_json()).collect()
    } else {
        arguments.include.iter().map(|id| target(id, method.clone()).to_json()).collect()
    };
    json!(targets)
}

fn target(named: &str, method: Option<String>) -> CampaignTarget {
    let (written, target_type) = match named.strip_prefix("user:") {
        Some(user) => (user, TargetType::User),
        None => (named, TargetType::Group),
    };
    CampaignTarget { id: written.into(), written: written.to_owned(), target_type, method }
}
