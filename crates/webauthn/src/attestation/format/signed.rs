//! What formats share about signatures and keys. It must never verify with an algorithm that the
//! statement does not name.

use super::Statement;
use crate::{
    CoseAlgorithmIdentifier, PublicKey,
    judgement::{Check, Findings, Reason, evidence},
    signature::{self, Verdict},
    x509::Certificate,
};

const CHECK: Check = Check::StatementSignature;

impl Statement<'_> {
    /// `authenticatorData || clientDataHash`. `None`: the client data was not recorded.
    pub(super) fn signed(&self) -> Option<Vec<u8>> {
        self.client_data_hash.map(|hash| [self.auth_data.as_bytes(), hash].concat())
    }

    /// Verifies a signature over authenticator data and client data, and reports it.
    pub(super) fn check_signature(
        &self,
        alg: CoseAlgorithmIdentifier,
        key: &PublicKey,
        sig: &[u8],
        findings: &mut Findings,
    ) {
        match self.signed() {
            Some(signed) => report(signature::verify(alg, key, &signed, sig), alg, findings),
            None => findings.not_supplied(CHECK),
        }
    }

    /// The key that a format with a key of its own attests must be the credential's.
    pub(super) fn check_attested_key(&self, certificate: &Certificate, findings: &mut Findings) {
        // Where the credential's key is unusable, its own check has failed.
        let Ok(key) = &self.attested.credential_public_key else { return };
        if *key.key() == PublicKey::Unknown || certificate.public_key == PublicKey::Unknown {
            let evidence = evidence!({ "credentialPublicKey": key.algorithm() });
            findings.unknown(Check::Certificate, Reason::AlgorithmUnsupported, evidence);
        } else if *key.key() != certificate.public_key {
            let evidence = evidence!({ "certificate": certificate.subject.text.clone() });
            findings.fail(Check::Certificate, Reason::CredentialKeyMismatch, evidence);
        }
    }
}

/// Reports what became of a signature, and whether its algorithm is still worth something.
pub(super) fn report(verdict: Verdict, alg: CoseAlgorithmIdentifier, findings: &mut Findings) {
    let evidence = evidence!({ "alg": alg, "name": alg.name() });
    match verdict {
        Verdict::Valid => {
            if alg.is_weak() {
                findings.warn(CHECK, Reason::AlgorithmWeak, evidence.clone());
            }
            findings.pass(CHECK, evidence);
        }
        Verdict::Invalid => findings.fail(CHECK, Reason::StatementSignatureInvalid, evidence),
        Verdict::KeyMismatch => findings.fail(CHECK, Reason::StatementAlgorithmMismatch, evidence),
        Verdict::Unsupported => findings.unknown(CHECK, Reason::AlgorithmUnsupported, evidence),
    }
}
