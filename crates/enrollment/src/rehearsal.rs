//! A rehearsal: a key makes a credential that is thrown away, so that its real attestation can be seen
//! before anything counts. It must never take a slot of the key, nor say that none was taken unseen.

use ctap::{
    AuthenticatorId, AuthenticatorInfo, Entropy, NoEntropy,
    ceremony::{Ended, Found, Traces, WhenUnusable},
    driver::{Driver, Face},
};
use serde::Serialize;
use serde_json::json;
use webauthn::{
    Judgement, PublicKeyCredentialCreationOptions, Timestamp, UserVerification, base64url,
};

use crate::{
    Basis, Judged, Made, PrepareError, Prepared, Terms,
    diagnosis::{Purpose, Recorded},
};

#[cfg(test)]
mod tests;

/// Nobody's: `.invalid` belongs to nobody for good (RFC 2606 §2), so nothing made for it signs anybody
/// in anywhere.
pub const RP_ID: &str = "rehearsal.touchstone.invalid";

/// What Entra asks for, so that the key answers here as it will there.
const ALGORITHMS: [i64; 2] = [-7, -257];

/// A rehearsal that may begin.
#[derive(Debug)]
pub struct Rehearsal(Prepared);

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoEntropy,
    /// The throw-away request was refused, which only a fault of this program can bring about.
    #[error("the throw-away request is not one that may go to a key")]
    Request(#[from] PrepareError),
    /// The throw-away options cannot be read, likewise.
    #[error("the throw-away options cannot be read")]
    Options(#[from] webauthn::options::OptionsError),
}

impl From<NoEntropy> for RehearsalError {
    fn from(_: NoEntropy) -> Self {
        Self::NoEntropy
    }
}

impl Rehearsal {
    /// A credential that is not discoverable, for nobody, with the attestation that the key has. The
    /// person is verified only where the key makes none without (CTAP 2.1 §6.4, makeCredUvNotRqd).
    ///
    /// # Errors
    /// See [`RehearsalError`].
    pub fn new(
        entropy: &mut dyn Entropy,
        when_unusable: WhenUnusable,
        now: Timestamp,
    ) -> Result<Self, RehearsalError> {
        let (mut challenge, mut user) = ([0; 32], [0; 16]);
        entropy.fill(&mut challenge)?;
        entropy.fill(&mut user)?;
        let algorithms = ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg }));
        let options = PublicKeyCredentialCreationOptions::from_value(json!({
            "rp": { "id": RP_ID, "name": "Rehearsal" },
            "user": { "id": base64url::encode(&user), "name": "nobody", "displayName": "Nobody" },
            "challenge": base64url::encode(&challenge),
            "pubKeyCredParams": algorithms,
            "authenticatorSelection": {
                "residentKey": "discouraged", "userVerification": "discouraged",
            },
            "attestation": "direct",
        }))?;
        let terms = Terms { now, when_unusable, enterprise_attestation: Vec::new() };
        Ok(Self(Prepared::new(options, None, None, &terms)?.thrown_away_afterwards()))
    }

    /// The request, for a ceremony that is run elsewhere.
    pub(crate) fn into_prepared(self) -> Prepared {
        self.0
    }

    /// Runs the ceremony to its end.
    ///
    /// # Errors
    /// No credential was made, as far as is known.
    pub fn run(
        self,
        driver: Driver,
        entropy: Box<dyn Entropy>,
        face: &mut dyn Face,
    ) -> Result<Rehearsed, Box<Ended>> {
        self.0.run(driver, entropy, face).map(Rehearsed)
    }
}

/// What a key made for nobody. Nothing can be sent of it.
#[derive(Debug)]
pub struct Rehearsed(Made);

impl From<Made> for Rehearsed {
    fn from(made: Made) -> Self {
        Self(made)
    }
}

/// What the key keeps of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Kept {
    /// Nothing, as the key says by its count, or by finding nothing.
    Nothing,
    /// Something, against what was asked of it.
    Something,
    /// It does not say, or what it says does not agree.
    Unknown,
}

impl Rehearsed {
    /// The key.
    pub fn authenticator(&self) -> &AuthenticatorId {
        self.0.authenticator()
    }

    /// What the key said of itself before.
    pub fn info(&self) -> &AuthenticatorInfo {
        self.0.info()
    }

    /// The person had asked to stop, but the key had been touched before.
    pub fn is_after_cancel(&self) -> bool {
        self.0.is_after_cancel()
    }

    /// Keys that may hold another one, unanswered.
    pub fn possibly_on(&self) -> &[AuthenticatorId] {
        self.0.possibly_on()
    }

    /// Keys whose PIN was set or changed on the way.
    pub fn pin_changed_on(&self) -> &[AuthenticatorId] {
        self.0.pin_changed_on()
    }

    /// How many discoverable credentials the key had room for before, and has now, where it says.
    pub fn room(&self) -> (Option<u64>, Option<u64>) {
        let after = self.0.traces().and_then(|traces| traces.remaining);
        (self.0.info().remaining_discoverable_credentials, after)
    }

    /// What the key keeps of it.
    pub fn kept(&self) -> Kept {
        kept(self.0.info().remaining_discoverable_credentials, self.0.traces())
    }

    /// What it is, for whoever diagnoses it.
    pub(crate) fn recorded(&self) -> Recorded {
        self.0.recorded_for(Purpose::Rehearsal)
    }

    /// Judges it as a registration is judged, but for the person's verification: it was not asked for.
    pub fn judge(self, basis: &Basis<'_>) -> Judgement {
        let Judged { judgement, .. } = self.0.judge_with(basis, UserVerification::NotRequired);
        judgement
    }
}

/// What the key finds counts most. Its count is an estimate (CTAP 2.1 §6.4, 0x14), which files of its own
/// can lessen too: where it shrank and the key finds nothing, neither is believed.
fn kept(before: Option<u64>, traces: Option<Traces>) -> Kept {
    let Some(traces) = traces else { return Kept::Unknown };
    let counted = before.zip(traces.remaining);
    let shrunk = counted.is_some_and(|(before, after)| after < before);
    match traces.discoverable {
        Found::Yes => Kept::Something,
        Found::NotSaid if shrunk => Kept::Something,
        Found::No if shrunk => Kept::Unknown,
        Found::No => Kept::Nothing,
        Found::NotSaid if counted.is_some() => Kept::Nothing,
        Found::NotSaid => Kept::Unknown,
    }
}
