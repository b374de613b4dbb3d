//! The commands by name. Clap must build the arguments of the one that was given only: each time the
//! program starts all of them would cost more than everything else on the way to a key.

use clap::{Arg, ArgMatches, Args, Command as Builder, Error, FromArgMatches, Subcommand};

use super::{
    CensusArguments, CheckArguments, DiagnoseArguments, DoctorArguments, KeysArguments,
    MatrixArguments, NudgeArguments, PracticeArguments, RegisterArguments, TenantArguments,
};

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    Keys(KeysArguments),
    Register(Box<RegisterArguments>),
    Doctor(DoctorArguments),
    Check(CheckArguments),
    Diagnose(Box<DiagnoseArguments>),
    Nudge(NudgeArguments),
    Matrix(MatrixArguments),
    Census(CensusArguments),
    Practice(PracticeArguments),
    Tenant(TenantArguments),
    /// One that is not there yet, by its name.
    Later(&'static str),
}

/// Name, what help says of it, its arguments.
type Row = (&'static str, &'static str, fn(Builder) -> Builder);

const COMMANDS: [Row; 10] = [
    ("keys", "Show the keys that are there", with::<KeysArguments>),
    ("register", "Register a key from creation options", with::<RegisterArguments>),
    ("doctor", "Say what this computer lacks, and the fix for it", with::<DoctorArguments>),
    (
        "check",
        "Say whether a policy allows a key, before anything is made on it",
        with::<CheckArguments>,
    ),
    (
        "diagnose",
        "Judge registrations that were recorded, and say which link fails",
        with::<DiagnoseArguments>,
    ),
    (
        "nudge",
        "Say whether a registration campaign asks people to set something up, and by which rule",
        with::<NudgeArguments>,
    ),
    (
        "matrix",
        "Show which passkeys make a campaign leave somebody alone, by system and browser",
        with::<MatrixArguments>,
    ),
    (
        "census",
        "Show what is on this computer, and which column of the matrix that is",
        with::<CensusArguments>,
    ),
    ("tenant", "Look after an organisation", with::<TenantArguments>),
    ("practice", "Run the practice tenant for other programs", with::<PracticeArguments>),
];

/// Help does not show these.
const LATER: [&str; 1] = ["desk"];

impl Subcommand for Command {
    fn augment_subcommands(root: Builder) -> Builder {
        let root = COMMANDS.into_iter().fold(root, |root, (name, about, augment)| {
            root.subcommand(Builder::new(name).about(about).defer(augment))
        });
        LATER.into_iter().fold(root, |root, name| {
            let later = Builder::new(name).about("Not there yet").hide(true);
            root.subcommand(later.defer(whatever))
        })
    }

    fn augment_subcommands_for_update(root: Builder) -> Builder {
        Self::augment_subcommands(root)
    }

    fn has_subcommand(name: &str) -> bool {
        COMMANDS.into_iter().any(|(one, ..)| one == name) || LATER.contains(&name)
    }
}

impl FromArgMatches for Command {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        let missing = || Error::new(clap::error::ErrorKind::MissingSubcommand);
        let (name, mut given) = matches.remove_subcommand().ok_or_else(missing)?;
        match name.as_str() {
            "keys" => read(&mut given).map(Self::Keys),
            "register" => read(&mut given).map(Box::new).map(Self::Register),
            "doctor" => read(&mut given).map(Self::Doctor),
            "check" => read(&mut given).map(Self::Check),
            "diagnose" => read(&mut given).map(Box::new).map(Self::Diagnose),
            "nudge" => read(&mut given).map(Self::Nudge),
            "matrix" => read(&mut given).map(Self::Matrix),
            "practice" => read(&mut given).map(Self::Practice),
            "census" => read(&mut given).map(Self::Census),
            "tenant" => read(&mut given).map(Self::Tenant),
            other => {
                let later = LATER.into_iter().find(|one| *one == other);
                later.map(Self::Later).ok_or_else(missing)
            }
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Its arguments, which say nothing in place of what is said of the command.
fn with<A: Args>(command: Builder) -> Builder {
    let about = command.get_about().cloned().unwrap_or_default();
    A::augment_args(command).about(about)
}

/// What follows a command that is not there yet is not looked at.
fn whatever(command: Builder) -> Builder {
    let rest = Arg::new("rest").num_args(0..).trailing_var_arg(true).allow_hyphen_values(true);
    command.disable_help_flag(true).arg(rest)
}

fn read<T: FromArgMatches>(given: &mut ArgMatches) -> Result<T, Error> {
    T::from_arg_matches_mut(given)
}
