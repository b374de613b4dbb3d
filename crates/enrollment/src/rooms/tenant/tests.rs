//! What the room shows, and that nothing leaves it that was not seen.

mod fake;
mod lockouts;

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
fn nothing_is_changed_reviewed_or_written_before_something_was_read() {
    let (directory, room) = (Directory::default(), OpenTenant::default());
    let desk = desk(&directory);
    assert_eq!(code(room.change(TenantChange::Discard, &desk)), CommandCode::Gone);
    assert_eq!(code(room.review(TenantWhat::Campaign, &desk)), CommandCode::Gone);
    assert_eq!(code(room.export(ForecastFormat::Csv, &desk)), CommandCode::Gone);
    assert_eq!(code(room.send((0, None), &desk, NOW)), CommandCode::Gone);
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
    assert_eq!((person.account.as_str(), person.checks.len()), (MYSELF, 16));
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

/// A key of this model in this place.
fn held(id: &str, model: &str) -> (KeySeen, Said) {
    let (id, transport) = (AuthenticatorId::new(id), AuthenticatorTransport::Usb);
    let model: Aaguid = model.parse().unwrap();
    let info: Cbor = [
        (1, Cbor::from(vec![Cbor::from("FIDO_2_1")])),
        (3, Cbor::from(model.0)),
        (4, [("rk", Cbor::from(true)), ("clientPin", Cbor::from(true))].into_iter().collect()),
        (
            10,
            Cbor::from(vec![
                [("alg", Cbor::from(-7)), ("type", "public-key".into())]
                    .into_iter()
                    .collect::<Cbor>(),
            ]),
        ),
        (20, Cbor::from(3)),
    ]
    .into_iter()
    .collect();
    let info = AuthenticatorInfo::parse(&encode(&info)).unwrap();
    (KeySeen { id, transport, name: None }, Said::Told(info.into(), Holds::default()))
}

/// What the check of this person came to, in a room where these keys are in hand.
fn came_to(room: &OpenTenant, desk: &TenantDesk<'_>, check: Check) -> (Outcome, Option<Why>) {
    let view = room.change(TenantChange::DirectoryPeople, desk).unwrap();
    let person = view.person.unwrap();
    let found = person.checks.into_iter().find(|one| one.check == check).unwrap();
    (found.outcome, found.reason)
}

fn with_keys(
    room: &OpenTenant,
    keys: &[(&str, &str)],
    wish: HandWish,
    check: Check,
) -> (Outcome, Option<Why>) {
    let directory = Directory::default();
    let here = |_: Option<&CredentialId>| SeenHere {
        keys: keys.iter().map(|(id, model)| held(id, model)).collect(),
        ..SeenHere::default()
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    room.change(TenantChange::Hand(wish), &desk).unwrap();
    came_to(room, &desk, check)
}

#[test]
fn the_key_in_hand_is_held_against_the_persons_profile() {
    const ON_THE_LIST: &str = "70726163-7469-6365-4b45-590000000005";
    const ON_NONE: &str = "70726163-7469-6365-4b45-590000000009";
    let directory = Directory::default();
    let room = room(&directory);
    let any = HandWish::default;
    let named = |key: &str, second: Option<&str>| HandWish {
        key: Some(key.to_owned()),
        second: second.map(str::to_owned),
    };
    let (model, capable) = (Check::KeyModelAllowed, Check::KeyCapabilities);
    // Pass, fail and unknown, as on the command line.
    assert_eq!(with_keys(&room, &[("a", ON_THE_LIST)], any(), model), (Outcome::Pass, None));
    assert_eq!(with_keys(&room, &[("a", ON_THE_LIST)], any(), capable), (Outcome::Pass, None));
    let refused = (Outcome::Fail, Some(Why::ModelNotAllowed));
    assert_eq!(with_keys(&room, &[("a", ON_NONE)], any(), model), refused);
    let no_key = (Outcome::Unknown, Some(Why::NoKey));
    assert_eq!(with_keys(&room, &[], any(), model), no_key);
    // Of two none is guessed, and none is called known to work.
    let two = [("a", ON_THE_LIST), ("b", ON_NONE)];
    assert_eq!(with_keys(&room, &two, any(), model), no_key);
    assert_eq!(with_keys(&room, &two, named("b", None), model), refused);
    let unsaid = (Outcome::Unknown, Some(Why::NoSecondKey));
    assert_eq!(with_keys(&room, &two, named("b", None), Check::KeyKnownGood), unsaid);
    assert_eq!(with_keys(&room, &two, named("b", Some("b")), Check::KeyKnownGood), unsaid);
    let works = with_keys(&room, &two, named("b", Some("a")), Check::KeyKnownGood);
    assert_eq!(works, (Outcome::Pass, None));
    assert_eq!(
        with_keys(&room, &two, any(), Check::WhfbTpm),
        (Outcome::Unknown, Some(Why::NotWindows))
    );
}

/// What stands in a place when it is looked at again may be another key of the same model.
#[test]
fn a_key_that_somebody_said_works_is_not_taken_for_it_after_another_look() {
    const MODEL: &str = "70726163-7469-6365-4b45-590000000005";
    let directory = Directory::default();
    let here = |_: Option<&CredentialId>| SeenHere {
        keys: ["a", "b"].into_iter().map(|id| held(id, MODEL)).collect(),
        ..SeenHere::default()
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    let room = room(&directory);
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    let wish = HandWish { key: Some("b".to_owned()), second: Some("a".to_owned()) };
    room.change(TenantChange::Hand(wish), &desk).unwrap();
    assert_eq!(came_to(&room, &desk, Check::KeyKnownGood), (Outcome::Pass, None));
    room.read(&desk, NOW).unwrap();
    let unsaid = (Outcome::Unknown, Some(Why::NoSecondKey));
    assert_eq!(came_to(&room, &desk, Check::KeyKnownGood), unsaid);
    assert_eq!(came_to(&room, &desk, Check::KeyModelAllowed), (Outcome::Pass, None), "still “b”");
}

#[test]
fn what_windows_says_of_itself_is_held_against_the_runbook() {
    let directory = Directory::default();
    let hello = WindowsHello { tpm: Some(false), ..WindowsHello::default() };
    let here = |_: Option<&CredentialId>| SeenHere {
        windows_hello: Some(hello.clone()),
        ..SeenHere::default()
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    let room = room(&directory);
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    assert_eq!(came_to(&room, &desk, Check::WhfbTpm), (Outcome::Fail, Some(Why::NoTpm)));
    assert_eq!(came_to(&room, &desk, Check::WhfbOs), (Outcome::Unknown, Some(Why::NotSaid)));
}

#[test]
fn keys_are_looked_at_where_somebody_is_looked_at_and_not_before() {
    let directory = Directory::default();
    let looks = AtomicUsize::new(0);
    let here = |_: Option<&CredentialId>| {
        looks.fetch_add(1, Ordering::SeqCst);
        SeenHere::default()
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    let room = room(&directory);
    room.read(&desk, NOW).unwrap();
    assert_eq!(looks.load(Ordering::SeqCst), 0);
    let nobody = room.change(TenantChange::Hand(HandWish::default()), &desk);
    assert_eq!(code(nobody), CommandCode::Gone);
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    room.read(&desk, NOW).unwrap();
    assert_eq!(looks.load(Ordering::SeqCst), 2);
}

#[test]
fn the_browser_of_this_computer_is_looked_at_with_somebody() {
    let directory = Directory::default();
    let room = room(&directory);
    let of = |webauthn, installed: Option<Vec<String>>| {
        let browser = BrowserSeen { os: Os::Linux, browser: None, webauthn, installed };
        let here = |_: Option<&CredentialId>| SeenHere {
            browser: Some(browser.clone()),
            ..SeenHere::default()
        };
        let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
        room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
        came_to(&room, &desk, Check::BrowserWebauthn)
    };
    assert_eq!(of(Some(true), None), (Outcome::Pass, None));
    assert_eq!(of(Some(false), None), (Outcome::Fail, Some(Why::NoWebauthn)));
    let none_listed = (Outcome::Unknown, Some(Why::NoBrowserListed));
    assert_eq!(of(None, Some(Vec::new())), none_listed);
    assert_eq!(of(None, None), (Outcome::Unknown, Some(Why::BrowserUnknown)));
}

#[test]
fn a_rehearsal_is_evidence_of_the_key_that_it_was_made_with_and_of_no_other() {
    const MODEL: &str = "70726163-7469-6365-4b45-590000000005";
    let directory = Directory::default();
    // Two keys of one model change places; the first made what "one" is, the second what "other" is.
    let swapped = AtomicBool::new(false);
    let here = |rehearsed: Option<&CredentialId>| {
        let made: &[u8] = if swapped.load(Ordering::SeqCst) { b"other" } else { b"one" };
        let found =
            |asked: &CredentialId| if asked.as_bytes() == made { Found::Yes } else { Found::No };
        let (seen, said) = held("a", MODEL);
        let Said::Told(info, _) = said else { panic!("{said:?}") };
        let holds = Holds { rehearsed: rehearsed.map(found), ..Holds::default() };
        SeenHere { keys: vec![(seen, Said::Told(info, holds))], ..SeenHere::default() }
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    let room = room(&directory);
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    let tried = |credential: &[u8], model: &str, fmt: &str, outcome: LinkOutcome| {
        let links = [Link::Chain, Link::Metadata, Link::MetadataRequirements];
        let link = |check| Finding {
            check,
            outcome,
            reason: None,
            evidence: Default::default(),
            spec: "x".into(),
        };
        let trial = Trial { fmt: Some(fmt.to_owned()), findings: links.map(link).into() };
        room.tried(Some(Tried { credential: credential.into(), model: model.parse().ok(), trial }));
        came_to(&room, &desk, Check::KeyAttestationFit)
    };
    let (holds, open) = (LinkOutcome::Pass, LinkOutcome::Unknown);
    let passes = (Outcome::Pass, None);
    assert_eq!(tried(b"one", MODEL, "packed", holds), passes);
    let lacks = (Outcome::Fail, Some(Why::AttestationLacks));
    assert_eq!(tried(b"one", MODEL, "none", holds), lacks);
    assert_eq!(tried(b"one", MODEL, "packed", LinkOutcome::Fail), lacks);
    let undecided = (Outcome::Unknown, Some(Why::AttestationOpen));
    assert_eq!(tried(b"one", MODEL, "packed", open), undecided);
    let no_trial = (Outcome::Unknown, Some(Why::NoTrial));
    assert_eq!(tried(b"other", MODEL, "packed", holds), no_trial, "another key, of the same model");
    assert_eq!(tried(b"one", "70726163-7469-6365-4b45-590000000009", "packed", holds), no_trial);
    assert_eq!(tried(b"one", MODEL, "packed", holds), passes);
    swapped.store(true, Ordering::SeqCst);
    room.read(&desk, NOW).unwrap();
    assert_eq!(came_to(&room, &desk, Check::KeyAttestationFit), no_trial, "in the same place");
    assert_eq!(tried(b"other", MODEL, "packed", holds), passes);
    room.tried(None);
    assert_eq!(came_to(&room, &desk, Check::KeyAttestationFit), no_trial);
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
    let review = room.review(TenantWhat::Everybody(true), &desk).unwrap();
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
    assert_eq!(code(room.review(TenantWhat::Everybody(true), &desk)), CommandCode::Gone);
}
