use std::fs;

use serde_json::json;
use test_window::{Desk, Window};

/// The room Tenant, read.
fn tenant(desk: &Desk) -> Window {
    let window = desk.open();
    window.press("Tenant");
    window.says("people are asked");
    window
}

/// The change of whom Authenticator is for, looked at before it is sent to a pilot group.
pub(crate) fn aims_at_a_pilot(window: &Window) {
    window.press("Choose a pilot group");
    window.paste("Name", "all");
    window.press("Choose All staff");
    window.says("All staff (13)");
    let seen_first = "Look at the change before it is sent";
    window.press_until("Fix… Authenticator: for whom", seen_first);
    window.says("\"includeTargets\": [");
}

/// A draft of the campaign: other days to snooze.
pub(crate) fn days(window: &Window, days: &str) {
    window.press("Edit…");
    type_days(window, days);
    window.says("Your change, not sent yet");
}

/// Types them, and goes on to something else.
fn type_days(window: &Window, days: &str) {
    window.paste("Days to snooze", days);
    window.script("document.activeElement.blur()");
}

/// Chooses in a list, as its reader would.
fn choose(window: &Window, list: &str, value: &str) {
    let found = window.script(&format!(
        "const list = document.getElementById({}); if (!list) return false; \
         list.value = {}; list.dispatchEvent(new Event('change', {{ bubbles: true }})); \
         return list.value !== ''",
        json!(list),
        json!(value)
    ));
    assert_eq!(found, json!(true), "{list} has {value}");
}

#[test]
fn a_check_is_mended_a_campaign_changed_and_each_change_is_seen_first() {
    let desk = Desk::new();
    let window = tenant(&desk);
    window.says("At the next sign-in, 8 of 13 people are asked");
    window.says("exclude-beats-include");
    window.moment("tenant");

    window.press("Change what is assumed");
    choose(&window, "fact-context.os", "\"linux\"");
    window.says("At the next sign-in, 0 of 13 people are asked");
    window.says("linux-not-nudged");
    window.press("Export JSON");
    window.says("Written to");
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.chosen_file()).unwrap()).unwrap();
    assert_eq!((&json["people"], &json["asked"]), (&json!(13), &json!(0)));
    assert_eq!(json["assumptions"]["context.os"], "linux");
    window.press("Export CSV");
    window.writes(&desk.chosen_file(), |bytes| bytes.starts_with(b"\"kind\",\"name\""));
    window.press("As at first");
    window.says("At the next sign-in, 8 of 13 people are asked");

    // Nobody said whom to aim at.
    assert!(!window.offers("Fix… Authenticator: for whom"), "aimed at nobody knows whom");
    aims_at_a_pilot(&window);
    window.says("Nobody: the change does not touch passkeys at sign-in.");
    window.moment("tenant-review");
    window.press("Back, send nothing");
    window.press("Fix… Authenticator: for whom");
    window.press("Send the change");
    window.says("Changed, and read again");
    window.says_aloud("Changed, and read again");
    window.moment("tenant-mended");
    window.press("Look at a person");
    window.paste("Name", "ada");
    window.press("Look at Ada Brandt");
    window.says("This person has no passkey.");
    window.moment("tenant-person");
    assert!(!window.offers("Fix… Authenticator: for whom"), "it is mended");

    days(&window, "15");
    window.says("A snooze lasts 0 to 14 days.");
    window.says("Graph or its documents refuse this");
    window.moment("tenant-invalid");
    type_days(&window, "1");
    window.says("+ \"snoozeDurationInDays\": 1");
    window.press("Add somebody: Left out");
    window.paste("Name", "new");
    window.press("Add New starters");
    // Eight of them, and nothing was sent.
    window.says("At the next sign-in, 0 of 13 people are asked");
    window.says("8 fewer than now");
    window.moment("tenant-draft");
    window.press("Review and send");
    window.says("It is your draft of the registration campaign.");
    window.press("Send the change");
    window.says("Changed, and read again");
    window.says("At the next sign-in, 0 of 13 people are asked");
    assert!(!window.text().contains("Your change, not sent yet"), "it was sent");
}

/// The policy is read twice, in both trees, when the room opens; the third time is just before sending.
#[test]
fn where_somebody_changed_the_campaign_meanwhile_nothing_is_sent() {
    let mut desk = Desk::new();
    let policy = json!({ "registrationEnforcement": {
        "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "snoozeDurationInDays": 7, "includeTargets": [],
            "excludeTargets": [],
        },
    } });
    desk.script(Some(&json!([
        {
            "match": { "method": "GET", "path": "*/authenticationMethodsPolicy" }, "nth": 3,
            "action": { "do": "verbatim", "status": 200, "body": policy.to_string() },
        },
        {
            "match": { "method": "PATCH", "path": "*/authenticationMethodsPolicy" },
            "action": { "do": "answer", "status": 403 },
        },
    ])));
    let window = tenant(&desk);
    days(&window, "1");
    window.press("Review and send");
    window.press("Send the change");
    window.says("Somebody changed it meanwhile; nothing was sent");
    window.says("is now 7, you had seen 3");
    window.says_aloud("Somebody changed it meanwhile");
    window.moment("tenant-conflict");
    // The draft is still there, and this time it goes out; the directory says no.
    window.press("Review and send");
    window.press("Send the change");
    window.says("The directory did not do it");
    window.says("HTTP 403");
    window.moment("tenant-refused");
}

/// Nothing of the window waits for the directory.
#[test]
fn a_directory_that_takes_its_time_is_said_to_be_read_and_one_that_does_not_answer_too() {
    let mut desk = Desk::new();
    desk.script(Some(&json!([
        {
            "match": { "method": "GET", "path": "*/authenticationMethodsPolicy" },
            "action": { "do": "delay", "milliseconds": 4000 },
        },
        {
            "match": { "method": "GET", "path": "*userRegistrationDetails" }, "times": 1,
            "action": { "do": "answer", "status": 403 },
        },
    ])));
    let window = desk.open();
    window.press("Tenant");
    window.says("Reading the directory…");
    window.press("Settings");
    window.says("record.sqlite");
    window.press("Tenant");
    window.says("No forecast");
    window.says("The signed-in account may not read it.");
    window.says("Registration campaign");
    window.moment("tenant-no-report");
    window.press("Read again");
    window.says("people are asked");
}
