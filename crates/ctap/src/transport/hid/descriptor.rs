//! HID report descriptors (HID 1.11 §6.2.2), read for one question: is this a FIDO authenticator?
//! They are a device's own words, so that no length in them is believed.

/// How a FIDO authenticator presents itself (CTAP 2.1 §11.2.8.1).
pub(super) const FIDO_USAGE_PAGE: u16 = 0xF1D0;
/// The usage on that page.
pub(super) const FIDO_USAGE: u16 = 0x01;

/// Item tags with their types, without the two bits of the size (§6.2.2.4, §6.2.2.7, §6.2.2.8).
const USAGE_PAGE: u8 = 0x04;
const USAGE: u8 = 0x08;
const COLLECTION: u8 = 0xA0;
/// The two bits of the type; main items have none, and end what the local ones said.
const TYPE: u8 = 0x0C;
/// A long item (§6.2.2.3): its size follows in a byte, then its tag.
const LONG: u8 = 0xFE;

/// Whether a collection of this report descriptor has the usage of a FIDO authenticator.
pub fn is_fido(descriptor: &[u8]) -> bool {
    let fido = (u32::from(FIDO_USAGE_PAGE) << 16) | u32::from(FIDO_USAGE);
    let (mut page, mut usage) = (0, None);
    let mut rest = descriptor;
    while let Some((prefix, after)) = rest.split_first() {
        let (header, size) = match (*prefix, prefix & 0x03) {
            (LONG, _) => (2, usize::from(after.first().copied().unwrap_or_default())),
            (_, 3) => (0, 4),
            (_, size) => (0, usize::from(size)),
        };
        let Some(data) = after.get(header..header + size) else { return false };
        rest = after.get(header + size..).unwrap_or_default();
        if *prefix == LONG {
            continue;
        }
        let number = data.iter().rev().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        match prefix & 0xFC {
            USAGE_PAGE => page = number,
            // §6.2.2.8: one of four bytes has its page in the upper half.
            USAGE => usage = Some((number, size)),
            COLLECTION => {
                let named = usage.take().map(|(number, size)| match size {
                    4 => number,
                    _ => (page << 16) | number,
                });
                if named == Some(fido) {
                    return true;
                }
            }
            other if other & TYPE == 0 => usage = None,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CTAP 2.1 §11.2.8.1, the sample descriptor up to its first collection.
    const SAMPLE: [u8; 7] = [0x06, 0xD0, 0xF1, 0x09, 0x01, 0xA1, 0x01];

    #[test]
    fn the_samples_collection_is_a_fido_authenticator() {
        assert!(is_fido(&SAMPLE));
    }

    #[test]
    fn a_usage_may_carry_its_page_and_a_long_item_may_come_first() {
        let extended = [0xFE, 2, 0x99, 0xA1, 0x01, 0x0B, 0x01, 0x00, 0xD0, 0xF1, 0xA1, 0x01];
        assert!(is_fido(&extended));
    }

    #[test]
    fn a_second_collection_counts_too() {
        let keyboard = [0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0xC0];
        assert!(!is_fido(&keyboard));
        assert!(is_fido(&[&keyboard[..], &SAMPLE].concat()));
    }

    #[test]
    fn the_usage_of_a_field_is_none_of_a_collection() {
        // Usage 1 belongs to the input (0x81); the collection after it has none.
        assert!(!is_fido(&[0x06, 0xD0, 0xF1, 0x09, 0x01, 0x81, 0x02, 0xA1, 0x01]));
    }

    #[test]
    fn a_descriptor_that_ends_inside_an_item_is_nothing() {
        for end in 0..SAMPLE.len() {
            assert!(!is_fido(&SAMPLE[..end]), "{end} bytes");
        }
        assert!(!is_fido(&[0xFE]));
        assert!(!is_fido(&[0xFE, 0xFF, 0x00]));
    }
}
