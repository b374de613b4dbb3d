//! What somebody signs in with besides passkeys: an old phone goes once its word was typed, and what that leaves is
//! said before.

use test_window::Desk;

const APP: &str = "Delete Microsoft Authenticator “Phone”";
const HELLO: &str = "Delete Windows Hello for Business “Laptop”";
const WORD: &str = "Type “delete” to confirm";

#[test]
fn an_app_of_an_old_phone_goes_with_its_word_and_what_it_leaves_is_said_first() {
    let desk = Desk::new();
    let window = desk.open();
    window.press("Tenant");
    window.says("people are asked");
    window.press("Look at a person");
    window.paste("Name", "mateo");
    window.press("Look at Mateo Cruz");
    window.says("Authenticator and Windows Hello");
    window.says("version 6.2507.4749");

    window.press(HELLO);
    window.says("This locks the person out where a sign-in has to withstand phishing");
    window.press("Keep it");

    window.press(APP);
    window.says("Another way in that cannot be phished stays.");
    window.moment("tenant-delete-app");
    window.paste(WORD, "yes");
    window.press("Delete it");
    window.says_aloud("That is another word. Nothing was sent.");
    assert!(window.offers(APP), "it went without its word");
    window.paste(WORD, "delete");
    window.press("Delete it");
    window.says("Nobody can sign in with it any more.");
    assert!(!window.offers(APP), "it is listed still");
    assert!(window.offers(HELLO), "another one went with it");
    window.end();
}
