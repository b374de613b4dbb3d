//! Texts in the shapes of public dumps, none of which was taken on a real machine.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;
use crate::damage::damages;

const RULE: &str =
    "--------------------------------------------------------------------------------";

/// The newer shape, in which an application names its schemes, and the older one, with claims behind it.
fn dump() -> String {
    format!(
        "Checking data integrity......done.\n{RULE}\n\
        bundle id:                  Safari (0x2b8)\n\
        path:                       /System/Cryptexes/App/System/Applications/Safari.app (0x4c)\n\
        name:                       Safari\n\
        identifier:                 com.apple.Safari\n\
        claimed schemes:            http:, https:, feed:\n{RULE}\n\
        bundle id:                  Google Chrome (0x300)\n\
        path:                       /Applications/Google Chrome.app (0x50)\n\
        displayName:                Google Chrome\n\
        identifier:                 com.google.Chrome (0x8000018a)\n\
        \t{RULE}\n\
        \tclaim id:               Web site URL (0x77)\n\
        \tbundle:                 Google Chrome (0x300)\n\
        \tbindings:               http:, https:\n{RULE}\n\
        bundle id:                  Mail (0x301)\n\
        path:                       /System/Applications/Mail.app\n\
        name:                       Mail\n\
        identifier:                 com.apple.mail\n\
        claimed schemes:            mailto:\n{RULE}\n"
    )
}

/// What each application says of itself, as `defaults read` prints it.
fn info(path: &str) -> String {
    let (identifier, name, schemes) = match path {
        "/System/Cryptexes/App/System/Applications/Safari.app" => {
            ("com.apple.Safari", "Safari", "http,\n                https")
        }
        "/System/Applications/Mail.app" => ("com.apple.mail", "Mail", "mailto"),
        _ => ("com.google.Chrome", "Google Chrome", "http,\n                https"),
    };
    format!(
        "{{\n    CFBundleDisplayName = \"{name}\";\n    CFBundleIdentifier = \"{identifier}\";\n\
        \x20   CFBundleURLTypes =     (\n                {{\n            CFBundleURLName = \"Links\";\n\
        \x20           CFBundleURLSchemes =             (\n                {schemes}\n            );\n\
        \x20       }}\n    );\n}}\n"
    )
}

/// Where applications are; anything else that the dump names is gone.
const PLACES: [&str; 4] = [
    "/System/Cryptexes/App/System/Applications/Safari.app",
    "/System/Applications/Mail.app",
    "/Applications/Google Chrome.app",
    "/Users/ada/Applications/Chrome.app",
];

fn at(path: &str) -> Application {
    if PLACES.contains(&path) { Application::Is(info(path)) } else { Application::Gone }
}

fn with(dump: &str, at: impl Fn(&str) -> Application) -> Vec<(Browser, String)> {
    let listed = browsers(dump, at);
    assert!(!listed.whole, "nothing says that a dump is at its end");
    listed.browsers.into_iter().map(|one| (one.browser, one.name)).collect()
}

fn seen(dump: &str) -> Vec<(Browser, String)> {
    with(dump, at)
}

fn both() -> Vec<(Browser, String)> {
    vec![(Browser::Chrome, "Google Chrome".to_owned()), (Browser::Safari, "Safari".to_owned())]
}

#[test]
fn applications_that_claim_https_are_browsers_in_both_shapes_of_a_dump() {
    assert_eq!(seen(&dump()), both());
    assert_eq!(seen(&format!("{}{}", dump(), dump())), both(), "each once");
    // A claim without a name is of the application that it stands behind.
    let unnamed = dump().replace("\tbundle:                 Google Chrome (0x300)\n", "");
    assert_eq!(seen(&unnamed), both());
    let of_mail =
        dump().replace("bundle:                 Google Chrome (0x300)", "bundle: Mail (0x1)");
    assert_eq!(seen(&of_mail), both()[1..]);
    let other = |text: &str| text.replace("com.google.Chrome", "com.example.browser");
    let of_other = with(&other(&dump()), |path| Application::Is(other(&info(path))));
    assert_eq!(of_other[1], (Browser::Other, "Google Chrome".to_owned()));
    assert_eq!(seen(""), []);
}

/// A claim of an application whose record is not whole is nobody's, and never of the one before it.
#[test]
fn a_claim_behind_half_an_application_makes_no_other_one_a_browser() {
    let unnamed = dump().replace("\tbundle:                 Google Chrome (0x300)\n", "");
    for gone in [
        "identifier:                 com.google.Chrome (0x8000018a)\n",
        "path:                       /Applications/Google Chrome.app (0x50)\n",
    ] {
        let half = unnamed.replace(gone, "").replace("http:, https:, feed:", "feed:");
        assert_eq!(seen(&half), [], "{gone}");
    }
}

#[test]
fn what_is_not_installed_or_claims_no_https_is_no_browser() {
    let chrome = "/Applications/Google Chrome.app";
    for elsewhere in [
        "/Volumes/Google Chrome/Google Chrome.app",
        "/Users/ada/.Trash/Google Chrome.app",
        "/Applications/Other.app/Contents/Helpers/Google Chrome.app",
        "/Library/Google Chrome.plugin",
    ] {
        assert_eq!(seen(&dump().replace(chrome, elsewhere)), both()[1..], "{elsewhere}");
    }
    assert_eq!(seen(&dump().replace(chrome, "/Users/ada/Applications/Chrome.app")), both());
    assert_eq!(seen(&dump().replace("http:, https:", "http:, httpsx:")), []);
}

/// LaunchServices remembers what was removed, and what an application once claimed.
#[test]
fn what_is_not_there_or_says_something_else_of_itself_is_no_browser() {
    let chrome = "/Applications/Google Chrome.app";
    let of = |other: Application| {
        with(&dump(), |path| if path == chrome { other.clone() } else { at(path) })
    };
    assert_eq!(of(Application::Gone), both()[1..]);
    assert_eq!(of(Application::NotRead), both()[1..]);
    let says = |text: String| of(Application::Is(text));
    assert_eq!(says(info(chrome)), both());
    assert_eq!(says(info(chrome).replace("com.google.Chrome", "com.example.Chrome")), both()[1..]);
    assert_eq!(says(info(chrome).replace("https", "httpsx")), both()[1..]);
    let unnamed = info(chrome).replace("DisplayName = \"Google Chrome\"", "Name = \"C\u{fffd}\"");
    assert_eq!(says(unnamed)[0], (Browser::Chrome, "com.google.Chrome".to_owned()), "not mangled");
}

#[test]
fn no_damage_shows_a_browser_that_is_not_there() {
    for one in damages(&dump()) {
        let read = seen(&one.text);
        assert!(read.iter().all(|one| both().contains(one)), "{}: {read:?}", one.how);
    }
    for place in PLACES {
        for one in damages(&info(place)) {
            let read = with(&dump(), |path| {
                if path == place { Application::Is(one.text.clone()) } else { at(path) }
            });
            // Its name is its own word; which browser it is is not.
            let kinds = read.iter().map(|one| one.0).collect::<BTreeSet<_>>();
            assert_eq!(kinds.len(), read.len(), "{}: {read:?}", one.how);
            let known = kinds.iter().all(|kind| both().iter().any(|one| one.0 == *kind));
            assert!(known, "{}: {read:?}", one.how);
        }
    }
}

proptest! {
    /// A dump that was cut shows nothing that the whole one does not.
    #[test]
    fn a_cut_dump_shows_no_other_browser(cut in 0_usize..1000, noise in any::<String>()) {
        let half: String = dump().chars().take(cut).collect();
        prop_assert!(seen(&half).iter().all(|one| both().contains(one)));
        let _ = seen(&noise);
        let _ = with(&format!("{half}{noise}"), |_| Application::Is(noise.clone()));
    }
}
