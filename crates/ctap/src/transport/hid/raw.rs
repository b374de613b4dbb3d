//! Raw reports and the list of FIDO devices, whatever the operating system. Only the two files below
//! it open a HID device; it knows nothing of what the reports say.

use std::{
    ffi::{CStr, CString},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

#[cfg(target_os = "linux")]
use super::hidraw::{Handle, listed};
#[cfg(not(target_os = "linux"))]
use super::library::{Handle, listed};
use super::{
    Reports,
    frame::{REPORT_SIZE, Report},
    place,
};
use crate::{
    AuthenticatorId, AuthenticatorTransport, TransportError,
    transport::{
        description::{Access, DeviceDescription, Place, shown},
        patience::Patience,
    },
};

/// How long the system may take to let a thread begin; what waits for it goes on all the same.
const TO_START: Duration = Duration::from_millis(20);

/// How long after a failed write the system may take to say that the device is gone.
const PARTING: Duration = Duration::from_millis(250);

/// A device that is attached, and which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) description: DeviceDescription,
    /// Differs when the device was taken out and put back.
    pub(crate) instance: String,
}

/// What the operating system says of a FIDO device. Strings are the device's own words.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) path: CString,
    pub(super) product: Option<String>,
    pub(super) manufacturer: Option<String>,
    pub(super) vendor_id: u16,
    pub(super) product_id: u16,
    pub(super) serial: Option<String>,
}

/// The FIDO devices that are attached now.
pub(crate) fn inventory() -> Result<Vec<Found>, TransportError> {
    let devices = listed()?;
    let mut paths: Vec<&CStr> = Vec::new();
    let mut places = Vec::new();
    for device in &devices {
        // There may be one entry for each usage of a device: the path is what there is one of.
        if !paths.contains(&device.path.as_c_str())
            && let Some(place) = place::of(&device.path)
        {
            paths.push(&device.path);
            places.push((device, place));
        }
    }
    let ids = place::names(places.iter().map(|(_, place)| place));
    let found = places.iter().zip(ids).map(|((device, place), id)| Found {
        description: describe(device, id, place.access),
        instance: place.instance.clone(),
    });
    Ok(found.collect())
}

fn describe(device: &Listed, id: String, access: Access) -> DeviceDescription {
    DeviceDescription {
        id: AuthenticatorId::new(id),
        transport: AuthenticatorTransport::Usb,
        name: device.product.as_deref().and_then(shown),
        manufacturer: device.manufacturer.as_deref().and_then(shown),
        vendor_id: Some(device.vendor_id),
        product_id: Some(device.product_id),
        serial: device.serial.as_deref().and_then(shown),
        access,
        place: Place::Hid(device.path.clone()),
    }
}

/// An open device. Opening, writing and closing are done on threads of their own: the system lets
/// a key that takes no reports hold up each of them as long as it likes (Linux: a write five
/// seconds, and everything else behind it), whatever the deadline.
pub(crate) struct RawReports {
    /// There until this is dropped.
    reader: Option<Handle>,
    messages: Sender<Vec<Report>>,
    written: Receiver<Result<(), TransportError>>,
    /// The message under way was given up; its outcome is still to come.
    owed: bool,
    given_up: Arc<AtomicBool>,
}

/// A device that is being opened, on the thread that will write to it: Linux takes 50 ms for it, in
/// which others have something to do. Dropping it lets the device be closed again.
pub(crate) struct Opening {
    messages: Sender<Vec<Report>>,
    written: Receiver<Result<(), TransportError>>,
    greeting: Receiver<Result<Handle, TransportError>>,
    given_up: Arc<AtomicBool>,
}

impl Opening {
    /// Begins to open one of the devices.
    pub(crate) fn begin(path: &CStr) -> Result<Self, TransportError> {
        let (messages, inbound) = channel();
        let (outbound, written) = channel();
        let (greet, greeting) = channel();
        let (waiting, under_way) = channel::<()>();
        let given_up = Arc::new(AtomicBool::new(false));
        let (path, stop) = (path.to_owned(), Arc::clone(&given_up));
        let body = move || {
            drop(waiting);
            match Handle::open(&path) {
                Ok((reader, writer)) => {
                    if greet.send(Ok(reader)).is_ok() {
                        write(&writer, &inbound, &outbound, &stop);
                    }
                }
                Err(error) => drop(greet.send(Err(error))),
            }
        };
        start_thread(body)?;
        // On one processor the caller's work would come first, and the opening only after it.
        let _ = under_way.recv_timeout(TO_START);
        Ok(Self { messages, written, greeting, given_up })
    }

    /// Waits until it is open.
    pub(crate) fn finish(self, deadline: Duration) -> Result<RawReports, TransportError> {
        let Self { messages, written, greeting, given_up } = self;
        let reader = match greeting.recv_timeout(deadline) {
            Ok(opened) => Some(opened?),
            Err(RecvTimeoutError::Timeout) => return Err(TransportError::TimedOut),
            Err(RecvTimeoutError::Disconnected) => return Err(TransportError::Removed),
        };
        Ok(RawReports { reader, messages, written, owed: false, given_up })
    }
}

impl RawReports {
    fn outcome(
        &mut self,
        patience: &Patience,
    ) -> Result<Result<(), TransportError>, TransportError> {
        match self.written.recv_timeout(patience.left()) {
            Ok(outcome) => {
                self.owed = false;
                Ok(outcome)
            }
            Err(RecvTimeoutError::Timeout) => {
                self.given_up.store(true, Ordering::SeqCst);
                Err(TransportError::TimedOut)
            }
            Err(RecvTimeoutError::Disconnected) => Err(TransportError::Removed),
        }
    }

    fn read(&self, report: &mut Report, timeout: Duration) -> Result<usize, TransportError> {
        self.reader.as_ref().ok_or(TransportError::Removed)?.read(report, timeout)
    }

    /// Whether the device is gone: then it cannot be read either. The system may fail a write a
    /// moment before it says so.
    fn is_gone(&self) -> bool {
        let mut ignored = [0; REPORT_SIZE];
        let patience = Patience::new(PARTING);
        while !patience.is_over() {
            if self.read(&mut ignored, patience.left()).is_err() {
                return true;
            }
        }
        false
    }
}

impl Drop for RawReports {
    fn drop(&mut self) {
        if self.owed {
            let reader = self.reader.take();
            if let Err(error) = start_thread(move || drop(reader)) {
                tracing::debug!(%error, "closing may take a while");
            }
        }
    }
}

fn start_thread(body: impl FnOnce() + Send + 'static) -> Result<(), TransportError> {
    let started = thread::Builder::new().name("key-reports".to_owned()).spawn(body);
    started.map(drop).map_err(|error| TransportError::Io {
        attempted: "starting a thread for a key",
        message: error.to_string(),
    })
}

/// The writer's thread: message after message, until nobody sends any more.
fn write(
    device: &Handle,
    messages: &Receiver<Vec<Report>>,
    written: &Sender<Result<(), TransportError>>,
    given_up: &AtomicBool,
) {
    for message in messages {
        let outcome = message.iter().try_for_each(|report| {
            // A message that nobody waits for must not reach the key later.
            if given_up.load(Ordering::SeqCst) {
                return Ok(());
            }
            device.write(report)
        });
        if written.send(outcome).is_err() {
            break;
        }
    }
}

impl Reports for RawReports {
    fn send(&mut self, reports: &[Report], timeout: Duration) -> Result<(), TransportError> {
        let patience = Patience::new(timeout);
        if self.owed {
            drop(self.outcome(&patience)?);
        }
        self.given_up.store(false, Ordering::SeqCst);
        self.messages.send(reports.to_vec()).map_err(|_| TransportError::Removed)?;
        self.owed = true;
        let Err(error) = self.outcome(&patience)? else { return Ok(()) };
        if self.is_gone() {
            return Err(TransportError::Removed);
        }
        Err(error)
    }

    fn receive(&mut self, report: &mut Report, timeout: Duration) -> Result<usize, TransportError> {
        // A signal interrupts one read, and the library does not tell that from a device that is
        // gone; only the latter fails again at once.
        self.read(report, timeout).or_else(|_| self.read(report, Duration::ZERO)).map_err(|error| {
            tracing::debug!(%error, "a read failed");
            TransportError::Removed
        })
    }
}
