//! Whom a change would lock out: who is read, how far that is, and what has to be typed.

use super::*;
use crate::readiness::{
    lockout::{AT_ONCE, Holders, HoldersReading, MOST_HOLDERS, Progress},
    read_tenant,
};

/// A profile that is not there, which one check mends: with the default one nobody's key is on the list.
fn narrow(directory: &Directory) {
    directory.fido2(
        "includeTargets",
        json!([{ "id": STAFF, "targetType": "group", "allowedPasskeyProfiles": [KIOSKS] }]),
    );
}

fn what() -> TenantWhat {
    TenantWhat::Check(Check::FidoProfileConsistency.as_str().to_owned())
}

/// Nothing stands in its way.
fn reading(asked: usize, left: usize) -> LockoutView {
    LockoutView::Reading { asked, left, sign_in: false }
}

/// With a profile that is not there nobody can tell what is taken; with the default one, whose list leaves
/// the model out, it is not.
#[test]
fn whoever_would_be_locked_out_is_named_first_and_a_word_is_wanted() {
    let directory = Directory { has_keys: true, ..Directory::default() };
    narrow(&directory);
    let (room, desk) = (room(&directory), desk(&directory));
    let review = room.review(what(), &desk).unwrap();
    let LockoutView::Known { preview, myself: true, .. } = &review.lockout else {
        panic!("{:?}", review.lockout)
    };
    let names: Vec<&str> = preview.locked_out.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, [MYSELF, BO]);
    let word = review.word.unwrap();
    for typed in [None, Some(""), Some("yes")] {
        let answer = room.send((review.review, typed), &desk, NOW);
        assert_eq!(code(answer), CommandCode::WordNeeded, "{typed:?}");
    }
    assert_eq!(directory.sent().len(), 0);
    let view = room.send((review.review, Some(word)), &desk, NOW).unwrap();
    assert_eq!(view.sent.unwrap().outcome, SendOutcome::Done);
    assert_eq!(directory.sent().len(), 1);
}

#[test]
fn where_nobody_knows_who_has_passkeys_a_word_is_wanted_too() {
    let directory = Directory { hides_report: true, ..Directory::default() };
    narrow(&directory);
    let room = room(&directory);
    let review = room.review(what(), &desk(&directory)).unwrap();
    assert_eq!(review.lockout, LockoutView::Unknown);
    assert!(review.word.is_some());
}

#[test]
fn what_counts_at_no_sign_in_locks_nobody_out() {
    let directory = Directory { hides_report: true, ..Directory::default() };
    directory.fido2("isSelfServiceRegistrationAllowed", json!(false));
    let room = room(&directory);
    let what = TenantWhat::Check(Check::FidoSelfService.as_str().to_owned());
    let review = room.review(what, &desk(&directory)).unwrap();
    assert_eq!((review.lockout, review.word), (LockoutView::Untouched, None));
}

/// The report lags behind: whoever makes the change is looked at whatever it says.
#[test]
fn whoever_makes_a_change_is_read_first_and_once() {
    let directory = Directory { has_keys: true, ..Directory::default() };
    let names = |registrations| {
        let read = read_tenant(&directory, None);
        let facts = TenantFacts { registrations: Reading::Read(registrations), ..read };
        let own = Some("ADA@harbourpine.example");
        let mut reading = HoldersReading::begin(&directory, &facts, own).unwrap();
        reading.read_on(&directory, MOST_HOLDERS);
        let Holders { read, unread } = reading.holders();
        (read.into_iter().map(|one| one.name.to_ascii_lowercase()).collect::<Vec<_>>(), unread)
    };
    assert_eq!(names(Vec::new()), (vec![MYSELF.to_owned()], 0));
    let listed = |id: &str| Registration {
        id: id.to_owned(),
        name: id.to_owned(),
        is_admin: None,
        methods: vec!["fido2SecurityKey".to_owned()],
    };
    let both = vec![listed(BO_ID), listed(ADA)];
    assert_eq!(names(both), (vec![MYSELF.to_owned(), BO.to_owned()], 0));
}

/// Five requests in ten seconds: a hundred people take minutes, and somebody has to see it and may stop it.
#[test]
fn many_people_are_read_a_few_at_a_time_and_nothing_is_sent_before() {
    let directory = Directory { has_keys: true, more: 12, ..Directory::default() };
    narrow(&directory);
    let (room, desk) = (room(&directory), desk(&directory));
    let review = room.review(what(), &desk).unwrap();
    let number = review.review;
    // Ada, and five of Bo, the guest and twelve more.
    assert_eq!(review.lockout, reading(1 + AT_ONCE, 9));
    let word = review.word.unwrap();
    let answer = room.send((number, Some(word)), &desk, NOW);
    assert_eq!(code(answer), CommandCode::WordNeeded);
    assert_eq!(code(room.review_on((number + 1, ReadOn::GoOn), &desk)), CommandCode::Gone);
    let next = room.review_on((number, ReadOn::GoOn), &desk).unwrap();
    assert_eq!(next.lockout, reading(11, 4));
    let last = room.review_on((number, ReadOn::GoOn), &desk).unwrap();
    let LockoutView::Known { preview, unread: 0, myself: true } = &last.lockout else {
        panic!("{:?}", last.lockout)
    };
    assert_eq!((preview.of, preview.locked_out.len()), (15, 14), "the guest's key is listed");
    assert_eq!(
        room.review_on((number, ReadOn::GoOn), &desk).unwrap(),
        last,
        "there is nobody left"
    );
    assert_eq!(directory.sent().len(), 0);
    let view = room.send((number, last.word), &desk, NOW).unwrap();
    assert_eq!(view.sent.unwrap().outcome, SendOutcome::Done);
}

#[test]
fn whoever_is_not_read_because_somebody_stopped_it_counts_as_open() {
    let directory = Directory { has_keys: true, more: 12, ..Directory::default() };
    narrow(&directory);
    let (room, desk) = (room(&directory), desk(&directory));
    let number = room.review(what(), &desk).unwrap().review;
    let stopped = room.review_on((number, ReadOn::Stop), &desk).unwrap();
    let LockoutView::Known { preview, unread: 9, myself: true } = &stopped.lockout else {
        panic!("{:?}", stopped.lockout)
    };
    assert_eq!(preview.of, 6);
    assert!(stopped.word.is_some());
}

#[test]
fn no_more_than_a_hundred_are_read() {
    let directory = Directory { has_keys: true, more: MOST_HOLDERS, ..Directory::default() };
    let facts = read_tenant(&directory, None);
    let mut reading = HoldersReading::begin(&directory, &facts, None).unwrap();
    assert_eq!(reading.left(), MOST_HOLDERS);
    reading.read_on(&directory, usize::MAX);
    assert_eq!((reading.asked(), reading.left()), (MOST_HOLDERS, 0), "nobody else was asked for");
    let Holders { read, unread } = reading.holders();
    assert_eq!((read.len(), unread), (MOST_HOLDERS, 3));
}

/// Where the sign-in ends in the middle, nobody else is asked for in vain, and after it the rest are read.
#[test]
fn a_reading_waits_where_the_directory_wants_a_new_sign_in() {
    let directory = Directory { has_keys: true, more: 12, ..Directory::default() };
    narrow(&directory);
    let (room, desk) = (room(&directory), desk(&directory));
    let number = room.review(what(), &desk).unwrap().review;
    directory.ends_after(2);
    let held = LockoutView::Reading { asked: 8, left: 7, sign_in: true };
    let ended = room.review_on((number, ReadOn::GoOn), &desk).unwrap();
    assert_eq!((ended.lockout, directory.turned_away()), (held.clone(), 1));
    assert_eq!(room.review_on((number, ReadOn::GoOn), &desk).unwrap().lockout, held);
    assert_eq!(directory.turned_away(), 2, "one question, to see whether somebody signed in");
    assert_eq!(code(room.send((number, ended.word), &desk, NOW)), CommandCode::WordNeeded);
    directory.ends_after(usize::MAX);
    assert_eq!(room.review_on((number, ReadOn::GoOn), &desk).unwrap().lockout, reading(13, 2));
    let last = room.review_on((number, ReadOn::GoOn), &desk).unwrap();
    let LockoutView::Known { preview, unread: 0, .. } = last.lockout else { panic!("{last:?}") };
    assert_eq!(preview.of, 15);
}

/// Whoever makes the change is asked for by name, and is no second person in the report.
#[test]
fn whoever_could_not_be_read_before_a_sign_in_is_still_read_first_and_once() {
    let directory = Directory { has_keys: true, ..Directory::default() };
    let facts = read_tenant(&directory, None);
    directory.ends_after(0);
    let mut reading = HoldersReading::begin(&directory, &facts, Some(MYSELF)).unwrap();
    let wants = |reading: &HoldersReading| matches!(reading.progress(), Progress::SignInNeeded(_));
    assert_eq!((wants(&reading), reading.asked(), reading.holders().unread), (true, 0, 3));
    directory.ends_after(usize::MAX);
    reading.read_on(&directory, MOST_HOLDERS);
    let Holders { read, unread } = reading.holders();
    assert_eq!((wants(&reading), read.len(), unread), (false, 3, 0));
    assert_eq!(read[0].name, MYSELF);
}

/// Whoever stops instead of signing in: the rest count as not read.
#[test]
fn a_reading_that_waits_for_a_sign_in_can_be_stopped() {
    let directory = Directory { has_keys: true, more: 12, ..Directory::default() };
    narrow(&directory);
    let (room, desk) = (room(&directory), desk(&directory));
    let number = room.review(what(), &desk).unwrap().review;
    directory.ends_after(0);
    room.review_on((number, ReadOn::GoOn), &desk).unwrap();
    let stopped = room.review_on((number, ReadOn::Stop), &desk).unwrap();
    assert!(matches!(stopped.lockout, LockoutView::Known { unread: 9, .. }), "{stopped:?}");
}

/// A list that somebody else changed beside what is to be changed: whoever was named are not all.
#[test]
fn what_moved_beside_the_change_is_said_and_nothing_is_sent_until_it_is_looked_at_again() {
    let directory = Directory { has_keys: true, ..Directory::default() };
    narrow(&directory);
    let (room, desk) = (room(&directory), desk(&directory));
    let review = room.review(what(), &desk).unwrap();
    let mut profiles =
        directory.policy.lock().unwrap()["authenticationMethodConfigurations"][0]["passkeyProfiles"].clone();
    profiles[0]["keyRestrictions"]["isEnforced"] = false.into();
    directory.fido2("passkeyProfiles", profiles.clone());
    let view = room.send((review.review, review.word), &desk, NOW).unwrap();
    let Some(SentView { outcome: SendOutcome::Moved { differences }, .. }) = &view.sent else {
        panic!("{:?}", view.sent)
    };
    assert_eq!(differences[0].path, "Fido2.passkeyProfiles");
    assert_eq!(differences[0].before[0]["keyRestrictions"]["isEnforced"], false);
    assert_eq!(directory.sent().len(), 0);
    // The new preview is by what stands there now: nobody is locked out any more.
    let again = room.review(what(), &desk).unwrap();
    assert_ne!(again.review, review.review);
    let LockoutView::Known { preview, .. } = &again.lockout else { panic!("{:?}", again.lockout) };
    assert!(preview.locked_out.is_empty(), "{preview:?}");
    let view = room.send((again.review, again.word), &desk, NOW).unwrap();
    assert_eq!(view.sent.unwrap().outcome, SendOutcome::Done);
    assert_eq!(directory.sent().len(), 1);
}
