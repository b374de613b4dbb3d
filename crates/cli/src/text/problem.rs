//! Problems in words: what is wrong, where, and what would help. It must never repeat a secret.

use std::{error::Error, path::Path};

use ctap::{InspectError, TransportError, ceremony::Failure};
use enrollment::{PrepareError, store::StoreError};
use entra_policy::{PassRefusal, PassTerms, readiness::NoScript};
use faces::sign_in::NoAuthority;
use webauthn::{OriginError, RequestError, RpIdError};

use super::{
    campaign::odd,
    ending, organisation, plain, policy,
    readiness::{not_mended, nothing_mends},
    stored,
    tenant::{tenant, unchanged},
};
use crate::{
    files::{self, FileError},
    pin_fd::PinFdError,
    problem::{EndedProblem, FileKind, NotAllowed, NotSent, Problem},
};

/// What a key is called that nobody has seen.
const ANY_KEY: &str = "any security key for this person";

/// The problem, without the end of the line.
pub(crate) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Usage(words) => words.trim_end().to_owned(),
        Problem::NotYet(what) => {
            format!("`{what}` is not there yet in this version. Nothing was done.")
        }
        Problem::File(kind, path, why) => {
            let (kind, path) = (kind_of(*kind), called(path));
            match why {
                FileError::Io(error) => format!("The {kind} {path} cannot be read: {error}."),
                FileError::TooLong(most) => {
                    format!("The {kind} {path} cannot be used: more than {most} bytes.")
                }
            }
        }
        Problem::Content(kind, path, why) => {
            let (kind, path) = (kind_of(*kind), called(path));
            format!("The {kind} {path} cannot be used: {}.", plain(why))
        }
        Problem::Rules(id) => format!(
            "There is no rule set {}. They are named by their dates, such as 2026-09-02.",
            plain(id)
        ),
        Problem::StdinTwice => "Two things would come from stdin, of what is read and the PIN. \
                                Give one of them another way: a FILE, or --pin-fd N with N above 2."
            .to_owned(),
        Problem::NotPractice => "Only the practice key touches itself: --touch-ms wants --key \
                                 practice beside it."
            .to_owned(),
        Problem::PinFd(fd, why) => pin_fd(*fd, why),
        Problem::PracticePin(stopped) => ending::stopped(stopped),
        Problem::Request(error) => request(error),
        Problem::NoHome(_) => "The home folder is unknown, so there is nowhere to keep things. \
                               Name a folder with --state DIR."
            .to_owned(),
        Problem::Record(error) => with_causes(
            "What is registered is put on record first, and the record refuses, so no key was told \
             to make anything. Put that right, or name another folder with --state DIR. The reason",
            error,
        ),
        Problem::DirectoryRecord(error) => with_causes(
            "What is done in a directory goes on record, and the record refuses, so nothing was done. The \
             reason",
            error,
        ),
        Problem::Practice(error) => with_causes("The practice key cannot be used", error),
        Problem::Tenant(error) => unchanged(error),
        Problem::Settings(error) => with_causes("The settings cannot be read", error),
        Problem::SignInKept(error) => {
            with_causes("What is kept of the sign-in cannot be read or changed", error)
        }
        Problem::SignIn(error) => organisation::sign_in(error),
        Problem::ApplicationUnknown => {
            "No application is known by which to sign in. Name it once with --client-id and --tenant; \
             docs/app-registration.md says how an organisation registers one. To practise, give --practice."
                .to_owned()
        }
        Problem::NoAuthority(NoAuthority::Practice) => {
            "The practice organisation that was signed in to is new at every start. Give --practice FILE \
             with what `touchstone practice serve` printed."
                .to_owned()
        }
        Problem::NoAuthority(error) => {
            format!("Nobody can sign in by this application: {}.", plain(&error.to_string()))
        }
        Problem::ConsentMissing(missing) => organisation::consent_missing(missing),
        Problem::CloudLacks(lack) => {
            format!("{} Nothing was asked of a key.", organisation::lack(*lack))
        }
        Problem::PracticeKeyForReal => "The practice key is for practice: its private keys lie in a file. \
                                        Nothing was registered."
            .to_owned(),
        Problem::WatchOnlyOneself => "--watch waits for what one registers in the browser for oneself. For \
                                      somebody else the key is registered here and now: leave it out."
            .to_owned(),
        Problem::NobodySees => "A pass is shown once, and here nobody would read it. --print-pass prints it \
                                all the same. No pass was issued."
            .to_owned(),
        Problem::PassNotAllowed(why, terms) => pass_not_allowed(*why, terms),
        Problem::NoSuchMethod(id) => format!(
            "This person has no passkey {}. `touchstone tenant methods list --for ...` shows their ids. \
             Nothing was deleted.",
            plain(id)
        ),
        Problem::DeletionUnsure(error) => format!(
            "{} Whether the passkey is still there could not be read: list them before you try again.",
            tenant(error)
        ),
        Problem::CannotKeep => "This computer has no keyring to seal it with, so that it would be gone with this \
                                program. Leave --later out, or unlock the keyring. No key was asked."
            .to_owned(),
        Problem::KeptInVain(credential) => format!(
            "The credential {credential} is on the key and could not be kept: the keyring went away meanwhile. \
             Nothing was sent. Remove it with the key's own program, or from the window's Start, and begin again."
        ),
        Problem::LaterOnlyOthers => "For oneself a browser registers the key, and it works at once: leave --later \
                                     out. Nothing was done."
            .to_owned(),
        Problem::NotKept(error) => format!(
            "Nothing was sent: {}. `touchstone tenant kept list` shows what is kept.",
            plain(&error.message)
        ),
        Problem::KeptBack(state) => format!("Nothing was sent. {}", stored::kept_back(*state)),
        Problem::PassUnsure(error) => format!(
            "{} A pass may have been issued that nobody has seen: issue a new one, which ends it.",
            tenant(error)
        ),
        Problem::NotSent(problem) => not_sent(problem),
        Problem::PracticeTenant(error) => with_causes("The practice tenant cannot run", error),
        Problem::Terminal(error) => format!("The terminal cannot be used: {error}."),
        Problem::Output(error) => format!("The result could not be written: {error}."),
        Problem::ResultLost(error) => format!(
            "The key has made a credential, but what it came to could not be written: {error}. The \
             credential can be removed with the key's own program."
        ),
        Problem::NoSuchKey(id) => {
            format!("No key {} is there. `touchstone keys` shows those that are.", plain(id))
        }
        Problem::KeySilent(id, why) => silent(id, why),
        Problem::ConsentNeeded => "Nobody has agreed to this, and nobody can be asked here. --yes \
                                   agrees. Nothing was done."
            .to_owned(),
        Problem::LocksOut(harm) => {
            let what = if harm.preview.as_ref().is_some_and(|one| !one.locked_out.is_empty()) {
                "This locks people out of their keys"
            } else {
                "This may lock people out of their keys"
            };
            format!(
                "{what}, and nobody can be asked here: --yes alone does not agree to that. In a terminal a word is \
                 asked for; --yes --lock-out agrees to it beforehand. Nothing was sent."
            )
        }
        Problem::NotAgreed => "Stopped. Nothing was done.".to_owned(),
        Problem::NoRehearsal(error) => format!("The rehearsal cannot begin: {error}."),
        Problem::NoSuchCheck(id) => {
            format!("There is no check {}. `touchstone tenant check` shows their names.", plain(id))
        }
        Problem::CampaignInvalid(findings) => format!(
            "Such a campaign would be refused. Nothing was sent.\n{}",
            odd(findings).trim_end()
        ),
        Problem::LimitOnlyOnBeta => {
            "The limit of snoozes is only in Graph's beta, which cannot be \
                                     read here. Nothing was sent."
                .to_owned()
        }
        Problem::NothingMends(finding) => nothing_mends(finding),
        Problem::NoPasskeyPolicy(NoScript::NotSaid) => {
            "The organisation's policy has no part about passkeys. Nothing was sent.".to_owned()
        }
        Problem::NoPasskeyPolicy(NoScript::ProfileNotChosen) => {
            "The organisation has passkey profiles and no default one, so that everybody would be added \
             without a profile. Choose a default passkey profile in the Entra admin center. Nothing was \
             sent."
                .to_owned()
        }
        Problem::NoPasskeyPolicy(NoScript::Unread(unread)) => format!(
            "The organisation's policy could not be read ({}), so that nothing was sent. `touchstone \
             tenant check` says what is missing.",
            unread.said.as_deref().map_or_else(|| unread.why.as_str().to_owned(), plain)
        ),
        Problem::NotMended(error) => not_mended(error),
        Problem::NotAllowed(refused) => not_allowed(refused),
        Problem::Ended(problem) => ended(problem),
    }
}

fn not_sent(problem: &NotSent) -> String {
    let next = if problem.error.leaves_open() && !problem.waits {
        "It may be in the directory: `touchstone tenant methods list --for ...` shows whether it is. Only \
         where it is not, remove it with the key's own program."
    } else if problem.waits {
        "The response waits here, sealed: until its challenge expires the window offers to send it \
         again."
    } else {
        "Remove it from the window's Start, or with the key's own program."
    };
    let changed = problem.changed.as_ref().map(|now| {
        let says = policy::preflight(now, "this key");
        format!(
            " The policy was changed after it was looked at, while the key was at work.\n{says}"
        )
    });
    let (error, changed) = (tenant(&problem.error), changed.as_deref().unwrap_or(" "));
    let credential = &problem.credential;
    format!("{error}{changed}The credential {credential} is on the key. {next}")
}

/// The credential is there, and the record does not say all of it.
pub(crate) fn unrecorded(error: &StoreError) -> String {
    with_causes("Not all of this could be put on record", error)
}

fn with_causes(what: &str, error: &dyn Error) -> String {
    let mut text = format!("{what}: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    format!("{text}.")
}

/// A file as a person calls it.
fn called(path: &Path) -> String {
    if files::is_stdin(path) {
        return "standard input".to_owned();
    }
    plain(&path.to_string_lossy())
}

fn kind_of(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Options => "creation options in",
        FileKind::Trust => "trust anchors in",
        FileKind::RelatedOrigins => "related origins in",
        FileKind::Policy => "policy in",
        FileKind::Faults => "faults in",
        FileKind::Ticket => "ticket in",
        FileKind::Batch => "records in",
        FileKind::Metadata => "FIDO metadata in",
        FileKind::Scenarios => "worked cases in",
        FileKind::Assumptions => "assumptions in",
        FileKind::People => "people in",
        FileKind::Practice => "practice organisation in",
    }
}

fn silent(id: &str, why: &InspectError) -> String {
    let id = plain(id);
    match why {
        InspectError::NotCtap2 => {
            format!("{id} is an older key (U2F). It says nothing of what it can do.")
        }
        InspectError::Transport(TransportError::Denied) => format!(
            "{id} is there, but you have no right to open it. `touchstone doctor` says how to get \
             it."
        ),
        InspectError::Transport(TransportError::Busy) => {
            format!("{id} is in use by another program.")
        }
        InspectError::Transport(error) => format!("There was no answer from {id}: {error}."),
        InspectError::Status(status) => format!("{id} refused to say what it is ({status})."),
        InspectError::Response(_) | InspectError::Info(_) => {
            format!("What {id} answered makes no sense: {why}.")
        }
    }
}

fn not_allowed(refused: &NotAllowed) -> String {
    let name = refused.key.as_ref().map(|key| refused.names.name(key));
    let mut text = policy::preflight(&refused.preflight, name.as_deref().unwrap_or(ANY_KEY));
    if let Some(ended) = &refused.ended {
        text += &ending::left_behind(&ended.possibly_on, &ended.pin_changed_on, &refused.names);
    }
    text + match refused.key {
        Some(_) => "Nothing was registered: the key was asked for no PIN, and to make nothing.",
        None => "Nothing was registered.",
    }
}

fn ended(problem: &EndedProblem) -> String {
    let ended = &problem.ended;
    let why = match (&problem.stopped, &ended.failure) {
        (Some(stopped), Failure::Cancelled) => ending::stopped(stopped),
        (_, failure) => ending::failure(failure, &problem.names),
    };
    let left = ending::left_behind(&ended.possibly_on, &ended.pin_changed_on, &problem.names);
    format!("{why}\n{left}").trim_end().to_owned()
}

fn pin_fd(fd: u32, why: &PinFdError) -> String {
    match why {
        PinFdError::Output => format!(
            "--pin-fd {fd} is where this program writes to. Use 0, or a descriptor above 2."
        ),
        PinFdError::Terminal => format!(
            "--pin-fd {fd} is the terminal, where a typed PIN would show. Leave --pin-fd out: then \
             the PIN is asked for, and stays hidden."
        ),
        PinFdError::NotHere => {
            format!("--pin-fd {fd} cannot be read on this system. Only 0 (stdin) can.")
        }
        PinFdError::Io(error) => format!("--pin-fd {fd} cannot be read: {error}."),
        PinFdError::TooLong => format!("--pin-fd {fd} holds more than any PIN."),
    }
}

fn request(error: &PrepareError) -> String {
    match error {
        PrepareError::Origin(error) => origin(error),
        PrepareError::NoRpId => "The options name no RP ID, and no --origin was given to take it \
                                 from."
            .to_owned(),
        PrepareError::Request(RequestError::RpId(error)) => rp_id(error),
        PrepareError::Request(RequestError::NoPublicKeyType) => {
            "No entry of pubKeyCredParams is of the type public-key, so there is nothing to make."
                .to_owned()
        }
        PrepareError::Request(RequestError::Extension(name)) => {
            format!("The extension {name} is not for registrations, or nobody knows what it asks.")
        }
        PrepareError::Request(RequestError::ExtensionNotAllowed(name)) => {
            format!(
                "The extension {name} is only for origins on a list, and there is no such list."
            )
        }
        PrepareError::PlatformOnly => "The options ask for an authenticator that is built into \
                                       this computer. Security keys are none."
            .to_owned(),
        PrepareError::LargeBlobRequired => {
            "The options demand largeBlob, which this program does not do.".to_owned()
        }
        PrepareError::ChallengeExpired => {
            "The challenge in the options has expired. Get new options; where these are new, the clock of \
             this computer is wrong."
                .to_owned()
        }
    }
}

fn origin(error: &OriginError) -> String {
    match error {
        OriginError::NotAnOrigin(text) => {
            format!("{} is not an origin. One is https://example.com, for instance.", plain(text))
        }
        OriginError::NotSecure(text) => {
            format!("{} is not secure: an origin begins with https://.", plain(text))
        }
        OriginError::IpAddress(text) => {
            format!("{} has an IP address. Registrations are for domains only.", plain(text))
        }
        OriginError::NotAValidDomain(text) => {
            format!("{} has a host that is not a valid domain.", plain(text))
        }
    }
}

fn rp_id(error: &RpIdError) -> String {
    match error {
        RpIdError::NotADomain(text) => {
            format!("The RP ID {} is not a domain.", plain(text))
        }
        RpIdError::IpAddress(text) => {
            format!("The RP ID {} is an IP address. Only a domain can be one.", plain(text))
        }
        RpIdError::NotCanonical { given, canonical } => {
            format!("The RP ID {} has to be written {}.", plain(given), plain(canonical))
        }
        RpIdError::PublicSuffix(text) => format!(
            "The RP ID {} is a domain under which anybody can register a name, so nobody may have \
             it as their own.",
            plain(text)
        ),
        RpIdError::NotForOrigin { rp_id, origin } => format!(
            "{} may not register for the RP ID {}. The RP ID has to be the origin's domain, or a \
             parent of it, or list it as a related origin (--related-origins FILE).",
            plain(origin),
            plain(rp_id)
        ),
    }
}

/// Why the policy allows no such pass.
fn pass_not_allowed(why: PassRefusal, terms: &PassTerms) -> String {
    let bounds = match terms {
        PassTerms::Allowed { least, most, .. } => format!(" It allows {least} to {most} minutes."),
        PassTerms::Refused { .. } | PassTerms::NotRead => String::new(),
    };
    let says = match why {
        PassRefusal::Off => "Temporary Access Passes are off in the policy",
        PassRefusal::Excluded => {
            "The policy excludes this person from passes, which wins over any inclusion"
        }
        PassRefusal::NotIncluded => {
            "The policy gives this person no pass: they are in no group that it is aimed at"
        }
        PassRefusal::TooShort => "That is shorter than the policy allows a pass to last",
        PassRefusal::TooLong => "That is longer than the policy allows a pass to last",
        PassRefusal::OnlyOnce => "The policy allows only passes that are good once",
    };
    format!("{says}.{bounds} No pass was asked for.")
}
