//! Tokens: the bearer token for Graph, and what it is refreshed with. Neither must ever be printed, copied
//! or written anywhere in clear.

use std::fmt;

use zeroize::Zeroizing;

/// What a request proves itself with. Wiped when it is dropped; the HTTP library makes copies of its
/// own for as long as a request lasts.
pub struct BearerToken(Zeroizing<String>);

/// What a new bearer token is had for. It goes to its authority and nowhere else.
pub(crate) struct RefreshToken(Zeroizing<String>);

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

impl RefreshToken {
    pub(crate) fn new(token: Zeroizing<String>) -> Self {
        Self(token)
    }

    /// For the form that goes to the authority, and for what is sealed.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("BearerToken(..)")
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RefreshToken(..)")
    }
}
