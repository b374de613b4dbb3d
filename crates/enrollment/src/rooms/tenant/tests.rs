//! What the room shows, and that nothing leaves it that was not seen.

mod fake;
mod hand;
mod lockouts;
mod sending;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ctap::{AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, ceremony::Found};
use entra_policy::{
    PasskeyType,
    campaign::{FindingCode, Os, Verdict},
    readiness::{
        BrowserSeen, Check, Outcome, Reading, Registration, TenantFacts, Trial, Why, WindowsHello,
    },
};
use serde_json::{Value, json};
use webauthn::{
    Aaguid, Check as Link, CredentialId, Finding, Outcome as LinkOutcome, Timestamp,
    cbor::{Value as Cbor, encode},
};

use super::*;
use crate::{
    hand::{Holds, Said},
    readiness::Tried,
    results::Unkept,
    rooms::{Account, AccountScene, CommandCode, CommandError},
    wizard::means::KeySeen,
};
use fake::{ADA, BO, BO_ID, Directory, KIOSKS, MYSELF, STAFF};

const NOW: Timestamp = Timestamp(1_795_000_000);

fn keys(_: Aaguid) -> Option<PasskeyType> {
    Some(PasskeyType::DeviceBound)
}

fn desk(directory: &Directory) -> TenantDesk<'_> {
    let account = Account {
        scene: AccountScene::Practice,
        organisation: "Harbour & Pine".to_owned(),
        person: ADA.to_owned(),
        display_name: "Ada".to_owned(),
        account: MYSELF.to_owned(),
    };
    TenantDesk {
        directory,
        account,
        models: &keys,
        tallies: &Unkept,
        rules: None,
        newest_version: None,
        access: None,
        looks_here: &|_| SeenHere::default(),
    }
}

/// A room in which the directory was read.
fn room(directory: &Directory) -> OpenTenant {
    let room = OpenTenant::default();
    room.read(&desk(directory), NOW).unwrap();
    room
}

fn code<T: std::fmt::Debug>(answer: Result<T, CommandError>) -> CommandCode {
    answer.unwrap_err().code
}

fn group(id: &str) -> TargetWish {
    TargetWish { id: id.to_owned(), target_type: "group".to_owned() }
}

/// The campaign that stands, as a form has it.
fn wish() -> CampaignWish {
    CampaignWish {
        state: Some("enabled".to_owned()),
        snooze_days: Some(3),
        limited: Some(true),
        method: Some("fido2".to_owned()),
        include: vec![group(STAFF)],
        exclude: vec![],
    }
}

fn wished(room: &OpenTenant, directory: &Directory, wish: CampaignWish) -> TenantView {
    room.change(TenantChange::Campaign(wish), &desk(directory)).unwrap()
}

fn draft(view: &TenantView) -> Option<&DraftView> {
    match &view.campaign {
        CampaignPart::Read { draft, .. } => draft.as_deref(),
        CampaignPart::NotRead { unread } => panic!("{unread:?}"),
    }
}

fn forecast(view: &TenantView) -> &ForecastView {
    match &view.forecast {
        ForecastPart::Counted { forecast } => forecast,
        ForecastPart::NotRead { unread } => panic!("{unread:?}"),
    }
}

fn changed(draft: &DraftView) -> Vec<&str> {
    draft.differences.iter().filter_map(|one| one.path.rsplit('.').next()).collect()
}

#[test]
fn what_the_directory_does_not_give_is_said_part_by_part() {
    let directory = Directory { denies: true, ..Directory::default() };
    let view = OpenTenant::default().read(&desk(&directory), NOW).unwrap();
    assert_eq!((view.checks.len(), view.read_at), (19, NOW.0));
    let graph = view.checks.iter().find(|one| one.check == Check::GraphPermission).unwrap();
    assert_eq!((graph.outcome, graph.reason), (Outcome::Fail, Some(Why::Forbidden)));
    assert!(matches!(view.campaign, CampaignPart::NotRead { .. }));
    assert!(matches!(view.forecast, ForecastPart::NotRead { .. }));
}

#[test]
fn a_draft_is_shown_with_its_difference_and_what_it_would_come_to() {
    let directory = Directory::default();
    let room = room(&directory);
    let view = wished(&room, &directory, CampaignWish { snooze_days: Some(1), ..wish() });
    assert_eq!(changed(draft(&view).unwrap()), ["snoozeDurationInDays"]);
    assert_eq!((forecast(&view).asked, forecast(&view).standing_asked), (2, Some(2)));
    let view = wished(&room, &directory, CampaignWish { state: Some("disabled".into()), ..wish() });
    assert_eq!((forecast(&view).asked, forecast(&view).standing_asked), (0, Some(2)));
    assert_eq!(draft(&wished(&room, &directory, wish())), None, "nothing is otherwise");
    assert_eq!(directory.sent(), [Value::Null; 0]);
}

#[test]
fn a_draft_over_a_group_that_nobody_had_named_asks_who_is_in_it() {
    let directory = Directory::default();
    let room = room(&directory);
    let view = wished(&room, &directory, CampaignWish { exclude: vec![group(KIOSKS)], ..wish() });
    // Bo is at a kiosk.
    assert_eq!((forecast(&view).asked, forecast(&view).standing_asked), (1, Some(2)));
    let shown = &draft(&view).unwrap().campaign.exclude[0];
    assert_eq!((shown.members, shown.name.as_deref()), (Some(1), None));
    room.find("Reception", &desk(&directory)).unwrap();
    let view = wished(&room, &directory, CampaignWish { exclude: vec![group(KIOSKS)], ..wish() });
    assert_eq!(draft(&view).unwrap().campaign.exclude[0].name.as_deref(), Some("Reception kiosks"));
}

/// Rule `managed-settings-not-configurable`.
#[test]
fn of_a_managed_campaign_only_the_people_are_changed() {
    let directory = Directory::default();
    let wish = CampaignWish {
        state: Some("default".to_owned()),
        snooze_days: Some(9),
        limited: Some(false),
        method: Some("microsoftAuthenticator".to_owned()),
        exclude: vec![group(KIOSKS)],
        ..wish()
    };
    let view = wished(&room(&directory), &directory, wish);
    assert_eq!(changed(draft(&view).unwrap()), ["state", "excludeTargets"]);
}

/// Rule `snooze-range-0-14`.
#[test]
fn a_draft_that_the_documents_refuse_is_not_reviewed() {
    let directory = Directory::default();
    let room = room(&directory);
    let view = wished(&room, &directory, CampaignWish { snooze_days: Some(15), ..wish() });
    let draft = draft(&view).unwrap();
    assert!(!draft.sendable);
    let found = draft.campaign.findings.iter().any(|one| one.code == FindingCode::SnoozeOutOfRange);
    assert!(found, "{:?}", draft.campaign.findings);
    assert_eq!(code(room.review(TenantWhat::Campaign, &desk(&directory))), CommandCode::Gone);
}

/// What a forecast looks at is no law for what is sent.
#[test]
fn an_older_rule_set_lets_nothing_out_that_holds_no_more() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    let view = room.read(&desk, NOW).unwrap();
    for set in forecast(&view).rule_sets.iter().map(|one| one.id.clone()).collect::<Vec<_>>() {
        room.change(TenantChange::Rules(set.clone()), &desk).unwrap();
        let view = wished(&room, &directory, CampaignWish { snooze_days: Some(15), ..wish() });
        assert!(!draft(&view).unwrap().sendable, "{set}");
        let view = wished(&room, &directory, CampaignWish { snooze_days: Some(2), ..wish() });
        assert!(draft(&view).unwrap().sendable, "{set}");
    }
}

#[test]
fn a_pilot_group_is_read_when_it_is_named_and_what_it_mends_can_be_mended() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    let of = |view: &TenantView| {
        let check = view.checks.iter().find(|one| one.check == Check::AuthTargets).unwrap();
        (check.outcome, check.mendable)
    };
    let view = room.change(TenantChange::Pilot(Some(STAFF.to_owned())), &desk).unwrap();
    assert_eq!(of(&view), (Outcome::Fail, true));
    let pilot = view.pilot.as_ref().unwrap();
    assert_eq!((pilot.members, pilot.name.as_deref()), (Some(3), Some("All staff")));
    let view = room.change(TenantChange::Pilot(None), &desk).unwrap();
    assert_eq!((of(&view), view.pilot), ((Outcome::Fail, false), None));
    let nobody = TenantChange::Pilot(Some("everybody".to_owned()));
    assert_eq!(code(room.change(nobody, &desk)), CommandCode::Malformed);
}

#[test]
fn what_is_assumed_is_one_of_what_is_offered_and_nothing_leaves_it_unknown() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    let assume = |path: &str, value: Value| {
        room.change(TenantChange::Assume { path: path.to_owned(), value }, &desk)
    };
    for (path, value) in [("context.os", json!("amiga")), ("user.id", json!("x")), ("x", json!(1))]
    {
        assert_eq!(code(assume(path, value)), CommandCode::Malformed, "{path}");
    }
    assert_eq!(forecast(&assume("context.os", json!("linux")).unwrap()).asked, 0);
    let view = assume("context.interactive", Value::Null).unwrap();
    let open = forecast(&view).assumptions.iter().find(|one| one.value.is_null()).unwrap();
    assert_eq!(open.path, "context.interactive");
    // Each choice that is offered is one.
    for one in forecast(&view).assumptions.clone() {
        for choice in one.choices {
            let view = assume(&one.path, choice).unwrap();
            assert_eq!(forecast(&view).people, 3);
        }
        assume(&one.path, one.value).unwrap();
    }
    let view = room.change(TenantChange::UsualAssumptions, &desk).unwrap();
    assert_eq!(forecast(&view).asked, 2);
    let of = |verdict| forecast(&view).verdicts.iter().find(|one| one.verdict == verdict).unwrap();
    assert_eq!(of(Verdict::NoNudge).count, 1, "a guest");
}

#[test]
fn an_older_rule_set_counts_once_it_is_chosen() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    let view = room.read(&desk, NOW).unwrap();
    let oldest = forecast(&view).rule_sets.last().unwrap().id.clone();
    let view = room.change(TenantChange::Rules(oldest.clone()), &desk).unwrap();
    assert_eq!(forecast(&view).rules, oldest);
}

#[test]
fn a_forecast_leaves_with_all_that_it_rests_on() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    wished(&room, &directory, CampaignWish { exclude: vec![group(KIOSKS)], ..wish() });
    let csv = String::from_utf8(room.export(ForecastFormat::Csv, &desk).unwrap()).unwrap();
    let people = room.export(ForecastFormat::People, &desk).unwrap();
    let people = String::from_utf8(people).unwrap();
    let rows: Vec<&str> = people.split_terminator("\r\n").collect();
    assert_eq!((rows.len(), rows[0].split(',').count()), (4, 12), "{people}");
    // Another rule set was asked of each, and the table says what it says.
    let agrees = |row: &&&str| row.ends_with(",\"true\"");
    let differs = |row: &&&str| row.ends_with(",\"false\"") && !row.contains(",\"\",\"\",\"\",");
    assert!(rows[0].ends_with("\"other_agrees\""), "{people}");
    assert!(rows[1..].iter().all(|row| agrees(&row) != differs(&row)), "{people}");
    let bo = rows.iter().find(|row| row.contains(BO)).unwrap();
    assert!(bo.contains("\"no-nudge\",\"exclude-beats-include\""), "{bo}");
    let guest = rows.iter().find(|row| row.contains("guest@")).unwrap();
    assert!(guest.contains("\"no-nudge\""), "{guest}");
    assert!(csv.contains("\"verdict\",\"nudge\",\"\",1\r\n"), "{csv}");
    assert!(csv.contains("\"assumed\",\"context.os\",\"windows\",\r\n"), "{csv}");
    let json: Value =
        serde_json::from_slice(&room.export(ForecastFormat::Json, &desk).unwrap()).unwrap();
    assert_eq!((&json["asked"], &json["people"]), (&json!(1), &json!(3)));
    assert_eq!(json["assumptions"]["context.browser"], "edge");
}

#[test]
fn the_report_of_registrations_is_asked_for_once_a_reading() {
    let directory = Directory::default();
    let room = room(&directory);
    assert_eq!(directory.reports(), 1);
    wished(&room, &directory, CampaignWish { exclude: vec![group(KIOSKS)], ..wish() });
    assert_eq!(directory.reports(), 1);
}

#[test]
fn somebody_is_looked_at_by_themselves_and_again_when_the_room_is_read() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    let view = room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    let person = view.person.unwrap();
    assert_eq!((person.account.as_str(), person.checks.len()), (MYSELF, 17));
    let scope = |view: PersonView| {
        view.checks.into_iter().find(|one| one.check == Check::UserInFidoScope).unwrap().outcome
    };
    assert_eq!(scope(person), Outcome::Pass);
    directory.fido2("includeTargets", json!([]));
    assert_eq!(scope(room.read(&desk, NOW).unwrap().person.unwrap()), Outcome::Fail);
    assert_eq!(room.change(TenantChange::Person(None), &desk).unwrap().person, None);
}

#[test]
fn what_people_have_registered_is_counted_with_the_directory() {
    let directory = Directory::default();
    let view = room(&directory).change(TenantChange::Discard, &desk(&directory)).unwrap();
    let ResultsPart::Counted { first, last, days, audited, log } = view.results else { panic!() };
    assert_eq!((audited[0].registered.passkey, log), (1, None));
    assert_eq!((first.tally.people, days, first.at), (3, 1, NOW.0));
    assert_eq!(first, last);
}

/// The people of a file take the place of the directory's, until somebody wants those again.
#[test]
fn an_export_is_counted_instead_of_the_directory() {
    let directory = Directory::default();
    let (room, desk) = (room(&directory), desk(&directory));
    let rows = "id,userPrincipalName,userType,methodsRegistered\n\
                x,x@example.org,member,mobilePhone\ny,y@example.org,guest,\n";
    let file = |text: &str| ("people.csv".to_owned(), std::io::Cursor::new(text.to_owned()));
    let view = room.count(file(rows), &desk).unwrap();
    assert_eq!(forecast(&view).people, 2);
    assert_eq!(forecast(&view).file.as_deref(), Some("people.csv"));
    assert_eq!(code(room.count(file("a,b\n1,2\n"), &desk)), CommandCode::File);
    let name = "z".repeat(1000); // few people, or counting them takes a minute
    let long = format!("{rows}{}", format!("z,{name}@example.org,member,\n").repeat(65 << 10));
    assert_eq!(code(room.count(file(&long), &desk)), CommandCode::File, "never cut");
    let view = room.change(TenantChange::DirectoryPeople, &desk).unwrap();
    assert_eq!((forecast(&view).people, &forecast(&view).file), (3, &None));
}

#[test]
fn the_version_that_the_settings_name_is_held_against_this_one() {
    let directory = Directory::default();
    let of = |newest_version| {
        let desk = TenantDesk { newest_version, ..desk(&directory) };
        let view = OpenTenant::default().read(&desk, NOW).unwrap();
        let found = view.checks.into_iter().find(|one| one.check == Check::ToolCurrent).unwrap();
        (found.outcome, found.reason)
    };
    assert_eq!(of(Some(env!("CARGO_PKG_VERSION"))), (Outcome::Pass, None));
    assert_eq!(of(Some("999.0.0")), (Outcome::Fail, Some(Why::LaterVersion)));
    assert_eq!(of(None), (Outcome::Unknown, Some(Why::NotCompared)));
}

#[test]
fn a_refusal_is_diagnosed_where_nobody_can_be_looked_at() {
    let directory = Directory { denies: true, ..Directory::default() };
    let view = OpenTenant::default().read(&desk(&directory), NOW).unwrap();
    let [forbidden] = &view.guidance[..] else { panic!("{:?}", view.guidance) };
    assert_eq!(forbidden.causes, [Check::GraphPermission]);
    assert!(view.person.is_none() && !view.script.optional);
}
