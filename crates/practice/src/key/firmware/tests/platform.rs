//! The platform's side of the PIN/UV auth protocols and its requests, written apart from the
//! firmware so that the two check each other.

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    cipher::{
        AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext,
        UnboundCipherKey,
    },
    hkdf, hmac,
    iv::FixedLength,
};
use ctap::StatusCode;
use webauthn::cbor::{Value, encode};

use super::{Rig, map};
use crate::key::firmware::crypto::sha256;

pub(super) const RP: &str = "example.com";
pub(super) const CLIENT_DATA_HASH: [u8; 32] = [0xCD; 32];
pub(super) const MC: u8 = 0x01;
pub(super) const GA: u8 = 0x02;
pub(super) const CM: u8 = 0x04;
pub(super) const ACFG: u8 = 0x20;

/// One key agreement with the key.
pub(super) struct Session {
    pub(super) protocol: u8,
    pub(super) public: Value,
    hmac_key: Vec<u8>,
    aes_key: Vec<u8>,
}

/// A token that was given.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) protocol: u8,
    bytes: Vec<u8>,
}

impl Token {
    /// A `pinUvAuthParam` over the message.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        authenticate(self.protocol, &self.bytes, message)
    }
}

fn authenticate(protocol: u8, key: &[u8], message: &[u8]) -> Vec<u8> {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    tag.as_ref()[..if protocol == 1 { 16 } else { 32 }].to_vec()
}

impl Session {
    pub(super) fn open(rig: &mut Rig, protocol: u8) -> Self {
        let asked = map([(1, protocol.into()), (2, 2.into())]);
        let key = rig.send(0x06, &asked).unwrap().get(1).unwrap().clone();
        assert_eq!(key.get(3).unwrap().as_i64(), Some(-25));
        let ours = PrivateKey::generate(&ECDH_P256).unwrap();
        let point = ours.compute_public_key().unwrap();
        let (x, y) = point.as_ref()[1..].split_at(32);
        let public =
            map([(1, 2.into()), (3, (-25).into()), (-1, 1.into()), (-2, x.into()), (-3, y.into())]);
        let coordinate = |label: i64| key.get(label).unwrap().as_bytes().unwrap();
        let theirs = [&[4], coordinate(-2), coordinate(-3)].concat();
        let theirs = UnparsedPublicKey::new(&ECDH_P256, theirs);
        let z = agree(&ours, theirs, (), |z| Ok(z.to_vec())).unwrap();
        let (hmac_key, aes_key) = if protocol == 1 {
            (sha256(&z).to_vec(), sha256(&z).to_vec())
        } else {
            let key = |info: &[u8]| {
                let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, &[0; 32]).extract(&z);
                let mut out = vec![0; 32];
                prk.expand(&[info], hkdf::HKDF_SHA256).unwrap().fill(&mut out).unwrap();
                out
            };
            (key(b"CTAP2 HMAC key"), key(b"CTAP2 AES key"))
        };
        Self { protocol, public, hmac_key, aes_key }
    }

    pub(super) fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let iv = if self.protocol == 1 { [0; 16] } else { [0x5A; 16] };
        let key = UnboundCipherKey::new(&AES_256, &self.aes_key).unwrap();
        let mut bytes = plaintext.to_vec();
        let context = EncryptionContext::Iv128(FixedLength::from(iv));
        EncryptingKey::cbc(key).unwrap().less_safe_encrypt(&mut bytes, context).unwrap();
        if self.protocol == 1 { bytes } else { [&iv, bytes.as_slice()].concat() }
    }

    pub(super) fn decrypt(&self, ciphertext: &[u8]) -> Vec<u8> {
        let (iv, body) = if self.protocol == 1 {
            ([0; 16], ciphertext)
        } else {
            (ciphertext[..16].try_into().unwrap(), &ciphertext[16..])
        };
        let key = UnboundCipherKey::new(&AES_256, &self.aes_key).unwrap();
        let mut bytes = body.to_vec();
        let context = DecryptionContext::Iv128(FixedLength::from(iv));
        DecryptingKey::cbc(key).unwrap().decrypt(&mut bytes, context).unwrap().to_vec()
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        authenticate(self.protocol, &self.hmac_key, message)
    }

    /// setPIN with any 64 bytes.
    pub(super) fn set_padded_pin(&self, rig: &mut Rig, padded: &[u8]) -> Result<Value, StatusCode> {
        let new_pin_enc = self.encrypt(padded);
        let param = self.sign(&new_pin_enc);
        rig.send(
            0x06,
            &map([
                (1, self.protocol.into()),
                (2, 3.into()),
                (3, self.public.clone()),
                (4, param.into()),
                (5, new_pin_enc.into()),
            ]),
        )
    }

    pub(super) fn set_pin(&self, rig: &mut Rig, pin: &str) -> Result<Value, StatusCode> {
        self.set_padded_pin(rig, &padded(pin))
    }

    pub(super) fn change_pin(
        &self,
        rig: &mut Rig,
        old: &str,
        new: &str,
    ) -> Result<Value, StatusCode> {
        let new_pin_enc = self.encrypt(&padded(new));
        let pin_hash_enc = self.encrypt(&sha256(old.as_bytes())[..16]);
        let param = self.sign(&[new_pin_enc.as_slice(), &pin_hash_enc].concat());
        rig.send(
            0x06,
            &map([
                (1, self.protocol.into()),
                (2, 4.into()),
                (3, self.public.clone()),
                (4, param.into()),
                (5, new_pin_enc.into()),
                (6, pin_hash_enc.into()),
            ]),
        )
    }

    /// getPinToken, the legacy one.
    pub(super) fn pin_token(&self, rig: &mut Rig, pin: &str) -> Result<Token, StatusCode> {
        let pin_hash_enc = self.encrypt(&sha256(pin.as_bytes())[..16]);
        let response = rig.send(
            0x06,
            &map([
                (1, self.protocol.into()),
                (2, 5.into()),
                (3, self.public.clone()),
                (6, pin_hash_enc.into()),
            ]),
        )?;
        Ok(self.token(&response))
    }

    /// getPinUvAuthTokenUsingPinWithPermissions.
    pub(super) fn token_for(
        &self,
        rig: &mut Rig,
        pin: &str,
        permissions: u8,
        rp_id: Option<&str>,
    ) -> Result<Token, StatusCode> {
        let pin_hash_enc = self.encrypt(&sha256(pin.as_bytes())[..16]);
        let mut request = vec![
            (Value::from(1), Value::from(self.protocol)),
            (2.into(), 9.into()),
            (3.into(), self.public.clone()),
            (6.into(), pin_hash_enc.into()),
            (9.into(), permissions.into()),
        ];
        request.extend(rp_id.map(|rp_id| (Value::from(10), Value::from(rp_id))));
        let response = rig.send(0x06, &Value::Map(request))?;
        Ok(self.token(&response))
    }

    fn token(&self, response: &Value) -> Token {
        let bytes = self.decrypt(response.get(2).unwrap().as_bytes().unwrap());
        assert_eq!(bytes.len(), 32);
        Token { protocol: self.protocol, bytes }
    }
}

pub(super) fn padded(pin: &str) -> Vec<u8> {
    let mut padded = pin.as_bytes().to_vec();
    padded.resize(64, 0);
    padded
}

/// A token in one go.
pub(super) fn token(rig: &mut Rig, pin: &str, permissions: u8, rp_id: Option<&str>) -> Token {
    Session::open(rig, 2).token_for(rig, pin, permissions, rp_id).unwrap()
}

/// A makeCredential request that a test changes at will.
pub(super) struct Creation(Vec<(Value, Value)>);

impl Creation {
    pub(super) fn new(rp_id: &str, user_id: &[u8]) -> Self {
        let rp: Value =
            [("id", Value::from(rp_id)), ("name", "Example".into())].into_iter().collect();
        let user = [
            ("id", Value::from(user_id)),
            ("name", "mira@example.com".into()),
            ("displayName", "Mira".into()),
        ];
        Self(Vec::new())
            .with(1, CLIENT_DATA_HASH)
            .with(2, rp)
            .with(3, user.into_iter().collect::<Value>())
            .with(4, algorithms(&[-7]))
    }

    pub(super) fn with(mut self, key: i64, value: impl Into<Value>) -> Self {
        self.0.retain(|(known, _)| known.as_i64() != Some(key));
        self.0.push((Value::from(key), value.into()));
        self
    }

    pub(super) fn without(mut self, key: i64) -> Self {
        self.0.retain(|(known, _)| known.as_i64() != Some(key));
        self
    }

    pub(super) fn rk(self) -> Self {
        self.with(7, [("rk", Value::from(true))].into_iter().collect::<Value>())
    }

    pub(super) fn extension(self, name: &str, value: impl Into<Value>) -> Self {
        self.with(6, [(name, value.into())].into_iter().collect::<Value>())
    }

    pub(super) fn exclude(self, ids: &[Vec<u8>]) -> Self {
        self.with(5, descriptors(ids))
    }

    pub(super) fn authorized(self, token: &Token) -> Self {
        let param = token.sign(&CLIENT_DATA_HASH);
        self.with(8, param).with(9, token.protocol)
    }

    pub(super) fn value(&self) -> Value {
        Value::Map(self.0.clone())
    }

    pub(super) fn send(&self, rig: &mut Rig) -> Result<Made, StatusCode> {
        let response = rig.send(0x01, &self.value())?;
        let format = response.get(1).unwrap().as_text().unwrap().to_owned();
        let auth_data = response.get(2).unwrap().as_bytes().unwrap().to_vec();
        let statement = response.get(3).unwrap().clone();
        Ok(Made { format, auth_data, statement })
    }
}

/// What makeCredential answered.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) format: String,
    pub(super) auth_data: Vec<u8>,
    pub(super) statement: Value,
}

impl Made {
    pub(super) fn flags(&self) -> u8 {
        self.auth_data[32]
    }

    pub(super) fn id(&self) -> Vec<u8> {
        let length = usize::from(u16::from_be_bytes([self.auth_data[53], self.auth_data[54]]));
        self.auth_data[55..55 + length].to_vec()
    }

    /// The COSE_Key, and the extension outputs where there are any.
    pub(super) fn key_and_extensions(&self) -> (Value, Option<Value>) {
        let rest = &self.auth_data[55 + self.id().len()..];
        let (key, rest) = webauthn::cbor::decode_prefix(rest).unwrap();
        let extensions =
            (self.flags() & 0x80 != 0).then(|| webauthn::cbor::decode(rest).unwrap().value);
        assert_eq!(extensions.is_none(), rest.is_empty());
        (key.value, extensions)
    }
}

pub(super) fn algorithms(numbers: &[i64]) -> Value {
    let one = |number: &i64| {
        [("alg", Value::from(*number)), ("type", "public-key".into())].into_iter().collect()
    };
    Value::Array(numbers.iter().map(one).collect())
}

pub(super) fn descriptors(ids: &[Vec<u8>]) -> Value {
    let one = |id: &Vec<u8>| {
        [("id", Value::from(id.clone())), ("type", "public-key".into())].into_iter().collect()
    };
    Value::Array(ids.iter().map(one).collect())
}

/// A getAssertion request.
pub(super) struct Asking(Vec<(Value, Value)>);

impl Asking {
    pub(super) fn new(rp_id: &str) -> Self {
        Self(vec![(1.into(), rp_id.into()), (2.into(), CLIENT_DATA_HASH.into())])
    }

    pub(super) fn with(mut self, key: i64, value: impl Into<Value>) -> Self {
        self.0.push((Value::from(key), value.into()));
        self
    }

    pub(super) fn allow(self, ids: &[Vec<u8>]) -> Self {
        self.with(3, descriptors(ids))
    }

    pub(super) fn silently(self) -> Self {
        self.with(5, [("up", Value::from(false))].into_iter().collect::<Value>())
    }

    pub(super) fn authorized(self, token: &Token) -> Self {
        let param = token.sign(&CLIENT_DATA_HASH);
        self.with(6, param).with(7, token.protocol)
    }

    pub(super) fn value(&self) -> Value {
        Value::Map(self.0.clone())
    }

    pub(super) fn send(&self, rig: &mut Rig) -> Result<Assertion, StatusCode> {
        rig.send(0x02, &self.value()).map(Assertion)
    }
}

/// What getAssertion answered.
#[derive(Debug)]
pub(super) struct Assertion(pub(super) Value);

impl Assertion {
    pub(super) fn id(&self) -> Vec<u8> {
        self.0.get(1).unwrap().get("id").unwrap().as_bytes().unwrap().to_vec()
    }

    pub(super) fn auth_data(&self) -> &[u8] {
        self.0.get(2).unwrap().as_bytes().unwrap()
    }

    pub(super) fn flags(&self) -> u8 {
        self.auth_data()[32]
    }

    pub(super) fn count(&self) -> u32 {
        u32::from_be_bytes(self.auth_data()[33..37].try_into().unwrap())
    }

    pub(super) fn signature(&self) -> &[u8] {
        self.0.get(3).unwrap().as_bytes().unwrap()
    }

    pub(super) fn user(&self) -> Option<&Value> {
        self.0.get(4)
    }

    pub(super) fn total(&self) -> Option<u64> {
        self.0.get(5).and_then(Value::as_u64)
    }

    pub(super) fn signed(&self) -> Vec<u8> {
        [self.auth_data(), &CLIENT_DATA_HASH].concat()
    }
}

/// A subcommand of credential management or config, signed.
pub(super) fn subcommand(
    rig: &mut Rig,
    command: u8,
    number: u8,
    parameters: Option<Value>,
    token: Option<&Token>,
) -> Result<Value, StatusCode> {
    let prefix = match command {
        0x0D => [[0xFF; 32].as_slice(), &[0x0D, number]].concat(),
        _ => vec![number],
    };
    let encoded = parameters.as_ref().map(encode).unwrap_or_default();
    let mut request = vec![(Value::from(1), Value::from(number))];
    request.extend(parameters.map(|parameters| (Value::from(2), parameters)));
    if let Some(token) = token {
        request.push((3.into(), token.protocol.into()));
        request.push((4.into(), token.sign(&[prefix, encoded].concat()).into()));
    }
    rig.send(command, &Value::Map(request))
}
