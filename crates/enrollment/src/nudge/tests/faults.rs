//! A directory that fails in the middle: no state is wrong afterwards, and no skip is lost or counted twice.

use std::time::Duration;

use super::*;
use crate::tenant::{Claims, TenantRefusal};

/// What comes and goes: asked again a little later it is over.
fn passing() -> [TenantError; 8] {
    let claims = Claims::from_json(b"{}").unwrap();
    [
        TenantError::Throttled { retry_after: None },
        TenantError::Throttled { retry_after: Some(Duration::from_secs(30)) },
        TenantError::Failing { status: 503, retry_after: None },
        TenantError::Failing { status: 504, retry_after: Some(Duration::from_secs(5)) },
        TenantError::Unanswered("cut".to_owned()),
        TenantError::Unreachable("no".to_owned()),
        TenantError::SignInNeeded,
        TenantError::StepUpNeeded { claims },
    ]
}

fn fails(directory: &Fixed, error: Option<TenantError>) {
    *directory.beta.lock().unwrap() = error;
}

fn is_not_read(window: &Nudges, directory: &Fixed, day: i64) -> bool {
    let view = window.read(directory, MIRA, (windows(), None), &NoModels, at(day)).unwrap();
    matches!(view, NudgeView::NotRead { .. })
}

#[test]
fn a_skip_that_is_made_while_the_directory_fails_counts_and_once() {
    for error in passing() {
        let (desk, directory) = (Desk::new(), Fixed::office_keys());
        let window = desk.window();
        assert_eq!(read(&window, &directory, windows(), 0).standing, asked(false), "{error:?}");
        window.show(at(0)).unwrap();
        fails(&directory, Some(error));
        assert!(is_not_read(&window, &directory, 0));
        window.skip(at(0)).unwrap();
        assert_eq!(window.skip(at(0)).unwrap_err().code, CommandCode::Gone);
        assert_eq!(window.show(at(0)).unwrap_err().code, CommandCode::Gone, "it was answered");
        assert!(is_not_read(&window, &directory, 0));
        window.leave(at(0)).unwrap();
        fails(&directory, None);
        let nudge = read(&desk.window(), &directory, windows(), 0);
        assert_eq!((nudge.standing, nudge.skips.used), (NudgeStanding::NotAsked, 1));
        let nudge = read(&desk.window(), &directory, windows(), 4);
        assert_eq!((nudge.standing, nudge.skips.used), (asked(false), 1));
    }
}

/// Rule `limited-three-then-required`; only beta has the limit.
#[test]
fn three_skips_stay_three_where_only_beta_is_busy() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    for day in [0, 3, 6] {
        let window = desk.window();
        read(&window, &directory, windows(), day);
        window.show(at(day)).unwrap();
        window.skip(at(day)).unwrap();
    }
    for error in passing() {
        fails(&directory, Some(error.clone()));
        let window = desk.window();
        assert!(is_not_read(&window, &directory, 9), "{error:?}");
        assert_eq!(window.show(at(9)).unwrap_err().code, CommandCode::Gone);
        fails(&directory, None);
        assert_eq!(read(&window, &directory, windows(), 9).standing, asked(true), "{error:?}");
    }
}

#[test]
fn where_beta_is_refused_the_other_tree_stands_in() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    let refusal = TenantRefusal { status: 403, ..TenantRefusal::default() };
    for error in [
        TenantError::Refused(Box::new(refusal)),
        TenantError::NotFound("policy".to_owned()),
        TenantError::Malformed { attempted: "reading", why: "no JSON".to_owned() },
    ] {
        fails(&directory, Some(error));
        assert_eq!(read(&desk.window(), &directory, windows(), 0).standing, asked(false));
    }
}
