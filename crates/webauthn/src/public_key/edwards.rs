//! Whether 32 bytes are a point that Ed25519 works with (RFC 8032 §5.1.3); the back end says so of a
//! key and its signature together only. It must never see a secret: it takes its time by the input.

use super::number::{Number, ZERO, less, split, subtract, take};

/// 2^255 - 19, least significant limb first.
const P: Number = [0xFFFF_FFFF_FFFF_FFED, u64::MAX, u64::MAX, u64::MAX >> 1];
/// -121665/121666 modulo P.
const D: Number =
    [0x75EB_4DCA_1359_78A3, 0x0070_0A4D_4141_D8AB, 0x8CC7_4079_7779_E898, 0x5203_6CEE_2B6F_FE73];
const ONE: Number = [1, 0, 0, 0];
/// One y of the points of order 8; the other is its negative.
const ORDER_EIGHT: Number =
    [0xB027_B2C2_8F95_E826, 0xF098_EFF2_89F4_C345, 0x3933_C6D3_05AC_DFD5, 0x05FC_536D_8802_38B1];

/// What bytes are on the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// A point that signatures can be verified with.
    Usable,
    /// One of the eight points under which signatures are anybody's.
    SmallOrder,
    /// No point, or not as it must be written.
    None,
}

pub(crate) fn point(encoded: &[u8; 32]) -> Point {
    let mut y = ZERO;
    for (limb, bytes) in y.iter_mut().zip(encoded.chunks_exact(8)) {
        *limb = bytes.iter().rev().fold(0, |limb, byte| limb << 8 | u64::from(*byte));
    }
    let [_, _, _, top] = &mut y;
    let is_odd = *top >> 63 == 1;
    *top &= u64::MAX >> 1;
    if !less(&y, &P) {
        return Point::None;
    }
    let squared = multiply(&y, &y);
    let u = subtract(&squared, &ONE, &P);
    let v = add(&multiply(&D, &squared), &ONE);
    // x^2 = u/v, which is a square just as uv is.
    let x_is_zero = u == ZERO;
    if x_is_zero && is_odd || !is_square(&multiply(&u, &v)) {
        return Point::None;
    }
    let small =
        [ZERO, ONE, subtract(&ZERO, &ONE, &P), ORDER_EIGHT, subtract(&ZERO, &ORDER_EIGHT, &P)];
    if small.contains(&y) { Point::SmallOrder } else { Point::Usable }
}

/// Euler's criterion, with 0 as a square: the power (P - 1) / 2 = 2^254 - 10.
fn is_square(number: &Number) -> bool {
    let mut power = ONE;
    // 2^254 - 10 in binary: 250 ones, then 0110.
    for bit in std::iter::repeat_n(true, 250).chain([false, true, true, false]) {
        power = multiply(&power, &power);
        if bit {
            power = multiply(&power, number);
        }
    }
    power == ONE || power == ZERO
}

fn add(one: &Number, two: &Number) -> Number {
    let mut sum = ZERO;
    let mut carry = 0;
    for ((out, a), b) in sum.iter_mut().zip(one).zip(two) {
        let wide = u128::from(*a) + u128::from(*b) + carry;
        (*out, carry) = split(wide);
    }
    // Both are below P, so nothing is left over and one subtraction is enough.
    if less(&sum, &P) { sum } else { take(&sum, &P) }
}

fn multiply(one: &Number, two: &Number) -> Number {
    let mut product = [0u64; 8];
    for (at, a) in one.iter().enumerate() {
        let mut carry = 0;
        let mut places = product.iter_mut().skip(at);
        for b in two {
            let Some(place) = places.next() else { break };
            let wide = u128::from(*a) * u128::from(*b) + u128::from(*place) + carry;
            (*place, carry) = split(wide);
        }
        if let Some(place) = places.next() {
            (*place, _) = split(carry);
        }
    }
    let [a, b, c, d, high @ ..] = product;
    // 2^256 is 38 modulo P.
    let mut low = [a, b, c, d];
    let mut carry = 0;
    for (place, high) in low.iter_mut().zip(high) {
        let wide = u128::from(*place) + 38 * u128::from(high) + carry;
        (*place, carry) = split(wide);
    }
    while carry != 0 {
        carry *= 38;
        for place in &mut low {
            let wide = u128::from(*place) + carry;
            (*place, carry) = split(wide);
        }
    }
    while !less(&low, &P) {
        low = take(&low, &P);
    }
    low
}

#[cfg(test)]
mod tests;
