//! Answers as Debian gives them, and what is left of them when they are damaged.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;
use crate::damage::damages;

/// Files that are there.
fn default_browser(answer: &str) -> Option<Browser> {
    super::default_browser(answer, |file| file == "chromium.desktop" || file == "vim.desktop")
}

#[test]
fn the_system_s_name_is_read_out_of_its_quotes() {
    let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\n";
    assert_eq!(os_name(debian).as_deref(), Some("Debian GNU/Linux 12 (bookworm)"));
    assert_eq!(os_name("NAME=Arch\n").as_deref(), Some("Arch"));
    assert_eq!(os_name("PRETTY_NAME='It is \\'it\\''").as_deref(), Some("It is 'it'"));
    assert_eq!(os_name("PRETTY_NAME_OF_IT=x"), None);
    assert_eq!(os_name(""), None);
}

#[test]
fn only_a_browser_that_the_matrix_names_is_one_of_its() {
    assert_eq!(default_browser("firefox-esr.desktop\n"), Some(Browser::Firefox));
    assert_eq!(default_browser("google-chrome.desktop\n"), Some(Browser::Chrome));
    assert_eq!(default_browser("microsoft-edge.desktop\n"), Some(Browser::Edge));
    // Chromium is none of the matrix's columns.
    assert_eq!(default_browser("chromium.desktop\n"), Some(Browser::Other));
    assert_eq!(default_browser("chromiu.desktop\n"), None, "there is no such file");
    assert_eq!(default_browser("\n"), None);
    assert_eq!(default_browser(".desktop"), None);
}

#[test]
fn a_browser_has_webauthn_or_has_none_or_is_not_known() {
    for one in ["firefox-esr", "google-chrome", "microsoft-edge", "chromium"] {
        assert_eq!(has_webauthn(&format!("{one}.desktop\n")), Some(true), "{one}");
    }
    for one in ["lynx", "w3m", "dillo"] {
        assert_eq!(has_webauthn(&format!("{one}.desktop\n")), Some(false), "{one}");
    }
    for one in ["org.example.Browser.desktop", "", "firefox"] {
        assert_eq!(has_webauthn(one), None, "{one}");
    }
}

/// Whatever happens to an answer, it says the true browser or none.
#[test]
fn no_damage_makes_another_answer() {
    let answers = [
        ("firefox-esr.desktop\n", Browser::Firefox),
        ("google-chrome.desktop\n", Browser::Chrome),
        ("microsoft-edge.desktop\n", Browser::Edge),
        ("chromium.desktop\n", Browser::Other),
    ];
    for (answer, truth) in answers {
        for one in damages(answer) {
            let read = default_browser(&one.text);
            assert!(read.is_none_or(|read| read == truth), "{answer}, {}: {read:?}", one.how);
            assert_ne!(has_webauthn(&one.text), Some(false), "{answer}, {}", one.how);
        }
    }
}

proptest! {
    #[test]
    fn no_answer_is_a_crash(text in any::<String>()) {
        let _ = (os_name(&text), default_browser(&text), has_webauthn(&text));
    }
}
