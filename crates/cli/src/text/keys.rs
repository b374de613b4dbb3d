//! The keys that are there, in words. What a key says of itself must never reach the terminal as it
//! came.

use std::fmt::Write;

use ctap::{
    AuthenticatorTransport, InspectError, Inspection, OptionState,
    transport::{Access, nfc::PcscUnavailable},
};
use webauthn::Aaguid;

use super::plain;
use crate::command::keys::{Found, Seen, Unavailable, What, access, model};

/// One paragraph for each key.
pub(crate) fn keys(found: &Found) -> String {
    let mut text = String::new();
    for seen in &found.keys {
        text += &key(seen);
    }
    if found.keys.is_empty() {
        text += "No key is there. Insert one, or lay it on the reader; `touchstone doctor` says \
                 what this computer lacks.\n";
    }
    for one in &found.unavailable {
        text += &unavailable(one);
    }
    text += "Bluetooth keys and phones are not shown: they work in the browser's own dialog.\n";
    text
}

fn key(seen: &Seen) -> String {
    let device = &seen.device;
    let name = device.name.as_deref().map_or_else(|| "unnamed key".to_owned(), plain);
    let mut text = format!("{}  {name}, {}\n", device.id, way(device.transport));
    match access(seen) {
        Access::Openable => {}
        Access::Denied => {
            return text
                + "    You have no right to open it. `touchstone doctor` says how to get it.\n";
        }
        Access::Busy => return text + "    In use by another program.\n",
    }
    match &seen.what {
        What::Told(inspection) => told(inspection, &mut text),
        What::Silent(InspectError::NotCtap2) => {
            text += "    An older key (U2F): it cannot hold passkeys.\n";
        }
        What::Silent(error) => line(&mut text, format_args!("It did not say what it is: {error}.")),
        What::NotOpened => text += "    It was not asked.\n",
        What::Unopened(error) => line(&mut text, format_args!("It cannot be opened: {error}.")),
    }
    text
}

fn told(inspection: &Inspection, text: &mut String) {
    let info = &inspection.info;
    let versions = plain(&info.versions.join(", "));
    let model = model(info).unwrap_or("model unknown");
    line(text, format_args!("{versions}; {model}, AAGUID {}", Aaguid(info.aaguid)));
    line(text, format_args!("{}", pin(inspection)));
    match info.option("uv") {
        OptionState::On => line(text, format_args!("Fingerprint or the like is set up.")),
        OptionState::Off => line(text, format_args!("Fingerprint or the like is not set up.")),
        OptionState::Absent => {}
    }
    match info.remaining_discoverable_credentials {
        Some(left) => line(text, format_args!("Room for about {left} more passkeys.")),
        None => line(text, format_args!("It does not say how many more passkeys it has room for.")),
    }
}

fn pin(inspection: &Inspection) -> String {
    let info = &inspection.info;
    match (info.option("clientPin"), inspection.pin_retries) {
        (OptionState::Absent, _) => "It has no PIN.".to_owned(),
        (OptionState::Off, _) => {
            format!("No PIN is set; a new one has at least {} characters.", info.min_pin_length)
        }
        (OptionState::On, Some(0)) => {
            "The PIN is blocked (CTAP2_ERR_PIN_BLOCKED, 0x32): only a reset helps, which destroys \
             every credential on it."
                .to_owned()
        }
        (OptionState::On, _) if inspection.needs_power_cycle => {
            "A PIN is set. Three wrong ones in a row: take the key out and put it back.".to_owned()
        }
        (OptionState::On, _) if info.force_pin_change => {
            "A PIN is set and has to be changed before use.".to_owned()
        }
        (OptionState::On, Some(left)) => format!("A PIN is set; tries left: {left}."),
        (OptionState::On, None) => {
            "A PIN is set; the key does not say how many tries are left.".to_owned()
        }
    }
}

pub(super) fn unavailable(one: &Unavailable) -> String {
    match one {
        Unavailable::Usb(message) => {
            format!("USB keys cannot be looked for: {}.\n", plain(message))
        }
        Unavailable::Pcsc(PcscUnavailable::NotRunning) => {
            "NFC readers cannot be asked: the smart card service is not running.\n".to_owned()
        }
        Unavailable::Pcsc(PcscUnavailable::Denied) => {
            "NFC readers cannot be asked: the smart card service refuses you.\n".to_owned()
        }
        Unavailable::Pcsc(PcscUnavailable::Failed(message)) => {
            format!("NFC readers cannot be asked: {}.\n", plain(message))
        }
    }
}

fn way(transport: AuthenticatorTransport) -> &'static str {
    match transport {
        AuthenticatorTransport::Usb => "USB",
        AuthenticatorTransport::Nfc => "NFC",
        AuthenticatorTransport::SmartCard => "smart card reader",
        AuthenticatorTransport::Internal => "in this program, for practice",
    }
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "    {words}");
}
