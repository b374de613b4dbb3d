//! Numbers of 256 bits for the two fields whose points are checked here, in time that depends on them.
//! They must never hold a secret.

/// Least significant limb first.
pub(super) type Number = [u64; 4];

pub(super) const ZERO: Number = [0; 4];

pub(super) fn from_big_endian(bytes: &[u8; 32]) -> Number {
    let mut number = ZERO;
    for (limb, bytes) in number.iter_mut().zip(bytes.rchunks_exact(8)) {
        *limb = bytes.iter().fold(0, |limb, byte| limb << 8 | u64::from(*byte));
    }
    number
}

pub(super) fn less(one: &Number, two: &Number) -> bool {
    one.iter().rev().lt(two.iter().rev())
}

/// The difference of two numbers below the modulus.
pub(super) fn subtract(one: &Number, two: &Number, modulus: &Number) -> Number {
    if less(one, two) { take(modulus, &take(two, one)) } else { take(one, two) }
}

/// The difference of a number and one that is not larger; of another, modulo 2^256.
pub(super) fn take(one: &Number, two: &Number) -> Number {
    let mut difference = ZERO;
    let mut borrow = false;
    for ((out, a), b) in difference.iter_mut().zip(one).zip(two) {
        let (partial, first) = a.overflowing_sub(*b);
        let (whole, second) = partial.overflowing_sub(u64::from(borrow));
        (*out, borrow) = (whole, first || second);
    }
    difference
}

/// The low limb, and what goes to the next.
pub(super) fn split(wide: u128) -> (u64, u128) {
    let carry = wide >> 64;
    // The mask leaves 64 bits.
    (u64::try_from(wide & u128::from(u64::MAX)).unwrap_or_default(), carry)
}
