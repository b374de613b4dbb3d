//! What a key says of itself without a person: getInfo, and the tries left. It must never send
//! anything that spends a try or asks for a touch.

use std::time::Duration;

use crate::{
    Authenticator, AuthenticatorInfo, InfoError, OptionState, PinUvAuthProtocol, ResponseError,
    StatusCode, TransportError,
    command::{self, ClientPin},
};

#[cfg(test)]
mod tests;

/// What a key says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// Its getInfo.
    pub info: AuthenticatorInfo,
    /// PIN tries left; `None` where no PIN is set or the key does not say.
    pub pin_retries: Option<u8>,
    /// Three wrong PINs in a row: it wants to be taken out and put back before the next.
    pub needs_power_cycle: bool,
    /// Tries left of its own verification; `None` where it has none or does not say.
    pub uv_retries: Option<u8>,
}

/// Why a key says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InspectError {
    /// It speaks U2F only.
    #[error("the authenticator speaks no CTAP2")]
    NotCtap2,
    /// It refused.
    #[error("the authenticator refused to say what it is: {0}")]
    Status(StatusCode),
    /// No response came.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Its response is no response.
    #[error(transparent)]
    Response(#[from] ResponseError),
    /// Its getInfo is none.
    #[error(transparent)]
    Info(#[from] InfoError),
}

/// Asks a key; each request may take this long.
///
/// # Errors
/// Its getInfo could not be had. Tries left are a courtesy: without them the rest is answered.
pub fn inspect(
    key: &mut dyn Authenticator,
    deadline: Duration,
) -> Result<Inspection, InspectError> {
    let mut ask = |request: &[u8]| key.send_cbor(request, deadline, &mut |_| {});
    let response = match ask(&command::get_info()) {
        Err(TransportError::Unsupported) => return Err(InspectError::NotCtap2),
        other => other?,
    };
    let info = match command::split(&response)? {
        (StatusCode::Success, body) => AuthenticatorInfo::parse(body)?,
        (StatusCode::InvalidCommand, _) => return Err(InspectError::NotCtap2),
        (status, _) => return Err(InspectError::Status(status)),
    };
    let mut inspection =
        Inspection { info, pin_retries: None, needs_power_cycle: false, uv_retries: None };
    let info = &inspection.info;
    let Some(protocol) = PinUvAuthProtocol::preferred(&info.pin_uv_auth_protocols) else {
        return Ok(inspection);
    };
    let mut retries = |request: &[u8]| -> Option<Vec<u8>> {
        let response = ask(request).ok()?;
        let (status, body) = command::split(&response).ok()?;
        (status == StatusCode::Success).then(|| body.to_vec())
    };
    let has_uv = info.has("uv");
    if info.option("clientPin") == OptionState::On
        && let Some(body) = retries(&ClientPin(protocol).pin_retries())
    {
        let left = ClientPin::read_pin_retries(&body);
        inspection.pin_retries = left.left;
        inspection.needs_power_cycle = left.power_cycle;
    }
    if has_uv && let Some(body) = retries(&ClientPin(protocol).uv_retries()) {
        inspection.uv_retries = ClientPin::read_uv_retries(&body);
    }
    Ok(inspection)
}
