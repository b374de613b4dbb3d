//! What a registration asks of a key: the part of the creation options that CTAP2 carries. It must
//! never hold what belongs to the client alone, such as the origin.

use std::time::Duration;

pub use webauthn::options::{ResidentKeyRequirement, UserVerificationRequirement};

use crate::{CredProtect, EnterpriseAttestation};

/// Everything the ceremony needs to know. Origins, challenges and policies stay outside: only the
/// hash of the client data comes in.
#[derive(Clone, Debug)]
pub struct RegistrationRequest {
    /// SHA-256 of the serialized client data.
    pub client_data_hash: [u8; 32],
    /// The relying party.
    pub rp: RelyingParty,
    /// The account.
    pub user: User,
    /// COSE algorithm identifiers, the most wanted first.
    pub algorithms: Vec<i64>,
    /// Credential IDs of which none may be on the key.
    pub exclude: Vec<Vec<u8>>,
    /// Whether the credential shall be discoverable.
    pub resident_key: ResidentKeyRequirement,
    /// Whether the person shall be verified.
    pub user_verification: UserVerificationRequirement,
    /// credProtect, where asked.
    pub cred_protect: Option<CredProtect>,
    /// Whether hmac-secret was asked (`hmacCreateSecret`, or `prf`).
    pub hmac_secret: bool,
    /// Whether the key shall report its minimum PIN length.
    pub min_pin_length: bool,
    /// Enterprise attestation, where the settings allow it for this RP ID.
    pub enterprise_attestation: Option<EnterpriseAttestation>,
    /// How long a key may wait for a touch.
    pub touch_deadline: Duration,
    /// What to do with a key that cannot be used.
    pub when_unusable: WhenUnusable,
    /// What the key is asked once the credential is made.
    pub afterwards: Afterwards,
}

/// `PublicKeyCredentialRpEntity`.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    /// The RP ID.
    pub id: String,
    /// Its name, empty where none was given.
    pub name: String,
}

/// `PublicKeyCredentialUserEntity`.
#[derive(Clone, Debug)]
pub struct User {
    /// The user handle, 1 to 64 bytes.
    pub id: Vec<u8>,
    /// The account's name.
    pub name: String,
    /// The person's name.
    pub display_name: String,
}

/// What the ceremony does when the key in hand cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenUnusable {
    /// Says so and watches for another key.
    AwaitAnother,
    /// Ends.
    End,
}

/// What a key is asked once it has made a credential. None of it takes a PIN or a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// One silent assertion of the new credential, over a challenge of our own.
    Proof,
    /// Whether it keeps anything: for a credential that was made to be thrown away.
    Traces,
    /// Nothing.
    Nothing,
}
