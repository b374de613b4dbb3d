//! The bearer token. It must never be printed, copied or written anywhere.

use std::fmt;

use zeroize::Zeroizing;

/// What a request proves itself with. Wiped when it is dropped; the HTTP library makes copies of its
/// own for as long as a request lasts.
pub struct BearerToken(Zeroizing<String>);

impl BearerToken {
    /// Takes a token.
    pub fn new(token: Zeroizing<String>) -> Self {
        Self(token)
    }

    /// The value of `Authorization`.
    pub(crate) fn authorization(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("Bearer {}", self.0.as_str()))
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("BearerToken(..)")
    }
}
