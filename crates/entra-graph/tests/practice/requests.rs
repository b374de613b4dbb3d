//! How often the directory is asked, by its own journal. Graph answers five requests in ten seconds for sign-in
//! methods (graph.md): nothing may be listed twice.

use std::collections::BTreeMap;

use enrollment::{
    ledger::{Actor, Scene},
    lost_key::Where,
    results::Unkept,
    rooms::{
        Kept, LooksHere, MethodsDesk, MethodsView, OpenTenant, SeenHere, TenantChange, TenantDesk,
    },
};
use entra_graph::GraphClient;
use entra_policy::readiness::WindowsHello;
use practice::{
    drawer::PracticeModels,
    models,
    tenant::{Settings, account},
};
use webauthn::Timestamp;

use crate::support::Practice;

const NOW: Timestamp = Timestamp(1_795_000_000);

/// What was asked for below a person's `authentication`, each with how often.
fn asked(practice: &Practice) -> BTreeMap<String, usize> {
    let mut asked = BTreeMap::new();
    for one in practice.running().control().journal() {
        let path = one.path.split('?').next().unwrap_or_default();
        if let Some((_, what)) = path.split_once("/authentication/") {
            *asked.entry(what.to_owned()).or_default() += 1;
        }
    }
    asked
}

fn desk<'d>(client: &'d GraphClient, looks_here: LooksHere<'d>) -> TenantDesk<'d> {
    TenantDesk {
        directory: client,
        account: account(),
        models: &models::what_it_makes,
        tallies: &Unkept,
        rules: None,
        newest_version: None,
        access: None,
        looks_here,
    }
}

fn looked_at(seen: &SeenHere) -> BTreeMap<String, usize> {
    let practice = Practice::with(Settings::default());
    let client = practice.client();
    let looks_here = |_: Option<&_>| seen.clone();
    let desk = desk(&client, &looks_here);
    let room = OpenTenant::default();
    room.read(&desk, NOW).unwrap();
    assert!(asked(&practice).is_empty(), "nobody is looked at");
    let view = room.change(TenantChange::Person(Some(practice.mira().id.0)), &desk).unwrap();
    assert!(view.person.is_some());
    asked(&practice)
}

const LISTS: [&str; 5] = [
    "fido2Methods",
    "microsoftAuthenticatorMethods",
    "platformCredentialMethods",
    "temporaryAccessPassMethods",
    "windowsHelloForBusinessMethods",
];

#[test]
fn whoever_is_looked_at_costs_one_list_of_each_kind() {
    let asked = looked_at(&SeenHere::default());
    assert_eq!(asked, LISTS.map(|list| (list.to_owned(), 1)).into());
}

/// Mira has one key of Windows Hello. Only where it is asked for alone it names its computer.
#[test]
fn windows_asks_for_each_key_of_windows_hello_besides() {
    let seen = SeenHere { windows_hello: Some(WindowsHello::default()), ..SeenHere::default() };
    let asked = looked_at(&seen);
    assert_eq!(asked.values().sum::<usize>(), LISTS.len() + 1, "{asked:?}");
    assert!(asked.values().all(|often| *often == 1), "{asked:?}");
}

#[test]
fn what_somebody_signs_in_with_costs_one_list_of_each_kind_and_no_pass() {
    let practice = Practice::with(Settings::default());
    let client = practice.client();
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::open(folder.path()).unwrap();
    let place = &Where {
        scene: Scene::Practice,
        organisation: "Harbour & Pine".to_owned(),
        actor: Actor("desk@harbourpine.example".to_owned()),
        at: NOW,
    };
    let desk = desk(&client, &|_| SeenHere::default());
    let ledger = kept.ledger.as_ref();
    let desk = MethodsDesk { desk: &desk, ledger, place, models: &PracticeModels };
    let view = MethodsView::read(&account().person, desk).unwrap();
    assert_eq!((view.left.windows_hello, view.left.authenticator), (Some(1), Some(1)));
    let lists = LISTS.into_iter().filter(|list| !list.starts_with("temporaryAccessPass"));
    assert_eq!(asked(&practice), lists.map(|list| (list.to_owned(), 1)).collect());
}
