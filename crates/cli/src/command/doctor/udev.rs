//! The udev rule that gives the person at this computer the right to their keys. It must never give
//! it to everybody.

use ctap::transport::DeviceDescription;

/// For everything that systemd knows to be a FIDO key, and for these keys by their numbers.
pub(super) fn rule(denied: &[DeviceDescription]) -> String {
    let mut text = String::from(
        "# Security keys belong to whoever sits at this computer (Touchstone).\n\
         # Save as /etc/udev/rules.d/70-touchstone.rules: the number has to be below 73.\n\
         SUBSYSTEM==\"hidraw\", ENV{ID_FIDO_TOKEN}==\"1\", TAG+=\"uaccess\"\n",
    );
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
mod tests {
    use ctap::{AuthenticatorId, transport::DeviceDescription};

    use super::rule;

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
