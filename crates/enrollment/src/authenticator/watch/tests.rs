use std::sync::{
    Condvar, Mutex,
    mpsc::{Receiver, RecvTimeoutError, channel},
};

use super::*;
use crate::authenticator::{AuthenticatorMoment, AuthenticatorWatch, LinkTo, SECURITY_INFO};

/// Another cloud's page (graph.md, section 9).
const ELSEWHERE: &str = "https://aka.ms/mysecurityinfo";

/// How long anything may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A directory whose list is given away by hand.
#[derive(Default)]
struct ByHand {
    open: Mutex<bool>,
    opened: Condvar,
}

impl ByHand {
    fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

impl AppDirectory for ByHand {
    fn terms(&self, _: &str) -> Result<Terms, TenantError> {
        Ok(Terms { allowed: Allowed::Yes, mode: Mode::Push })
    }

    fn apps(&self, _: &str) -> Result<Sight, TenantError> {
        let open = self.open.lock().unwrap();
        let waited = self.opened.wait_timeout_while(open, PATIENCE, |open| !*open);
        drop(waited.unwrap());
        Ok(Sight::default())
    }

    fn preference(&self, _: &str) -> Result<Preference, TenantError> {
        Ok(Preference::Push)
    }
}

fn begin(
    directory: &Arc<ByHand>,
    browser: fn(&str) -> io::Result<()>,
) -> (Enrolment, Receiver<AuthenticatorView>) {
    begin_at(SECURITY_INFO, directory, browser)
}

fn begin_at(
    security_info: &'static str,
    directory: &Arc<ByHand>,
    browser: fn(&str) -> io::Result<()>,
) -> (Enrolment, Receiver<AuthenticatorView>) {
    let (views, seen) = channel();
    let (person, directory) = ("mira".to_owned(), Arc::<ByHand>::clone(directory));
    let means = Means { directory, person, practice: false, security_info, browser };
    let enrolment = Enrolment::begin(means, move |view| drop(views.send(view.clone())));
    (enrolment, seen)
}

fn until(
    seen: &Receiver<AuthenticatorView>,
    is_it: impl Fn(&AuthenticatorView) -> bool,
) -> AuthenticatorView {
    loop {
        let view = seen.recv_timeout(PATIENCE).unwrap();
        if is_it(&view) {
            return view;
        }
    }
}

#[test]
fn revisions_grow_and_nothing_is_drawn_twice() {
    let directory = Arc::new(ByHand::default());
    directory.open();
    let (enrolment, seen) = begin(&directory, |_| Ok(()));
    until(&seen, |view| view.moment == AuthenticatorMoment::GetApp);
    enrolment.act(AuthenticatorAct::Look);
    enrolment.act(AuthenticatorAct::Next);
    let view = until(&seen, |_| true);
    assert!(matches!(view.moment, AuthenticatorMoment::OpenPage { .. }), "a look drew nothing new");
    assert_eq!(view.revision, 4);
}

#[test]
fn a_directory_that_takes_its_time_holds_up_neither_the_person_nor_the_end() {
    let directory = Arc::new(ByHand::default());
    let (enrolment, seen) = begin(&directory, |_| Ok(()));
    let view = until(&seen, |view| view.mode == Mode::Push);
    assert_eq!(view.moment, AuthenticatorMoment::Reading);
    drop(enrolment);
    // The thread is gone, and with it the sender of views, while the question still waits.
    assert!(matches!(seen.recv_timeout(PATIENCE), Err(RecvTimeoutError::Disconnected)));
    directory.open();
}

#[test]
fn people_of_another_cloud_are_sent_to_a_page_of_theirs_by_address_code_and_browser() {
    let directory = Arc::new(ByHand::default());
    directory.open();
    let (enrolment, seen) = begin_at(ELSEWHERE, &directory, |address| {
        assert_eq!(address, ELSEWHERE);
        Err(io::Error::other("it was asked for"))
    });
    until(&seen, |view| view.moment == AuthenticatorMoment::GetApp);
    enrolment.act(AuthenticatorAct::Next);
    enrolment.act(AuthenticatorAct::OpenPage);
    let view = until(&seen, |view| view.no_browser);
    let link = view.links.iter().find(|link| link.to == LinkTo::SecurityInfo).unwrap();
    assert_eq!(link.address, ELSEWHERE);
    assert!(view.links.iter().all(|link| link.address != SECURITY_INFO), "{:?}", view.links);
}

#[test]
fn a_browser_that_cannot_be_opened_is_said_so() {
    let directory = Arc::new(ByHand::default());
    directory.open();
    let (enrolment, seen) = begin(&directory, |address| {
        assert_eq!(address, SECURITY_INFO);
        Err(io::Error::other("no browser"))
    });
    until(&seen, |view| view.moment == AuthenticatorMoment::GetApp);
    enrolment.act(AuthenticatorAct::Next);
    enrolment.act(AuthenticatorAct::OpenPage);
    let view = until(&seen, |view| view.no_browser);
    assert!(matches!(view.moment, AuthenticatorMoment::OpenPage { opened: true }));
    assert_eq!(view.watch, AuthenticatorWatch::Watching);
}
