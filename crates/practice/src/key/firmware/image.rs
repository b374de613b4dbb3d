//! The memory of the key as bytes: CBOR, then its SHA-256, so that damage is told from change.
//! What is read back is what was written, or an error; nothing is guessed or repaired.

use std::sync::Arc;

use ctap::StatusCode;
use webauthn::cbor::{Value, decode, encode};
use zeroize::Zeroizing;

use super::{
    Answer, Attestation,
    credential::{CredentialId, Resident, User},
    crypto::sha256,
    request::{MapRef, Required},
    state::{MAX_PIN_BYTES, MAX_PIN_RETRIES, Made, PinVerifier, Secret, State},
};

/// The form of the image written here.
const VERSION: u64 = 1;

/// Why bytes are not an image of this firmware.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// The hash at the end does not fit: the file was cut off or changed.
    #[error("its checksum does not match")]
    Checksum,
    /// Written by a later version.
    #[error("it was written by a later version (form {0})")]
    Version(u64),
    /// The hash fits, but the contents are not an image.
    #[error("its contents are not those of a practice key")]
    Contents,
}

impl State {
    pub(super) fn to_image(&self) -> Zeroizing<Vec<u8>> {
        let Made { aaguid, attestation, max_resident_keys, min_pin_length } = &*self.made;
        let pin = self.pin.as_ref().map_or(Value::Null, |pin| {
            [
                (1, Value::from(pin.salt)),
                (2, Value::from(pin.digest)),
                (3, Value::from(pin.code_points)),
            ]
            .into_iter()
            .collect()
        });
        let rp_ids = self.min_pin_length_rp_ids.iter().cloned().map(Value::from).collect();
        let image = [
            (0, Value::from(VERSION)),
            (1, Value::from(*aaguid)),
            (2, attestation_value(attestation)),
            (3, Value::from(u32::from(*max_resident_keys))),
            (4, Value::from(*min_pin_length)),
            (5, Value::from(self.secret.0)),
            (6, pin),
            (7, Value::from(self.pin_retries)),
            (8, Value::from(self.min_pin_length)),
            (9, Value::Array(rp_ids)),
            (10, Value::from(self.force_pin_change)),
            (11, Value::from(self.always_uv)),
            (12, Value::from(self.sign_count)),
            (13, Value::Array(self.residents.iter().map(resident_value).collect())),
        ];
        let mut bytes = Zeroizing::new(encode(&image.into_iter().collect()));
        let checksum = sha256(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    pub(super) fn from_image(image: &[u8]) -> Result<Self, ImageError> {
        let (bytes, checksum) = image.split_last_chunk::<32>().ok_or(ImageError::Checksum)?;
        if sha256(bytes) != *checksum {
            return Err(ImageError::Checksum);
        }
        let value = decode(bytes).map_err(|_| ImageError::Contents)?.value;
        let map = MapRef::of(&value).map_err(|_| ImageError::Contents)?;
        match map.unsigned(0) {
            Ok(Some(VERSION)) => state(map).map_err(|_| ImageError::Contents),
            Ok(Some(later)) => Err(ImageError::Version(later)),
            Ok(None) | Err(_) => Err(ImageError::Contents),
        }
    }
}

fn state(map: MapRef<'_>) -> Answer<State> {
    let made = Made {
        aaguid: exactly(map.bytes(1))?,
        attestation: attestation(map.map(2).required()?)?,
        max_resident_keys: small(map.unsigned(3))?,
        min_pin_length: small(map.unsigned(4))?,
    };
    let pin_retries: u8 = small(map.unsigned(7))?;
    let min_pin_length: u8 = small(map.unsigned(8))?;
    if pin_retries > MAX_PIN_RETRIES || min_pin_length > MAX_PIN_BYTES {
        return Err(StatusCode::InvalidParameter);
    }
    let rp_ids = map.array(9).required()?.iter().map(|rp_id| rp_id.as_text().map(str::to_owned));
    let residents = map.array(13).required()?.iter().map(|one| resident(MapRef::of(one)?));
    Ok(State {
        made: Arc::new(made),
        secret: Arc::new(Secret(exactly(map.bytes(5))?)),
        pin: match map.value(6) {
            Some(Value::Null) => None,
            _ => Some(pin(map.map(6).required()?)?),
        },
        pin_retries,
        min_pin_length,
        min_pin_length_rp_ids: rp_ids.collect::<Option<_>>().ok_or(StatusCode::InvalidCbor)?,
        force_pin_change: map.flag(10).required()?,
        always_uv: map.flag(11).required()?,
        sign_count: small(map.unsigned(12))?,
        residents: residents.collect::<Answer<_>>()?,
    })
}

fn pin(map: MapRef<'_>) -> Answer<PinVerifier> {
    Ok(PinVerifier {
        salt: exactly(map.bytes(1))?,
        digest: exactly(map.bytes(2))?,
        code_points: small(map.unsigned(3))?,
    })
}

fn attestation_value(attestation: &Attestation) -> Value {
    match attestation {
        Attestation::SelfSigned => Value::Map(Vec::new()),
        Attestation::Batch { private_key, certificates } => [
            (1, Value::from(private_key.as_slice())),
            (2, Value::Array(certificates.iter().cloned().map(Value::from).collect())),
        ]
        .into_iter()
        .collect(),
    }
}

fn attestation(map: MapRef<'_>) -> Answer<Attestation> {
    let Some(private_key) = map.bytes(1)? else { return Ok(Attestation::SelfSigned) };
    let certificates = map.array(2).required()?;
    let certificates = certificates.iter().map(|one| one.as_bytes().map(<[u8]>::to_vec));
    Ok(Attestation::Batch {
        private_key: Zeroizing::new(private_key.to_vec()),
        certificates: certificates.collect::<Option<_>>().ok_or(StatusCode::InvalidCbor)?,
    })
}

fn resident_value(resident: &Resident) -> Value {
    let User { id, name, display_name } = &resident.user;
    let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::from);
    [
        (1, Value::from(resident.id.as_bytes())),
        (2, Value::from(resident.rp_id.as_str())),
        (3, text(&resident.rp_name)),
        (4, Value::from(id.as_slice())),
        (5, text(name)),
        (6, text(display_name)),
    ]
    .into_iter()
    .collect()
}

fn resident(map: MapRef<'_>) -> Answer<Resident> {
    let text = |key: i64| match map.value(key) {
        Some(Value::Null) => Ok(None),
        _ => map.text(key).required().map(|text| Some(text.to_owned())),
    };
    let id = CredentialId::read(map.bytes(1).required()?).ok_or(StatusCode::InvalidCredential)?;
    Ok(Resident {
        id,
        rp_id: map.text(2).required()?.to_owned(),
        rp_name: text(3)?,
        user: User {
            id: map.bytes(4).required()?.to_vec(),
            name: text(5)?,
            display_name: text(6)?,
        },
    })
}

fn exactly<const N: usize>(bytes: Answer<Option<&[u8]>>) -> Answer<[u8; N]> {
    bytes.required()?.try_into().map_err(|_| StatusCode::InvalidLength)
}

fn small<T: TryFrom<u64>>(number: Answer<Option<u64>>) -> Answer<T> {
    T::try_from(number.required()?).map_err(|_| StatusCode::InvalidParameter)
}
