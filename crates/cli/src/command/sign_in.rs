//! A sign-in by a person who is there: in this computer's browser, or with a code on another device. An address
//! or a code must only ever be said to the person.

use std::time::Duration;

use enrollment::settings::SignInBy;
use entra_graph::sign_in::{
    Authority, BrowserSignIn, DeviceSignIn, Prompt, Session, Wanted, Words,
};

use crate::{
    output,
    problem::{Problem, SignInProblem},
    process, text,
};

/// How long the browser may take to come back.
const LIMIT: Duration = Duration::from_secs(600);

/// How the page in the browser comes about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) opening: Opening,
    pub(super) prompt: Prompt,
}

/// Who opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// This program, where the desktop lets it.
    Here,
    /// The person.
    ByHand,
}

impl Default for Page {
    fn default() -> Self {
        Self { opening: Opening::Here, prompt: Prompt::Usual }
    }
}

/// Signs in.
///
/// # Errors
/// See [`entra_graph::sign_in::SignInError`].
pub(super) fn sign_in(
    authority: &Authority,
    wanted: Wanted,
    by: SignInBy,
    page: Page,
) -> Result<Session, Problem> {
    match faces::sign_in::way(&wanted, by) {
        SignInBy::Browser => with_browser(authority.clone(), wanted, page),
        SignInBy::DeviceCode => with_code(authority.clone(), &wanted),
    }
    .map_err(|why| SignInProblem::Failed(why).into())
}

fn with_browser(
    authority: Authority,
    wanted: Wanted,
    page: Page,
) -> Result<Session, entra_graph::sign_in::SignInError> {
    let words = Words {
        title: text::PAGE_TITLE.to_owned(),
        done: text::PAGE_DONE.to_owned(),
        refused: text::PAGE_REFUSED.to_owned(),
        not_ours: text::PAGE_NOT_OURS.to_owned(),
    };
    let begun = BrowserSignIn::begin(authority, wanted, page.prompt, words)?;
    let stopper = begun.stopper();
    let _heard = process::stop_on_signal(move || stopper.stop());
    let opened = match page.opening {
        Opening::ByHand => false,
        Opening::Here => faces::browser::open(begun.url())
            .inspect_err(|error| tracing::info!(%error, "no browser was opened"))
            .is_ok(),
    };
    output::say(&text::browser(begun.url(), opened));
    begun.finish(LIMIT)
}

fn with_code(
    authority: Authority,
    wanted: &Wanted,
) -> Result<Session, entra_graph::sign_in::SignInError> {
    let begun = DeviceSignIn::begin(authority, &wanted.jobs)?;
    let stopper = begun.stopper();
    let _heard = process::stop_on_signal(move || {
        stopper.store(true, std::sync::atomic::Ordering::SeqCst);
    });
    output::say(&text::device_code(&begun.view()));
    begun.finish()
}
