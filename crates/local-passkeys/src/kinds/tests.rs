//! What is here, by each kind and what it is known by (detection.md, section 2).

use entra_policy::campaign::{Browser, Os, RuleBook};

use super::*;
use crate::{InstalledBrowser, Listed, LocalPasskey};

const MODEL: &str = "ee882879-721c-4913-9775-3dfcce97072a";

fn computer(passkeys: Vec<LocalPasskey>) -> Computer {
    Computer {
        os: Os::Windows,
        os_name: None,
        default_browser: None,
        browsers: None,
        webauthn: None,
        passkeys,
        windows_hello: None,
        evidence: Vec::new(),
    }
}

fn hello(found: Found) -> LocalPasskey {
    let (kind, source) = (CredentialKind::WindowsHelloForBusiness, "dsregcmd /status");
    LocalPasskey { kind, found, source }
}

fn key(holds: Holds) -> KeyInHand {
    let (aaguid, model) = (Some(MODEL.to_owned()), CredentialKind::Unmapped);
    KeyInHand { name: Some("Key".to_owned()), aaguid, model, holds, methods: Vec::new() }
}

fn registered(kind: CredentialKind, method: &str) -> Registered {
    Registered { method: method.to_owned(), aaguid: Some(MODEL.to_owned()), kind }
}

fn of(
    kind: CredentialKind,
    passkeys: Vec<LocalPasskey>,
    keys: Option<&[KeyInHand]>,
    directory: Option<&[Registered]>,
) -> KindHere {
    let all = kinds_here(&computer(passkeys), keys, directory);
    assert_eq!(all.len() + 1, CredentialKind::ALL.len(), "each kind once, but not “unmapped”");
    all.into_iter().find(|one| one.kind == kind).unwrap()
}

fn keys(keys: &[KeyInHand]) -> KindHere {
    of(CredentialKind::SecurityKey, vec![], Some(keys), None)
}

#[test]
fn a_key_that_holds_a_passkey_is_one_and_a_key_alone_is_none() {
    assert_eq!(keys(&[key(Holds::Yes)]).found, Found::Found);
    let alone = keys(&[key(Holds::NotSaid)]);
    assert_eq!(alone.found, Found::Unknown);
    let sign = &alone.evidence[0];
    assert_eq!((sign.source, sign.aaguid.as_deref()), (Source::Key, Some(MODEL)));
    assert_eq!(keys(&[key(Holds::No), key(Holds::NotSaid)]).found, Found::Unknown);
    assert_eq!(keys(&[key(Holds::No), key(Holds::Yes)]).found, Found::Found);
    assert_eq!(keys(&[key(Holds::No)]).found, Found::NotFound);
    // No key in hand proves nothing of one in a drawer.
    assert_eq!(keys(&[]).found, Found::Unknown);
}

#[test]
fn a_registered_passkey_that_the_key_holds_is_named_by_its_method() {
    let (mine, other) = (("m1".to_owned(), Holds::Yes), ("m2".to_owned(), Holds::No));
    let here = keys(&[KeyInHand { methods: vec![other.clone(), mine], ..key(Holds::NotSaid) }]);
    assert_eq!((here.found, here.evidence.len()), (Found::Found, 1));
    assert_eq!(here.evidence[0].method.as_deref(), Some("m1"));
    let not_it = keys(&[KeyInHand { methods: vec![other], ..key(Holds::NotSaid) }]);
    assert_eq!(not_it.found, Found::Unknown, "it may hold another");
}

#[test]
fn a_key_of_a_model_that_is_known_counts_for_that_kind() {
    let passkey = CredentialKind::AuthenticatorPasskey;
    let phone = [KeyInHand { model: passkey, ..key(Holds::Yes) }];
    assert_eq!(of(passkey, vec![], Some(&phone), None).found, Found::Found);
    assert_eq!(of(CredentialKind::SecurityKey, vec![], Some(&phone), None).found, Found::Unknown);
}

#[test]
fn what_is_registered_may_be_elsewhere_and_what_is_registered_nowhere_is_nowhere() {
    let (icloud, google) = (CredentialKind::IcloudKeychain, CredentialKind::GooglePasswordManager);
    let all = [registered(icloud, "m1")];
    let here = of(icloud, vec![], None, Some(&all));
    assert_eq!((here.found, here.evidence[0].method.as_deref()), (Found::Unknown, Some("m1")));
    assert_eq!(of(google, vec![], None, Some(&all)).found, Found::NotFound);
    // One that nobody can place may be of any kind, and a list that was not read says nothing.
    let odd = [registered(CredentialKind::Unmapped, "m2")];
    assert_eq!(of(google, vec![], None, Some(&odd)).found, Found::Unknown);
    assert_eq!(of(google, vec![], None, None).found, Found::Unknown);
}

#[test]
fn what_disagrees_is_shown_from_both_sides() {
    let kind = CredentialKind::WindowsHelloForBusiness;
    let here = of(kind, vec![hello(Found::Found)], None, Some(&[]));
    let says: Vec<_> = here.evidence.iter().map(|sign| (sign.source, sign.says)).collect();
    assert_eq!(here.found, Found::Found);
    assert_eq!(says, [(Source::System, Found::Found), (Source::Directory, Found::NotFound)]);
    let gone = of(kind, vec![hello(Found::NotFound)], None, Some(&[registered(kind, "m")]));
    assert_eq!(gone.found, Found::NotFound);
    assert_eq!(gone.evidence[0].name.as_deref(), Some("dsregcmd /status"));
}

/// campaign.md, section 5: each browser has a column, but not in each text.
#[test]
fn each_browser_that_is_installed_has_its_column_where_the_text_has_one() {
    let installed =
        |browser: Browser| InstalledBrowser { browser, name: browser.as_str().to_owned() };
    let all = [Browser::Chrome, Browser::Edge, Browser::Firefox].map(installed);
    let all = Listed::new(all, true);
    let here = Computer { browsers: Some(all), ..computer(vec![]) };
    let book = RuleBook::shipped().unwrap();
    let columns = |set: &str| -> Vec<_> {
        here.columns(book.set(set).unwrap()).into_iter().map(|(_, column)| column).collect()
    };
    let other = Some("windows_other");
    assert_eq!(columns("2026-09-02"), [Some("windows_chrome"), other, other]);
    assert_eq!(columns("2026-05-04"), [Some("windows_chrome"), Some("windows_edge"), None]);
    assert_eq!(columns("2023-09-28"), [None; 3], "it has no matrix");
}

/// Where none was seen and there may be some, nobody is told that none is installed.
#[test]
fn that_there_is_no_browser_is_only_said_of_a_whole_list() {
    let none = |whole| Computer { browsers: Some(Listed::new([], whole)), ..computer(vec![]) };
    assert_eq!(none(true).browser().installed, Some(vec![]));
    assert_eq!(none(false).browser().installed, None);
    let one = InstalledBrowser { browser: Browser::Edge, name: "Edge".to_owned() };
    let some = Computer { browsers: Some(Listed::new([one], false)), ..computer(vec![]) };
    assert_eq!(some.browser().installed, Some(vec!["Edge".to_owned()]));
}
