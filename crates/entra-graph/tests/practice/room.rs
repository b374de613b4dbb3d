//! The room Tenant over HTTP, in every shape of an answer: what was seen is what is sent, and no more.

use enrollment::{
    results::Unkept,
    rooms::{
        CampaignPart, CampaignWish, ForecastPart, OpenTenant, SeenHere, SendOutcome, TargetWish,
        TenantChange, TenantDesk, TenantView, TenantWhat,
    },
};
use entra_graph::GraphClient;
use practice::{
    models,
    tenant::{Settings, account, faults},
};
use serde_json::json;
use webauthn::Timestamp;

use crate::{shapes::every_shape, support::Practice};

const NOW: Timestamp = Timestamp(1_795_000_000);
const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const NEW_STARTERS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30004";

fn desk(client: &GraphClient) -> TenantDesk<'_> {
    let (account, models) = (account(), &models::what_it_makes);
    TenantDesk {
        directory: client,
        account,
        models,
        tallies: &Unkept,
        rules: None,
        newest_version: None,
        access: None,
        looks_here: &|_| SeenHere::default(),
    }
}

fn asked(view: &TenantView) -> u64 {
    match &view.forecast {
        ForecastPart::Counted { forecast } => forecast.asked,
        ForecastPart::NotRead { unread } => panic!("{unread:?}"),
    }
}

/// The campaign with one day to snooze and without new starters.
fn wish(view: &TenantView) -> CampaignWish {
    let CampaignPart::Read { standing, .. } = &view.campaign else { panic!("{:?}", view.campaign) };
    let group = |id: &str| TargetWish { id: id.to_owned(), target_type: "group".to_owned() };
    let mut exclude: Vec<TargetWish> = standing.exclude.iter().map(|one| group(&one.id)).collect();
    exclude.push(group(NEW_STARTERS));
    CampaignWish {
        state: standing.state.clone(),
        snooze_days: Some(1),
        limited: standing.limited,
        method: standing.methods.first().cloned(),
        include: standing.include.iter().map(|one| group(&one.id)).collect(),
        exclude,
    }
}

/// Drafts, reviews and sends; how it was before, and what came of it.
fn changed(practice: &Practice) -> (TenantView, TenantView) {
    let client = practice.client();
    let (room, desk) = (OpenTenant::default(), desk(&client));
    let before = room.read(&desk, NOW).unwrap();
    room.change(TenantChange::Campaign(wish(&before)), &desk).unwrap();
    let review = room.review(TenantWhat::Campaign, &desk).unwrap();
    let paths: Vec<&str> =
        review.change.differences.iter().filter_map(|one| one.path.rsplit('.').next()).collect();
    assert_eq!(paths, ["snoozeDurationInDays", "excludeTargets"]);
    let after = room.send((review.review, None), &desk, NOW).unwrap();
    (before, after)
}

#[test]
fn a_campaign_is_changed_in_every_shape_of_an_answer() {
    for switches in every_shape() {
        let practice = Practice::with(Settings { switches, ..Settings::default() });
        let (before, after) = changed(&practice);
        assert_eq!((asked(&before), asked(&after)), (8, 0), "{switches:?}");
        assert_eq!(after.sent.unwrap().outcome, SendOutcome::Done, "{switches:?}");
        let CampaignPart::Read { standing, draft: None, .. } = after.campaign else {
            panic!("{:?}", after.campaign)
        };
        let mut names: Vec<_> = standing.exclude.iter().map(|one| one.name.as_deref()).collect();
        // In whatever order the directory writes them.
        names.sort_unstable();
        let all = ["Break-glass accounts", "New starters", "Reception kiosks"];
        assert_eq!(names, all.map(Some), "{switches:?}");
    }
}

#[test]
fn a_change_whose_answer_never_came_is_sent_once_and_looked_for() {
    for practice in Practice::in_each_dress() {
        let script = json!([{
            "match": { "method": "PATCH" }, "times": "always", "action": { "do": "cut-after-commit" },
        }]);
        practice
            .running()
            .control()
            .set_faults(faults::read(script.to_string().as_bytes()).unwrap());
        let (_, after) = changed(&practice);
        assert_eq!(after.sent.unwrap().outcome, SendOutcome::Done);
        let journal = practice.running().control().journal();
        assert_eq!(journal.iter().filter(|one| one.method == "PATCH").count(), 1);
    }
}

#[test]
fn a_pilot_group_is_found_by_its_name_and_the_check_that_wants_one_is_mended() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let (room, desk) = (OpenTenant::default(), desk(&client));
        room.read(&desk, NOW).unwrap();
        let found = room.find("all st", &desk).unwrap();
        assert_eq!((found.len(), found[0].id.as_str()), (1, STAFF));
        room.change(TenantChange::Pilot(Some(found[0].id.clone())), &desk).unwrap();
        let what = TenantWhat::Check("auth-targets".to_owned());
        let review = room.review(what, &desk).unwrap();
        let view = room.send((review.review, None), &desk, NOW).unwrap();
        assert_eq!(view.sent.unwrap().outcome, SendOutcome::Done);
        let check = view.checks.iter().find(|one| one.check.as_str() == "auth-targets").unwrap();
        assert!(!check.mendable && check.reason.is_none(), "{check:?}");
    }
}
