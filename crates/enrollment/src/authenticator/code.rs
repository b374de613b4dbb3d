//! A QR code of an address, as one path for a drawing. It must never be made of anything secret: whoever
//! stands behind the person reads it too.

use fast_qr::{ECL, QRBuilder};

use super::view::QrCode;

/// Light modules around it (ISO/IEC 18004:2015 §6.3.8).
const QUIET: usize = 4;

/// The code of this address; `None` where it is longer than a code can be.
pub(super) fn of(address: &str) -> Option<QrCode> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for (row, modules) in code.data.chunks(code.size).take(code.size).enumerate() {
        for (column, _) in modules.iter().enumerate().filter(|(_, module)| module.value()) {
            path.push_str(&format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET));
        }
    }
    Some(QrCode { size: u32::try_from(code.size + 2 * QUIET).ok()?, path })
}

#[cfg(test)]
mod tests;
