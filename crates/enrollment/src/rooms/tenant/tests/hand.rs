//! The keys in hand and this computer, held against what one person may use.

use super::*;

/// A key of this model in this place.
fn held(id: &str, model: &str) -> (KeySeen, Said) {
    let (id, transport) = (AuthenticatorId::new(id), AuthenticatorTransport::Usb);
    let model: Aaguid = model.parse().unwrap();
    let info: Cbor = [
        (1, Cbor::from(vec![Cbor::from("FIDO_2_1")])),
        (3, Cbor::from(model.0)),
        (4, [("rk", Cbor::from(true)), ("clientPin", Cbor::from(true))].into_iter().collect()),
        (
            10,
            Cbor::from(vec![
                [("alg", Cbor::from(-7)), ("type", "public-key".into())]
                    .into_iter()
                    .collect::<Cbor>(),
            ]),
        ),
        (20, Cbor::from(3)),
    ]
    .into_iter()
    .collect();
    let info = AuthenticatorInfo::parse(&encode(&info)).unwrap();
    (KeySeen { id, transport, name: None }, Said::Told(info.into(), Holds::default()))
}

/// What the check of this person came to, in a room where these keys are in hand.
fn came_to(room: &OpenTenant, desk: &TenantDesk<'_>, check: Check) -> (Outcome, Option<Why>) {
    let view = room.change(TenantChange::DirectoryPeople, desk).unwrap();
    let person = view.person.unwrap();
    let found = person.checks.into_iter().find(|one| one.check == check).unwrap();
    (found.outcome, found.reason)
}

fn with_keys(
    room: &OpenTenant,
    keys: &[(&str, &str)],
    wish: HandWish,
    check: Check,
) -> (Outcome, Option<Why>) {
    let directory = Directory::default();
    let here = |_: Option<&CredentialId>| SeenHere {
        keys: keys.iter().map(|(id, model)| held(id, model)).collect(),
        ..SeenHere::default()
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    room.change(TenantChange::Hand(wish), &desk).unwrap();
    came_to(room, &desk, check)
}

#[test]
fn the_key_in_hand_is_held_against_the_persons_profile() {
    const ON_THE_LIST: &str = "70726163-7469-6365-4b45-590000000005";
    const ON_NONE: &str = "70726163-7469-6365-4b45-590000000009";
    let directory = Directory::default();
    let room = room(&directory);
    let any = HandWish::default;
    let named = |key: &str, second: Option<&str>| HandWish {
        key: Some(key.to_owned()),
        second: second.map(str::to_owned),
    };
    let (model, capable) = (Check::KeyModelAllowed, Check::KeyCapabilities);
    // Pass, fail and unknown, as on the command line.
    assert_eq!(with_keys(&room, &[("a", ON_THE_LIST)], any(), model), (Outcome::Pass, None));
    assert_eq!(with_keys(&room, &[("a", ON_THE_LIST)], any(), capable), (Outcome::Pass, None));
    let refused = (Outcome::Fail, Some(Why::ModelNotAllowed));
    assert_eq!(with_keys(&room, &[("a", ON_NONE)], any(), model), refused);
    let no_key = (Outcome::Unknown, Some(Why::NoKey));
    assert_eq!(with_keys(&room, &[], any(), model), no_key);
    // Of two none is guessed, and none is called known to work.
    let two = [("a", ON_THE_LIST), ("b", ON_NONE)];
    assert_eq!(with_keys(&room, &two, any(), model), no_key);
    assert_eq!(with_keys(&room, &two, named("b", None), model), refused);
    let unsaid = (Outcome::Unknown, Some(Why::NoSecondKey));
    assert_eq!(with_keys(&room, &two, named("b", None), Check::KeyKnownGood), unsaid);
    assert_eq!(with_keys(&room, &two, named("b", Some("b")), Check::KeyKnownGood), unsaid);
    let works = with_keys(&room, &two, named("b", Some("a")), Check::KeyKnownGood);
    assert_eq!(works, (Outcome::Pass, None));
    assert_eq!(
        with_keys(&room, &two, any(), Check::WhfbTpm),
        (Outcome::Unknown, Some(Why::NotWindows))
    );
}

/// What stands in a place when it is looked at again may be another key of the same model.
#[test]
fn a_key_that_somebody_said_works_is_not_taken_for_it_after_another_look() {
    const MODEL: &str = "70726163-7469-6365-4b45-590000000005";
    let directory = Directory::default();
    let here = |_: Option<&CredentialId>| SeenHere {
        keys: ["a", "b"].into_iter().map(|id| held(id, MODEL)).collect(),
        ..SeenHere::default()
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    let room = room(&directory);
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    let wish = HandWish { key: Some("b".to_owned()), second: Some("a".to_owned()) };
    room.change(TenantChange::Hand(wish), &desk).unwrap();
    assert_eq!(came_to(&room, &desk, Check::KeyKnownGood), (Outcome::Pass, None));
    room.read(&desk, NOW).unwrap();
    let unsaid = (Outcome::Unknown, Some(Why::NoSecondKey));
    assert_eq!(came_to(&room, &desk, Check::KeyKnownGood), unsaid);
    assert_eq!(came_to(&room, &desk, Check::KeyModelAllowed), (Outcome::Pass, None), "still “b”");
}

#[test]
fn what_windows_says_of_itself_is_held_against_the_runbook() {
    let directory = Directory::default();
    let hello = WindowsHello { tpm: Some(false), ..WindowsHello::default() };
    let here = |_: Option<&CredentialId>| SeenHere {
        windows_hello: Some(hello.clone()),
        ..SeenHere::default()
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    let room = room(&directory);
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    assert_eq!(came_to(&room, &desk, Check::WhfbTpm), (Outcome::Fail, Some(Why::NoTpm)));
    assert_eq!(came_to(&room, &desk, Check::WhfbOs), (Outcome::Unknown, Some(Why::NotSaid)));
}

#[test]
fn keys_are_looked_at_where_somebody_is_looked_at_and_not_before() {
    let directory = Directory::default();
    let looks = AtomicUsize::new(0);
    let here = |_: Option<&CredentialId>| {
        looks.fetch_add(1, Ordering::SeqCst);
        SeenHere::default()
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    let room = room(&directory);
    room.read(&desk, NOW).unwrap();
    assert_eq!(looks.load(Ordering::SeqCst), 0);
    let nobody = room.change(TenantChange::Hand(HandWish::default()), &desk);
    assert_eq!(code(nobody), CommandCode::Gone);
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    room.read(&desk, NOW).unwrap();
    assert_eq!(looks.load(Ordering::SeqCst), 2);
}

#[test]
fn the_browser_of_this_computer_is_looked_at_with_somebody() {
    let directory = Directory::default();
    let room = room(&directory);
    let of = |webauthn, installed: Option<Vec<String>>| {
        let browser = BrowserSeen { os: Os::Linux, browser: None, webauthn, installed };
        let here = |_: Option<&CredentialId>| SeenHere {
            browser: Some(browser.clone()),
            ..SeenHere::default()
        };
        let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
        room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
        came_to(&room, &desk, Check::BrowserWebauthn)
    };
    assert_eq!(of(Some(true), None), (Outcome::Pass, None));
    assert_eq!(of(Some(false), None), (Outcome::Fail, Some(Why::NoWebauthn)));
    let none_listed = (Outcome::Unknown, Some(Why::NoBrowserListed));
    assert_eq!(of(None, Some(Vec::new())), none_listed);
    assert_eq!(of(None, None), (Outcome::Unknown, Some(Why::BrowserUnknown)));
}

#[test]
fn a_rehearsal_is_evidence_of_the_key_that_it_was_made_with_and_of_no_other() {
    const MODEL: &str = "70726163-7469-6365-4b45-590000000005";
    let directory = Directory::default();
    // Two keys of one model change places; the first made what "one" is, the second what "other" is.
    let swapped = AtomicBool::new(false);
    let here = |rehearsed: Option<&CredentialId>| {
        let made: &[u8] = if swapped.load(Ordering::SeqCst) { b"other" } else { b"one" };
        let found =
            |asked: &CredentialId| if asked.as_bytes() == made { Found::Yes } else { Found::No };
        let (seen, said) = held("a", MODEL);
        let Said::Told(info, _) = said else { panic!("{said:?}") };
        let holds = Holds { rehearsed: rehearsed.map(found), ..Holds::default() };
        SeenHere { keys: vec![(seen, Said::Told(info, holds))], ..SeenHere::default() }
    };
    let desk = TenantDesk { looks_here: &here, ..desk(&directory) };
    let room = room(&directory);
    room.change(TenantChange::Person(Some(ADA.to_owned())), &desk).unwrap();
    let tried = |credential: &[u8], model: &str, fmt: &str, outcome: LinkOutcome| {
        let links = [Link::Chain, Link::Metadata, Link::MetadataRequirements];
        let link = |check| Finding {
            check,
            outcome,
            reason: None,
            evidence: Default::default(),
            spec: "x".into(),
        };
        let trial = Trial { fmt: Some(fmt.to_owned()), findings: links.map(link).into() };
        room.tried(Some(Tried { credential: credential.into(), model: model.parse().ok(), trial }));
        came_to(&room, &desk, Check::KeyAttestationFit)
    };
    let (holds, open) = (LinkOutcome::Pass, LinkOutcome::Unknown);
    let passes = (Outcome::Pass, None);
    assert_eq!(tried(b"one", MODEL, "packed", holds), passes);
    let lacks = (Outcome::Fail, Some(Why::AttestationLacks));
    assert_eq!(tried(b"one", MODEL, "none", holds), lacks);
    assert_eq!(tried(b"one", MODEL, "packed", LinkOutcome::Fail), lacks);
    let undecided = (Outcome::Unknown, Some(Why::AttestationOpen));
    assert_eq!(tried(b"one", MODEL, "packed", open), undecided);
    let no_trial = (Outcome::Unknown, Some(Why::NoTrial));
    assert_eq!(tried(b"other", MODEL, "packed", holds), no_trial, "another key, of the same model");
    assert_eq!(tried(b"one", "70726163-7469-6365-4b45-590000000009", "packed", holds), no_trial);
    assert_eq!(tried(b"one", MODEL, "packed", holds), passes);
    swapped.store(true, Ordering::SeqCst);
    room.read(&desk, NOW).unwrap();
    assert_eq!(came_to(&room, &desk, Check::KeyAttestationFit), no_trial, "in the same place");
    assert_eq!(tried(b"other", MODEL, "packed", holds), passes);
    room.tried(None);
    assert_eq!(came_to(&room, &desk, Check::KeyAttestationFit), no_trial);
}
