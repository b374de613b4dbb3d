//! authenticatorCredentialManagement (CTAP 2.1 §6.8): what a key holds for one RP ID, and taking one
//! of it away. It must never name a credential to a key that was not named to it.

use aws_lc_rs::digest;
use webauthn::{
    CredentialId, UserHandle,
    cbor::{Value, decode, encode},
};

use super::{Request, ResponseError, descriptor, request};
use crate::{AuthenticatorInfo, ceremony::StoredCredential, pin_uv_auth::PinUvAuthToken};

#[cfg(test)]
mod tests;

/// How much of a name is kept, in code points. Keys keep 64 bytes or more of it.
const LONGEST_NAME: usize = 256;

/// More than any key has room for; one that claims more is not listened to.
const MOST_CREDENTIALS: u64 = 1_000;

const ENUMERATE_CREDENTIALS_BEGIN: u8 = 0x04;
const ENUMERATE_CREDENTIALS_NEXT: u8 = 0x05;
const DELETE_CREDENTIAL: u8 = 0x06;

/// Under which command byte a key has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialManagement {
    /// 0x0A, option `credMgmt`.
    Standard,
    /// 0x41, option `credentialMgmtPreview` of keys before CTAP 2.1.
    Preview,
}

impl CredentialManagement {
    /// As the key lists it; `None` where it has none.
    pub(crate) fn of(info: &AuthenticatorInfo) -> Option<Self> {
        if info.has("credMgmt") {
            Some(Self::Standard)
        } else {
            info.has("credentialMgmtPreview").then_some(Self::Preview)
        }
    }

    /// §6.8.4 enumerateCredentialsBegin.
    pub(crate) fn enumerate_credentials_begin(
        self,
        rp_id: &str,
        token: &PinUvAuthToken,
    ) -> Request {
        let hash = digest::digest(&digest::SHA256, rp_id.as_bytes());
        let parameters = [(0x01u8, Value::from(hash.as_ref()))].into_iter().collect();
        self.authorized(ENUMERATE_CREDENTIALS_BEGIN, parameters, token)
    }

    /// §6.8.4 enumerateCredentialsGetNextCredential. It carries no token.
    pub(crate) fn enumerate_credentials_next(self) -> Request {
        request(self.byte(), vec![(0x01, ENUMERATE_CREDENTIALS_NEXT.into())])
    }

    /// §6.8.5 deleteCredential.
    pub(crate) fn delete_credential(self, id: &[u8], token: &PinUvAuthToken) -> Request {
        let parameters = [(0x02u8, descriptor(id))].into_iter().collect();
        self.authorized(DELETE_CREDENTIAL, parameters, token)
    }

    fn byte(self) -> u8 {
        match self {
            Self::Standard => 0x0A,
            Self::Preview => 0x41,
        }
    }

    /// pinUvAuthParam is over `subCommand || subCommandParams`.
    fn authorized(
        self,
        sub_command: u8,
        sub_command_params: Value,
        token: &PinUvAuthToken,
    ) -> Request {
        let message = [&[sub_command], encode(&sub_command_params).as_slice()].concat();
        let parameters = vec![
            (0x01, sub_command.into()),
            (0x02, sub_command_params),
            (0x03, token.protocol().number().into()),
            (0x04, token.authenticate(&message).into()),
        ];
        request(self.byte(), parameters)
    }
}

/// One credential of an enumeration.
pub(crate) struct Listed {
    pub(crate) credential: StoredCredential,
    /// How many there are in all (0x09); only the first tells.
    pub(crate) total: Option<u64>,
}

impl Listed {
    /// The response of either enumeration sub command. `None` where it says that there is none, as
    /// some keys do instead of CTAP2_ERR_NO_CREDENTIALS.
    pub(crate) fn parse(body: &[u8]) -> Result<Option<Self>, ResponseError> {
        let response = decode(body)?.value;
        let total = match response.get(0x09) {
            Some(total) => Some(total.as_u64().ok_or(ResponseError::Member(0x09))?),
            None => None,
        };
        if total == Some(0) {
            return Ok(None);
        }
        if total.is_some_and(|total| total > MOST_CREDENTIALS) {
            return Err(ResponseError::OutOfRange(0x09));
        }
        let user = response.get(0x06).ok_or(ResponseError::Member(0x06))?;
        let name = |member: &str| {
            let name = user.get(member).and_then(Value::as_text)?;
            Some(name.chars().take(LONGEST_NAME).collect()).filter(|name: &String| !name.is_empty())
        };
        let credential = StoredCredential {
            id: bytes(&response, 0x07, CredentialId::MAX)?,
            user_handle: bytes(&response, 0x06, UserHandle::MAX)?,
            name: name("name"),
            display_name: name("displayName"),
        };
        Ok(Some(Self { credential, total }))
    }
}

/// The `id` of an entity or a descriptor, at most this long.
fn bytes(response: &Value, label: u8, longest: usize) -> Result<Vec<u8>, ResponseError> {
    let id = response.get(label).and_then(|entity| entity.get("id")?.as_bytes());
    let id = id.ok_or(ResponseError::Member(label))?;
    if id.len() > longest { Err(ResponseError::OutOfRange(label)) } else { Ok(id.to_vec()) }
}
