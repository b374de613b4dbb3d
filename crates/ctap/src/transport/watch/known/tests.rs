use super::*;
use crate::transport::DeviceDescription;

fn found(id: &str, instance: &str, access: Access) -> Found {
    let description = DeviceDescription {
        access,
        ..DeviceDescription::in_process(AuthenticatorId::new(id), "A key")
    };
    Found { description, instance: instance.to_owned() }
}

fn added(found: &Found) -> DeviceEvent {
    DeviceEvent::Added(found.description.clone())
}

fn removed(id: &str) -> DeviceEvent {
    DeviceEvent::Removed(AuthenticatorId::new(id))
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn what_stays_is_told_once() {
    let (key, now) = (found("usb:1-1", "a", Access::Openable), Instant::now());
    let mut known = Known::default();
    assert_eq!(known.update(vec![key.clone()], now), [added(&key)]);
    assert_eq!(known.update(vec![key], now), []);
    assert_eq!(known.update(vec![], now), [removed("usb:1-1")]);
    assert_eq!(known.update(vec![], now), []);
}

#[test]
fn a_key_exchanged_between_two_looks_is_removed_and_added() {
    let (one, other) =
        (found("usb:1-1", "a", Access::Openable), found("usb:1-1", "b", Access::Openable));
    let mut known = Known::default();
    known.update(vec![one], Instant::now());
    let events = known.update(vec![other.clone()], Instant::now());
    assert_eq!(events, [removed("usb:1-1"), added(&other)]);
}

#[test]
fn no_right_to_a_key_that_was_there_at_the_start_is_told_at_once() {
    let key = found("usb:1-1", "a", Access::Denied);
    let mut known = Known::default();
    assert_eq!(known.update(vec![key.clone()], Instant::now()), [added(&key)]);
    assert!(!known.holds_back());
}

#[test]
fn a_key_whose_rights_come_a_moment_later_is_never_called_denied() {
    let (denied, openable) =
        (found("usb:1-1", "a", Access::Denied), found("usb:1-1", "a", Access::Openable));
    let (start, mut known) = (Instant::now(), Known::default());
    known.update(vec![], start);
    assert_eq!(known.update(vec![denied], start), []);
    assert!(known.holds_back());
    assert_eq!(known.update(vec![openable.clone()], start + ms(120)), [added(&openable)]);
    assert!(!known.holds_back());
}

#[test]
fn a_key_whose_rights_do_not_come_is_told_as_denied_and_again_when_they_do() {
    let (denied, openable) =
        (found("usb:1-1", "a", Access::Denied), found("usb:1-1", "a", Access::Openable));
    let (start, mut known) = (Instant::now(), Known::default());
    known.update(vec![], start);
    assert_eq!(known.update(vec![denied.clone()], start), []);
    assert_eq!(known.update(vec![denied.clone()], start + ms(400)), []);
    assert_eq!(known.update(vec![denied.clone()], start + ms(800)), [added(&denied)]);
    assert_eq!(known.update(vec![denied], start + ms(900)), []);
    assert_eq!(known.update(vec![openable.clone()], start + ms(5000)), [added(&openable)]);
}

#[test]
fn a_key_that_left_before_it_was_told_leaves_in_silence() {
    let mut known = Known::default();
    known.update(vec![], Instant::now());
    known.update(vec![found("usb:1-1", "a", Access::Denied)], Instant::now());
    assert_eq!(known.update(vec![], Instant::now()), []);
}
