//! The arguments, as `contracts.md` has them. A secret must never be one.

mod commands;
mod tenant;

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};
use entra_policy::campaign::Question;
use faces::{NoHome, Places};
use webauthn::Timestamp;

use crate::policy::PersonArguments;

pub(crate) use commands::Command;
pub(crate) use tenant::{
    Agreement, CampaignArguments, CampaignCommand, CampaignSetArguments, ForecastArguments,
    KeptArguments, KeptCommand, KindArgument, MethodsArguments, MethodsCommand,
    MethodsDeleteArguments, MethodsListArguments, PassArguments, PasskeysForAllArguments,
    PeopleFormat, SignInArguments, TenantArguments, TenantCheckArguments, TenantCommand,
};

/// Everything on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "touchstone",
    version,
    about = "Registers security keys, and says why one is refused.",
    after_help = "Exit status: 0 done, 1 done and something was refused or could not be proved, \
                  2 the request itself is unusable, 3 trouble with a device.",
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// Print one JSON document, and ask nothing
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Keep settings and the practice key here instead of the platform's folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
    /// Log more to stderr: -v, -vv, -vvv
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl Common {
    /// Where everything is kept.
    ///
    /// # Errors
    /// No folder was named and the platform has none.
    pub(crate) fn places(&self) -> Result<Places, NoHome> {
        Places::new(self.state.as_deref())
    }
}

/// `touchstone nudge`.
#[derive(Debug, Args)]
#[command(group = one_of(&["scenarios", "batch", "ask"]))]
pub(crate) struct NudgeArguments {
    /// Judge these worked cases: defaults, and what each case has other than those; - reads stdin
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    pub(crate) scenarios: Option<PathBuf>,
    /// Judge these people of one organisation, a line of JSON each; - reads stdin
    #[arg(long, value_name = "FILE", requires = "policy")]
    pub(crate) batch: Option<PathBuf>,
    /// The authentication methods policy of that organisation, as Graph writes it
    #[arg(long, value_name = "FILE", requires = "batch")]
    pub(crate) policy: Option<PathBuf>,
    /// Facts to assume where a line does not say, by their paths
    #[arg(long, value_name = "FILE", requires = "batch")]
    pub(crate) assume: Option<PathBuf>,
    /// The rule set, such as 2026-09-02, where a case names none [default: the pinned one, else the newest]
    #[arg(long, value_name = "ID")]
    pub(crate) rules: Option<String>,
    /// Print counts for each verdict and rule instead of lines
    #[arg(long)]
    pub(crate) summary: bool,
    /// Print with each line what every rule came to
    #[arg(long)]
    pub(crate) trace: bool,
    /// Answer a question that no setting answers, as the documents do: snooze-per-group, hide-skip,
    /// phone-sign-in, end-date, licence, other-prompt, after-set-up, phone-kept
    #[arg(
        long,
        value_name = "QUESTION",
        value_parser = question,
        conflicts_with_all = ["scenarios", "batch", "summary", "trace"]
    )]
    pub(crate) ask: Option<Question>,
}

fn question(word: &str) -> Result<Question, String> {
    Question::from_word(word).ok_or_else(|| {
        let all: Vec<_> = Question::ALL.iter().map(|one| one.as_str()).collect();
        format!("the questions are {}", all.join(", "))
    })
}

/// `touchstone matrix`.
#[derive(Debug, Args)]
pub(crate) struct MatrixArguments {
    /// The rule set, such as 2026-09-02 [default: the pinned one, else the newest]
    #[arg(long, value_name = "ID")]
    pub(crate) rules: Option<String>,
    /// Mark the column of this system in place of this computer's: windows, macos, linux, ios, android
    #[arg(long, value_name = "NAME", requires = "browser")]
    pub(crate) os: Option<String>,
    /// and of this browser: chrome, edge, firefox, safari
    #[arg(long, value_name = "NAME", requires = "os")]
    pub(crate) browser: Option<String>,
}

/// `touchstone census`.
#[derive(Debug, Args)]
pub(crate) struct CensusArguments {
    /// The rule set whose matrix is looked into, such as 2026-09-02 [default: the pinned one, else the newest]
    #[arg(long, value_name = "ID")]
    pub(crate) rules: Option<String>,
}

/// `touchstone keys`.
#[derive(Debug, Args)]
pub(crate) struct KeysArguments {
    /// Show only this one
    #[arg(long, value_name = "ID")]
    pub(crate) key: Option<String>,
    /// Let other programs' code read the keys too, and show where it differs
    #[arg(long)]
    pub(crate) second_opinion: bool,
}

/// `touchstone practice`.
#[derive(Debug, Args)]
pub(crate) struct PracticeArguments {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) command: PracticeCommand,
}

/// What there is to do with the practice tenant.
#[derive(Debug, Subcommand)]
pub(crate) enum PracticeCommand {
    /// Serve it on this computer until Ctrl-C; prints its URLs and its start secret as JSON
    Serve(ServeArguments),
}

/// `touchstone practice serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Listen on this port of 127.0.0.1 and ::1 [default: any that is free]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
    /// Run its clock so many seconds ahead of the computer's
    #[arg(
        long,
        value_name = "S",
        default_value_t = 0,
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    pub(crate) clock_offset: i64,
    /// Let go wrong what this script says
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
}

/// `touchstone doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// Print a udev rule that lets you open your keys, and nothing else
    #[arg(long)]
    pub(crate) udev_rule: bool,
}

/// `touchstone check`.
#[derive(Debug, Args)]
#[command(group = one_of(&["policy", "rehearse"]))]
pub(crate) struct CheckArguments {
    /// The key; "practice" is the practice key
    #[arg(long, value_name = "ID")]
    pub(crate) key: String,
    /// The FIDO2 configuration of an organisation, as Graph writes it; - reads stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Whom it is applied to
    #[command(flatten)]
    pub(crate) person: PersonArguments,
    /// FIDO metadata, instead of what is kept: the signed BLOB, or its payload
    #[arg(long, value_name = "FILE")]
    pub(crate) mds: Option<PathBuf>,
    /// Who signs the metadata, instead of the FIDO Alliance (PEM or DER)
    #[arg(long, value_name = "FILE", requires = "mds")]
    pub(crate) mds_root: Vec<PathBuf>,
    /// Have the key make a credential that is thrown away, to see its real attestation; takes no slot
    #[arg(long)]
    pub(crate) rehearse: bool,
    /// Do it without asking first: one touch, and what the key counts may move
    #[arg(long, requires = "rehearse")]
    pub(crate) yes: bool,
    /// Trust these attestation roots (PEM or DER); may be given several times
    #[arg(long, value_name = "FILE", requires = "rehearse")]
    pub(crate) trust: Vec<PathBuf>,
    /// Read the key's PIN from this file descriptor, where the key insists on it
    #[arg(long, value_name = "N", requires = "rehearse")]
    pub(crate) pin_fd: Option<u32>,
    /// The practice key touches itself after this many milliseconds [default: 0]
    #[arg(long, value_name = "MS", requires = "rehearse")]
    pub(crate) touch_ms: Option<u32>,
}

/// `touchstone diagnose`.
#[derive(Debug, Args)]
#[command(group = one_of(&["files", "batch"]))]
pub(crate) struct DiagnoseArguments {
    /// Registrations: JSON, an attestation object in CBOR, base64 or hex, a HAR, a server's answer;
    /// - reads stdin
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Judge many records: JSON lines or a JSON array; one line comes out for each
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    pub(crate) batch: Option<PathBuf>,
    /// What was asked, where the record does not say: creation options as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) options: Option<PathBuf>,
    /// Who asked, instead of https:// and the RP ID
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) origin: Option<String>,
    /// Hold them against this policy: the FIDO2 configuration of an organisation, as Graph writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Whom it is applied to
    #[command(flatten)]
    pub(crate) person: PersonArguments,
    /// FIDO metadata: the signed BLOB, or its payload, which nobody stands for
    #[arg(long, value_name = "FILE")]
    pub(crate) mds: Option<PathBuf>,
    /// Who signs the metadata, instead of the FIDO Alliance (PEM or DER)
    #[arg(long, value_name = "FILE", requires = "mds")]
    pub(crate) mds_root: Vec<PathBuf>,
    /// Trust these attestation roots (PEM or DER); may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// When they have to hold (RFC 3339) [default: when the record says, else now]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Demand user verification
    #[arg(long)]
    pub(crate) require_uv: bool,
    /// Algorithms that were asked for, as COSE numbers [default: any that can be verified]
    #[arg(long, value_name = "N,...", value_delimiter = ',', allow_negative_numbers = true)]
    pub(crate) algorithms: Option<Vec<i64>>,
}

/// `touchstone register`.
#[derive(Debug, Args)]
#[command(group = one_of(&["options", "upn"]))]
pub(crate) struct RegisterArguments {
    /// Creation options as JSON; - reads stdin
    #[arg(long, value_name = "FILE", conflicts_with = "upn")]
    pub(crate) options: Option<PathBuf>,
    /// Act for this origin instead of https:// and the RP ID
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) origin: Option<String>,
    /// The RP ID's /.well-known/webauthn, where the origin is a related one
    #[arg(long, value_name = "FILE")]
    pub(crate) related_origins: Option<PathBuf>,
    /// Use this key only; "practice" is the practice key
    #[arg(long, value_name = "ID")]
    pub(crate) key: Option<String>,
    /// Trust these attestation roots (PEM or DER); may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// Read the key's PIN from this file descriptor
    #[arg(long, value_name = "N")]
    pub(crate) pin_fd: Option<u32>,
    /// Hand over a registration that could not be proved, and say so
    #[arg(long)]
    pub(crate) send_unproved: bool,
    /// The practice key touches itself after this many milliseconds [default: 0]
    #[arg(long, value_name = "MS")]
    pub(crate) touch_ms: Option<u32>,
    /// Wait for a key to come also where nobody can be asked
    #[arg(long)]
    pub(crate) wait: bool,
    /// Keep to this policy: the FIDO2 configuration of an organisation, as Graph writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Whom it is applied to
    #[command(flatten)]
    pub(crate) person: PersonArguments,
    /// FIDO metadata, instead of what is kept: the signed BLOB, or its payload
    #[arg(long, value_name = "FILE")]
    pub(crate) mds: Option<PathBuf>,
    /// Who signs the metadata, instead of the FIDO Alliance (PEM or DER)
    #[arg(long, value_name = "FILE", requires = "mds")]
    pub(crate) mds_root: Vec<PathBuf>,
    /// Register for this person of the organisation that somebody signed in to, else of the practice
    /// organisation: its options, its policy, and the key goes into its directory
    #[arg(
        long = "for",
        value_name = "UPN",
        conflicts_with_all = ["options", "origin", "related_origins", "policy"]
    )]
    pub(crate) upn: Option<String>,
    /// What the directory calls the key, in 1 to 30 characters [default: its model]
    #[arg(long, value_name = "NAME", requires = "upn", conflicts_with = "watch", value_parser = key_name)]
    pub(crate) name: Option<String>,
    /// Do not send it now: keep it sealed on this computer until `touchstone tenant kept send`, for so many
    /// minutes at most, 5 to 43200 [default: a day]
    #[arg(
        long,
        value_name = "MINUTES",
        num_args = 0..=1,
        default_missing_value = "1440",
        value_parser = clap::value_parser!(u16).range(5..=43_200),
        requires = "upn",
        conflicts_with = "watch"
    )]
    pub(crate) later: Option<u16>,
    /// Where the person is oneself: wait until the new key is in the directory, and have it say that it is the one
    #[arg(long, requires = "upn")]
    pub(crate) watch: bool,
    /// Where the person is oneself: open the page of sign-in methods in this computer's browser, in a terminal only
    #[arg(long, requires = "upn")]
    pub(crate) open: bool,
}

/// At least one of these is wanted; who gives none is told of all.
fn one_of(names: &[&'static str]) -> ArgGroup {
    ArgGroup::new("wanted").args(names).required(true).multiple(true)
}

/// Longest name of a key that other clients give (graph.md, section 4.3; characters).
pub(crate) const LONGEST_NAME: usize = 30;

/// A name that a person can find again in the directory.
fn key_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    let length = name.chars().count();
    if name.chars().any(char::is_control) || !(1..=LONGEST_NAME).contains(&length) {
        return Err(format!("a key's name has 1 to {LONGEST_NAME} characters, and no line breaks"));
    }
    Ok(name.to_owned())
}
