//! What a sign-in draws by chance: the verifier of PKCE, `state` and `nonce`. A verifier must never leave
//! before its code has come.

use aws_lc_rs::digest;
use webauthn::base64url;
use zeroize::Zeroizing;

use super::SignInError;

/// A proof key (RFC 7636) with method S256.
pub(super) struct ProofKey {
    verifier: Zeroizing<String>,
}

impl ProofKey {
    pub(super) fn draw() -> Result<Self, SignInError> {
        draw().map(|verifier| Self { verifier })
    }

    /// `code_challenge`.
    pub(super) fn challenge(&self) -> String {
        challenge(&self.verifier)
    }

    /// `code_verifier`.
    pub(super) fn verifier(&self) -> &str {
        &self.verifier
    }
}

/// 32 random bytes in base64url: 43 characters, the least that a verifier has (§4.1).
pub(super) fn draw() -> Result<Zeroizing<String>, SignInError> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| SignInError::NoEntropy)?;
    Ok(Zeroizing::new(base64url::encode(bytes.as_slice())))
}

fn challenge(verifier: &str) -> String {
    base64url::encode(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636 appendix B.
    #[test]
    fn a_challenge_is_the_verifiers_sha_256() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    /// RFC 7636 §4.1: 43 to 128 unreserved characters.
    #[test]
    fn a_verifier_is_new_each_time_and_long_enough() {
        let (one, other) = (draw().unwrap(), draw().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 43);
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
    }
}
