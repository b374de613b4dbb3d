//! A HID device made with the kernel's user-space driver (linux/uhid.h, packed structs).
//! It has no USB device above it; whatever needs one must use the gadget.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::time::Duration;

use super::{FIDO_REPORT_DESCRIPTOR, Link, Report, readable};

const EVENT_SIZE: usize = 4380; // struct uhid_event
const OUTPUT: u32 = 6; // UHID_OUTPUT
const CREATE2: u32 = 11; // UHID_CREATE2
const INPUT2: u32 = 12; // UHID_INPUT2
const BUS_USB: u16 = 3;

/// The device; it goes away when this is dropped.
#[derive(Debug)]
pub struct Uhid(File);

impl Uhid {
    /// Makes the device, named and numbered as asked.
    ///
    /// # Errors
    /// When the module `uhid` is missing, or the right to `/dev/uhid`.
    pub fn create(name: &str, vendor: u32, product: u32) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open("/dev/uhid")?;
        // struct uhid_create2_req: name[128] phys[64] uniq[64] rd_size bus vendor product version
        // country rd_data[4096], after the event's u32 type.
        let mut event = vec![0; EVENT_SIZE];
        event[..4].copy_from_slice(&CREATE2.to_ne_bytes());
        event[4..4 + name.len()].copy_from_slice(name.as_bytes());
        let numbers = 4 + 256;
        let size = FIDO_REPORT_DESCRIPTOR.len();
        event[numbers..numbers + 2].copy_from_slice(&(size as u16).to_ne_bytes());
        event[numbers + 2..numbers + 4].copy_from_slice(&BUS_USB.to_ne_bytes());
        event[numbers + 4..numbers + 8].copy_from_slice(&vendor.to_ne_bytes());
        event[numbers + 8..numbers + 12].copy_from_slice(&product.to_ne_bytes());
        event[numbers + 20..numbers + 20 + size].copy_from_slice(&FIDO_REPORT_DESCRIPTOR);
        (&file).write_all(&event)?;
        Ok(Self(file))
    }
}

impl Link for Uhid {
    fn send(&mut self, report: &Report) -> io::Result<()> {
        let mut event = vec![0; EVENT_SIZE];
        event[..4].copy_from_slice(&INPUT2.to_ne_bytes());
        event[4..6].copy_from_slice(&64_u16.to_ne_bytes());
        event[6..70].copy_from_slice(report);
        self.0.write_all(&event)
    }

    fn recv(&mut self, wait: Duration) -> io::Result<Option<Report>> {
        if !readable(&self.0, wait)? {
            return Ok(None);
        }
        let mut event = vec![0; EVENT_SIZE];
        let got = self.0.read(&mut event)?;
        let kind = u32::from_ne_bytes(event[..4].try_into().expect("four bytes"));
        if got < 4 || kind != OUTPUT {
            return Ok(None); // START, OPEN, CLOSE, ...
        }
        // struct uhid_output_req: data[4096] u16 size u8 rtype. hidraw keeps the report number 0.
        let size = usize::from(u16::from_ne_bytes([event[4100], event[4101]]));
        let data = &event[4..4 + size.min(4096)];
        let data = if size == 65 { &data[1..] } else { data };
        let mut report = [0; 64];
        let taken = data.len().min(64);
        report[..taken].copy_from_slice(&data[..taken]);
        Ok(Some(report))
    }
}
