use super::*;

fn device(id: &str, access: Access) -> DeviceDescription {
    let mut device = DeviceDescription::in_process(AuthenticatorId::new(id), id);
    device.access = access;
    device
}

fn told(ports: &mut Ports, event: DeviceEvent) -> String {
    ports.translate(event).map_or_else(String::new, |arrival| format!("{arrival:?}"))
}

#[test]
fn a_key_told_again_unchanged_is_not_a_new_one() {
    let mut ports = Ports::new(Wanted::Any);
    let added = || DeviceEvent::Added(device("usb:1", Access::Openable));
    assert_eq!(told(&mut ports, added()), "Attached(usb:1, Internal)");
    assert_eq!(told(&mut ports, added()), "");
    let removed = DeviceEvent::Removed(AuthenticatorId::new("usb:1"));
    assert_eq!(told(&mut ports, removed.clone()), "Removed(usb:1)");
    assert_eq!(told(&mut ports, removed), "");
    assert_eq!(told(&mut ports, added()), "Attached(usb:1, Internal)");
}

#[test]
fn no_right_and_in_use_are_told_apart_and_a_right_that_comes_later_counts() {
    let mut ports = Ports::new(Wanted::Any);
    let added = |access| DeviceEvent::Added(device("usb:1", access));
    assert_eq!(told(&mut ports, added(Access::Denied)), "NotOpen(usb:1, NoRight)");
    assert_eq!(told(&mut ports, added(Access::Busy)), "NotOpen(usb:1, InUse)");
    assert_eq!(told(&mut ports, added(Access::Openable)), "Attached(usb:1, Internal)");
}

#[test]
fn only_the_wanted_key_is_told_of() {
    let mut ports = Ports::new(Wanted::Only(AuthenticatorId::new("usb:2")));
    let added = |id| DeviceEvent::Added(device(id, Access::Openable));
    assert_eq!(told(&mut ports, added("usb:1")), "");
    assert_eq!(told(&mut ports, DeviceEvent::Removed(AuthenticatorId::new("usb:1"))), "");
    assert_eq!(told(&mut ports, added("usb:2")), "Attached(usb:2, Internal)");
    assert_eq!(told(&mut ports, DeviceEvent::Enumerated), "Surveyed");
}
