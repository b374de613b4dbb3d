//! The start secret: who has it may use the practice tenant. It must never be printed by `Debug`,
//! copied, or compared in a time that depends on it.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::core::random;
use crate::PracticeError;

/// 32 random bytes in base64url, new at every start.
pub struct StartSecret(Zeroizing<String>);

impl StartSecret {
    pub(super) fn draw() -> Result<Self, PracticeError> {
        let bytes = Zeroizing::new(random::<32>()?);
        Ok(Self(Zeroizing::new(webauthn::base64url::encode(bytes.as_slice()))))
    }

    /// The secret itself, for whoever may have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether this is an `Authorization` header that carries it.
    pub(super) fn opens(&self, authorization: &[u8]) -> bool {
        let Some((scheme, token)) = authorization.split_at_checked(7) else { return false };
        // RFC 9110 §11.1: the scheme's case does not count.
        scheme.eq_ignore_ascii_case(b"bearer ") && self.0.as_bytes().ct_eq(token).into()
    }
}

impl fmt::Debug for StartSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("StartSecret(..)")
    }
}
