//! Statements of every format over authenticator data and client data, by the standard. None must
//! ever be made with the code that verifies it.

use std::rc::Rc;

use aws_lc_rs::digest;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Value as Json, json};
use webauthn::cbor::Value;

use crate::{
    certificate::{self, Spec},
    der::{self, explicit, oid, sequence, tlv},
    key::Key,
    plan::{Entries, Fmt, NOW, Plan},
};

pub(crate) struct Tpm {
    pub(crate) ver: &'static str,
    pub(crate) magic: u32,
    pub(crate) kind: u16,
    pub(crate) extra_data: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) name: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) pub_area: fn(Vec<u8>) -> Vec<u8>,
    /// After the Name was made.
    pub(crate) pub_area_after: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) cert_info: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) key: Option<Rc<Key>>,
}

impl Tpm {
    pub(crate) fn good() -> Self {
        let same = |bytes| bytes;
        Self {
            ver: "2.0",
            magic: 0xFF54_4347,
            kind: 0x8017,
            extra_data: same,
            name: same,
            pub_area: same,
            pub_area_after: same,
            cert_info: same,
            key: None,
        }
    }
}

pub(crate) struct Android {
    pub(crate) challenge: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) software: Vec<(u32, Vec<u8>)>,
    pub(crate) tee: Vec<(u32, Vec<u8>)>,
    pub(crate) description: fn(Vec<u8>) -> Option<Vec<u8>>,
}

impl Android {
    pub(crate) fn good() -> Self {
        let purpose = tlv(0x31, &der::integer(&[2]));
        let (algorithm, origin) = (der::integer(&[3]), der::integer(&[]));
        Self {
            challenge: |challenge| challenge,
            // creationDateTime.
            software: vec![(701, der::integer(&[1, 0x77, 0, 0, 0, 0]))],
            tee: vec![(1, purpose), (2, algorithm), (702, origin)],
            description: Some,
        }
    }
}

pub(crate) struct Safetynet {
    pub(crate) ver: Value,
    pub(crate) header: fn(&mut Json),
    pub(crate) payload: fn(&mut Json),
    pub(crate) jws: fn(String) -> Value,
}

impl Safetynet {
    pub(crate) fn good() -> Self {
        let jws = |text: String| text.into_bytes().into();
        Self { ver: "230000000".into(), header: |_| {}, payload: |_| {}, jws }
    }
}

/// An AIK certificate's specification (WebAuthn L3 §8.3.1).
pub(crate) fn aik(key: Rc<Key>) -> Spec {
    let mut spec = Spec::new(key, &[]).end_entity();
    spec.set(
        certificate::SUBJECT_ALTERNATIVE_NAME,
        true,
        device(["id:494E5443", "T1", "id:00010002"]),
    );
    spec.set(certificate::EXTENDED_KEY_USAGE, false, sequence(&[oid(&[2, 23, 133, 8, 3])]));
    spec
}

/// Manufacturer, model and version; what is empty is left out.
pub(crate) fn device(values: [&str; 3]) -> Vec<u8> {
    const KINDS: [&[u64]; 3] = [&[2, 23, 133, 2, 1], &[2, 23, 133, 2, 2], &[2, 23, 133, 2, 3]];
    let attributes: Vec<_> =
        KINDS.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect();
    sequence(&[explicit(4, &der::name(&attributes))])
}

fn sha(bits: u16, bytes: &[u8]) -> Vec<u8> {
    let algorithm = match bits {
        384 => &digest::SHA384,
        512 => &digest::SHA512,
        _ => &digest::SHA256,
    };
    digest::digest(algorithm, bytes).as_ref().to_vec()
}

fn hash_of(alg: i64, bytes: &[u8]) -> Vec<u8> {
    match alg {
        -35 | -258 | -38 => sha(384, bytes),
        -36 | -259 | -39 => sha(512, bytes),
        _ => sha(256, bytes),
    }
}

impl Plan {
    pub(crate) fn attest(&self, fmt: Fmt, auth_data: &[u8], hash: &[u8; 32]) -> Value {
        let signed = [auth_data, hash].concat();
        let x5c = || self.certificates(fmt, hash, &signed);
        let x5c_value = || Value::Array(x5c().into_iter().map(Value::from).collect());
        let mut entries: Entries = match fmt {
            Fmt::None => vec![],
            Fmt::Packed | Fmt::Android => vec![
                ("alg".into(), self.alg.into()),
                ("sig".into(), self.sign(&self.path[0].key, &signed).into()),
                ("x5c".into(), x5c_value()),
            ],
            Fmt::SelfPacked => vec![
                ("alg".into(), if self.fmt == fmt { self.alg } else { self.credential.alg }.into()),
                ("sig".into(), self.sign(&self.credential, &signed).into()),
            ],
            Fmt::U2f => {
                let point = self.credential.public();
                let message = [&[0], &auth_data[..32], hash, &self.credential_id, &*point].concat();
                vec![
                    ("sig".into(), self.sign(&self.path[0].key, &message).into()),
                    ("x5c".into(), x5c_value()),
                ]
            }
            Fmt::Apple => vec![("x5c".into(), x5c_value())],
            Fmt::Tpm => self.tpm(&signed, x5c_value()),
            Fmt::Safetynet => {
                let jws = self.jws(&signed, &x5c());
                vec![
                    ("ver".into(), self.safetynet.ver.clone()),
                    ("response".into(), (self.safetynet.jws)(jws)),
                ]
            }
            Fmt::Compound => {
                let one = |fmt: Fmt| -> Value {
                    let statement = self.attest(fmt, auth_data, hash);
                    [("fmt", fmt.identifier().into()), ("attStmt", statement)].into_iter().collect()
                };
                return Value::Array(vec![one(Fmt::Packed), one(Fmt::SelfPacked)]);
            }
        };
        (self.members)(&mut entries);
        Value::Map(entries)
    }

    fn sign(&self, key: &Key, message: &[u8]) -> Vec<u8> {
        let key = self.signer.as_deref().unwrap_or(key);
        let other = [message, b"?"].concat();
        (self.bend)(key.sign(if self.sign_other_data { &other } else { message }))
    }

    /// `x5c`: every certificate but the root.
    fn certificates(&self, fmt: Fmt, hash: &[u8; 32], signed: &[u8]) -> Vec<Vec<u8>> {
        const KEY_DESCRIPTION: &[u64] = &[1, 3, 6, 1, 4, 1, 11129, 2, 1, 17];
        const NONCE: &[u64] = &[1, 2, 840, 113635, 100, 8, 2];
        let mut path = self.path.clone();
        if fmt == Fmt::Android
            && let Some(description) = (self.android.description)(self.description(hash))
        {
            path[0].set(KEY_DESCRIPTION, false, description);
        }
        if fmt == Fmt::Apple
            && let Some(nonce) = (self.nonce)(sha(256, signed))
        {
            path[0].set(NONCE, false, sequence(&[explicit(1, &der::octets(&nonce))]));
        }
        let built = path
            .windows(2)
            .enumerate()
            .map(|(at, pair)| pair[0].build(&pair[1], &[0x11, u8::try_from(at).unwrap(), 0x22]));
        (self.order)(built.collect())
    }

    fn description(&self, hash: &[u8; 32]) -> Vec<u8> {
        let list = |entries: &[(u32, Vec<u8>)]| {
            let one = |(number, content): &(u32, Vec<u8>)| explicit(*number, content);
            sequence(&entries.iter().map(one).collect::<Vec<_>>())
        };
        sequence(&[
            der::integer(&[200]),
            tlv(10, &[1]),
            der::integer(&[200]),
            tlv(10, &[1]),
            der::octets(&(self.android.challenge)(hash.to_vec())),
            der::octets(&[]),
            list(&self.android.software),
            list(&self.android.tee),
        ])
    }

    fn tpm(&self, signed: &[u8], x5c: Value) -> Entries {
        let sized =
            |bytes: &[u8]| [&u16::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
        let key = self.tpm.key.as_deref().unwrap_or(&self.credential);
        // nameAlg SHA-256, some attributes, no policy, no symmetric algorithm, no scheme.
        let head = b"\x00\x0B\x00\x06\x04\x72\x00\x00\x00\x10\x00\x10";
        let pub_area = if key.alg == -257 {
            let (n, _) = key.rsa_numbers();
            [b"\x00\x01", &head[..], b"\x08\x00\x00\x00\x00\x00", &sized(&n)].concat()
        } else {
            let public = key.public();
            let (x, y) = public[1..].split_at((public.len() - 1) / 2);
            let curve: &[u8] =
                if key.alg == -35 { b"\x00\x04\x00\x10" } else { b"\x00\x03\x00\x10" };
            [b"\x00\x23", &head[..], curve, &sized(x), &sized(y)].concat()
        };
        let pub_area = (self.tpm.pub_area)(pub_area);
        let name = (self.tpm.name)([b"\x00\x0B", &*sha(256, &pub_area)].concat());
        let extra_data = (self.tpm.extra_data)(hash_of(self.alg, signed));
        let cert_info = [
            &self.tpm.magic.to_be_bytes()[..],
            &self.tpm.kind.to_be_bytes(),
            &sized(b"\x00\x0Bsigner"),
            &sized(&extra_data),
            &[0; 16],
            &[1],
            &[0; 8],
            &sized(&name),
            &sized(b""),
        ];
        let cert_info = (self.tpm.cert_info)(cert_info.concat());
        let sig = self.sign(&self.path[0].key, &cert_info);
        vec![
            ("ver".into(), self.tpm.ver.into()),
            ("alg".into(), self.alg.into()),
            ("x5c".into(), x5c),
            ("sig".into(), sig.into()),
            ("certInfo".into(), cert_info.into()),
            ("pubArea".into(), (self.tpm.pub_area_after)(pub_area).into()),
        ]
    }

    fn jws(&self, signed: &[u8], x5c: &[Vec<u8>]) -> String {
        let alg = match self.alg {
            -257 => "RS256",
            -37 => "PS256",
            _ => "ES256",
        };
        let x5c: Vec<_> = x5c.iter().map(|der| BASE64.encode(der)).collect();
        let mut header = json!({ "alg": alg, "x5c": x5c });
        (self.safetynet.header)(&mut header);
        let now: webauthn::Timestamp = NOW.parse().unwrap();
        let mut payload = json!({
            "nonce": BASE64.encode(&sha(256, signed)),
            "timestampMs": (now.0 - 2) * 1000,
            "apkPackageName": "com.google.android.gms",
            "ctsProfileMatch": true,
            "basicIntegrity": true,
        });
        (self.safetynet.payload)(&mut payload);
        let part = |json: &Json| BASE64URL_NOPAD.encode(json.to_string().as_bytes());
        let input = format!("{}.{}", part(&header), part(&payload));
        let mut signature = self.sign(&self.path[0].key, input.as_bytes());
        if self.alg == -7 {
            signature = side_by_side(&signature);
        }
        format!("{input}.{}", BASE64URL_NOPAD.encode(&signature))
    }
}

/// r and s of an ASN.1 signature on P-256, as JOSE has them.
fn side_by_side(asn1: &[u8]) -> Vec<u8> {
    let (r, s) = (&asn1[4..4 + usize::from(asn1[3])], &asn1[6 + usize::from(asn1[3])..]);
    let fixed = |number: &[u8]| {
        let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        [vec![0; 32 - digits.len()], digits].concat()
    };
    [fixed(r), fixed(s)].concat()
}
