use std::fs;

use practice::tenant::{PracticeTenant, Settings};
use serde_json::{Value, json};
use test_window::{Desk, Window};

const ASKS: &str = "Harbour & Pine asks you to set up Microsoft Authenticator";

/// A desk whose organisation asks for Authenticator and lets everybody set it up.
fn desk() -> Desk {
    let desk = Desk::new();
    let folder = desk.state().join("practice-tenant");
    drop(PracticeTenant::start(&folder, Settings::default()).unwrap());
    let file = folder.join("practice-tenant.json");
    let mut directory: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let policy = &mut directory["policy"];
    let campaign =
        &mut policy["registrationEnforcement"]["authenticationMethodsRegistrationCampaign"];
    campaign["includeTargets"][0]["targetedAuthenticationMethod"] = "microsoftAuthenticator".into();
    let method = &mut policy["authenticationMethodConfigurations"][0];
    assert_eq!(method["id"], "MicrosoftAuthenticator");
    method["includeTargets"] = json!([{
        "targetType": "group", "id": "all_users", "isRegistrationRequired": false,
        "authenticationMode": "any",
    }]);
    fs::write(&file, directory.to_string()).unwrap();
    desk
}

/// A window on whose Start the question stands: the person has a new phone.
fn asked(desk: &Desk) -> Window {
    let window = desk.open();
    window.press("Start practising");
    window.says("Name your new key");
    window.press("Cancel");
    window.says("does not ask you to set anything up now");
    window.press("Set up Authenticator");
    window.says("Harbour & Pine lists “Phone”.");
    window.press("Take a new practice phone");
    window.says("Get Microsoft Authenticator");
    window.press("Cancel");
    window.says(ASKS);
    window
}

/// From the question to where the phone asks.
fn scan(window: &Window) {
    window.press("Set up Authenticator");
    window.says("Get Microsoft Authenticator");
    window.press("It is on my phone");
    window.press("The page shows a code");
    window.press("Scan with the practice phone");
    window.says("The pretend page shows");
}

/// Another practice sign-in, four days later.
fn sign_in(window: &Window) {
    window.select("When", "4 days later");
    window.press("Sign in again");
}

#[test]
fn authenticator_is_set_up_from_the_question_to_its_end() {
    let desk = desk();
    let window = asked(&desk);
    window.moment("nudge-authenticator");
    window.press("Set up Authenticator");
    window.says("https://apps.apple.com/app/microsoft-authenticator/id983156458");
    window.moment("authenticator-get-app");
    window.press("Cancel");
    window.says(ASKS);
    scan(&window);
    window.moment("authenticator-approve");
    // What is not listed is not done, however often somebody has it looked at.
    window.press("Look now");
    window.says("Approve the test notification");
    let number = window.script("return document.querySelector('.digits').innerText");
    window.paste("The practice phone asks for the number", number.as_str().unwrap());
    window.press("Approve");
    window.says("Turn on phone sign-in");
    window.says("lists “Practice phone”");
    window.moment("authenticator-phone-sign-in");
    window.press("Turn it on in the practice phone");
    window.says("Phone sign-in is on: you can sign in without a password.");
    window.says("The question of your organisation is answered.");
    window.press("The whole way");
    window.says("The directory says so");
    window.moment("authenticator-done");
    window.press("I am done");
    window.says("does not ask you to set anything up now");
    sign_in(&window);
    window.says("does not ask you to set anything up now");
    // What was met is no skip, and neither is closing the window now.
    window.kill();
    let window = desk.open();
    window.press("Why is that?");
    window.press("Every rule that was looked at");
    window.says("authenticator-push-already-set");
}

#[test]
fn a_refused_notification_is_skipped_uncounted_and_one_that_is_left_counts() {
    let desk = desk();
    let window = asked(&desk);
    scan(&window);
    window.paste("The practice phone asks for the number", "7");
    window.press("Approve");
    window.says("That was another number");
    window.press("Try again");
    window.press("Let the page send another notification");
    window.says("The pretend page shows");
    window.press("No, it’s not me");
    window.says("The notification was denied");
    window.says("You can skip now without it being counted");
    window.moment("authenticator-denied");
    window.press("Skip, not counted");
    // No document says whether such a skip begins a wait.
    window.says("Whether Harbour & Pine asks you is not known");
    sign_in(&window);
    window.says("You have skipped 0 of 3 times");
    window.says("1 skip after an error did not count");
    // Left in the middle, the question stands there still; a window that is killed then is a skip.
    scan(&window);
    window.press("Cancel");
    window.says(ASKS);
    scan(&window);
    window.kill();
    let window = desk.open();
    window.says("You skipped, so you are not asked now");
    sign_in(&window);
    window.says("You have skipped 1 of 3 times");
}
