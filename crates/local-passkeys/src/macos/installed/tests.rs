//! Texts in the shapes of public dumps, none of which was taken on a real machine.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;

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

fn seen(dump: &str) -> Vec<(Browser, String)> {
    browsers(dump).into_iter().map(|one| (one.browser, one.name)).collect()
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
    let other = dump().replace("com.google.Chrome", "com.example.browser");
    assert_eq!(seen(&other)[1], (Browser::Other, "Google Chrome".to_owned()));
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

proptest! {
    /// A dump that was cut shows nothing that the whole one does not.
    #[test]
    fn a_cut_dump_shows_no_other_browser(cut in 0_usize..1000, noise in any::<String>()) {
        let half: String = dump().chars().take(cut).collect();
        prop_assert!(seen(&half).iter().all(|one| both().contains(one)));
        let _ = browsers(&noise);
        let _ = browsers(&format!("{half}{noise}"));
    }
}
