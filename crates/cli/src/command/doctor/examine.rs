//! The examination: every finding is a typed one, and its sentence stands in `text`. What cannot be
//! found out is no finding.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use ctap::transport::{
    Access, DeviceDescription,
    nfc::{self, PcscUnavailable},
};
use enrollment::store::{KeptMetadata, MetadataFile};
use webauthn::Timestamp;

use crate::{
    args::Common,
    clock::now,
    command::keys::{Unavailable, survey},
    process,
    terminal::Session,
};

/// What was found.
#[derive(Debug)]
pub(crate) enum Finding {
    /// This system has no HID devices that a program could see, a container for instance.
    NoHidDevices,
    /// USB keys cannot be looked for, in the system's words.
    UsbUnavailable(String),
    /// Keys on USB that open.
    UsbKeys(usize),
    /// No key on USB.
    NoUsbKey,
    /// A key that this user may not open.
    NoRight {
        /// What it calls itself.
        name: String,
    },
    /// A key that another program has.
    InUse {
        /// What it calls itself.
        name: String,
    },
    /// Windows lets only administrators talk to FIDO keys over USB.
    WindowsNeedsAdministrator,
    /// The smart card service cannot be asked.
    PcscUnavailable(PcscUnavailable),
    /// It runs, without a reader.
    NoReader,
    /// It runs, with readers.
    Readers(Vec<String>),
    /// Bluetooth keys and phones go through the browser.
    PhonesElsewhere,
    /// No core dump of this process is written.
    CoreDumpsOff,
    /// One would be.
    CoreDumpsOn,
    /// Questions can be asked here.
    TerminalGood,
    /// None can.
    NoTerminal,
    /// The locale is not UTF-8: a PIN with other letters than English ones may be misread.
    LocaleNotUtf8(String),
    /// FIDO metadata that are kept.
    Metadata(KeptMetadata, Timestamp),
    /// None are.
    NoMetadata,
    /// They are there, and cannot be used.
    MetadataUnusable(String),
    /// Where the practice key and settings are kept.
    StateFolder(PathBuf),
    /// It cannot be written to.
    StateFolderReadOnly(PathBuf),
    /// Nobody knows where it would be.
    StateFolderUnknown,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// As it should be.
    Good,
    /// Something is missing, and there is a fix.
    Lacking,
    /// Worth knowing.
    Remark,
}

impl Finding {
    /// The code that programs read.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoHidDevices => "no-hid-devices",
            Self::UsbUnavailable(_) => "usb-unavailable",
            Self::UsbKeys(_) => "usb-keys",
            Self::NoUsbKey => "no-usb-key",
            Self::NoRight { .. } => "no-right",
            Self::InUse { .. } => "in-use",
            Self::WindowsNeedsAdministrator => "windows-needs-administrator",
            Self::PcscUnavailable(PcscUnavailable::NotRunning) => "pcsc-not-running",
            Self::PcscUnavailable(PcscUnavailable::Denied) => "pcsc-no-right",
            Self::PcscUnavailable(PcscUnavailable::Failed(_)) => "pcsc-failed",
            Self::NoReader => "no-reader",
            Self::Readers(_) => "readers",
            Self::PhonesElsewhere => "phones-elsewhere",
            Self::CoreDumpsOff => "core-dumps-off",
            Self::CoreDumpsOn => "core-dumps-on",
            Self::TerminalGood => "terminal",
            Self::NoTerminal => "no-terminal",
            Self::LocaleNotUtf8(_) => "locale-not-utf-8",
            Self::Metadata(kept, now) if kept.is_due(*now) => "metadata-due",
            Self::Metadata(..) => "metadata",
            Self::NoMetadata => "no-metadata",
            Self::MetadataUnusable(_) => "metadata-unusable",
            Self::StateFolder(_) => "state-folder",
            Self::StateFolderReadOnly(_) => "state-folder-read-only",
            Self::StateFolderUnknown => "state-folder-unknown",
        }
    }

    /// How much it matters.
    pub(crate) fn weight(&self) -> Weight {
        match self {
            Self::Metadata(kept, now) if kept.is_due(*now) => Weight::Remark,
            Self::Metadata(..)
            | Self::UsbKeys(_)
            | Self::Readers(_)
            | Self::CoreDumpsOff
            | Self::TerminalGood
            | Self::StateFolder(_) => Weight::Good,
            Self::NoHidDevices
            | Self::UsbUnavailable(_)
            | Self::NoRight { .. }
            | Self::InUse { .. }
            | Self::PcscUnavailable(_)
            | Self::CoreDumpsOn
            | Self::MetadataUnusable(_)
            | Self::StateFolderReadOnly(_)
            | Self::StateFolderUnknown
            | Self::LocaleNotUtf8(_) => Weight::Lacking,
            Self::NoUsbKey
            | Self::NoMetadata
            | Self::WindowsNeedsAdministrator
            | Self::NoReader
            | Self::PhonesElsewhere
            | Self::NoTerminal => Weight::Remark,
        }
    }
}

/// What was found, and the keys that a rule could open.
pub(super) struct Examination {
    pub(super) findings: Vec<Finding>,
    pub(super) denied: Vec<DeviceDescription>,
}

pub(super) fn examine(common: &Common) -> Examination {
    let (devices, unavailable) = survey();
    let mut findings = Vec::new();
    usb(&devices, &unavailable, &mut findings);
    readers(&mut findings);
    findings.push(Finding::PhonesElsewhere);
    match process::dumps_core() {
        Some(true) => findings.push(Finding::CoreDumpsOn),
        Some(false) => findings.push(Finding::CoreDumpsOff),
        None => {}
    }
    let terminal = Session::is_possible();
    findings.push(if terminal { Finding::TerminalGood } else { Finding::NoTerminal });
    findings.extend(locale().map(Finding::LocaleNotUtf8));
    findings.extend(common.places().ok().map(|places| metadata(&places.metadata())));
    findings.push(match common.places() {
        Ok(places) if is_read_only(&places.state) => Finding::StateFolderReadOnly(places.state),
        Ok(places) => Finding::StateFolder(places.state),
        Err(_) => Finding::StateFolderUnknown,
    });
    let denied = devices.into_iter().filter(|one| one.access == Access::Denied).collect();
    Examination { findings, denied }
}

fn usb(devices: &[DeviceDescription], unavailable: &[Unavailable], findings: &mut Vec<Finding>) {
    if cfg!(windows) {
        findings.push(Finding::WindowsNeedsAdministrator);
    }
    let trouble = unavailable.iter().find_map(|one| match one {
        Unavailable::Usb(message) => Some(message.clone()),
        Unavailable::Pcsc(_) => None,
    });
    if let Some(message) = trouble {
        return findings.push(Finding::UsbUnavailable(message));
    }
    let on_usb = |one: &&DeviceDescription| one.vendor_id.is_some();
    let mut open = 0;
    for device in devices.iter().filter(on_usb) {
        let name = device.name.clone().unwrap_or_else(|| device.id.to_string());
        match device.access {
            Access::Openable => open += 1,
            Access::Denied => findings.push(Finding::NoRight { name }),
            Access::Busy => findings.push(Finding::InUse { name }),
        }
    }
    if open > 0 {
        findings.push(Finding::UsbKeys(open));
    } else if devices.iter().any(|one| on_usb(&one)) {
        // Each of them has its own line.
    } else if cfg!(target_os = "linux") && !has_hid_devices() {
        findings.push(Finding::NoHidDevices);
    } else {
        findings.push(Finding::NoUsbKey);
    }
}

/// Whether the kernel has any raw HID device: a computer has a keyboard, a container has none.
fn has_hid_devices() -> bool {
    fs::read_dir("/sys/class/hidraw").is_ok_and(|mut entries| entries.next().is_some())
}

fn readers(findings: &mut Vec<Finding>) {
    findings.push(match nfc::readers() {
        Err(why) => Finding::PcscUnavailable(why),
        Ok(readers) if readers.is_empty() => Finding::NoReader,
        Ok(readers) => Finding::Readers(readers.into_iter().map(|reader| reader.name).collect()),
    });
}

/// By the first line of what is kept: verifying it is for whoever judges by it.
fn metadata(file: &Path) -> Finding {
    match MetadataFile::at(file).head() {
        Ok(Some(kept)) => Finding::Metadata(kept, now()),
        Ok(None) => Finding::NoMetadata,
        Err(error) => Finding::MetadataUnusable(error.to_string()),
    }
}

/// The locale, where it is not UTF-8. Windows consoles and macOS speak UTF-8 whatever it says.
fn locale() -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set)?;
    let spelled = locale.to_ascii_lowercase().replace('-', "");
    (!spelled.contains("utf8")).then_some(locale)
}

fn is_read_only(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().readonly())
}
