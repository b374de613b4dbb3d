//! The arguments of `touchstone tenant`. No token and no secret may be among them.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use entra_graph::sign_in::Job;

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
    /// Sign in to an organisation; from then on every command works for it
    SignIn(SignInArguments),
    /// Forget the sign-in; from then on every command works for the practice organisation
    SignOut,
    /// Say for which organisation this works, and what was agreed to; nobody is asked
    Status,
    /// List a person's passkeys, or take one out of the directory
    Methods(MethodsArguments),
    /// List the registrations that are kept here until they are sent, or send one
    Kept(KeptArguments),
    /// Issue a Temporary Access Pass; it is shown once
    Pass(PassArguments),
    /// Check whether it is ready for passkeys and Authenticator; nothing in it is changed
    Check(TenantCheckArguments),
    /// Show or change the registration campaign
    Campaign(CampaignArguments),
    /// Say whom the campaign would ask, by which rule, and what hangs on what is assumed
    Forecast(ForecastArguments),
    /// Switch passkeys on for everybody, as the runbook's script does, keeping what that would overwrite
    PasskeysForAll(PasskeysForAllArguments),
    /// Count what people have registered, keep the count, and say what changed since the first one
    Results,
}

/// `touchstone tenant sign-in`.
#[derive(Debug, Args)]
pub(crate) struct SignInArguments {
    /// The application's id in the organisation [default: that of the last sign-in]
    #[arg(long, value_name = "GUID", requires = "tenant")]
    pub(crate) client_id: Option<String>,
    /// The organisation, by its id or one of its domains
    #[arg(long, value_name = "ID", requires = "client_id")]
    pub(crate) tenant: Option<String>,
    /// worldwide, us-government-l4, us-government-l5 or china [default: worldwide]
    #[arg(long, value_name = "NAME", requires = "client_id")]
    pub(crate) cloud: Option<String>,
    /// For what: own, desk, methods, pass, change-policy, reports; with commas between them
    #[arg(
        long,
        value_name = "JOB,...",
        value_delimiter = ',',
        value_parser = job,
        default_value = "desk"
    )]
    pub(crate) jobs: Vec<Job>,
    /// Sign in on another device, with a code that is typed there
    #[arg(long)]
    pub(crate) device_code: bool,
    /// Open no browser, only print the address
    #[arg(long, conflicts_with = "device_code")]
    pub(crate) no_browser: bool,
    /// Let the page ask which account it shall be
    #[arg(long, conflicts_with = "device_code")]
    pub(crate) select_account: bool,
    /// Practise: sign in to what `touchstone practice serve` printed into this file; - reads stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["client_id", "tenant", "cloud"])]
    pub(crate) practice: Option<PathBuf>,
}

fn job(word: &str) -> Result<Job, String> {
    Job::from_word(word).ok_or_else(|| {
        let all = Job::ALL.map(Job::as_str).join(", ");
        format!("there is no such job; there are {all}")
    })
}

/// `touchstone tenant kept`.
#[derive(Debug, Args)]
pub(crate) struct KeptArguments {
    /// What to do with them.
    #[command(subcommand)]
    pub(crate) command: KeptCommand,
}

/// What there is to do with registrations that are kept.
#[derive(Debug, Subcommand)]
pub(crate) enum KeptCommand {
    /// List them, with whose they are and until when they can be sent
    List,
    /// Send one into the directory: from then on the key works
    Send {
        /// Its id, as the list has it
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// `touchstone tenant methods`.
#[derive(Debug, Args)]
pub(crate) struct MethodsArguments {
    /// What to do with them.
    #[command(subcommand)]
    pub(crate) command: MethodsCommand,
}

/// What there is to do with a person's passkeys.
#[derive(Debug, Subcommand)]
pub(crate) enum MethodsCommand {
    /// List them, with model and date
    List(MethodsListArguments),
    /// Take one out of the directory, after saying what the person has left and asking
    Delete(MethodsDeleteArguments),
}

/// `touchstone tenant methods list`.
#[derive(Debug, Args)]
pub(crate) struct MethodsListArguments {
    /// Whose, by object id or user principal name
    #[arg(long = "for", value_name = "UPN")]
    pub(crate) upn: String,
    /// Besides passkeys also what can be taken out with --kind: Authenticator and Windows Hello for Business
    #[arg(long)]
    pub(crate) all: bool,
}

/// A kind of method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArgument {
    /// A passkey
    Passkey,
    /// Microsoft Authenticator
    Authenticator,
    /// Windows Hello for Business
    WindowsHello,
    /// A platform credential
    Platform,
    /// A Temporary Access Pass
    Pass,
}

/// `touchstone tenant methods delete`.
#[derive(Debug, Args)]
pub(crate) struct MethodsDeleteArguments {
    /// Whose, by object id or user principal name
    #[arg(long = "for", value_name = "UPN")]
    pub(crate) upn: String,
    /// Which, by the id that the list shows
    #[arg(long, value_name = "ID")]
    pub(crate) method: String,
    /// Which kind it is; one that Graph's documents name no deletion of is refused
    #[arg(long, value_name = "KIND", value_enum, default_value_t = KindArgument::Passkey)]
    pub(crate) kind: KindArgument,
    /// Agree to it beforehand, where nobody can be asked
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `touchstone tenant pass`.
#[derive(Debug, Args)]
pub(crate) struct PassArguments {
    /// For whom, by object id or user principal name
    #[arg(long = "for", value_name = "UPN")]
    pub(crate) upn: String,
    /// How long it is good [default: as the policy says]
    #[arg(long, value_name = "MINUTES")]
    pub(crate) minutes: Option<u32>,
    /// Good once only
    #[arg(long)]
    pub(crate) once: bool,
    /// Good more than once, where the policy allows that
    #[arg(long, conflicts_with = "once")]
    pub(crate) reusable: bool,
    /// Print it also where nobody reads along: into a file, a pipe, or the JSON document
    #[arg(long)]
    pub(crate) print_pass: bool,
}

/// `touchstone tenant passkeys-for-all`.
#[derive(Debug, Args)]
pub(crate) struct PasskeysForAllArguments {
    /// Require people to register one
    #[arg(long)]
    pub(crate) required: bool,
    /// What is agreed to beforehand.
    #[command(flatten)]
    pub(crate) agreement: Agreement,
}

/// What is agreed to beforehand, of a change to the passkey policy.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Agreement {
    /// Agree to the change beforehand, where nobody can be asked
    #[arg(long)]
    pub(crate) yes: bool,
    /// Agree beforehand that it locks people out of their keys, or that nobody knows whether it does
    #[arg(long, requires = "yes")]
    pub(crate) lock_out: bool,
}

/// `touchstone tenant forecast`.
#[derive(Debug, Args)]
pub(crate) struct ForecastArguments {
    /// The people of an export instead of the directory's: CSV, or lines of JSON; - is stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) people: Option<PathBuf>,
    /// Their organisation's policy as Graph writes it, so that nobody is asked for it
    #[arg(long, value_name = "FILE", requires = "people")]
    pub(crate) policy: Option<PathBuf>,
    /// Facts to assume in place of the usual ones, by their paths
    #[arg(long, value_name = "FILE")]
    pub(crate) assume: Option<PathBuf>,
    /// The rule set, such as 2026-09-02 [default: the pinned one, else the newest]
    #[arg(long, value_name = "ID")]
    pub(crate) rules: Option<String>,
    /// Print a line for each person, with verdict, rule and what would settle an unknown, instead of counts
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<PeopleFormat>,
}

/// What a line for each person is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PeopleFormat {
    /// An object of JSON.
    Jsonl,
    /// A row of a table (RFC 4180).
    Csv,
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
#[command(group = ArgGroup::new("agreed").args(["fix", "rehearse"]))]
pub(crate) struct TenantCheckArguments {
    /// The pilot group, by its object id
    #[arg(long, value_name = "GUID")]
    pub(crate) pilot: Option<entra_policy::ObjectId>,
    /// Check this person too, by object id or user principal name
    #[arg(long = "for", value_name = "UPN")]
    pub(crate) upn: Option<String>,
    /// Hold this key against that person's policy; practice is the practice key
    #[arg(long, value_name = "ID", requires = "upn")]
    pub(crate) key: Option<String>,
    /// A second key, known to work elsewhere: whether it is the key or the policy
    #[arg(long, value_name = "ID", requires = "key")]
    pub(crate) second_key: Option<String>,
    /// Let the key show its attestation with a credential that is thrown away
    #[arg(long, requires = "key")]
    pub(crate) rehearse: bool,
    /// Read the key's PIN from this file descriptor, to its end
    #[arg(long, value_name = "N", requires = "rehearse")]
    pub(crate) pin_fd: Option<u32>,
    /// Make the change that mends this check, after showing it and asking
    #[arg(long, value_name = "CHECK", conflicts_with = "upn")]
    pub(crate) fix: Option<String>,
    /// Agree beforehand to the change or to the rehearsal, where nobody can be asked
    #[arg(long, requires = "agreed")]
    pub(crate) yes: bool,
    /// Agree beforehand that the change locks people out of their keys, or that nobody knows whether it does
    #[arg(long, requires_all = ["fix", "yes"])]
    pub(crate) lock_out: bool,
}
