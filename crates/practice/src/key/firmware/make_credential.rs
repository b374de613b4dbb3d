//! authenticatorMakeCredential (CTAP 2.1 §6.1), step by step in the order of §6.1.2. Nothing may
//! be kept before the person touched the key.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use ctap::StatusCode;
use webauthn::cbor::{Value, encode};

use super::{
    Answer, Attestation, Board, Firmware,
    credential::{
        Algorithm, CredentialId, Protection, Residence, Resident, SigningKey, User, sign_es256,
    },
    crypto::sha256,
    extensions::CreationExtensions,
    pin_uv::Protocol,
    request::{Map, MapRef, Required, descriptors},
    token::Permissions,
    wait_for_touch,
};

/// Names are kept up to this many bytes (CTAP 2.1 §6.1: at least 64).
const MAX_NAME: usize = 64;

/// Bits of authenticator data (WebAuthn L3 §6.1).
pub(super) const UP: u8 = 0x01;
pub(super) const UV: u8 = 0x04;
const AT: u8 = 0x40;
pub(super) const ED: u8 = 0x80;

/// A request, read but not yet judged.
struct Request<'a> {
    client_data_hash: &'a [u8],
    rp_id: &'a str,
    rp_name: Option<String>,
    user: User,
    parameters: &'a [Value],
    exclude: Vec<&'a [u8]>,
    extensions: CreationExtensions,
    options: Options,
    pin_uv_auth: PinUvAuth<'a>,
    enterprise_attestation: Option<u64>,
    formats: Option<&'a [Value]>,
}

/// The `options` parameter.
pub(super) struct Options {
    pub(super) rk: Option<bool>,
    pub(super) up: Option<bool>,
    pub(super) uv: bool,
}

/// The `pinUvAuthParam` and `pinUvAuthProtocol` parameters.
pub(super) struct PinUvAuth<'a> {
    pub(super) param: Option<&'a [u8]>,
    protocol: Option<u64>,
}

impl<'a> Request<'a> {
    fn read(map: MapRef<'a>) -> Answer<Self> {
        let rp = map.map(0x02).required()?;
        let user = map.map(0x03).required()?;
        Ok(Self {
            client_data_hash: client_data_hash(map.bytes(0x01))?,
            rp_id: rp.text("id").required()?,
            rp_name: rp.text("name")?.map(shortened),
            user: read_user(user)?,
            parameters: map.array(0x04).required()?,
            exclude: descriptors(map.array(0x05)?.unwrap_or_default())?,
            extensions: CreationExtensions::read(map.map(0x06)?)?,
            options: Options::read(map.map(0x07)?)?,
            pin_uv_auth: PinUvAuth { param: map.bytes(0x08)?, protocol: map.unsigned(0x09)? },
            enterprise_attestation: map.unsigned(0x0A)?,
            formats: map.array(0x0B)?,
        })
    }
}

impl Options {
    pub(super) fn read(map: Option<MapRef<'_>>) -> Answer<Self> {
        let Some(map) = map else { return Ok(Self { rk: None, up: None, uv: false }) };
        let uv = map.flag("uv")? == Some(true);
        Ok(Self { rk: map.flag("rk")?, up: map.flag("up")?, uv })
    }
}

impl<'a> PinUvAuth<'a> {
    pub(super) fn new(param: Option<&'a [u8]>, protocol: Option<u64>) -> Self {
        Self { param, protocol }
    }

    /// Step 2: what is there has to be usable.
    pub(super) fn with_protocol(&self) -> Answer<Option<(&'a [u8], Protocol)>> {
        let Some(param) = self.param else { return Ok(None) };
        Ok(Some((param, Protocol::read(Ok(self.protocol))?)))
    }
}

impl Firmware {
    pub(super) fn make_credential(&mut self, map: &Map, board: &mut dyn Board) -> Answer<Value> {
        let request = Request::read(map.view())?;
        // Step 1.
        if request.pin_uv_auth.param.is_some_and(<[u8]>::is_empty) {
            return Err(self.blink_for_selection(board));
        }
        // Step 2.
        let pin_uv_auth = request.pin_uv_auth.with_protocol()?;
        // Step 3.
        let algorithm = choose_algorithm(request.parameters)?;
        // Step 5. A pinUvAuthParam overrides "uv", and there is no built-in user verification.
        if request.options.uv && pin_uv_auth.is_none() {
            return Err(StatusCode::InvalidOption);
        }
        if request.options.up == Some(false) {
            return Err(StatusCode::InvalidOption);
        }
        let residence = match request.options.rk {
            Some(true) => Residence::Slot,
            Some(false) | None => Residence::Id,
        };
        // Step 6, and step 7: without alwaysUv only discoverable credentials want the PIN.
        let protected = self.state.pin.is_some();
        let puat_wanted = self.state.always_uv || (protected && residence == Residence::Slot);
        if puat_wanted && pin_uv_auth.is_none() {
            return Err(StatusCode::PuatRequired);
        }
        if self.state.always_uv && !protected {
            return Err(StatusCode::PuatRequired);
        }
        // Step 9: this key has no enterprise attestation.
        if request.enterprise_attestation.is_some() {
            return Err(StatusCode::InvalidParameter);
        }
        // Steps 10 and 11. Without a PIN there is nothing to check the parameter against: it is
        // passed over, and the response claims no verification.
        let user_verified = match pin_uv_auth {
            Some((param, protocol)) if protected => {
                let message: &[&[u8]] = &[request.client_data_hash];
                let needed = Permissions::MAKE_CREDENTIAL;
                self.tokens.authorize(protocol, message, param, needed)?;
                self.tokens.bind(request.rp_id)?;
                true
            }
            Some(_) | None => false,
        };
        // Step 12.
        let rp_id_hash = sha256(request.rp_id.as_bytes());
        if self.is_excluded(&rp_id_hash, &request.exclude, user_verified) {
            return match wait_for_touch(board) {
                Err(StatusCode::KeepaliveCancel) => Err(StatusCode::KeepaliveCancel),
                Ok(()) | Err(_) => Err(StatusCode::CredentialExcluded),
            };
        }
        // Step 14: a PIN is no evidence of presence, so a touch is always asked for.
        wait_for_touch(board)?;
        self.tokens.spend();
        // Steps 15 to 19.
        self.create(&request, &rp_id_hash, residence, algorithm, user_verified, board)
    }

    /// Step 12: credentials with credProtect level 3 show themselves to verified users only.
    fn is_excluded(&self, rp_id_hash: &[u8; 32], ids: &[&[u8]], user_verified: bool) -> bool {
        ids.iter()
            .filter_map(|id| self.state.find(rp_id_hash, id))
            .any(|credential| user_verified || credential.protection != Protection::Required)
    }

    fn create(
        &mut self,
        request: &Request<'_>,
        rp_id_hash: &[u8; 32],
        residence: Residence,
        algorithm: Algorithm,
        user_verified: bool,
        board: &mut dyn Board,
    ) -> Answer<Value> {
        let protection = request.extensions.protection();
        let secret = &self.state.secret;
        let id =
            CredentialId::generate(secret, rp_id_hash, residence, algorithm, protection, board)?;
        let key = id.signing_key(secret)?;
        let outputs = request.extensions.outputs(self, request.rp_id);
        let flags = UP | AT | if user_verified { UV } else { 0 };
        let attested = self.attested_credential_data(&id, &key);
        let sign_count = self.state.sign_count;
        let auth_data =
            authenticator_data(rp_id_hash, flags, sign_count, &attested, outputs.as_ref());
        let message = [&auth_data, request.client_data_hash].concat();
        let (format, statement) = self.attest(&message, &key, algorithm, request.formats)?;
        if residence == Residence::Slot {
            let resident = Resident {
                id,
                rp_id: request.rp_id.to_owned(),
                rp_name: request.rp_name.clone(),
                user: request.user.clone(),
            };
            self.keep(resident, board)?;
        }
        Ok([(1, Value::from(format)), (2, Value::from(auth_data)), (3, statement)]
            .into_iter()
            .collect())
    }

    /// Step 17: a credential of the same RP ID and account is overwritten; else a slot is needed.
    fn keep(&mut self, resident: Resident, board: &mut dyn Board) -> Answer<()> {
        let same = |one: &Resident| one.rp_id == resident.rp_id && one.user.id == resident.user.id;
        if self.state.slots_left() == 0 && !self.state.residents.iter().any(same) {
            return Err(StatusCode::KeyStoreFull);
        }
        self.commit(board, |state| {
            state.residents.retain(|one| !same(one));
            state.residents.push(resident.clone());
        })
    }

    /// WebAuthn L3 §6.5.2.
    fn attested_credential_data(&self, id: &CredentialId, key: &SigningKey) -> Vec<u8> {
        let id = id.as_bytes();
        // Every id has 64 bytes.
        let length = u16::try_from(id.len()).unwrap_or(u16::MAX).to_be_bytes();
        [&self.state.made.aaguid, length.as_slice(), id, &encode(&key.public())].concat()
    }

    /// Step 19: packed (WebAuthn L3 §8.2), or none where a platform of CTAP 2.2 wants only that.
    fn attest(
        &self,
        message: &[u8],
        key: &SigningKey,
        algorithm: Algorithm,
        formats: Option<&[Value]>,
    ) -> Answer<(&'static str, Value)> {
        if formats.is_some_and(|formats| matches!(formats, [one] if one.as_text() == Some("none")))
        {
            return Ok(("none", Value::Map(Vec::new())));
        }
        let statement = match &self.state.made.attestation {
            Attestation::SelfSigned => vec![
                ("alg", Value::from(algorithm.cose())),
                ("sig", Value::from(key.sign(message)?)),
            ],
            Attestation::Batch { private_key, certificates } => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, private_key)
                    .map_err(|_| StatusCode::Unspecified)?;
                let chain = certificates.iter().cloned().map(Value::from).collect();
                vec![
                    ("alg", Value::from(Algorithm::Es256.cose())),
                    ("sig", Value::from(sign_es256(&pair, message)?)),
                    ("x5c", Value::Array(chain)),
                ]
            }
        };
        Ok(("packed", statement.into_iter().collect()))
    }
}

/// Step 3: every element has to be well formed; the first of a known algorithm is taken.
fn choose_algorithm(parameters: &[Value]) -> Answer<Algorithm> {
    let mut chosen = None;
    for element in parameters {
        let element = MapRef::of(element)?;
        let algorithm = element.integer("alg").required()?;
        let public_key = element.text("type").required()? == "public-key";
        if public_key && chosen.is_none() {
            chosen = Algorithm::from_cose(algorithm);
        }
    }
    chosen.ok_or(StatusCode::UnsupportedAlgorithm)
}

/// WebAuthn L3 §6.1.
pub(super) fn authenticator_data(
    rp_id_hash: &[u8; 32],
    flags: u8,
    sign_count: u32,
    attested: &[u8],
    extensions: Option<&Value>,
) -> Vec<u8> {
    let extensions = extensions.map(encode);
    let flags = flags | if extensions.is_some() { ED } else { 0 };
    let extensions = extensions.unwrap_or_default();
    [rp_id_hash, [flags].as_slice(), &sign_count.to_be_bytes(), attested, &extensions].concat()
}

/// `clientDataHash`, which is a SHA-256.
pub(super) fn client_data_hash(bytes: Answer<Option<&[u8]>>) -> Answer<&[u8]> {
    let bytes = bytes.required()?;
    if bytes.len() == 32 { Ok(bytes) } else { Err(StatusCode::InvalidLength) }
}

/// A `PublicKeyCredentialUserEntity` (WebAuthn L3 §5.4.3: an id has 1 to 64 bytes).
pub(super) fn read_user(user: MapRef<'_>) -> Answer<User> {
    let id = user.bytes("id").required()?;
    if !(1..=64).contains(&id.len()) {
        return Err(StatusCode::InvalidLength);
    }
    Ok(User {
        id: id.to_vec(),
        name: user.text("name")?.map(shortened),
        display_name: user.text("displayName")?.map(shortened),
    })
}

/// Cuts a name at a character's end.
fn shortened(name: &str) -> String {
    let end = (0..=MAX_NAME.min(name.len())).rev().find(|end| name.is_char_boundary(*end));
    name.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}
