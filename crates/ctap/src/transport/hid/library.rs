//! HID devices where there is no hidraw: through `hidapi`. Only here that library may be called, one
//! call at a time where the call is not about one open device.

use std::{
    ffi::CStr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use hidapi::{DeviceInfo, HidApi, HidDevice, HidError};

use super::{
    descriptor::{FIDO_USAGE, FIDO_USAGE_PAGE},
    frame::{Report, numbered},
    place,
    raw::Listed,
};
use crate::TransportError;

/// The C library keeps its last error in one place for the whole process and frees it without a
/// lock, so that every call which is not about one open device goes through here.
static LIBRARY: Mutex<Option<HidApi>> = Mutex::new(None);

/// The FIDO devices that are attached now.
pub(super) fn listed() -> Result<Vec<Listed>, TransportError> {
    with_library("listing HID devices", |api| {
        api.refresh_devices()?;
        Ok(api.device_list().filter(|device| is_fido(device)).map(describe).collect())
    })
}

fn is_fido(device: &DeviceInfo) -> bool {
    device.usage_page() == FIDO_USAGE_PAGE && device.usage() == FIDO_USAGE
}

fn describe(device: &DeviceInfo) -> Listed {
    Listed {
        path: device.path().to_owned(),
        product: device.product_string().map(str::to_owned),
        manufacturer: device.manufacturer_string().map(str::to_owned),
        vendor_id: device.vendor_id(),
        product_id: device.product_id(),
        serial: device.serial_number().map(str::to_owned),
    }
}

/// One of the two sides of an open device.
pub(super) struct Handle(HidDevice);

impl Handle {
    /// Opens a device for the thread that reads and the one that writes: a handle is for one
    /// thread. What the writer's would receive is never read.
    pub(super) fn open(path: &CStr) -> Result<(Self, Self), TransportError> {
        Ok((Self::open_one(path)?, Self::open_one(path)?))
    }

    fn open_one(path: &CStr) -> Result<Self, TransportError> {
        match with_library("opening a HID device", |api| api.open_path(path)) {
            Ok(device) => Ok(Self(device)),
            // The library only gives words, in the person's language.
            Err(TransportError::Io { attempted, message }) => {
                Err(place::why_closed(path, &message)
                    .unwrap_or(TransportError::Io { attempted, message }))
            }
            Err(other) => Err(other),
        }
    }

    /// One report and its length; 0 when none came in time.
    pub(super) fn read(
        &self,
        report: &mut Report,
        timeout: Duration,
    ) -> Result<usize, TransportError> {
        let mut wait = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        if wait == 0 && !timeout.is_zero() {
            wait = 1;
        }
        let received = self.0.read_timeout(report, wait);
        received.map_err(|error| failed("receiving a report", &error))
    }

    /// Writes one report.
    pub(super) fn write(&self, report: &Report) -> Result<(), TransportError> {
        let written = self.0.write(&numbered(report));
        written.map(drop).map_err(|error| failed("sending a report", &error))
    }
}

fn with_library<T>(
    attempted: &'static str,
    call: impl FnOnce(&mut HidApi) -> Result<T, HidError>,
) -> Result<T, TransportError> {
    let mut library = LIBRARY.lock().unwrap_or_else(PoisonError::into_inner);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let api = match &mut *library {
            Some(api) => api,
            none => none.insert(HidApi::new()?),
        };
        call(api)
    }));
    match outcome {
        Ok(result) => result.map_err(|error| failed(attempted, &error)),
        Err(_) => Err(TransportError::Io { attempted, message: "hidapi panicked".to_owned() }),
    }
}

fn failed(attempted: &'static str, error: &HidError) -> TransportError {
    TransportError::Io { attempted, message: error.to_string() }
}
