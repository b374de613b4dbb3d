use std::sync::mpsc::{self, Receiver};

use super::*;

fn drawer() -> (tempfile::TempDir, Drawer) {
    let folder = tempfile::tempdir().unwrap();
    let drawer = Drawer::open(folder.path().to_owned()).unwrap();
    (folder, drawer)
}

fn watched(drawer: &Drawer) -> (Feed, Receiver<Arrival>) {
    let (sender, arrivals) = mpsc::channel();
    (drawer.feed(Box::new(move |_, arrival| sender.send(arrival).is_ok())), arrivals)
}

fn opened(arrival: Arrival) -> Box<dyn Authenticator> {
    let Arrival::Attached(id, _, opener) = arrival else { panic!("{arrival:?}") };
    let key = opener().unwrap();
    assert_eq!(*key.id(), id);
    key
}

/// authenticatorGetInfo (CTAP 2.1 §6.4).
fn get_info(key: &mut dyn Authenticator) -> Result<u8, TransportError> {
    let answer = key.send_cbor(&[0x04], std::time::Duration::from_secs(5), &mut |_| {})?;
    Ok(answer[0])
}

#[test]
fn a_new_drawer_has_one_key_of_each_model_without_a_pin() {
    let (folder, drawer) = drawer();
    let keys = drawer.keys().unwrap();
    assert_eq!(
        keys.iter().map(|key| (key.id.to_string(), key.has_pin)).collect::<Vec<_>>(),
        [("practice-key-c", false), ("practice-key-bio", false), ("practice-key-n", false)]
            .map(|(id, has_pin)| (id.to_owned(), has_pin))
    );
    assert_eq!(drawer.plugged(), []);
    // Each has its own root, below which its model is attested.
    assert!(folder.path().join("practice-key-n/practice-root.pem").exists());
}

#[test]
fn a_ceremony_hears_of_the_key_that_is_there_and_of_what_happens_to_it() {
    let (_folder, drawer) = drawer();
    assert!(drawer.plug("practice-key-c"));
    let (_feed, arrivals) = watched(&drawer);
    let mut key = opened(arrivals.try_recv().unwrap());
    assert_eq!(get_info(key.as_mut()), Ok(0));
    drawer.pull("practice-key-c");
    assert_eq!(get_info(key.as_mut()), Err(TransportError::Removed));
    assert!(matches!(arrivals.try_recv(), Ok(Arrival::Removed(id)) if id == *key.id()));
    assert_eq!(drawer.plugged(), []);
}

#[test]
fn several_keys_are_in_at_once_and_a_ceremony_hears_of_each() {
    let (_folder, drawer) = drawer();
    drawer.plug("practice-key-c");
    let (_feed, arrivals) = watched(&drawer);
    drawer.plug("practice-key-n");
    let mut keys = [(); 2].map(|()| opened(arrivals.try_recv().unwrap()));
    assert_eq!(keys.each_mut().map(|key| get_info(key.as_mut())), [Ok(0), Ok(0)]);
    assert_eq!(drawer.plugged(), keys.each_ref().map(|key| key.id().clone()));
    drawer.pull("practice-key-c");
    let removed = Err(TransportError::Removed);
    assert_eq!(keys.each_mut().map(|key| get_info(key.as_mut())), [removed, Ok(0)]);
    assert_eq!(drawer.plugged(), [keys[1].id().clone()]);
}

#[test]
fn a_touch_is_for_the_key_that_was_touched() {
    let (_folder, drawer) = drawer();
    let (_feed, arrivals) = watched(&drawer);
    let (sender, answers) = mpsc::channel();
    for id in ["practice-key-c", "practice-key-bio"] {
        drawer.plug(id);
        let (mut key, sender) = (opened(arrivals.try_recv().unwrap()), sender.clone());
        std::thread::spawn(move || {
            // authenticatorSelection (CTAP 2.1 §6.9).
            let answer = key.send_cbor(&[0x0B], std::time::Duration::from_secs(20), &mut |_| {});
            sender.send((key.id().clone(), answer.map(|answer| answer[0])))
        });
    }
    let answered = loop {
        drawer.touch("practice-key-bio");
        if let Ok(answer) = answers.recv_timeout(std::time::Duration::from_millis(20)) {
            break answer;
        }
    };
    assert_eq!(answered, (AuthenticatorId::new("practice-key-bio"), Ok(0)));
    drawer.pull("practice-key-c");
    assert_eq!(answers.recv().unwrap().1, Err(TransportError::Removed));
}

#[test]
fn a_key_that_is_put_back_comes_up_again() {
    let (_folder, drawer) = drawer();
    let (_feed, arrivals) = watched(&drawer);
    drawer.plug("practice-key-bio");
    drop(opened(arrivals.try_recv().unwrap()));
    drawer.plug("practice-key-bio");
    assert!(matches!(arrivals.try_recv(), Ok(Arrival::Removed(_))));
    assert_eq!(get_info(opened(arrivals.try_recv().unwrap()).as_mut()), Ok(0));
}

#[test]
fn nobody_hears_of_the_port_once_the_feed_is_dropped() {
    let (_folder, drawer) = drawer();
    let (feed, arrivals) = watched(&drawer);
    drop(feed);
    drawer.plug("practice-key-c");
    assert!(arrivals.try_recv().is_err());
}

#[test]
fn a_key_that_is_not_in_the_drawer_is_not_plugged_in() {
    let (_folder, drawer) = drawer();
    assert!(!drawer.plug("../practice-key-c"));
    assert_eq!(drawer.plugged(), []);
}

#[test]
fn a_key_with_a_pin_shows_it_while_somebody_uses_it() {
    let folder = tempfile::tempdir().unwrap();
    let pin = crate::key::firmware::PinPreset {
        pin: "2580".to_owned().into(),
        retries: 8,
        force_change: false,
    };
    let settings = Settings {
        aaguid: Some(models::PRACTICE_KEY_C.aaguid.0),
        pin: Some(pin),
        ..Settings::default()
    };
    let place = folder.path().join("practice-key-c");
    let presence = Box::new(TouchButton::default());
    let _in_use = PracticeKey::open_or_create(&place, settings, presence).unwrap();
    let drawer = Drawer::open(folder.path().to_owned()).unwrap();
    assert!(drawer.keys().unwrap()[0].has_pin);
}
