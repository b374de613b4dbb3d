//! Files and answers as Debian has them, and what is left of them when they are cut and mixed.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;

const FIREFOX: &str = "[Desktop Entry]\nName=Firefox ESR\nName[de]=Feuerfuchs\nType=Application\n\
    Exec=/usr/bin/firefox-esr %u\nMimeType=text/html;x-scheme-handler/http;x-scheme-handler/https;\n\
    [Desktop Action new-window]\nName=New Window\nHidden=true\n";

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

#[test]
fn a_desktop_file_that_handles_https_is_a_browser() {
    let found = browser("firefox-esr.desktop", FIREFOX).unwrap();
    assert_eq!((found.browser, found.name.as_str()), (Browser::Firefox, "Firefox ESR"));
    let without = FIREFOX.replace("x-scheme-handler/https;", "");
    assert_eq!(browser("firefox-esr.desktop", &without), None);
    let hidden = FIREFOX.replace("Type=Application", "Type=Application\nNoDisplay=true");
    assert_eq!(browser("firefox-esr.desktop", &hidden), None);
    assert_eq!(browser("mimeinfo.cache", FIREFOX), None);
}

proptest! {
    /// No text of a file is a crash, and none makes a browser of the matrix of another file's name.
    #[test]
    fn whatever_a_file_says_its_name_decides(text in any::<String>(), cut in 0_usize..FIREFOX.len()) {
        let _ = os_name(&text);
        let _ = default_browser(&text);
        let half: String = FIREFOX.chars().take(cut).collect();
        for body in [text.as_str(), &half, &format!("{half}{text}")] {
            let found = browser("x.desktop", body);
            prop_assert!(found.is_none_or(|one| one.browser == Browser::Other));
        }
    }
}
