//! What is said to be here, and what is not.

use super::*;

fn view(
    os: Os,
    browser: Option<Browser>,
    kinds: Vec<(CredentialKind, FoundHere)>,
    registered: Option<&[CredentialKind]>,
) -> ComputerView {
    let book = RuleBook::shipped().unwrap();
    let set = book.newest().unwrap();
    let (os_name, browsers, evidence) = (None, None, Vec::new());
    let seen = SeenComputer { os, os_name, browser, browsers, kinds, evidence };
    ComputerView::of(seen, (set, set.matrix().unwrap()), registered, Timestamp(7))
}

fn row<'v>(view: &'v ComputerView, id: &str) -> &'v KindRow {
    view.rows.iter().find(|row| row.id == id).unwrap()
}

#[test]
fn the_column_is_that_of_system_and_browser_and_linux_has_none() {
    let safari = view(Os::MacOs, Some(Browser::Safari), Vec::new(), None);
    assert_eq!(safari.here.as_deref(), Some("macos_other"));
    assert_eq!(row(&safari, "icloud_keychain").counts, [false, false, true, true, true, false]);
    assert_eq!(view(Os::Linux, Some(Browser::Firefox), Vec::new(), None).here, None);
    assert_eq!(view(Os::Windows, None, Vec::new(), None).here, None, "it is not guessed");
}

#[test]
fn what_is_registered_may_be_elsewhere_and_what_is_registered_nowhere_is_not_here() {
    let kinds = [CredentialKind::SecurityKey];
    let one = view(Os::Linux, None, Vec::new(), Some(&kinds));
    let key = row(&one, "cross_platform_provider");
    assert_eq!((key.found, key.registered), (FoundHere::Unknown, Some(1)));
    assert_eq!(row(&one, "icloud_keychain").found, FoundHere::NotFound);
    let unread = view(Os::Linux, None, Vec::new(), None);
    let key = row(&unread, "cross_platform_provider");
    assert_eq!((key.found, key.registered), (FoundHere::Unknown, None));
}

#[test]
fn a_passkey_of_no_known_kind_may_be_any_of_them() {
    let view = view(Os::MacOs, None, Vec::new(), Some(&[CredentialKind::Unmapped]));
    assert!(view.rows.iter().all(|row| row.found == FoundHere::Unknown), "{:?}", view.rows);
}

#[test]
fn what_the_computer_itself_says_comes_first() {
    let kinds = vec![
        (CredentialKind::WindowsHelloForBusiness, FoundHere::Found),
        (CredentialKind::MacPlatformSso, FoundHere::NotFound),
    ];
    let view = view(Os::Windows, Some(Browser::Edge), kinds, None);
    assert_eq!(row(&view, "windows_hello_for_business").found, FoundHere::Found);
    assert_eq!(row(&view, "mac_platform_sso").found, FoundHere::NotFound);
}
