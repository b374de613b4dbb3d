//! Where a key's 64-byte CTAPHID reports come from and go to: a kernel, or memory.
//! A link knows nothing of framing and must return within the time it is given.

mod gadget;
mod memory;
mod uhid;

use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

pub use gadget::Gadget;
pub use memory::{Memory, pair};
pub use uhid::Uhid;

/// One report, without report number.
pub type Report = [u8; 64];

/// The device's end of a wire for reports.
pub trait Link: Send {
    /// Sends one report to the client.
    ///
    /// # Errors
    /// When the wire is gone.
    fn send(&mut self, report: &Report) -> io::Result<()>;

    /// The next report from the client, or none within the time.
    ///
    /// # Errors
    /// When the wire is gone.
    fn recv(&mut self, wait: Duration) -> io::Result<Option<Report>>;
}

/// Usage page 0xF1D0, one 64-byte input and one output report (CTAP 2.1 §11.2.8.2).
pub const FIDO_REPORT_DESCRIPTOR: [u8; 34] = [
    0x06, 0xD0, 0xF1, 0x09, 0x01, 0xA1, 0x01, 0x09, 0x20, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,
    0x95, 0x40, 0x81, 0x02, 0x09, 0x21, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x40, 0x91,
    0x02, 0xC0,
];

/// Whether the file can be read within the time.
pub(crate) fn readable(file: &impl AsFd, wait: Duration) -> io::Result<bool> {
    let mut fds = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
    let wait = PollTimeout::try_from(wait).unwrap_or(PollTimeout::MAX);
    poll(&mut fds, wait)?;
    Ok(fds[0].revents().is_some_and(|events| events.contains(PollFlags::POLLIN)))
}

/// No wire: the key is called directly.
pub(crate) struct Nowhere;

impl Link for Nowhere {
    fn send(&mut self, _: &Report) -> io::Result<()> {
        Ok(())
    }

    fn recv(&mut self, wait: Duration) -> io::Result<Option<Report>> {
        std::thread::sleep(wait);
        Ok(None)
    }
}

/// Writes one line per CTAPHID message to stderr: milliseconds, `>` to the key or `<` from it,
/// command, length, first bytes. What a PIN protocol sends is shortened with the rest.
pub struct Logged {
    link: Box<dyn Link>,
    start: Instant,
}

impl Logged {
    /// The same link, logged.
    #[must_use]
    pub fn new(link: Box<dyn Link>) -> Self {
        Self { link, start: Instant::now() }
    }

    fn note(&self, way: char, report: &Report) {
        if report[4] & 0x80 == 0 {
            return; // a continuation packet
        }
        let ms = self.start.elapsed().as_secs_f64() * 1e3;
        let length = usize::from(u16::from_be_bytes([report[5], report[6]]));
        let head = &report[7..7 + length.min(6)];
        eprintln!("{ms:9.1} {way} {:02x} {length:4} {head:02x?}", report[4] & 0x7F);
    }
}

impl Link for Logged {
    fn send(&mut self, report: &Report) -> io::Result<()> {
        self.note('<', report);
        self.link.send(report)
    }

    fn recv(&mut self, wait: Duration) -> io::Result<Option<Report>> {
        let report = self.link.recv(wait)?;
        if let Some(report) = &report {
            self.note('>', report);
        }
        Ok(report)
    }
}
