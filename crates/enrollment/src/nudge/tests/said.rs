use entra_policy::campaign::RuleBook;

use super::*;
use crate::{
    oneself::{OneselfMoment, OneselfPage, OneselfView, OneselfWatch, OwnPolicy, PasskeyHolder},
    rooms::{NudgeMethod, PracticeMfa},
};

/// campaign.md, section 1: the newest set counts, an administrator can pin one, and where two disagree both are
/// shown, since rollouts are gradual.
#[test]
fn both_answers_are_shown_where_two_rule_sets_disagree() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    let window = desk.window();
    let under = |pinned: Option<&str>, sign_in: SignIn| {
        let view = window.read(&directory, MIRA, (sign_in, pinned), &NoModels, at(0)).unwrap();
        let NudgeView::Judged { nudge } = view else { panic!("{view:?}") };
        *nudge
    };
    let book = RuleBook::shipped().unwrap();
    let newest = book.newest().unwrap().id().to_owned();
    assert_eq!(under(None, windows()).rule_set, newest);
    assert_eq!(under(Some("of no documents"), windows()).rule_set, newest);
    let mut disagreed = 0;
    for set in book.sets() {
        for (os, browser) in [
            (Os::Windows, Browser::Edge),
            (Os::Linux, Browser::Firefox),
            (Os::Ios, Browser::Safari),
        ] {
            let nudge = under(Some(set.id()), on(os, browser));
            assert_eq!(nudge.rule_set, set.id());
            let Some(other) = nudge.before else { continue };
            disagreed += 1;
            let alone = under(Some(&other.rule_set), on(os, browser));
            assert_eq!(
                (alone.rule, alone.rule_set.as_str()),
                (other.rule, other.rule_set.as_str())
            );
            assert_ne!(alone.standing, nudge.standing);
        }
    }
    assert!(disagreed > 0, "the documents never differ");
}

/// campaign.md, section 7: what is stored does not count under Microsoft's hand, and what does is another thing in
/// each text.
#[test]
fn what_is_said_of_a_managed_campaign_is_what_the_pinned_text_has() {
    let (desk, mut directory) =
        (Desk::new(), Fixed::with(&profile("deviceBound,synced", "disabled", &[])));
    directory.campaign()["state"] = json!("default");
    directory.campaign()["snoozeDurationInDays"] = json!(14);
    let window = desk.window();
    let under = |pinned: &str| {
        let on_a_mac = on(Os::MacOs, Browser::Safari);
        let view =
            window.read(&directory, MIRA, (on_a_mac, Some(pinned)), &NoModels, at(0)).unwrap();
        let NudgeView::Judged { nudge } = view else { panic!("{view:?}") };
        (nudge.method, nudge.skips.days, nudge.skips.limited, nudge.skips.allowed)
    };
    let passkey = (Some(NudgeMethod::Fido2), Some(1), Some(false), None);
    for pinned in ["2026-09-02", "2026-05-20b", "2026-05-04"] {
        assert_eq!(under(pinned), passkey, "{pinned}");
    }
    let phone = (Some(NudgeMethod::MicrosoftAuthenticator), Some(14), Some(true), Some(3));
    assert_eq!(under("2024-02-05"), phone);
    assert_eq!(under("2026-03-11a"), (None, None, None, None));
}

/// Nobody who signed in to an organisation is asked before they said how: by any other way than a text message
/// or a call Authenticator is not asked for, and a passkey not without any.
#[test]
fn a_second_factor_that_somebody_says_settles_what_was_open() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    let window = desk.window();
    let here = SignIn { mfa: None, ..windows() };
    let nudge = read(&window, &directory, here, 0);
    assert_eq!(nudge.standing, NudgeStanding::Unknown);
    assert!(nudge.settled_by.contains(&"context.mfaMethod".to_owned()), "{:?}", nudge.settled_by);
    let with = |factor| read(&window, &directory, here.with(Some(factor)), 0).standing;
    assert_eq!(with(PracticeMfa::Sms), asked(false));
    assert_eq!(with(PracticeMfa::None), NudgeStanding::NotAsked);
    assert_eq!(here.with(None), here);
}

/// One's own passkey is made in a browser: it ends the prompt once the directory lists it, though Start was not
/// read again before the window was closed.
#[test]
fn a_passkey_of_ones_own_that_came_is_no_closing() {
    let directory = Fixed::office_keys();
    let own = |moment| OneselfView {
        revision: 1,
        practice: true,
        holder: PasskeyHolder::Provider,
        moment,
        policy: OwnPolicy::Read,
        keys: Vec::new(),
        surveyed: true,
        page: OneselfPage::Opened,
        watch: OneselfWatch::Over,
        known: 0,
        came: Vec::new(),
    };
    for (moment, used) in
        [(OneselfMoment::Came, 0), (OneselfMoment::Listed, 0), (OneselfMoment::Wait, 1)]
    {
        let desk = Desk::new();
        let window = desk.window();
        read(&window, &directory, windows(), 0);
        window.show(at(0)).unwrap();
        window.follow(&own(moment), at(0));
        window.leave(at(0)).unwrap();
        assert_eq!(read(&desk.window(), &directory, windows(), 9).skips.used, used);
    }
}
