//! Entries in any order at all: what a credential needs to be forgotten is an entry that says what
//! became of it, and nothing else may do it.

use super::*;

fn events() -> impl Strategy<Value = Vec<EventKind>> {
    let number = 0..4u8;
    let expires = prop_oneof![Just(None), Just(Some(NOW.0 - 1)), Just(Some(LATER))];
    let by =
        prop_oneof![Just(RefusedBy::Preflight), Just(RefusedBy::Judge), Just(RefusedBy::Directory)];
    let event = prop_oneof![
        Just(began("usb:1")),
        (number.clone(), expires).prop_map(|(number, expires)| created(number, expires)),
        number.clone().prop_map(registered),
        by.prop_map(refused),
        prop_oneof![Just("cancelled"), Just(Abandonment::LEFT)].prop_map(abandoned),
        number.prop_map(removed),
        Just(EventKind::FoundNothing),
    ];
    prop::collection::vec(event, 0..12)
}

fn slips() -> impl Strategy<Value = Vec<Slip>> {
    let seal = prop_oneof![
        Just(Seal::Holds(Kept::Sealed)),
        Just(Seal::Holds(Kept::InMemory)),
        Just(Seal::OtherKey),
        Just(Seal::Broken)
    ];
    let expires = prop_oneof![Just(NOW.0), Just(LATER)];
    let slip = (0..4u8, expires, seal).prop_map(|(number, at, seal)| slip(number, at, seal));
    prop::option::of(slip).prop_map(|slip| slip.into_iter().collect())
}

/// Whether an entry after this one says what became of the credential.
fn is_settled(number: u8, later: &[EventKind]) -> bool {
    later.iter().any(|kind| {
        *kind == registered(number)
            || *kind == removed(number)
            || *kind == EventKind::FoundNothing
            || *kind == abandoned(Abandonment::LEFT)
    })
}

fn is_created(kind: &EventKind, number: u8) -> bool {
    matches!(kind, EventKind::Created { credential_id, .. } if *credential_id == credential(number))
}

fn named(recovery: &Recovery) -> Vec<String> {
    let ids = recovery.unfinished.iter().filter_map(|one| match &one.what {
        Left::Pending { credential_id, .. } => Some(credential_id.clone()),
        Left::OnKey { credential_id, .. } => credential_id.clone(),
        Left::PossiblyOnKey(_) => None,
    });
    ids.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn no_credential_is_forgotten_and_none_is_made_up(events in events(), slips in slips()) {
        let recovery = recover(&events, &slips);
        let named = named(&recovery);
        for number in 0..4 {
            let made = events.iter().rposition(|kind| is_created(kind, number));
            let settled = made.is_none_or(|place| is_settled(number, &events[place + 1..]));
            let id = credential(number);
            let times = named.iter().filter(|one| **one == id).count();
            prop_assert!(times <= 1, "{number} stands there {times} times: {events:?}");
            if !settled {
                prop_assert_eq!(times, 1, "{} was forgotten: {:?}", number, events);
            }
            let waits = slips.iter().any(|slip| slip.credential_id.as_ref() == Some(&id));
            prop_assert!(times == 0 || !settled || waits, "{number} was made up: {events:?}");
        }
    }

    #[test]
    fn a_response_is_offered_or_stale_or_sealed(events in events(), slips in slips()) {
        let recovery = recover(&events, &slips);
        let offered = recovery.unfinished.iter().filter(|one| {
            matches!(one.what, Left::Pending { .. } | Left::OnKey { why: NotToSend::Locked, .. })
        });
        prop_assert_eq!(offered.count() + recovery.stale.len(), slips.len());
    }

    #[test]
    fn a_key_that_never_answered_is_told_of(events in events()) {
        let mut events = events;
        events.push(began("usb:9"));
        let recovery = recover(&events, &[]);
        let last = recovery.unfinished.last().map(|one| one.what.clone());
        let asked = matches!(last, Some(Left::PossiblyOnKey(ref it)) if it.authenticator == "usb:9");
        prop_assert!(asked, "{:?}", recovery);
    }
}
