//! authenticatorGetAssertion (CTAP 2.1 §6.2), only as this client needs it: without a touch, to see
//! what a key already holds, and to prove that a new credential signs. It must never send a
//! challenge that came from outside.

use webauthn::cbor::{Value, decode};

use super::{Request, descriptor, request};
use crate::pin_uv_auth::PinUvAuthToken;

/// A silent assertion: `up` is false.
pub(crate) struct GetAssertion<'a> {
    pub(crate) rp_id: &'a str,
    pub(crate) client_data_hash: &'a [u8; 32],
    /// Empty: any discoverable credential for the RP ID.
    pub(crate) allow: &'a [Vec<u8>],
    pub(crate) token: Option<&'a PinUvAuthToken>,
}

impl GetAssertion<'_> {
    pub(crate) fn encode(&self) -> Request {
        let mut parameters = vec![
            (0x01, self.rp_id.into()),
            (0x02, (*self.client_data_hash).into()),
            (0x05, [("up", Value::from(false))].into_iter().collect()),
        ];
        // §6.2: the list is left out where none is meant; keys answer an empty one with an error.
        if !self.allow.is_empty() {
            let list: Vec<_> = self.allow.iter().map(|id| descriptor(id)).collect();
            parameters.push((0x03, list.into()));
        }
        if let Some(token) = self.token {
            parameters.push((0x06, token.authenticate(self.client_data_hash).into()));
            parameters.push((0x07, token.protocol().number().into()));
        }
        request(0x02, parameters)
    }

    /// The credential that answered. The member may be left out when one was allowed (CTAP 2.0).
    pub(crate) fn read_credential(body: &[u8]) -> Option<Vec<u8>> {
        decode(body).ok()?.value.get(0x01)?.get("id")?.as_bytes().map(<[u8]>::to_vec)
    }
}
