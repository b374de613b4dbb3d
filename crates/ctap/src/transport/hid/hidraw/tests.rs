use std::os::unix::fs::symlink;

use super::{super::frame::REPORT_SIZE, *};

const FIDO: [u8; 7] = [0x06, 0xD0, 0xF1, 0x09, 0x01, 0xA1, 0x01];
const KEYBOARD: [u8; 6] = [0x05, 0x01, 0x09, 0x06, 0xA1, 0x01];

/// A device in a tree like the kernel's: USB device, interface, HID device.
fn device(root: &Path, number: u8, port: &str, descriptor: &[u8]) {
    let usb = root.join("devices").join(port);
    let hid = usb.join(format!("{port}:1.0")).join("0003:1050:0407.0001");
    fs::create_dir_all(&hid).unwrap();
    fs::write(usb.join("product"), "A key\n").unwrap();
    fs::write(usb.join("manufacturer"), "Somebody\n").unwrap();
    fs::write(hid.join("report_descriptor"), descriptor).unwrap();
    let said = "DRIVER=hid-generic\nHID_ID=0003:00001050:00000407\nHID_NAME=Somebody A key\n\
                HID_PHYS=usb-1/input0\nHID_UNIQ=42\n";
    fs::write(hid.join("uevent"), said).unwrap();
    let entry = root.join(format!("class/hidraw{number}"));
    fs::create_dir_all(&entry).unwrap();
    symlink(hid, entry.join("device")).unwrap();
}

#[test]
fn a_fido_device_is_listed_with_what_its_usb_device_says() {
    let root = tempfile::tempdir().unwrap();
    device(root.path(), 0, "1-1", &KEYBOARD);
    device(root.path(), 3, "1-2", &FIDO);
    let listed = listed_in(&root.path().join("class")).unwrap();
    let [key] = &listed[..] else { panic!("{} devices", listed.len()) };
    assert_eq!(key.path.as_c_str(), c"/dev/hidraw3");
    assert_eq!((key.vendor_id, key.product_id), (0x1050, 0x0407));
    assert_eq!(key.product.as_deref().map(str::trim), Some("A key"));
    assert_eq!(key.manufacturer.as_deref().map(str::trim), Some("Somebody"));
    assert_eq!(key.serial.as_deref(), Some("42"));
}

#[test]
fn a_device_of_no_usb_device_has_the_name_that_it_gave_the_kernel() {
    let root = tempfile::tempdir().unwrap();
    device(root.path(), 0, "1-1", &FIDO);
    fs::remove_file(root.path().join("devices/1-1/product")).unwrap();
    let listed = listed_in(&root.path().join("class")).unwrap();
    assert_eq!(listed[0].product.as_deref(), Some("Somebody A key"));
}

#[test]
fn a_device_that_goes_during_the_look_is_passed_over() {
    let root = tempfile::tempdir().unwrap();
    device(root.path(), 0, "1-1", &FIDO);
    fs::remove_dir_all(root.path().join("devices")).unwrap();
    assert!(listed_in(&root.path().join("class")).unwrap().is_empty());
}

#[test]
fn a_kernel_without_such_devices_lists_none() {
    let root = tempfile::tempdir().unwrap();
    assert!(listed_in(&root.path().join("class")).unwrap().is_empty());
}

#[test]
fn a_device_that_is_gone_is_told_from_one_that_is_not_ours() {
    assert_eq!(Handle::open(c"/dev/hidraw-none").err(), Some(TransportError::Removed));
    let denied = io::Error::from(Errno::ACCESS);
    assert_eq!(why_closed(&denied), TransportError::Denied);
    assert_eq!(why_closed(&io::Error::from(Errno::BUSY)), TransportError::Busy);
}

#[test]
fn a_report_has_its_length_and_none_is_no_error() {
    let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
    let handle = Handle(File::from(std::os::fd::OwnedFd::from(ours)));
    let mut report = [0; REPORT_SIZE];
    assert_eq!(handle.read(&mut report, Duration::from_millis(1)), Ok(0));
    (&theirs).write_all(&[7; 3]).unwrap();
    assert_eq!(handle.read(&mut report, Duration::from_secs(5)), Ok(3));
    assert_eq!(report[..4], [7, 7, 7, 0]);
    handle.write(&[9; REPORT_SIZE]).unwrap();
    let mut sent = [0; REPORT_SIZE + 1];
    (&theirs).read_exact(&mut sent).unwrap();
    assert_eq!((sent[0], sent[1..].to_vec()), (0, vec![9; REPORT_SIZE]));
}
