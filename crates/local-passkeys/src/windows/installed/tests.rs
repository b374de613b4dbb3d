//! Texts in the shape that `reg query /s` prints, none of which was taken on a real machine.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;

const MACHINE: &str = "\r\n\
    HKEY_LOCAL_MACHINE\\SOFTWARE\\Clients\\StartMenuInternet\\Google Chrome\r\n\
    \x20   (Standard)    REG_SZ    Google Chrome\r\n\r\n\
    HKEY_LOCAL_MACHINE\\SOFTWARE\\Clients\\StartMenuInternet\\Google Chrome\\Capabilities\r\n\
    \x20   ApplicationDescription    REG_SZ    A browser    REG_SZ    in words\r\n\
    \x20   ApplicationName    REG_SZ    Google Chrome\r\n\r\n\
    HKEY_LOCAL_MACHINE\\SOFTWARE\\Clients\\StartMenuInternet\\Google Chrome\\Capabilities\\URLAssociations\r\n\
    \x20   http    REG_SZ    ChromeHTML\r\n\
    \x20   https    REG_SZ    ChromeHTML\r\n\r\n\
    HKEY_LOCAL_MACHINE\\SOFTWARE\\Clients\\StartMenuInternet\\Google Chrome\\shell\\open\\command\r\n\
    \x20   (Standard)    REG_SZ    \"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe\"\r\n\r\n\
    HKEY_LOCAL_MACHINE\\SOFTWARE\\Clients\\StartMenuInternet\\Firefox-308046B0AF4A39CB\\Capabilities\r\n\
    \x20   ApplicationName    REG_SZ    @C:\\Program Files\\Mozilla Firefox\\firefox.exe,-101\r\n\r\n\
    HKEY_LOCAL_MACHINE\\SOFTWARE\\Clients\\StartMenuInternet\\Firefox-308046B0AF4A39CB\\Capabilities\\URLAssociations\r\n\
    \x20   https    REG_SZ    FirefoxURL-308046B0AF4A39CB\r\n\r\n";

const PERSON: &str = "\r\n\
    HKEY_CURRENT_USER\\Software\\Clients\\StartMenuInternet\\Vivaldi.X\\Capabilities\r\n\
    \x20   ApplicationName    REG_SZ    Vivaldi\r\n\r\n\
    HKEY_CURRENT_USER\\Software\\Clients\\StartMenuInternet\\Vivaldi.X\\Capabilities\\URLAssociations\r\n\
    \x20   https    REG_SZ    VivaldiHTM.X\r\n\r\n\
    HKEY_CURRENT_USER\\Software\\Clients\\StartMenuInternet\\Old\\Capabilities\\URLAssociations\r\n\
    \x20   http    REG_SZ    OldHTML\r\n\r\n";

fn seen(queries: &[&str]) -> Vec<(Browser, String)> {
    browsers(queries).into_iter().map(|one| (one.browser, one.name)).collect()
}

fn one(browser: Browser, name: &str) -> (Browser, String) {
    (browser, name.to_owned())
}

#[test]
fn every_browser_of_both_hives_and_views_is_listed_once() {
    let other_view = MACHINE.replace(r"SOFTWARE\Clients", r"SOFTWARE\WOW6432Node\Clients");
    let all = [
        one(Browser::Chrome, "Google Chrome"),
        // Its own name is elsewhere.
        one(Browser::Firefox, "Firefox-308046B0AF4A39CB"),
        one(Browser::Other, "Vivaldi"),
    ];
    assert_eq!(seen(&[MACHINE, &other_view, PERSON]), all);
    assert_eq!(seen(&[&other_view]), all[..2]);
    assert_eq!(seen(&[MACHINE, PERSON, PERSON]), all);
    assert_eq!(seen(&[]), []);
}

#[test]
fn what_does_not_claim_https_is_no_browser() {
    let without = MACHINE.replace("    https    ", "    ftp    ");
    assert_eq!(seen(&[&without]), []);
    // Another key of that name is not the one that counts.
    let elsewhere = MACHINE.replace(r"\URLAssociations", r"\FileAssociations");
    assert_eq!(seen(&[&elsewhere]), []);
    let not_clients = MACHINE.replace("StartMenuInternet", "Mail");
    assert_eq!(seen(&[&not_clients]), []);
}

#[test]
fn edge_is_known_by_its_prog_id_and_a_beta_is_another_browser() {
    let of = |id: &str| {
        seen(&[
            &MACHINE.replace("https    REG_SZ    ChromeHTML", &format!("https    REG_SZ    {id}"))
        ])
    };
    assert_eq!(of("MSEdgeHTM")[0].0, Browser::Edge);
    assert!(of("ChromeBHTML").contains(&one(Browser::Other, "Google Chrome")));
}

proptest! {
    /// A text that was cut never shows a browser that the whole one does not.
    #[test]
    fn a_cut_text_shows_no_other_browser(cut in 0_usize..MACHINE.len(), noise in any::<String>()) {
        let half: String = MACHINE.chars().take(cut).collect();
        let whole = seen(&[MACHINE]);
        for (browser, name) in seen(&[&half]) {
            let named = whole.iter().any(|(known, _)| *known == browser);
            prop_assert!(named, "{browser:?} {name}");
        }
        let _ = browsers(&[noise.as_str(), &half]);
    }

    /// Nor is one that is mixed with anything else a browser of the matrix by another name than its own.
    #[test]
    fn what_stands_between_makes_no_browser_of_the_matrix(noise in "[ -~\\r\\n]{0,60}") {
        let odd = format!("{noise}\r\n{}", PERSON.replace("VivaldiHTM.X", "SomeHTML"));
        prop_assert!(seen(&[&odd]).iter().all(|(browser, _)| *browser == Browser::Other));
    }
}
