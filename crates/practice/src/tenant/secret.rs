//! The secrets of the practice tenant: who has the start secret may use it, who has the authority's may sign
//! in. Neither must ever be printed by `Debug`, copied, or compared in a time that depends on it.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{core::random, gate::bearer};
use crate::PracticeError;

/// 32 random bytes in base64url, new at every start.
pub struct StartSecret(Zeroizing<String>);

impl StartSecret {
    pub(super) fn draw() -> Result<Self, PracticeError> {
        draw().map(Self)
    }

    /// The secret itself, for whoever may have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether this is an `Authorization` header that carries it.
    pub(super) fn opens(&self, authorization: &[u8]) -> bool {
        bearer(authorization).is_some_and(|token| self.0.as_bytes().ct_eq(token).into())
    }
}

impl fmt::Debug for StartSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("StartSecret(..)")
    }
}

/// The first segment of the authority's address: as much, new at every start. A browser can carry it,
/// and it stands in the browser's history; it opens the practice and nothing else.
pub(super) struct AuthoritySecret(Zeroizing<String>);

impl AuthoritySecret {
    pub(super) fn draw() -> Result<Self, PracticeError> {
        draw().map(Self)
    }

    /// The authority's address below this one.
    pub(super) fn address(&self, base: &str) -> String {
        format!("{base}/{}", self.0.as_str())
    }

    /// What follows it in a path, if the path begins with it.
    pub(super) fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (first, rest) = path.strip_prefix('/')?.split_at_checked(self.0.len())?;
        let same: bool = self.0.as_bytes().ct_eq(first.as_bytes()).into();
        (same && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
    }
}

impl fmt::Debug for AuthoritySecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AuthoritySecret(..)")
    }
}

fn draw() -> Result<Zeroizing<String>, PracticeError> {
    let bytes = Zeroizing::new(random::<32>()?);
    Ok(Zeroizing::new(webauthn::base64url::encode(bytes.as_slice())))
}
