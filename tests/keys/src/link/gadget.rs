//! The device side of a USB HID gadget function (`/dev/hidgN`, Linux usb/gadget_hid).
//! It must survive that the bus is taken away: what is sent then is lost, as on a real key.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::fcntl::OFlag;

use super::{Link, Report, readable};

/// How long the host may leave a report waiting. Without a bus the kernel (6.1) would let a write
/// wait for ever, and the report would reach whoever plugs the key in next.
const TAKEN_WITHIN: Duration = Duration::from_millis(500);

/// How long the file may take to appear.
const PLUGGED_WITHIN: Duration = Duration::from_secs(10);

/// An open `/dev/hidgN`.
#[derive(Debug)]
pub struct Gadget(File);

impl Gadget {
    /// Opens the function's device file, which is there while the gadget is on a bus; waits 10 s.
    ///
    /// # Errors
    /// When there is no such gadget, or no right to it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).custom_flags(OFlag::O_NONBLOCK.bits());
        let end = Instant::now() + PLUGGED_WITHIN;
        loop {
            match options.open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && Instant::now() < end => {
                    thread::sleep(Duration::from_millis(10));
                }
                result => return result.map(Self),
            }
        }
    }
}

impl Link for Gadget {
    fn send(&mut self, report: &Report) -> io::Result<()> {
        let end = Instant::now() + TAKEN_WITHIN;
        loop {
            match self.0.write_all(report) {
                Err(error) if error.raw_os_error() == Some(Errno::ESHUTDOWN as i32) => {
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if Instant::now() >= end {
                        return Ok(());
                    }
                    thread::sleep(Duration::from_micros(200));
                }
                result => return result,
            }
        }
    }

    fn recv(&mut self, wait: Duration) -> io::Result<Option<Report>> {
        if !readable(&self.0, wait)? {
            return Ok(None);
        }
        let mut report = [0; 64];
        let got = self.0.read(&mut report)?;
        Ok((got > 0).then_some(report))
    }
}
