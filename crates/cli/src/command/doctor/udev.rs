//! The udev rule that gives the person at this computer the right to their keys. It must never give
//! it to everybody.

use ctap::transport::DeviceDescription;

/// The file that the package installs.
const PACKAGED: &str = include_str!("../../../../../packaging/70-touchstone-fido.rules");

/// For everything that systemd knows to be a FIDO key, and for these keys by their numbers. A file of
/// this name in /etc takes the place of the package's, and has all that it has.
pub(super) fn rule(denied: &[DeviceDescription]) -> String {
    let mut text =
        String::from("# Save as /etc/udev/rules.d/70-touchstone-fido.rules.\n") + PACKAGED;
    for device in denied {
        if let (Some(vendor), Some(product)) = (device.vendor_id, device.product_id) {
            text += &format!(
                "SUBSYSTEM==\"hidraw\", ATTRS{{idVendor}}==\"{vendor:04x}\", \
                 ATTRS{{idProduct}}==\"{product:04x}\", TAG+=\"uaccess\"\n"
            );
        }
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test says what it expects by unwrapping
mod tests {
    use ctap::{AuthenticatorId, transport::DeviceDescription};

    use super::{PACKAGED, rule};

    #[test]
    fn what_the_package_brings_is_what_a_person_is_told() {
        let told = rule(&[]);
        assert!(PACKAGED.lines().all(|line| told.lines().any(|told| told == line)), "{told}");
        // 60-fido-id.rules finds out what is a FIDO key, 73-seat-late.rules hands out the rights.
        let name = told.split_once("/rules.d/").unwrap().1;
        assert!(("60-fido-id.rules".."73-seat-late.rules").contains(&name), "{name}");
        assert_eq!(told.lines().filter(|line| !line.starts_with('#')).count(), 1);
    }

    #[test]
    fn a_key_is_named_by_the_numbers_that_udev_compares() {
        let mut device = DeviceDescription::in_process(AuthenticatorId::new("usb:1"), "key");
        (device.vendor_id, device.product_id) = (Some(0x1050), Some(0x0407));
        // udev compares idVendor as sysfs has it: four lower-case hexadecimal digits.
        let text = rule(&[device]);
        assert!(text.contains("ATTRS{idVendor}==\"1050\", ATTRS{idProduct}==\"0407\""), "{text}");
        assert!(!text.contains("MODE"), "{text}");
    }
}
