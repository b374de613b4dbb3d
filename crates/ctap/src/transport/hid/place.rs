//! Where a HID device is attached, and whether this user may open it, as each operating system
//! tells. Nothing here opens a device for longer than it takes to see whether that is allowed.

use std::{ffi::CStr, fmt::Write};

#[cfg(not(target_os = "linux"))]
use crate::TransportError;
use crate::transport::description::Access;

/// What the name of every key on USB begins with.
pub(crate) const USB: &str = "usb:";

/// Where a device is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attached {
    /// The same whenever it is put back there; short enough to type.
    pub(super) port: String,
    /// Tells two FIDO interfaces of one device apart.
    pub(super) interface: String,
    /// Differs each time it is put back.
    pub(super) instance: String,
    pub(super) access: Access,
}

/// One name for each: `usb:PORT`, with the interface where the port alone would name two.
pub(super) fn names<'a>(places: impl Iterator<Item = &'a Attached> + Clone) -> Vec<String> {
    let same_port = |port: &str| places.clone().filter(|other| other.port == port).count();
    places
        .clone()
        .map(|place| match same_port(&place.port) {
            1 => format!("{USB}{}", place.port),
            _ => format!("{USB}{}:{}", place.port, place.interface),
        })
        .collect()
}

#[cfg(target_os = "linux")]
pub(super) use linux::of;

#[cfg(target_os = "linux")]
mod linux {
    use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, path::Path};

    use rustix::{
        fs::{Access as Mode, AtFlags, CWD, accessat},
        io::Errno,
    };

    use super::*;

    /// Where the device of this path is; `None` when it is gone.
    pub(in super::super) fn of(path: &CStr) -> Option<Attached> {
        let node = Path::new(OsStr::from_bytes(path.to_bytes()));
        let access = match accessat(CWD, node, Mode::READ_OK | Mode::WRITE_OK, AtFlags::EACCESS) {
            Err(Errno::ACCESS | Errno::PERM) => Access::Denied,
            Err(Errno::NOENT | Errno::NODEV | Errno::NXIO) => return None,
            // Whatever else: opening will say.
            Ok(()) | Err(_) => Access::Openable,
        };
        let name = node.file_name()?.to_string_lossy().into_owned();
        let sysfs = fs::canonicalize(Path::new("/sys/class/hidraw").join(&name).join("device"));
        let Ok(sysfs) = sysfs else {
            return Some(Attached {
                port: name.clone(),
                interface: name.clone(),
                instance: name,
                access,
            });
        };
        let (port, interface) = port(&sysfs).unwrap_or((name.clone(), name.clone()));
        let instance = format!("{name} {}", sysfs.display());
        Some(Attached { port, interface, instance, access })
    }

    /// `1-2.4` and `1.0` from `.../usb1/1-2/1-2.4/1-2.4:1.0/0003:1050:0407.0001`.
    pub(super) fn port(sysfs: &Path) -> Option<(String, String)> {
        let interface = |part: &str| {
            let (port, interface) = part.split_once(':')?;
            let digits = |text: &str, more: &[char]| {
                !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || more.contains(&c))
            };
            (port.contains('-') && digits(port, &['-', '.']) && digits(interface, &['.']))
                .then(|| (port.to_owned(), interface.to_owned()))
        };
        sysfs.iter().rev().find_map(|part| interface(part.to_str()?))
    }
}

#[cfg(windows)]
pub(super) use windows::{of, why_closed};

#[cfg(windows)]
mod windows {
    use std::{fs, io};

    use super::*;

    /// Where the device of this path is; `None` when it is gone. Windows lets only administrators
    /// open FIDO devices, which shows only by trying.
    pub(in super::super) fn of(path: &CStr) -> Option<Attached> {
        let access = match why_closed(path, "") {
            None | Some(TransportError::Io { .. }) => Access::Openable,
            Some(TransportError::Busy) => Access::Busy,
            Some(TransportError::Removed) => return None,
            Some(_) => Access::Denied,
        };
        let name = path.to_string_lossy().into_owned();
        Some(Attached { port: digest(&name), interface: "0".to_owned(), instance: name, access })
    }

    /// Why a device that could not be opened could not; `None` when it could be now.
    pub(in super::super) fn why_closed(path: &CStr, _: &str) -> Option<TransportError> {
        /// `ERROR_SHARING_VIOLATION`.
        const SHARING_VIOLATION: i32 = 32;
        let path = path.to_str().ok()?;
        let error = fs::OpenOptions::new().read(true).write(true).open(path).err()?;
        Some(match (error.kind(), error.raw_os_error()) {
            (io::ErrorKind::PermissionDenied, _) => TransportError::Denied,
            (io::ErrorKind::NotFound, _) => TransportError::Removed,
            (_, Some(SHARING_VIOLATION)) => TransportError::Busy,
            _ => {
                TransportError::Io { attempted: "opening a HID device", message: error.to_string() }
            }
        })
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
pub(super) use elsewhere::{of, why_closed};

#[cfg(not(any(target_os = "linux", windows)))]
mod elsewhere {
    use super::*;

    /// Where the device of this path is. Whether it can be opened shows only by opening it.
    pub(in super::super) fn of(path: &CStr) -> Option<Attached> {
        let name = path.to_string_lossy().into_owned();
        Some(Attached {
            port: digest(&name),
            interface: "0".to_owned(),
            instance: name,
            access: Access::Openable,
        })
    }

    /// Why a device that could not be opened could not, from IOKit's code in the message.
    pub(in super::super) fn why_closed(_: &CStr, message: &str) -> Option<TransportError> {
        let message = message.to_ascii_uppercase();
        let codes = [
            ("E00002E2", TransportError::Denied),  // kIOReturnNotPermitted
            ("E00002C1", TransportError::Denied),  // kIOReturnNotPrivileged
            ("E00002C5", TransportError::Busy),    // kIOReturnExclusiveAccess
            ("E00002C0", TransportError::Removed), // kIOReturnNoDevice
        ];
        codes.into_iter().find(|(code, _)| message.contains(code)).map(|(_, error)| error)
    }
}

/// A short name for a long path: FNV-1a, 32 bits. A clash is told apart by the interface.
#[cfg_attr(target_os = "linux", allow(dead_code, reason = "Linux has names short enough"))]
fn digest(path: &str) -> String {
    let hash = path
        .bytes()
        .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut text = String::new();
    let _ = write!(text, "{hash:08x}");
    text
}

#[cfg(test)]
mod tests;
