//! What is known of an attached authenticator before it is opened. Names come from the device, so
//! none leaves this module before what could deceive or disturb a reader is taken out of it.

use std::ffi::CString;

use crate::{AuthenticatorId, AuthenticatorTransport};

/// Longest name that is kept (characters); a USB string descriptor holds at most 126.
const LONGEST_NAME: usize = 126;

/// One attached authenticator, opened or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceDescription {
    /// Names it; also what a person passes to `--key`.
    pub id: AuthenticatorId,
    /// How it is reached.
    pub transport: AuthenticatorTransport,
    /// What to call it: the USB product name, or the reader it lies on.
    pub name: Option<String>,
    /// Who made it, in its own words.
    pub manufacturer: Option<String>,
    /// USB vendor id.
    pub vendor_id: Option<u16>,
    /// USB product id.
    pub product_id: Option<u16>,
    /// USB serial number; most keys have none.
    pub serial: Option<String>,
    /// Whether this user can open it.
    pub access: Access,
    pub(crate) place: Place,
}

impl DeviceDescription {
    /// Describes an authenticator that [`open`](super::open) does not reach: one in this process.
    pub fn in_process(id: AuthenticatorId, name: impl Into<String>) -> Self {
        Self {
            id,
            transport: AuthenticatorTransport::Internal,
            name: Some(name.into()),
            manufacturer: None,
            vendor_id: None,
            product_id: None,
            serial: None,
            access: Access::Openable,
            place: Place::InProcess,
        }
    }

    /// Whether this card is the smart card half of that USB key: a reader carries the names of the
    /// USB device it is in, and some keys serve FIDO on both halves. It is one key, not two.
    pub fn is_half_of(&self, key: &Self) -> bool {
        let (Some(reader), Some(product)) = (&self.name, &key.name) else { return false };
        self.transport == AuthenticatorTransport::SmartCard
            && key.transport == AuthenticatorTransport::Usb
            && reader.contains(product.as_str())
    }
}

/// Whether this user can open an authenticator now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Yes, as far as can be told without doing it.
    Openable,
    /// It is there, but this user has no right to it.
    Denied,
    /// Another program holds it for itself.
    Busy,
}

/// Where the operating system has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The path of a HID device.
    Hid(CString),
    /// The name of a PC/SC reader.
    Reader(CString),
    /// Nowhere: it lives in this process.
    InProcess,
}

/// A name as it may be shown and logged: no control, no invisible or direction-changing character,
/// single spaces, at most 126 characters; `None` when nothing is left.
pub(crate) fn shown(name: &str) -> Option<String> {
    let visible: String =
        name.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(is_visible).collect();
    let words: Vec<&str> = visible.split(' ').filter(|word| !word.is_empty()).collect();
    let text: String = words.join(" ").chars().take(LONGEST_NAME).collect();
    (!text.is_empty()).then_some(text)
}

fn is_visible(c: &char) -> bool {
    let invisible = matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFC}'
        | '\u{E0000}'..='\u{E0FFF}');
    !c.is_control() && !invisible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_turns_the_line_around_is_shown_without_the_trick() {
        assert_eq!(shown("Key\u{202E}evil\u{1B}[2J\n  two").as_deref(), Some("Keyevil[2J two"));
    }

    #[test]
    fn a_name_of_nothing_visible_is_no_name() {
        assert_eq!(shown(" \u{200B}\u{0}\t"), None);
    }

    #[test]
    fn the_two_halves_of_one_key_are_one_key() {
        let describe = |transport, name: &str| DeviceDescription {
            transport,
            ..DeviceDescription::in_process(AuthenticatorId::new(name), name)
        };
        let key = describe(AuthenticatorTransport::Usb, "YubiKey OTP+FIDO+CCID");
        let half =
            describe(AuthenticatorTransport::SmartCard, "Yubico YubiKey OTP+FIDO+CCID 00 00");
        let reader = describe(AuthenticatorTransport::SmartCard, "ACS ACR39U ICC Reader 01 00");
        assert!(half.is_half_of(&key));
        assert!(!reader.is_half_of(&key));
        assert!(!key.is_half_of(&half));
    }

    #[test]
    fn a_name_without_end_is_cut() {
        assert_eq!(shown(&"x".repeat(10_000)).map(|name| name.len()), Some(126));
    }
}
