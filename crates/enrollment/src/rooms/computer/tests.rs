//! What is said to be here, and what is not.

use entra_policy::campaign::{CredentialKind, Os};

use super::*;
use crate::tenant::MethodId;

/// A row of older documents.
const SEVERAL: &str = "nonplatform_provider";

fn view(
    os: Os,
    browser: Option<Browser>,
    kinds: Vec<KindSeen>,
    registered: Option<&[RegisteredPasskey]>,
) -> ComputerView {
    let book = RuleBook::shipped().unwrap();
    let set = book.newest().unwrap();
    let browsers = Some(vec![
        ("Google Chrome".to_owned(), Browser::Chrome),
        ("Firefox".to_owned(), Browser::Firefox),
    ]);
    let all_browsers = false;
    let evidence = Vec::new();
    let seen = SeenComputer { os, os_name: None, browser, browsers, all_browsers, kinds, evidence };
    ComputerView::of(seen, (set, set.matrix().unwrap()), registered, Timestamp(7))
}

fn row<'v>(view: &'v ComputerView, id: &str) -> &'v KindRow {
    view.rows.iter().find(|row| row.id == id).unwrap()
}

fn sign(source: SignSource, says: FoundHere) -> SignView {
    SignView { source, name: None, model: None, aaguid: None, says }
}

fn seen(kind: CredentialKind, found: FoundHere, source: SignSource) -> KindSeen {
    KindSeen { kind, found, signs: vec![sign(source, found)] }
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
fn every_browser_that_is_installed_stands_with_its_column() {
    let columns = |os| {
        let view = view(os, None, Vec::new(), None);
        assert!(!view.all_browsers, "what was not seen may be there");
        let browsers = view.browsers.unwrap();
        browsers.into_iter().map(|one| one.column).collect::<Vec<_>>()
    };
    let of = |ids: [&str; 2]| ids.map(|id| Some(id.to_owned())).to_vec();
    assert_eq!(columns(Os::Windows), of(["windows_chrome", "windows_other"]));
    assert_eq!(columns(Os::MacOs), of(["macos_chrome", "macos_other"]));
    assert_eq!(columns(Os::Linux), [None, None]);
}

#[test]
fn a_row_of_several_kinds_is_not_found_where_none_of_them_is() {
    let book = RuleBook::shipped().unwrap();
    let has = |set: &&RuleSet| {
        let rows = |matrix: &PlatformMatrix| matrix.rows().iter().any(|row| row.id == SEVERAL);
        set.matrix().is_some_and(rows)
    };
    let set = book.sets().iter().find(has).unwrap();
    let matrix = set.matrix().unwrap();
    let several = matrix.rows().iter().find(|row| row.id == SEVERAL).unwrap();
    let (key, all) = (CredentialKind::SecurityKey, several.kinds().iter().count());
    assert!(several.kinds().has(key) && all > 1);
    let found = |key_is, others| {
        let found = |kind| if kind == key { key_is } else { others };
        let kinds = several.kinds().iter().map(|kind| seen(kind, found(kind), SignSource::Key));
        let (os, os_name, evidence) = (Os::MacOs, None, Vec::new());
        let (browser, browsers) = (None, None);
        let seen = SeenComputer {
            os,
            os_name,
            browser,
            browsers,
            all_browsers: false,
            kinds: kinds.collect(),
            evidence,
        };
        row(&ComputerView::of(seen, (set, matrix), None, Timestamp(7)), SEVERAL).found
    };
    let [is, not, open] = [FoundHere::Found, FoundHere::NotFound, FoundHere::Unknown];
    assert_eq!(found(is, open), is);
    assert_eq!(found(not, open), open);
    assert_eq!(found(open, not), open);
    assert_eq!(found(not, not), not);
    assert_eq!(found(is, not), is);
}

#[test]
fn what_is_known_by_stands_once_and_what_the_directory_has_is_counted_apart() {
    let mut security_key = seen(CredentialKind::SecurityKey, FoundHere::Found, SignSource::Key);
    security_key.signs.push(sign(SignSource::Directory, FoundHere::Unknown));
    security_key.signs.push(sign(SignSource::Directory, FoundHere::Unknown));
    let kinds = vec![
        security_key,
        seen(CredentialKind::MacPlatformSso, FoundHere::NotFound, SignSource::System),
    ];
    let key = RegisteredPasskey {
        method: Some(MethodId("xQ2".to_owned())),
        model: None,
        kind: CredentialKind::SecurityKey,
    };
    let view = view(Os::MacOs, None, kinds, Some(&[key]));
    let key = row(&view, "cross_platform_provider");
    assert_eq!((key.found, key.registered), (FoundHere::Found, Some(1)));
    let sources: Vec<_> = key.signs.iter().map(|one| one.source).collect();
    assert_eq!(sources, [SignSource::Key, SignSource::Directory]);
    let sso = row(&view, "mac_platform_sso");
    assert_eq!((sso.found, sso.registered), (FoundHere::NotFound, Some(0)));
}
