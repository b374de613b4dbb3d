//! HID devices on Linux, from the kernel itself: the list from sysfs, reports through `/dev/hidraw*`.
//! It must never open a device to list it, nor read without end what a device claims to say.

use std::{
    ffi::{CStr, CString, OsStr},
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::{ffi::OsStrExt, fs::OpenOptionsExt},
    path::Path,
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::OFlags,
    io::Errno,
};

use super::{
    descriptor,
    frame::{Report, numbered},
    raw::Listed,
};
use crate::TransportError;

#[cfg(test)]
mod tests;

/// Where the kernel lists the devices that have raw reports.
const CLASS: &str = "/sys/class/hidraw";

/// Most that sysfs has to say in one file (bytes); a HID descriptor has no more either.
const PAGE: u64 = 4096;

/// The FIDO devices that are attached now.
pub(super) fn listed() -> Result<Vec<Listed>, TransportError> {
    listed_in(Path::new(CLASS)).map_err(|error| failed("listing HID devices", &error))
}

fn listed_in(class: &Path) -> io::Result<Vec<Listed>> {
    let entries = match fs::read_dir(class) {
        Ok(entries) => entries,
        // The kernel makes the folder with the first device.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names =
        entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<Vec<_>, _>>()?;
    names.sort();
    Ok(names
        .iter()
        .filter_map(|name| fido_device(&class.join(name).join("device"), name))
        .collect())
}

/// What the kernel says of one device; `None` where it is no FIDO device, or gone.
fn fido_device(device: &Path, name: &OsStr) -> Option<Listed> {
    if !descriptor::is_fido(&read(&device.join("report_descriptor"))?) {
        return None;
    }
    let said = String::from_utf8_lossy(&read(&device.join("uevent"))?).into_owned();
    let (vendor_id, product_id) = ids(property(&said, "HID_ID")?)?;
    // From the HID device through its USB interface to the USB device, where there is one.
    let usb = device.join("../..");
    let string = |name| Some(String::from_utf8_lossy(&read(&usb.join(name))?).into_owned());
    Some(Listed {
        path: CString::new([b"/dev/", name.as_bytes()].concat()).ok()?,
        product: string("product").or_else(|| property(&said, "HID_NAME").map(str::to_owned)),
        manufacturer: string("manufacturer"),
        vendor_id,
        product_id,
        serial: property(&said, "HID_UNIQ").map(str::to_owned),
    })
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(PAGE).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn property<'a>(uevent: &'a str, name: &str) -> Option<&'a str> {
    uevent.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}

/// Vendor and product from `0003:00001050:00000407`: bus, vendor, product.
fn ids(id: &str) -> Option<(u16, u16)> {
    let mut numbers = id.split(':').skip(1).map(|part| u32::from_str_radix(part, 16).ok());
    let mut next = || numbers.next().flatten().and_then(|number| u16::try_from(number).ok());
    Some((next()?, next()?))
}

/// One of the two sides of an open device.
pub(super) struct Handle(File);

impl Handle {
    /// Opens a device for the thread that reads and the one that writes.
    pub(super) fn open(path: &CStr) -> Result<(Self, Self), TransportError> {
        let path = Path::new(OsStr::from_bytes(path.to_bytes()));
        // Reads must not block: another program may have taken the report that `poll` saw.
        let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
        let file = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path);
        let file = file.map_err(|error| why_closed(&error))?;
        let second = file.try_clone().map_err(|error| why_closed(&error))?;
        Ok((Self(file), Self(second)))
    }

    /// One report and its length; 0 when none came in time.
    pub(super) fn read(
        &self,
        report: &mut Report,
        timeout: Duration,
    ) -> Result<usize, TransportError> {
        let outcome = self.is_ready(timeout).and_then(|ready| match ready {
            true => (&self.0).read(report),
            false => Ok(0),
        });
        match outcome {
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
            {
                Ok(0)
            }
            other => other.map_err(|error| failed("receiving a report", &error)),
        }
    }

    /// Also where the device is gone: then the read says so.
    fn is_ready(&self, timeout: Duration) -> io::Result<bool> {
        let timeout = Timespec::try_from(timeout).map_err(|_| ErrorKind::InvalidInput)?;
        let mut fds = [PollFd::new(&self.0, PollFlags::IN)];
        Ok(poll(&mut fds, Some(&timeout))? > 0)
    }

    /// Writes one report; the kernel may take five seconds for it.
    pub(super) fn write(&self, report: &Report) -> Result<(), TransportError> {
        (&self.0)
            .write(&numbered(report))
            .map(drop)
            .map_err(|error| failed("sending a report", &error))
    }
}

fn why_closed(error: &io::Error) -> TransportError {
    match Errno::from_io_error(error) {
        Some(Errno::ACCESS | Errno::PERM) => TransportError::Denied,
        Some(Errno::NOENT | Errno::NODEV | Errno::NXIO) => TransportError::Removed,
        Some(Errno::BUSY) => TransportError::Busy,
        Some(_) | None => failed("opening a HID device", error),
    }
}

fn failed(attempted: &'static str, error: &io::Error) -> TransportError {
    TransportError::Io { attempted, message: error.to_string() }
}
