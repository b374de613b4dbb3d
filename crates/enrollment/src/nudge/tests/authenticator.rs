//! A prompt that asks for Authenticator, while somebody sets it up.

use super::*;
use crate::{
    authenticator::{
        AuthenticatorMoment as Moment, AuthenticatorView, AuthenticatorWatch, Mode, Problem, SaidBy,
    },
    rooms::NudgeMethod,
};

impl Fixed {
    /// One whose campaign asks for Authenticator.
    fn asking_for_authenticator() -> Self {
        let mut directory = Self::office_keys();
        directory.campaign()["includeTargets"][0]["targetedAuthenticationMethod"] =
            "microsoftAuthenticator".into();
        let method = json!({
            "id": "MicrosoftAuthenticator", "state": "enabled", "excludeTargets": [],
            "includeTargets": [{ "targetType": "group", "id": STAFF, "authenticationMode": "any" }],
        });
        let all = &mut directory.policy["authenticationMethodConfigurations"];
        all.as_array_mut().unwrap().push(method);
        directory
    }
}

fn view(moment: Moment) -> AuthenticatorView {
    AuthenticatorView {
        revision: 1,
        practice: true,
        moment,
        links: Vec::new(),
        steps: Vec::new(),
        app: None,
        mode: Mode::Any,
        default_method: crate::authenticator::DefaultMethod::NotSaid,
        watch: AuthenticatorWatch::Watching,
        no_browser: false,
    }
}

fn denied() -> AuthenticatorView {
    view(Moment::Trouble { problem: Problem::Denied, said_by: SaidBy::Person })
}

/// A window on which the prompt stands.
fn prompted(desk: &Desk, directory: &Fixed) -> Nudges {
    let window = desk.window();
    let nudge = read(&window, directory, windows(), 0);
    assert_eq!(nudge.standing, asked(false));
    assert_eq!(nudge.method, Some(NudgeMethod::MicrosoftAuthenticator));
    window.show(at(0)).unwrap();
    window
}

#[test]
fn an_app_that_the_directory_lists_meets_the_prompt_and_is_no_skip() {
    let (desk, mut directory) = (Desk::new(), Fixed::asking_for_authenticator());
    let window = prompted(&desk, &directory);
    directory.apps.push(json!({ "id": "a", "createdDateTime": null }));
    window.follow(&view(Moment::PhoneSignIn { optional: true }), at(0));
    let nudge = read(&window, &directory, windows(), 0);
    assert_eq!(
        (nudge.standing, nudge.rule.id()),
        (NudgeStanding::NotAsked, "authenticator-push-already-set")
    );
    window.leave(at(0)).unwrap();
    directory.apps.clear();
    let nudge = read(&desk.window(), &directory, windows(), 1);
    assert_eq!((nudge.standing, nudge.skips.used), (asked(false), 0), "it was met, not skipped");
}

#[test]
fn an_enrolment_that_is_left_leaves_the_prompt_and_closing_counts() {
    for left in [Moment::GetApp, Moment::Scan, Moment::Approve] {
        let (desk, directory) = (Desk::new(), Fixed::asking_for_authenticator());
        let window = prompted(&desk, &directory);
        window.follow(&view(left), at(0));
        assert_eq!(read(&window, &directory, windows(), 0).standing, asked(false));
        // Killed in the middle: the next start counts it.
        drop(window);
        let nudge = read(&desk.window(), &directory, windows(), 0);
        assert_eq!((nudge.standing, nudge.skips.used), (NudgeStanding::NotAsked, 1));
        assert_eq!(nudge.rule.id(), "snooze-not-elapsed");
    }
}

#[test]
fn a_refused_notification_may_be_skipped_and_does_not_count() {
    let (desk, directory) = (Desk::new(), Fixed::asking_for_authenticator());
    let window = prompted(&desk, &directory);
    assert_eq!(window.skip_error(at(0)).unwrap_err().code, CommandCode::Gone);
    window.follow(&denied(), at(0));
    let failed = read(&window, &directory, windows(), 0);
    assert_eq!(failed.standing, NudgeStanding::Asked { required: false, failed: true });
    window.skip_error(at(0)).unwrap();
    let nudge = read(&window, &directory, windows(), 0);
    assert_eq!((nudge.skips.used, nudge.skips.errors), (0, 1));
}

#[test]
fn what_a_prompt_does_not_ask_for_does_not_meet_it() {
    let (desk, directory) = (Desk::new(), Fixed::asking_for_authenticator());
    let window = prompted(&desk, &directory);
    window.follow(&over(Finish::NotMade { failure: Failure::TimedOut }), at(0));
    assert_eq!(read(&window, &directory, windows(), 0).standing, asked(false));
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    let window = desk.window();
    read(&window, &directory, windows(), 0);
    window.show(at(0)).unwrap();
    window.follow(&view(Moment::Done), at(0));
    window.follow(&denied(), at(0));
    assert_eq!(read(&window, &directory, windows(), 0).standing, asked(false));
}
