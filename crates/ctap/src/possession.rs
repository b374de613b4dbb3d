//! Whether a key holds a credential, asked without a person (CTAP 2.1 §6.2, `up` false). The challenge must be
//! one of our own, so that what the key signs is good for nothing.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::{
    Authenticator, Entropy, NoEntropy, StatusCode,
    ceremony::Found,
    command::{self, GetAssertion},
};

#[cfg(test)]
mod tests;

/// Asks a key for one credential; the request may take this long. A key that hides its credentials until
/// somebody is verified (credProtect, §12.1) does not say.
///
/// # Errors
/// There are no random bytes for a challenge.
pub fn holds(
    key: &mut dyn Authenticator,
    rp_id: &str,
    credential_id: &[u8],
    deadline: Duration,
    entropy: &mut dyn Entropy,
) -> Result<Found, NoEntropy> {
    let Some(response) = asked(key, (rp_id, &[credential_id.to_vec()]), deadline, entropy)? else {
        return Ok(Found::NotSaid);
    };
    Ok(match command::split(&response) {
        // §6.2.2: the credential may be left out where one was allowed.
        Ok((StatusCode::Success, body)) => match GetAssertion::read_credential(body) {
            Some(other) if other != credential_id => Found::NotSaid,
            Some(_) | None => Found::Yes,
        },
        Ok((StatusCode::NoCredentials | StatusCode::InvalidCredential, _)) => Found::No,
        Ok((_, _)) | Err(_) => Found::NotSaid,
    })
}

/// Asks a key for any discoverable credential of a relying party. That it tells of none proves nothing where it
/// may hide some until somebody is verified.
///
/// # Errors
/// There are no random bytes for a challenge.
pub fn holds_any(
    key: &mut dyn Authenticator,
    rp_id: &str,
    deadline: Duration,
    entropy: &mut dyn Entropy,
) -> Result<Found, NoEntropy> {
    let Some(response) = asked(key, (rp_id, &[]), deadline, entropy)? else {
        return Ok(Found::NotSaid);
    };
    Ok(match command::split(&response) {
        Ok((StatusCode::Success, body)) if GetAssertion::read_credential(body).is_some() => {
            Found::Yes
        }
        Ok((StatusCode::NoCredentials, _)) => Found::No,
        Ok((_, _)) | Err(_) => Found::NotSaid,
    })
}

/// What the key answers; `None` where it does not.
fn asked(
    key: &mut dyn Authenticator,
    (rp_id, allow): (&str, &[Vec<u8>]),
    deadline: Duration,
    entropy: &mut dyn Entropy,
) -> Result<Option<Zeroizing<Vec<u8>>>, NoEntropy> {
    let mut client_data_hash = [0; 32];
    entropy.fill(&mut client_data_hash)?;
    let request = GetAssertion { rp_id, client_data_hash: &client_data_hash, allow, token: None };
    Ok(key.send_cbor(&request.encode(), deadline, &mut |_| {}).ok())
}
