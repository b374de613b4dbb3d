use super::*;

fn teller(source: Source) -> (Teller, Receiver<DeviceEvent>) {
    let (sender, events) = channel();
    let state = State::new(Sought::Everywhere, move |event| sender.send(event).is_ok());
    (Teller { state: Arc::new(state), source }, events)
}

#[test]
fn the_first_look_is_over_when_both_halves_are() {
    let (usb, events) = teller(Source::Usb);
    let cards = Teller { source: Source::Cards, ..usb.clone() };
    usb.first_look_is_over();
    assert!(events.try_recv().is_err());
    cards.first_look_is_over();
    assert_eq!(events.try_recv(), Ok(DeviceEvent::Enumerated));
    usb.first_look_is_over();
    assert!(events.try_recv().is_err());
}

#[test]
fn a_half_that_is_late_does_not_hold_up_the_other() {
    let (usb, events) = teller(Source::Usb);
    lock(&usb.state.first_look).patience = Patience::new(Duration::ZERO);
    assert!(usb.enumerated());
    assert_eq!(events.try_recv(), Ok(DeviceEvent::Enumerated));
}

#[test]
fn telling_nobody_ends_the_watch() {
    let (usb, events) = teller(Source::Usb);
    drop(events);
    assert!(!usb.is_over());
    usb.tell(DeviceEvent::Enumerated);
    assert!(usb.is_over());
}

#[test]
fn the_real_watch_enumerates_whatever_this_computer_has_and_ends() {
    let watch = watch();
    let enumerated = watch.events().iter().take(64).any(|event| event == DeviceEvent::Enumerated);
    assert!(enumerated);
    let state = Arc::downgrade(&watch.watching.0);
    drop(watch);
    let patience = Patience::new(Duration::from_secs(10));
    while state.strong_count() > 0 && patience.sleep(Duration::from_millis(20)) {}
    assert_eq!(state.strong_count(), 0, "a thread goes on");
}

#[test]
fn a_key_that_is_named_for_its_usb_port_is_not_looked_for_on_readers() {
    assert_eq!(Sought::of(&AuthenticatorId::new("usb:1-2")), Sought::Usb);
    assert_eq!(Sought::of(&AuthenticatorId::new("nfc:reader")), Sought::Everywhere);
    assert_eq!(Sought::of(&AuthenticatorId::new("usbreader")), Sought::Everywhere);
}

#[test]
fn without_readers_the_first_look_is_over_with_usb() {
    let (sender, events) = channel();
    let watching = watch_with(Sought::Usb, move |event| sender.send(event).is_ok());
    assert!(events.iter().take(64).any(|event| event == DeviceEvent::Enumerated));
    drop(watching);
}
