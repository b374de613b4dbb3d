use super::*;

fn at(port: &str, interface: &str) -> Attached {
    let (port, interface) = (port.to_owned(), interface.to_owned());
    Attached { port, interface, instance: String::new(), access: Access::Openable }
}

#[test]
fn a_key_is_named_by_its_port() {
    let places = [at("1-2.4", "1.0"), at("3-1", "1.1")];
    assert_eq!(names(places.iter()), ["usb:1-2.4", "usb:3-1"]);
}

#[test]
fn two_fido_interfaces_of_one_device_have_two_names() {
    let places = [at("1-2", "1.0"), at("1-2", "1.1")];
    assert_eq!(names(places.iter()), ["usb:1-2:1.0", "usb:1-2:1.1"]);
}

#[cfg(target_os = "linux")]
mod on_linux {
    use std::path::Path;

    use super::super::linux::{of, port};

    #[test]
    fn the_port_is_read_from_the_kernels_tree() {
        let usb =
            "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2.4/1-2.4:1.1/0003:1050:0407.0007";
        assert_eq!(port(Path::new(usb)), Some(("1-2.4".to_owned(), "1.1".to_owned())));
    }

    #[test]
    fn a_device_made_in_user_space_has_no_port() {
        assert_eq!(port(Path::new("/sys/devices/virtual/misc/uhid/0003:1209:F1D0.0001")), None);
        assert_eq!(port(Path::new("/sys/devices/pci0000:00/0000:00:14.0")), None);
    }

    #[test]
    fn a_device_that_is_gone_is_nowhere() {
        assert_eq!(of(c"/dev/hidraw-none"), None);
    }
}

#[test]
fn a_long_path_becomes_eight_digits() {
    // FNV-1a test vectors of the algorithm's authors: "" and "foobar".
    assert_eq!(digest(""), "811c9dc5");
    assert_eq!(digest("foobar"), "bf9cf968");
}
