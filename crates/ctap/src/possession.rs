//! Whether a key holds a credential, asked without a person (CTAP 2.1 §6.2, `up` false). The challenge must be
//! one of our own, so that what the key signs is good for nothing.

use std::time::Duration;

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
    let mut client_data_hash = [0; 32];
    entropy.fill(&mut client_data_hash)?;
    let allow = [credential_id.to_vec()];
    let request =
        GetAssertion { rp_id, client_data_hash: &client_data_hash, allow: &allow, token: None };
    let Ok(response) = key.send_cbor(&request.encode(), deadline, &mut |_| {}) else {
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
