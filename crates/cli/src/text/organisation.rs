//! Signing in and the organisation that this works for, in words. No token may be among them, and of the
//! practice authority's address nothing but what the person's own browser opens.

use enrollment::store::{Forgotten, Keeping};
use entra_graph::{
    Lack,
    sign_in::{DeviceView, Job, Session, SignInError},
};

use super::plain;
use crate::problem::ConsentMissing;

/// The pages that the browser shows when it comes back.
pub(crate) const PAGE_TITLE: &str = "Touchstone";
pub(crate) const PAGE_DONE: &str = "You are signed in. You can close this page and go back.";
pub(crate) const PAGE_REFUSED: &str = "Nobody was signed in. The terminal says why.";
pub(crate) const PAGE_NOT_OURS: &str = "This is not what was waited for.";

/// Asked before somebody signs in again.
pub(crate) const CODE_PROVES_NO_MORE: &str = "You signed in with a code on another device, which proves no more than \
    before: this sign-in goes by this computer's browser.\n";

/// Asked before a new sign-in.
pub(crate) const SIGN_IN_NOW: &str = "Sign in now? Type yes, then Enter: ";

/// Which organisation a command works for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose<'a> {
    pub(crate) name: &'a str,
    pub(crate) is_practice: bool,
    /// Who is signed in; nobody in the practice organisation of this program.
    pub(crate) myself: Option<&'a str>,
}

impl Whose<'_> {
    /// In one piece of a line.
    pub(super) fn words(&self) -> String {
        let practice = if self.is_practice { "PRACTICE: " } else { "" };
        let who = self.myself.map(|who| format!(" (signed in as {})", plain(who)));
        format!("{practice}{}{}", plain(self.name), who.unwrap_or_default())
    }

    /// As a line of its own.
    pub(crate) fn line(&self) -> String {
        format!("{}\n", self.words())
    }
}

/// The address that the browser is to open.
pub(crate) fn browser(address: &str, opened: bool) -> String {
    let what = if opened {
        "The sign-in opens in your browser. If it does not, open this address:"
    } else {
        "Open this address in a browser of this computer to sign in:"
    };
    format!("{what}\n{address}\nCtrl-C stops.\n")
}

/// The code for another device.
pub(crate) fn device_code(view: &DeviceView) -> String {
    format!(
        "On any device, open {} and type the code {}. It is good for {} minutes. Type it only because you \
         began this yourself. Ctrl-C stops.\n",
        plain(&view.verification_uri),
        plain(&view.user_code),
        view.life.as_secs() / 60
    )
}

/// Who is signed in.
pub(crate) fn signed_in(session: &Session, organisation: Option<&str>) -> String {
    let account = session.account();
    let cloud = session.authority().cloud().kind();
    let practice = match cloud {
        entra_graph::CloudKind::Practice => "PRACTICE: ",
        entra_graph::CloudKind::Worldwide
        | entra_graph::CloudKind::UsGovernmentL4
        | entra_graph::CloudKind::UsGovernmentL5
        | entra_graph::CloudKind::China => "",
    };
    let organisation = organisation.unwrap_or(&account.tenant);
    let agreed: Vec<_> = Job::ALL
        .into_iter()
        .filter(|job| session.lacks(&[*job]).is_empty())
        .map(|job| format!("  {}\n", self::job(job)))
        .collect();
    let mut text = format!(
        "{practice}Signed in as {} ({}), {} of the cloud {}.\n",
        plain(&account.display_name),
        plain(&account.username),
        plain(organisation),
        cloud.as_str()
    );
    if !agreed.is_empty() {
        text += &format!("Agreed to:\n{}", agreed.concat());
    }
    for one in cloud.lacks() {
        text += &format!("{}\n", lack(*one));
    }
    text
}

/// Nobody is.
pub(crate) fn not_signed_in(works_for_tenant: bool) -> String {
    if works_for_tenant {
        "Nobody is signed in any more: nothing is kept, or no keyring opens it. `touchstone tenant sign-in` \
         signs in again; `touchstone tenant sign-out` goes back to practice.\n"
            .to_owned()
    } else {
        "PRACTICE: nobody is signed in, so that everything is for the practice organisation. `touchstone \
         tenant sign-in` changes that.\n"
            .to_owned()
    }
}

/// Nobody is signed in any more.
pub(crate) fn signed_out(was: Option<&str>, forgotten: Forgotten) -> String {
    let who = was.map_or_else(
        || "Nobody was signed in, or nobody could tell who.".to_owned(),
        |was| format!("{} is signed out here.", plain(was)),
    );
    let kept = match forgotten {
        Forgotten::Everything => "Nothing of a sign-in is kept on this computer.",
        Forgotten::KeyMayStay => {
            "The file of the sign-in is deleted. A keyring could not be read, and may still have the key of it, with \
             which an older copy of that file could be opened: unlock the keyring and sign out once more."
        }
    };
    format!("{who} {kept} From now on everything is for the practice organisation.\n")
}

/// How long it is kept, and where.
pub(crate) fn keeping(keeping: Keeping) -> String {
    match keeping {
        Keeping::ForGood => "The sign-in is kept, sealed; its key is in this computer's keyring. \
                             `touchstone tenant sign-out` forgets it.\n",
        Keeping::UntilRestart => "The sign-in is kept, sealed, until this computer starts anew; its key is \
                                  in the kernel's keyring. `touchstone tenant sign-out` forgets it.\n",
        Keeping::MemoryOnly => "This computer has no keyring, so that the sign-in is kept nowhere: it ends \
                                with this command. Commands in a terminal offer to sign in when they need \
                                it.\n",
    }
    .to_owned()
}

/// What a job is.
fn job(job: Job) -> &'static str {
    match job {
        Job::Own => "own: look at one's own methods",
        Job::Desk => "desk: register, list and delete keys for others",
        Job::Methods => "methods: look at the methods of others",
        Job::Pass => "pass: issue Temporary Access Passes, and delete other methods than passkeys",
        Job::ChangePolicy => "change-policy: change the policy and the campaign",
        Job::Reports => "reports: read who has registered what",
    }
}

/// What a cloud lacks, for programs.
pub(crate) fn lack_code(lack: Lack) -> &'static str {
    match lack {
        Lack::CreationOptions => "creation-options",
    }
}

/// What a cloud lacks.
pub(crate) fn lack(lack: Lack) -> &'static str {
    match lack {
        Lack::CreationOptions => {
            "This cloud has no creation options: no key can be registered for others over Graph. Checks and \
             reports can be read."
        }
    }
}

/// Nobody has agreed to a job.
pub(super) fn consent_missing(missing: &ConsentMissing) -> String {
    let jobs: Vec<_> = missing.jobs.iter().map(|job| job.as_str()).collect();
    let link = missing.link.as_ref().map(|link| {
        format!(" Where only an administrator may agree, they do it once for everybody: {link}")
    });
    format!(
        "Nobody has agreed to this yet: {}. `touchstone tenant sign-in --jobs {}` asks for it. Nothing was \
         done.{}",
        plain(&missing.permissions.join(", ")),
        jobs.join(","),
        link.unwrap_or_default()
    )
}

/// Jobs that nobody agreed to, where a command goes on without.
pub(crate) fn goes_without(jobs: &[Job]) -> String {
    let lines: Vec<_> = jobs.iter().map(|one| format!("  {}\n", job(*one))).collect();
    if lines.is_empty() {
        return String::new();
    }
    let words: Vec<_> = jobs.iter().map(|job| job.as_str()).collect();
    format!(
        "Nobody has agreed to this yet, so that some of it may be unknown:\n{}`touchstone tenant sign-in --jobs \
         {}` asks for it.\n",
        lines.concat(),
        words.join(",")
    )
}

/// Why nobody is signed in.
pub(super) fn sign_in(error: &SignInError) -> String {
    match error {
        SignInError::Unreachable(why) => {
            format!(
                "The authority cannot be reached ({}). Nobody was signed in. Check the network, then run \
                 this again.",
                plain(why)
            )
        }
        SignInError::Failing { status, .. } => {
            format!("The authority has a problem of its own (status {status}). Try again later.")
        }
        SignInError::Malformed { why, .. } => {
            format!("The authority answered what nobody understands: {}.", plain(why))
        }
        SignInError::ConsentMissing(refusal) => format!(
            "Nobody has agreed to what was asked for, and this account may not: {} ({}). An administrator \
             has to.",
            plain(&refusal.description),
            plain(&refusal.error)
        ),
        SignInError::InteractionNeeded(refusal) | SignInError::Refused(refusal) => {
            let correlation = refusal.correlation_id.as_deref().map(|id| format!(", {}", plain(id)));
            format!(
                "The authority refused: {} ({}{}).",
                plain(&refusal.description),
                plain(&refusal.error),
                correlation.unwrap_or_default()
            )
        }
        SignInError::Declined => "The sign-in was declined. Nobody is signed in by it.".to_owned(),
        SignInError::TimedOut => {
            "Nobody signed in in time. Start it again when you are ready.".to_owned()
        }
        SignInError::Stopped => "Stopped. Nobody was signed in.".to_owned(),
        SignInError::AnotherAccount => {
            "Another account signed in than the one that is at work. Nothing was done; `touchstone tenant \
             sign-out` first, where it shall be that one."
                .to_owned()
        }
        SignInError::NoPort(why) => format!(
            "The browser has no way back to this program ({}). `--device-code` does without.",
            plain(why)
        ),
        SignInError::NoEntropy => "The operating system gave no random numbers.".to_owned(),
        SignInError::SignedOut => "Nobody is signed in.".to_owned(),
    }
}
