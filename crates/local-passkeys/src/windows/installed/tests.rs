//! Texts in the shape that `reg query` prints, none of which was taken on a real machine.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;
use crate::damage::damages;

const CLIENTS: &str = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Clients\\StartMenuInternet";

/// The clients of this computer, without `/s`.
fn machine_names() -> String {
    format!(
        "\r\n{CLIENTS}\r\n    (Standard)    REG_SZ    IEXPLORE.EXE\r\n\r\n\
        {CLIENTS}\\Firefox-308046B0AF4A39CB\r\n{CLIENTS}\\Google Chrome\r\n{CLIENTS}\\IEXPLORE.EXE\r\n"
    )
}

/// The same with `/s`.
fn machine() -> String {
    format!(
        "\r\n{CLIENTS}\r\n    (Standard)    REG_SZ    IEXPLORE.EXE\r\n\r\n\
        {CLIENTS}\\Firefox-308046B0AF4A39CB\r\n    (Standard)    REG_SZ    Mozilla Firefox\r\n\r\n\
        {CLIENTS}\\Firefox-308046B0AF4A39CB\\Capabilities\r\n\
        \x20   ApplicationName    REG_SZ    @C:\\Program Files\\Mozilla Firefox\\firefox.exe,-101\r\n\r\n\
        {CLIENTS}\\Firefox-308046B0AF4A39CB\\Capabilities\\URLAssociations\r\n\
        \x20   http    REG_SZ    FirefoxURL-308046B0AF4A39CB\r\n\
        \x20   https    REG_SZ    FirefoxURL-308046B0AF4A39CB\r\n\r\n\
        {CLIENTS}\\Google Chrome\r\n    (Standard)    REG_SZ    Google Chrome\r\n\r\n\
        {CLIENTS}\\Google Chrome\\Capabilities\r\n\
        \x20   ApplicationDescription    REG_SZ    A browser    REG_SZ    in words\r\n\
        \x20   ApplicationName    REG_SZ    Google Chrome\r\n\r\n\
        {CLIENTS}\\Google Chrome\\Capabilities\\URLAssociations\r\n\
        \x20   http    REG_SZ    ChromeHTML\r\n    https    REG_SZ    ChromeHTML\r\n\r\n\
        {CLIENTS}\\Google Chrome\\InstallInfo\r\n    IconsVisible    REG_DWORD    0x1\r\n\r\n\
        {CLIENTS}\\IEXPLORE.EXE\\Capabilities\r\n    ApplicationName    REG_SZ    Internet Explorer\r\n\r\n\
        {CLIENTS}\\IEXPLORE.EXE\\Capabilities\\UrlAssociations\r\n\
        \x20   http    REG_SZ    IE.HTTP\r\n    https    REG_SZ    IE.HTTPS\r\n\r\n"
    )
}

const PERSON_NAMES: &str =
    "\r\nHKEY_CURRENT_USER\\Software\\Clients\\StartMenuInternet\\Vivaldi.X\r\n";

const PERSON: &str = "\r\n\
    HKEY_CURRENT_USER\\Software\\Clients\\StartMenuInternet\\Vivaldi.X\\Capabilities\r\n\
    \x20   ApplicationName    REG_SZ    Vivaldi\r\n\r\n\
    HKEY_CURRENT_USER\\Software\\Clients\\StartMenuInternet\\Vivaldi.X\\Capabilities\\URLAssociations\r\n\
    \x20   http    REG_SZ    VivaldiHTM.X\r\n    https    REG_SZ    VivaldiHTM.X\r\n\r\n";

fn seen(hives: &[(&str, &str)]) -> (Vec<(Browser, String)>, bool) {
    let hives: Vec<_> = hives.iter().map(|(names, below)| Clients { names, below }).collect();
    let listed = browsers(&hives);
    (listed.browsers.into_iter().map(|one| (one.browser, one.name)).collect(), listed.whole)
}

fn one(browser: Browser, name: &str) -> (Browser, String) {
    (browser, name.to_owned())
}

fn all() -> Vec<(Browser, String)> {
    vec![
        one(Browser::Chrome, "Google Chrome"),
        // Its own name is elsewhere.
        one(Browser::Firefox, "Firefox-308046B0AF4A39CB"),
        one(Browser::Other, "Internet Explorer"),
    ]
}

#[test]
fn every_browser_of_both_hives_and_views_is_listed_once() {
    let other = |text: &str| text.replace(r"SOFTWARE\Clients", r"SOFTWARE\WOW6432Node\Clients");
    let (names, below) = (machine_names(), machine());
    let (other_names, other_below) = (other(&names), other(&below));
    let person = (PERSON_NAMES, PERSON);
    let mut everything = all();
    everything.push(one(Browser::Other, "Vivaldi"));
    let seen_all = seen(&[(&names, &below), (&other_names, &other_below), person, person]);
    assert_eq!(seen_all, (everything, true));
    assert_eq!(seen(&[(&other_names, &other_below)]), (all(), true));
    // A hive without the key has none.
    assert_eq!(seen(&[("", "")]), (vec![], true));
}

/// A client may be called like the key of the other view, and is found by its own path all the same.
#[test]
fn the_other_view_is_known_by_its_place_in_the_path() {
    let odd = |text: &str| text.replace("Vivaldi.X", r"WOW6432Node Vivaldi");
    let (names, below) = (odd(PERSON_NAMES), odd(PERSON).replace("ApplicationName", "Other"));
    let listed = seen(&[(&names, &below)]);
    assert_eq!(listed, (vec![one(Browser::Other, "WOW6432Node Vivaldi")], true));
    let last = |text: &str| text.replace("Vivaldi.X", r"WOW6432Node");
    let (names, below) = (last(PERSON_NAMES), last(PERSON));
    assert_eq!(seen(&[(&names, &below)]), (vec![one(Browser::Other, "Vivaldi")], true));
}

#[test]
fn what_does_not_claim_https_is_no_browser_and_leaves_the_list_open() {
    let (names, below) = (machine_names(), machine());
    let of = |below: &str| seen(&[(&names, below)]);
    assert_eq!(of(&below.replace("    https    ", "    ftp    ")), (vec![], false));
    // Another key of that name is not the one that counts.
    assert_eq!(of(&below.replace(r"\URLAssociations", r"\FileAssociations")).0, all()[2..]);
    assert_eq!(of(&below.replace("StartMenuInternet", "Mail")), (vec![], false));
}

#[test]
fn edge_is_known_by_its_prog_id_and_a_beta_is_another_browser() {
    let (names, below) = (machine_names(), machine());
    let of = |id: &str| seen(&[(&names, &below.replace("ChromeHTML", id))]).0;
    assert_eq!(of("MSEdgeHTM")[0], one(Browser::Edge, "Google Chrome"));
    assert!(of("ChromeBHTML").contains(&one(Browser::Other, "Google Chrome")));
}

/// Programs print names in Windows' own letters, which are not always UTF-8.
#[test]
fn a_name_that_cannot_be_read_is_not_shown_as_something_else() {
    let odd = PERSON.replace("    Vivaldi\r", "    Viv\u{fffd}ldi\r");
    let listed = seen(&[(PERSON_NAMES, &odd)]);
    assert_eq!(listed, (vec![one(Browser::Other, "Vivaldi.X")], true));
    let both = |text: &str| text.replace("Vivaldi.X", "Viv\u{fffd}");
    let (names, odd) = (both(PERSON_NAMES), both(&odd).replace("VivaldiHTM.X", "VivaldiHTM"));
    assert_eq!(seen(&[(&names, &odd)]), (vec![one(Browser::Other, "VivaldiHTM")], true));
}

/// What a damaged text shows is there; where something is gone the list says that it may be.
fn is_true_or_less(how: &str, (read, whole): &(Vec<(Browser, String)>, bool)) {
    let truth = all();
    let kinds = |all: &[(Browser, String)]| all.iter().map(|one| one.0).collect::<Vec<_>>();
    if *whole {
        assert_eq!(kinds(read), kinds(&truth), "{how}");
    }
    for (browser, _) in read {
        let of = |all: &[(Browser, String)]| all.iter().filter(|one| one.0 == *browser).count();
        assert!(of(read) <= of(&truth), "{how}: {read:?}");
    }
    // A name has a letter garbled, or is the client's own name, and is never one of no browser.
    let known = ["Google Chrome", "Firefox-308046B0AF4A39CB", "Internet Explorer", "IEXPLORE.EXE"];
    let places = ["@C:\\Program Files\\Mozilla Firefox\\firefox.exe,-101"];
    for (_, name) in read {
        let near = |known: &&&str| {
            let same = known.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
            let (known, name) = (&known[same..], &name[same..]);
            [known, known.get(1..).unwrap_or_default()]
                .iter()
                .any(|known| name == *known || name.get(1..) == Some(*known))
        };
        assert!(known.iter().chain(&places).any(|known| near(&known)), "{how}: {name}");
    }
}

#[test]
fn no_damage_shows_a_browser_that_is_not_there_or_says_that_one_is_not() {
    let (names, below) = (machine_names(), machine());
    assert_eq!(seen(&[(&names, &below)]), (all(), true));
    for one in damages(&below) {
        is_true_or_less(&one.how, &seen(&[(&names, &one.text)]));
    }
    for one in damages(&names) {
        is_true_or_less(&one.how, &seen(&[(&one.text, &below)]));
    }
}

proptest! {
    /// Nor is what is mixed with anything else a browser of the matrix by another name than its own.
    #[test]
    fn what_stands_between_makes_no_browser_of_the_matrix(
        noise in "[ -~\\r\\n]{0,60}", odd in any::<String>(), cut in 0_usize..PERSON.len(),
    ) {
        let mixed = format!("{noise}\r\n{}", PERSON.replace("VivaldiHTM.X", "SomeHTML"));
        let listed = seen(&[(PERSON_NAMES, &mixed)]).0;
        prop_assert!(listed.iter().all(|(browser, _)| *browser == Browser::Other));
        let half: String = PERSON.chars().take(cut).collect();
        let _ = seen(&[(&odd, &odd), (&noise, &half), (&half, &noise), (PERSON_NAMES, &odd)]);
    }
}
