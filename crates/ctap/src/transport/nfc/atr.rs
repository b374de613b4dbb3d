//! The answer to reset of a card (ISO/IEC 7816-3 §8, 7816-4 §8.1.1): what can be told before the
//! first command. A card may answer anything; what cannot be read is simply not known.

/// What an answer to reset says that matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Atr {
    /// The reader made it up for a contactless card (PC/SC part 3 §3.1.3.2.3).
    pub contactless: bool,
    /// A contactless memory card, which runs no applet.
    pub storage: bool,
    /// Whether commands in the extended form are taken, where the card says.
    pub extended: Option<bool>,
    /// Whether chained commands are taken, where the card says.
    pub chaining: Option<bool>,
}

/// RID of the PC/SC workgroup, by which a reader names the kind of a memory card.
const PCSC_RID: [u8; 5] = [0xA0, 0x00, 0x00, 0x03, 0x06];

impl Atr {
    /// Reads one, of any bytes.
    pub fn parse(atr: &[u8]) -> Self {
        let Some(historical) = historical(atr) else { return Self::default() };
        let contactless = matches!(*atr, [0x3B, t0, 0x80, 0x01, ..] if t0 & 0xF0 == 0x80);
        let storage = contactless
            && matches!(*historical, [0x80, 0x4F, _, ref data @ ..] if data.starts_with(&PCSC_RID));
        let capabilities = capabilities(historical);
        Self {
            contactless,
            storage,
            extended: capabilities.map(|byte| byte & 0x40 != 0),
            chaining: capabilities.map(|byte| byte & 0x80 != 0),
        }
    }
}

/// The historical bytes, behind the interface bytes that T0 and each TD announce.
fn historical(atr: &[u8]) -> Option<&[u8]> {
    let (_, rest) = atr.split_first()?;
    let (&t0, mut rest) = rest.split_first()?;
    let mut announced = t0 >> 4;
    loop {
        let skipped = usize::from(announced & 1 != 0)
            + usize::from(announced & 2 != 0)
            + usize::from(announced & 4 != 0);
        rest = rest.get(skipped..)?;
        if announced & 8 == 0 {
            break;
        }
        let (&td, behind) = rest.split_first()?;
        announced = td >> 4;
        rest = behind;
    }
    rest.get(..usize::from(t0 & 0x0F))
}

/// The third byte of the card capabilities (7816-4 §8.1.1.2.7), in compact TLV.
fn capabilities(historical: &[u8]) -> Option<u8> {
    let (&category, mut rest) = historical.split_first()?;
    // 0x00: three status bytes stand at the end, outside the objects.
    rest = match category {
        0x00 => rest.get(..rest.len().checked_sub(3)?)?,
        0x80 => rest,
        _ => return None,
    };
    while let Some((&head, behind)) = rest.split_first() {
        let (value, behind) = behind.split_at_checked(usize::from(head & 0x0F))?;
        if head >> 4 == 7 {
            return value.get(2).copied();
        }
        rest = behind;
    }
    None
}

#[cfg(test)]
mod tests;
