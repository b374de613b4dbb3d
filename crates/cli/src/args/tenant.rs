//! The arguments of `touchstone tenant`. No token and no secret may be among them.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

/// `touchstone tenant`.
#[derive(Debug, Args)]
pub(crate) struct TenantArguments {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) command: TenantCommand,
}

/// What there is to do with an organisation.
#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Check whether it is ready for passkeys and Authenticator; nothing in it is changed
    Check(TenantCheckArguments),
    /// Show or change the registration campaign
    Campaign(CampaignArguments),
    /// Say whom the campaign would ask, by which rule, and what hangs on what is assumed
    Forecast(ForecastArguments),
}

/// `touchstone tenant forecast`.
#[derive(Debug, Args)]
pub(crate) struct ForecastArguments {
    /// Facts to assume in place of the usual ones, by their paths
    #[arg(long, value_name = "FILE")]
    pub(crate) assume: Option<PathBuf>,
    /// The rule set, such as 2026-09-02 [default: the newest]
    #[arg(long, value_name = "ID")]
    pub(crate) rules: Option<String>,
}

/// `touchstone tenant campaign`.
#[derive(Debug, Args)]
pub(crate) struct CampaignArguments {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) command: CampaignCommand,
}

/// What there is to do with a campaign.
#[derive(Debug, Subcommand)]
pub(crate) enum CampaignCommand {
    /// Show it, with what is odd about it
    Get,
    /// Change it, after showing what changes and asking
    Set(CampaignSetArguments),
}

/// `touchstone tenant campaign set`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("change").required(true).multiple(true)))]
pub(crate) struct CampaignSetArguments {
    /// enabled, disabled, or default: Microsoft manages it
    #[arg(long = "campaign-state", value_name = "STATE", group = "change")]
    pub(crate) campaign_state: Option<String>,
    /// Days until somebody who skipped is asked again, 0 to 14
    #[arg(long, value_name = "DAYS", group = "change")]
    pub(crate) snooze_days: Option<i64>,
    /// Whether it is required after three skips: true or false; Graph has it in beta only
    #[arg(long, value_name = "BOOL", group = "change")]
    pub(crate) limit_snoozes: Option<bool>,
    /// What is asked for: microsoftAuthenticator or fido2
    #[arg(long, value_name = "METHOD", group = "change")]
    pub(crate) method: Option<String>,
    /// Whom it asks, in place of those included now: all_users, a group's id, or user:ID; repeatable
    #[arg(long, value_name = "ID", group = "change")]
    pub(crate) include: Vec<String>,
    /// Whom it leaves alone, in place of those excluded now; none empties the list; repeatable
    #[arg(long, value_name = "ID", group = "change")]
    pub(crate) exclude: Vec<String>,
    /// Agree to the change beforehand, where nobody can be asked
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `touchstone tenant check`.
#[derive(Debug, Args)]
pub(crate) struct TenantCheckArguments {
    /// The pilot group, by its object id
    #[arg(long, value_name = "GUID")]
    pub(crate) pilot: Option<entra_policy::ObjectId>,
    /// Check this person too, by object id or user principal name
    #[arg(long = "for", value_name = "UPN")]
    pub(crate) upn: Option<String>,
    /// Make the change that mends this check, after showing it and asking
    #[arg(long, value_name = "CHECK", conflicts_with = "upn")]
    pub(crate) fix: Option<String>,
    /// Agree to the change beforehand, where nobody can be asked
    #[arg(long, requires = "fix")]
    pub(crate) yes: bool,
}
