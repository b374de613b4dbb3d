//! Nothing is sent that was not shown to whoever sits there, and nothing twice.

use super::*;

#[test]
fn nothing_is_changed_reviewed_or_written_before_something_was_read() {
    let (directory, room) = (Directory::default(), OpenTenant::default());
    let desk = desk(&directory);
    assert_eq!(code(room.change(TenantChange::Discard, &desk)), CommandCode::Gone);
    assert_eq!(code(room.review(TenantWhat::Campaign, &desk)), CommandCode::Gone);
    assert_eq!(code(room.export(ForecastFormat::Csv, &desk)), CommandCode::Gone);
    assert_eq!(code(room.send((0, None), &desk, NOW)), CommandCode::Gone);
}

#[test]
fn only_what_was_reviewed_last_is_sent_and_once() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    wished(&room, &directory, CampaignWish { snooze_days: Some(1), ..wish() });
    let first = room.review(TenantWhat::Campaign, &desk).unwrap().review;
    let second = room.review(TenantWhat::Campaign, &desk).unwrap().review;
    assert_eq!(code(room.send((first, None), &desk, NOW)), CommandCode::Gone);
    let view = room.send((second, None), &desk, NOW).unwrap();
    assert_eq!(view.sent.unwrap().outcome, SendOutcome::Done);
    assert!(matches!(&view.campaign, CampaignPart::Read { standing, draft: None, .. }
        if standing.snooze_days == Some(1)));
    assert_eq!(code(room.send((second, None), &desk, NOW)), CommandCode::Gone);
    assert_eq!(directory.sent().len(), 1);
}

#[test]
fn what_one_reviewed_nobody_else_sends_who_sits_there_by_then() {
    let directory = Directory::default();
    let (room, mine) = (room(&directory), desk(&directory));
    wished(&room, &directory, CampaignWish { snooze_days: Some(1), ..wish() });
    let review = room.review(TenantWhat::Campaign, &mine).unwrap().review;
    let (mut theirs, others) = (desk(&directory), Directory::default());
    theirs.directory = &others;
    theirs.account.person = BO.to_owned();
    assert_eq!(code(room.send((review, None), &theirs, NOW)), CommandCode::Gone);
    assert_eq!((directory.sent().len(), others.sent().len()), (0, 0));
    // And what comes late of the one before changes nothing for whoever sits there.
    let view = room.read(&theirs, NOW).unwrap();
    assert_eq!(draft(&view), None);
    assert_eq!(code(room.review(TenantWhat::Campaign, &theirs)), CommandCode::Gone);
}

#[test]
fn a_draft_that_was_changed_after_its_review_is_not_sent() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    wished(&room, &directory, CampaignWish { snooze_days: Some(1), ..wish() });
    let review = room.review(TenantWhat::Campaign, &desk).unwrap().review;
    wished(&room, &directory, CampaignWish { snooze_days: Some(2), ..wish() });
    assert_eq!(code(room.send((review, None), &desk, NOW)), CommandCode::Gone);
    assert_eq!(directory.sent().len(), 0);
}

#[test]
fn where_somebody_changed_it_meanwhile_nothing_is_sent_and_the_draft_stays() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    wished(&room, &directory, CampaignWish { snooze_days: Some(1), ..wish() });
    let review = room.review(TenantWhat::Campaign, &desk).unwrap().review;
    directory.campaign("snoozeDurationInDays", json!(7));
    directory.campaign("state", json!("disabled"));
    let view = room.send((review, None), &desk, NOW).unwrap();
    let Some(SentView { outcome: SendOutcome::Conflict { differences }, .. }) = &view.sent else {
        panic!("{:?}", view.sent)
    };
    assert_eq!((&differences[0].before, &differences[0].after), (&json!(7), &json!(3)));
    assert_eq!(directory.sent().len(), 0);
    // What the other did, the draft leaves alone.
    let draft = draft(&view).unwrap();
    assert_eq!(changed(draft), ["snoozeDurationInDays"]);
    assert_eq!(draft.differences[0].before, json!(7));
}

#[test]
fn the_runbooks_script_is_reviewed_and_keeps_what_it_would_overwrite() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    let before = directory.policy.lock().unwrap().clone();
    let targets = |policy: &Value| {
        policy["authenticationMethodConfigurations"][0]["includeTargets"]
            .as_array()
            .cloned()
            .unwrap()
    };
    let script = room.read(&desk, NOW).unwrap().script;
    assert!(script.optional && script.required);
    let review = room.review(TenantWhat::Everybody(Registering::Required), &desk).unwrap();
    let (change, word) = (&review.change, review.word);
    assert_eq!(change.body["state"], "enabled");
    let after = room.send((review.review, word), &desk, NOW).unwrap();
    assert_eq!(after.sent.unwrap().outcome, SendOutcome::Done);
    assert_eq!(directory.sent().len(), 1);
    let (was, is) = (targets(&before), targets(&directory.policy.lock().unwrap().clone()));
    assert_eq!(is[..was.len()], was, "each target is there as it was");
    assert_eq!(is.len(), was.len() + 1);
    assert_eq!(
        (&is[was.len()]["id"], &is[was.len()]["isRegistrationRequired"]),
        (&json!("all_users"), &json!(true))
    );
    // Nothing is left to do, but to take the requirement back.
    assert!(after.script.optional && !after.script.required);
    assert_eq!(
        code(room.review(TenantWhat::Everybody(Registering::Required), &desk)),
        CommandCode::Gone
    );
}
