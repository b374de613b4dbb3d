//! Creation options that may go to a key, for an origin that may use them. Nothing here trusts what
//! the options say of themselves.

use std::time::Duration;

use ctap::{
    CredProtect, Enforcement, EnterpriseAttestation, Entropy,
    ceremony::{self, Ended, Outcome, RelyingParty, User, WhenUnusable},
    driver::{Driver, Face},
};
use webauthn::{
    CallerOrigin, CoseAlgorithmIdentifier, CredentialId, OriginError,
    PublicKeyCredentialCreationOptions, RegistrationRequest, RelatedOrigins, RequestError, RpId,
    Timestamp, options,
};

use super::{Made, sound::Sound};

/// How long a key may wait for a touch. Keys themselves give up after about half of it.
const TOUCH: Duration = Duration::from_secs(60);

/// A registration that may begin.
#[derive(Debug)]
pub struct Prepared {
    asked: RegistrationRequest,
    request: ceremony::RegistrationRequest,
    limit: Duration,
}

/// What the caller decides, and not the options.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The present time.
    pub now: Timestamp,
    /// Whether somebody can be asked for another key.
    pub when_unusable: WhenUnusable,
    /// RP IDs whose enterprise attestation the settings allow.
    pub enterprise_attestation: Vec<String>,
}

/// Why creation options may not go to a key from here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// The origin is none.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// Neither an RP ID nor an origin to take it from.
    #[error("the options name no RP ID, and no origin was given")]
    NoRpId,
    /// A client has to refuse the request.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Only an authenticator built into the computer will do; security keys are none.
    #[error("the options ask for a platform authenticator")]
    PlatformOnly,
    /// `largeBlob` is demanded, and this client does not do it.
    #[error("the options demand largeBlob")]
    LargeBlobRequired,
    /// The challenge's own time is up.
    #[error("the challenge has expired")]
    ChallengeExpired,
}

impl Prepared {
    /// Checks the options as a browser on this origin would; without one, for `https://` and the
    /// RP ID.
    ///
    /// # Errors
    /// See [`PrepareError`].
    pub fn new(
        options: PublicKeyCredentialCreationOptions,
        origin: Option<&str>,
        related: Option<&RelatedOrigins>,
        terms: &Terms,
    ) -> Result<Self, PrepareError> {
        let origin = match (origin, &options.rp.id) {
            (Some(origin), _) => CallerOrigin::parse(origin)?,
            (None, Some(rp_id)) => {
                CallerOrigin::of(&RpId::parse(rp_id).map_err(RequestError::RpId)?)
            }
            (None, None) => return Err(PrepareError::NoRpId),
        };
        if options.authenticator_attachment() == Some(options::AuthenticatorAttachment::Platform) {
            return Err(PrepareError::PlatformOnly);
        }
        if options.extensions.requires_large_blob() {
            return Err(PrepareError::LargeBlobRequired);
        }
        let limit = limit(&options, terms.now).ok_or(PrepareError::ChallengeExpired)?;
        let asked = RegistrationRequest::new(options, &origin, related)?;
        let request = ceremony_request(&asked, terms);
        Ok(Self { asked, request, limit })
    }

    /// The RP ID, checked.
    pub fn rp_id(&self) -> &str {
        self.asked.rp().rp_id().as_str()
    }

    /// The origin that acts for it.
    pub fn origin(&self) -> &str {
        self.asked.rp().origin().as_str()
    }

    /// What the relying party asked. Its names are its own claims.
    pub fn options(&self) -> &PublicKeyCredentialCreationOptions {
        self.asked.options()
    }

    /// Has the person verified even where the options do not require it: an organisation's policy
    /// does, and a credential made without would be of no use.
    #[must_use]
    pub fn with_user_verification(mut self) -> Self {
        self.request.user_verification = options::UserVerificationRequirement::Required;
        self
    }

    /// For a credential that is made to be thrown away: the key is asked what it keeps of it.
    pub(crate) fn thrown_away_afterwards(mut self) -> Self {
        self.request.afterwards = ceremony::Afterwards::Traces;
        self
    }

    /// How long all of it may take.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// Runs the ceremony to its end, with a judge that has given its known answer. The driver's
    /// keys come through its controls.
    ///
    /// # Errors
    /// No credential was made, as far as is known.
    pub fn run(
        self,
        driver: Driver,
        entropy: Box<dyn Entropy>,
        face: &mut dyn Face,
    ) -> Result<Made, Box<Ended>> {
        let mut sound = Sound::new(face);
        match driver.register(self.request, entropy, self.limit, &mut sound) {
            Outcome::Created(created) => Ok(Made::new(self.asked, *created)),
            Outcome::Ended(ended) => {
                let failure = sound.failure().unwrap_or(ended.failure);
                Err(Box::new(Ended { failure, ..ended }))
            }
        }
    }
}

/// The time that the options give, but no longer than their challenge lives.
fn limit(options: &PublicKeyCredentialCreationOptions, now: Timestamp) -> Option<Duration> {
    let asked = options.ceremony_timeout();
    let Some(end) = options.challenge_timeout else { return Some(asked) };
    let left = u64::try_from(end.0.saturating_sub(now.0)).ok().filter(|left| *left > 0)?;
    Some(asked.min(Duration::from_secs(left)))
}

fn ceremony_request(asked: &RegistrationRequest, terms: &Terms) -> ceremony::RegistrationRequest {
    let options = asked.options();
    let rp_id = asked.rp().rp_id().as_str();
    ceremony::RegistrationRequest {
        client_data_hash: *asked.client_data_hash(),
        rp: RelyingParty { id: rp_id.to_owned(), name: options.rp.name.clone() },
        user: User {
            id: options.user.id.as_bytes().to_vec(),
            name: options.user.name.clone(),
            display_name: options.user.display_name.clone(),
        },
        algorithms: asked.algorithms().iter().map(|CoseAlgorithmIdentifier(one)| *one).collect(),
        exclude: ids(options.excluded_credential_ids()),
        resident_key: options.resident_key(),
        user_verification: options.user_verification(),
        cred_protect: cred_protect(options),
        // WebAuthn L3 §10.1.4: prf is hmac-secret on a security key.
        hmac_secret: options.extensions.hmac_create_secret || options.extensions.prf.is_some(),
        min_pin_length: options.extensions.min_pin_length,
        enterprise_attestation: enterprise_attestation(options, rp_id, terms),
        touch_deadline: TOUCH,
        when_unusable: terms.when_unusable,
        afterwards: ceremony::Afterwards::Proof,
    }
}

fn ids(ids: Vec<CredentialId>) -> Vec<Vec<u8>> {
    ids.iter().map(|id| id.as_bytes().to_vec()).collect()
}

fn cred_protect(options: &PublicKeyCredentialCreationOptions) -> Option<CredProtect> {
    let policy = options.extensions.cred_protect()?;
    let enforcement = if options.extensions.enforce_credential_protection_policy {
        Enforcement::Required
    } else {
        Enforcement::BestEffort
    };
    Some(CredProtect { policy, enforcement })
}

/// Only for RP IDs that the settings list, since it names the very key.
fn enterprise_attestation(
    options: &PublicKeyCredentialCreationOptions,
    rp_id: &str,
    terms: &Terms,
) -> Option<EnterpriseAttestation> {
    let asked = options.attestation() == options::AttestationConveyancePreference::Enterprise;
    let allowed = terms.enterprise_attestation.iter().any(|one| one == rp_id);
    (asked && allowed).then_some(EnterpriseAttestation::PlatformManaged)
}
