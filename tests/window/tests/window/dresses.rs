//! A whole day's work in the window in every dress that an answer may have. None of them may change what is
//! done, or said to be.

#![allow(clippy::print_stdout)] // which dress it was is said of a day that failed

use data_encoding::{BASE64, BASE64URL_NOPAD};
use practice::{
    models::PRACTICE_KEY_C,
    tenant::{
        Entry, Envelope, ExcludeIds, InnerErrorSpelling, Members, ODataTypes, Protection, Switches,
    },
};
use serde_json::json;
use test_window::{PIN, Window, signs_in};

use crate::{
    hands::make,
    signed_in::{INGRID, World, choose_ada, nothing_leaked, script, sign_in},
    tenant::{aims_at_a_pilot, days},
};

/// The dress of every day with these IDs, of the few that together wear each value of each switch.
fn everyday(exclude_ids: ExcludeIds) -> Vec<Switches> {
    Switches::few().into_iter().filter(|dress| dress.exclude_ids == exclude_ids).collect()
}

/// Every dress with these IDs.
fn every(exclude_ids: ExcludeIds) -> Vec<Switches> {
    Switches::every().into_iter().filter(|dress| dress.exclude_ids == exclude_ids).collect()
}

/// One day, or with `TOUCHSTONE_DRESSES=all` one in each dress.
fn days_with(exclude_ids: ExcludeIds) {
    let all = std::env::var("TOUCHSTONE_DRESSES").is_ok_and(|asked| asked == "all");
    let dresses = if all { every(exclude_ids) } else { everyday(exclude_ids) };
    for dress in dresses {
        println!("{dress:?}");
        a_day(dress);
    }
}

#[test]
fn a_day_whose_excluded_ids_are_in_base64() {
    days_with(ExcludeIds::Base64);
}

#[test]
fn a_day_whose_excluded_ids_have_a_digit_for_the_padding() {
    days_with(ExcludeIds::PadDigit);
}

#[test]
fn a_day_whose_excluded_ids_are_unpadded() {
    days_with(ExcludeIds::Unpadded);
}

#[test]
fn each_of_the_few_dresses_has_its_day() {
    let days = ExcludeIds::ALL.map(everyday).concat();
    assert!(Switches::few().iter().all(|dress| days.contains(dress)), "{days:?}");
    assert_eq!(ExcludeIds::ALL.map(every).concat().len(), Switches::every().len());
}

/// From the first sign-in to the last change.
fn a_day(dress: Switches) {
    let world = World::dressed(dress);
    let window = world.desk.open();
    sign_in(&world.desk, &window, INGRID);
    window.says("Signed in to Harbour & Pine");
    refused_once(&world, &window);
    make(&window, &PRACTICE_KEY_C);
    window.says("Your key is registered");
    window.press("I am done");
    known_again(&window);
    her_own(&world, &window);
    policy(&world, &window, dress.members);
    somebody_else(&world, &window);
    window.end();
    let wire = world.wire.seen();
    wears(&world, &wire, dress);
    pages(&wire, dress);
    nothing_leaked(&world.desk, &wire);
}

/// The directory says no to the options once, and the page says by which name to ask about that.
fn refused_once(world: &World, window: &Window) {
    script(
        &world.running,
        &json!([{ "match": { "path": "*creationOptions*" }, "action": { "do": "answer", "status": 403 } }]),
    );
    choose_ada(window);
    window.press("Continue");
    window.says("Try again");
    let refused = asked(world, |one| one.fault.is_some());
    window.says(&refused.first().unwrap().request_id);
    window.press("Try again");
    window.says("Practice keys");
}

/// What was asked of the organisation, oldest first.
fn asked(world: &World, which: impl Fn(&Entry) -> bool) -> Vec<Entry> {
    world.running.control().journal().into_iter().filter(which).collect()
}

/// The key that holds one is excluded, however its ID is written.
fn known_again(window: &Window) {
    choose_ada(window);
    window.press("Continue");
    window.pin(PIN);
    window.says("This key is registered already");
    window.says("It already holds a passkey of Ada Brandt for Harbour & Pine.");
    window.press("Cancel");
    window.press("Back to Start");
}

/// Ingrid's own: registered on the page, seen in the directory and found on the key.
fn her_own(world: &World, window: &Window) {
    window.press("Register");
    window.press("It is for myself");
    window.press("Open the page");
    world.desk.opened();
    window.says("No new passkey yet");
    let key = Box::new(world.desk.in_hand(&PRACTICE_KEY_C));
    let protection = Protection::VerificationRequired;
    let control = world.running.control();
    control.security_info(INGRID, key, PIN.into(), protection).unwrap();
    window.press("Look now");
    window.says("Registered in the browser");
    window.press("Prove it with the PIN");
    window.pin(PIN);
    window.says("Your key is registered");
    window.says("after you were verified");
    window.press("I am done");
}

/// The checks, one of them mended, and other days to snooze: each change is seen first and sent once.
fn policy(world: &World, window: &Window, members: Members) {
    window.press("Tenant");
    window.says("This needs more than you agreed to");
    window.press("Ask for it");
    signs_in(&world.desk.opened(), INGRID);
    window.says("At the next sign-in, 7 of 13 people are asked");
    checks(window, members, (11, 2));
    window.says("8 of 13 people have only these.");
    aims_at_a_pilot(window);
    let sent = || asked(world, |one| one.method == "PATCH").len();
    assert_eq!(sent(), 0, "nobody pressed it yet");
    window.press("Send the change");
    window.says("Authenticator: for whom is as you wanted it.");
    assert_eq!(sent(), 1);
    checks(window, members, (15, 1));
    days(window, "1");
    window.says("− \"snoozeDurationInDays\": 3");
    window.says("+ \"snoozeDurationInDays\": 1");
    window.press("Review and send");
    window.says("It is your draft of the registration campaign.");
    assert_eq!(sent(), 1, "nobody pressed it yet");
    window.press("Send the change");
    window.says("The campaign is as you wanted it.");
    assert_eq!(sent(), 2);
}

/// Of the 19 checks so many are ready and to fix. Whether skips are limited is in a member that may be missing.
fn checks(window: &Window, members: Members, (ready, to_fix): (u8, u8)) {
    let unsaid = u8::from(members == Members::Sparse);
    let (ready, unknown) = (ready - unsaid, 19 - ready - to_fix + unsaid);
    window.says(&format!("{ready} ready, {to_fix} to fix, 0 to consider, {unknown} unknown"));
}

/// Ada's passkey, listed and deleted, and a pass that is shown once.
fn somebody_else(world: &World, window: &Window) {
    window.press("Look at a person");
    window.paste("Name", "ada");
    window.press("Look at Ada Brandt");
    window.says("Passkeys of Ada Brandt");
    window.says("Practice key C, registered ");
    window.press("Ask for it");
    signs_in(&world.desk.opened(), INGRID);
    window.press_until("Issue a pass", "The pass of Ada Brandt");
    let text = window.text();
    let pass = text.split("The pass of Ada Brandt: ").nth(1).unwrap();
    let pass = pass.split_whitespace().next().unwrap();
    let given = format!("\"temporaryAccessPass\":\"{pass}\"");
    assert!(world.wire.seen().contains(&given), "another pass is shown than was given out");
    window.press("Hide it");
    window.says("A code that lets the person in");
    assert!(!window.text().contains(pass), "it is shown again");
    window.press("Delete Ada’s key");
    window.paste("Type “delete” to confirm", "delete");
    window.press("Delete it");
    window.says("There is none in the directory.");
}

/// The organisation wore what it was to wear.
fn wears(world: &World, wire: &str, dress: Switches) {
    let has = |words: &str| wire.contains(words);
    assert_eq!(has("{\"value\":{\"@odata.context\""), dress.envelope == Envelope::Value);
    let types = dress.odata_types == ODataTypes::Everywhere;
    assert_eq!(has("\"@odata.type\":\"microsoft.graph.webauthn"), types);
    assert_eq!(has("\"businessPhones\""), dress.members == Members::Whole);
    assert_eq!(has("\"innererror\""), dress.inner_error == InnerErrorSpelling::Lower);
    let deleted = asked(world, |one| one.method == "DELETE");
    let id = excluded(deleted.first().unwrap().path.rsplit('/').next().unwrap(), dress.exclude_ids);
    let lists = wire.split("\"excludeCredentials\":[{").skip(1);
    let mut first = lists.filter_map(|rest| rest.split('}').next());
    assert!(first.any(|one| one.contains(&format!("\"id\":\"{id}\""))), "{id} is not excluded");
}

/// How the directory's ID is written in creation options.
fn excluded(id: &str, exclude_ids: ExcludeIds) -> String {
    let unpadded = id.split_at(id.len() - 1).0;
    match exclude_ids {
        ExcludeIds::PadDigit => id.to_owned(),
        ExcludeIds::Unpadded => unpadded.to_owned(),
        ExcludeIds::Base64 => BASE64.encode(&BASE64URL_NOPAD.decode(unpadded.as_bytes()).unwrap()),
    }
}

/// Where one entry is a page, each that follows was asked for by the link that an answer gave.
fn pages(wire: &str, dress: Switches) {
    let requests = wire.split("GET ").skip(1).filter_map(|rest| rest.split(' ').next());
    let more: Vec<_> = requests.filter(|path| path.contains("skiptoken")).collect();
    assert_eq!(more.is_empty(), dress.page_size.is_none(), "{more:?}");
    for path in &more {
        assert!(wire.contains(&format!("{path}\"")), "nobody gave {path}");
    }
    let paged = |list: &&str| more.iter().any(|path| path.contains(*list));
    let lists = ["/transitiveMembers?", "/userRegistrationDetails?", "/transitiveMemberOf?"];
    assert_eq!(lists.iter().all(paged), dress.page_size.is_some(), "{more:?}");
}
