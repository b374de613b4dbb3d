//! Whether two coordinates are a point of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3): the back end builds
//! a key to say it, which takes longer than the rest of a judgement without signatures. It must never
//! see a secret, nor take the place of the back end's own check of a key that it verifies with.

use super::number::{self, Number, less, split, subtract, take};

/// 2^256 - 2^224 + 2^192 + 2^96 - 1.
const P: Number = [u64::MAX, 0xFFFF_FFFF, 0, 0xFFFF_FFFF_0000_0001];
/// The curve is y^2 = x^3 - 3x + b.
const B: Number =
    [0x3BCE_3C3E_27D2_604B, 0x651D_06B0_CC53_B0F6, 0xB3EB_BD55_7698_86BC, 0x5AC6_35D8_AA3A_93E7];
const THREE: Number = [3, 0, 0, 0];
/// 2^512 modulo P.
const R_SQUARED: Number = [3, 0xFFFF_FFFB_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFE, 0x0000_0004_FFFF_FFFD];

/// Whether x and y, big-endian, are those of a point.
pub(super) fn is_on_curve(x: &[u8; 32], y: &[u8; 32]) -> bool {
    let [x, y] = [x, y].map(number::from_big_endian);
    if !less(&x, &P) || !less(&y, &P) {
        return false;
    }
    // Of a product with one factor in Montgomery's form comes an ordinary number.
    let [x_form, y_form] = [&x, &y].map(|number| multiply(number, &R_SQUARED));
    let left = multiply(&y, &y_form);
    let right = multiply(&subtract(&multiply(&x, &x_form), &THREE, &P), &x_form);
    subtract(&left, &right, &P) == B
}

/// The product divided by 2^256, modulo P (Montgomery, limb by limb).
fn multiply(one: &Number, two: &Number) -> Number {
    let mut sum = [0; 6];
    for limb in one {
        add_multiple(&mut sum, two, *limb);
        // P is -1 modulo 2^64, so that adding as many of it as the lowest limb says clears that limb.
        let [lowest, ..] = sum;
        add_multiple(&mut sum, &P, lowest);
        let [_, a, b, c, d, e] = sum;
        sum = [a, b, c, d, e, 0];
    }
    let [a, b, c, d, over, _] = sum;
    let product = [a, b, c, d];
    // Below 2P, so one subtraction is enough.
    if over != 0 || !less(&product, &P) { take(&product, &P) } else { product }
}

fn add_multiple(sum: &mut [u64; 6], number: &Number, times: u64) {
    let [a, b, c, d] = *number;
    let mut carry = 0;
    for (place, limb) in sum.iter_mut().zip([a, b, c, d, 0, 0]) {
        (*place, carry) = split(u128::from(limb) * u128::from(times) + u128::from(*place) + carry);
    }
}

#[cfg(test)]
mod tests;
