//! A registration in the making: right unless a defect changes a part of the plan. It must never be
//! judged with an expectation that was taken from itself.

use std::rc::Rc;

use webauthn::{
    Expectations, RecordedRegistration, TrustAnchor, UserVerification, Verification, base64url,
    cbor::{self, Value},
    client_data_hash, rp_id_hash, verify,
};

use crate::{
    certificate::{self, Spec},
    der,
    key::Key,
    random::Random,
    statement::{Android, Safetynet, Tpm},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fmt {
    Packed,
    SelfPacked,
    U2f,
    Tpm,
    Android,
    Safetynet,
    Apple,
    None,
    Compound,
}

impl Fmt {
    pub(crate) const ALL: [Self; 9] = [
        Self::Packed,
        Self::SelfPacked,
        Self::U2f,
        Self::Tpm,
        Self::Android,
        Self::Safetynet,
        Self::Apple,
        Self::None,
        Self::Compound,
    ];

    pub(crate) fn identifier(self) -> &'static str {
        match self {
            Self::Packed | Self::SelfPacked => "packed",
            Self::U2f => "fido-u2f",
            Self::Tpm => "tpm",
            Self::Android => "android-key",
            Self::Safetynet => "android-safetynet",
            Self::Apple => "apple",
            Self::None => "none",
            Self::Compound => "compound",
        }
    }
}

pub(crate) type Entries = Vec<(Value, Value)>;

pub(crate) struct Plan {
    pub(crate) fmt: Fmt,
    pub(crate) credential: Rc<Key>,
    /// `COSE_Key`, or these bytes in place of it.
    pub(crate) key: Entries,
    pub(crate) raw_key: Option<Vec<u8>>,
    pub(crate) client_data: String,
    /// What is recorded, where it is not what was signed.
    pub(crate) recorded_client_data: Option<String>,
    pub(crate) rp_id_hash: [u8; 32],
    pub(crate) flags: u8,
    pub(crate) sign_count: u32,
    pub(crate) aaguid: [u8; 16],
    pub(crate) credential_id: Vec<u8>,
    pub(crate) id_length: Option<u16>,
    pub(crate) extensions: Vec<u8>,
    pub(crate) cut_auth_data: Option<usize>,
    /// Attestation certificate first, root last.
    pub(crate) path: Vec<Spec>,
    pub(crate) order: fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>,
    pub(crate) alg: i64,
    /// Who signs the statement in place of the attestation key.
    pub(crate) signer: Option<Rc<Key>>,
    pub(crate) sign_other_data: bool,
    pub(crate) bend: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) members: fn(&mut Entries),
    pub(crate) statement: fn(Value) -> Value,
    pub(crate) object: fn(&mut Entries),
    pub(crate) bytes: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) tpm: Tpm,
    pub(crate) android: Android,
    pub(crate) safetynet: Safetynet,
    pub(crate) nonce: fn(Vec<u8>) -> Option<Vec<u8>>,
    pub(crate) response_id: Vec<u8>,
    /// None: the root of the path.
    pub(crate) anchor: Option<Spec>,
    pub(crate) expected: Expectations,
}

pub(crate) const NOW: &str = "2026-11-20T12:00:00Z";
const RP_ID: &str = "example.org";

impl Plan {
    pub(crate) fn good(fmt: Fmt, random: &mut Random) -> Self {
        let credential = credential(fmt, random);
        let challenge = base64url::encode(&random.bytes(32));
        let client_data = format!(
            r#"{{"type":"webauthn.create","challenge":"{challenge}","origin":"https://{RP_ID}","crossOrigin":false}}"#
        );
        let mut expected = Expectations::at(NOW.parse().unwrap());
        expected.challenge = Some(challenge);
        expected.origins = vec![format!("https://{RP_ID}")];
        expected.rp_id = Some(RP_ID.to_owned());
        expected.user_verification = UserVerification::Required;
        let aaguid = if fmt == Fmt::U2f { [0; 16] } else { random.bytes(16).try_into().unwrap() };
        let path = path(fmt, &credential, aaguid, random);
        let length = 16 + random.below(64);
        let credential_id = random.bytes(length);
        let with_extensions = random.below(3) == 0;
        let alg = if fmt == Fmt::SelfPacked { credential.alg } else { path[0].key.alg };
        Self {
            fmt,
            key: credential.cose(),
            raw_key: None,
            client_data,
            recorded_client_data: None,
            rp_id_hash: rp_id_hash(RP_ID),
            // UP, UV, AT; sometimes BE and BS, ED.
            flags: 0x45 | [0, 0x08, 0x18][random.below(3)] | if with_extensions { 0x80 } else { 0 },
            sign_count: u32::try_from(random.below(1000)).unwrap(),
            aaguid,
            response_id: credential_id.clone(),
            credential_id,
            id_length: None,
            // {"credProtect": 2}
            extensions: if with_extensions { b"\xA1\x6BcredProtect\x02".to_vec() } else { vec![] },
            cut_auth_data: None,
            path,
            order: |x5c| x5c,
            alg,
            signer: None,
            sign_other_data: false,
            bend: |signature| signature,
            members: |_| {},
            statement: |statement| statement,
            object: |_| {},
            bytes: |bytes| bytes,
            tpm: Tpm::good(),
            android: Android::good(),
            safetynet: Safetynet::good(),
            nonce: Some,
            anchor: None,
            expected,
            credential,
        }
    }

    pub(crate) fn leaf(&mut self) -> &mut Spec {
        &mut self.path[0]
    }

    pub(crate) fn root(&mut self) -> &mut Spec {
        self.path.last_mut().unwrap()
    }

    /// The authority below the root; made where the path has none.
    pub(crate) fn middle(&mut self) -> &mut Spec {
        if self.path.len() == 2 {
            let key = Key::new(-7, 0);
            self.path.insert(1, Spec::authority(key, "Generated Intermediate", Some(0)));
        }
        &mut self.path[1]
    }

    pub(crate) fn auth_data(&self) -> Vec<u8> {
        let key =
            self.raw_key.clone().unwrap_or_else(|| cbor::encode(&Value::Map(self.key.clone())));
        let length =
            self.id_length.unwrap_or_else(|| u16::try_from(self.credential_id.len()).unwrap());
        let mut data = [
            &self.rp_id_hash[..],
            &[self.flags],
            &self.sign_count.to_be_bytes(),
            &self.aaguid,
            &length.to_be_bytes(),
            &self.credential_id,
            &key,
            &self.extensions,
        ]
        .concat();
        data.truncate(self.cut_auth_data.unwrap_or(data.len()));
        data
    }

    /// What a relying party gets of it.
    pub(crate) fn object(&self) -> Vec<u8> {
        let auth_data = self.auth_data();
        let hash = client_data_hash(self.client_data.as_bytes());
        let statement = (self.statement)(self.attest(self.fmt, &auth_data, &hash));
        let mut object: Entries = vec![
            ("fmt".into(), self.fmt.identifier().into()),
            ("attStmt".into(), statement),
            ("authData".into(), auth_data.into()),
        ];
        (self.object)(&mut object);
        (self.bytes)(cbor::encode(&Value::Map(object)))
    }

    pub(crate) fn root_der(&self) -> Option<Vec<u8>> {
        let anchor = self.anchor.as_ref().or(self.path.last())?;
        Some(anchor.build(anchor, &[1]))
    }

    pub(crate) fn client_data(&self) -> &str {
        self.recorded_client_data.as_ref().unwrap_or(&self.client_data)
    }

    pub(crate) fn judge(&self) -> Verification {
        self.judge_object(&self.object())
    }

    /// The same of an object that was made before: signatures differ from one time to the next.
    pub(crate) fn judge_object(&self, object: &[u8]) -> Verification {
        let mut expected = self.expected.clone();
        if let Some(der) = self.root_der() {
            expected.trust_anchors = vec![TrustAnchor::from_der(&der).unwrap()];
        }
        let recorded = RecordedRegistration {
            client_data_json: Some(self.client_data().as_bytes()),
            attestation_object: object,
            credential_id: Some(&self.response_id),
        };
        verify(recorded, &expected)
    }

    /// The same as a record, as `diagnose` reads it.
    pub(crate) fn record(&self, id: &str) -> serde_json::Value {
        let client_data = self.client_data();
        let root = self.root_der().map(|der| base64url::encode(&der));
        serde_json::json!({
            "id": id,
            "rp_id": self.expected.rp_id,
            "origin": self.expected.origins[0],
            "challenge": self.expected.challenge,
            "clientDataJSON": base64url::encode(client_data.as_bytes()),
            "attestationObject": base64url::encode(&self.object()),
            "credentialId": base64url::encode(&self.response_id),
            "verify_at": NOW,
            "require_uv": true,
            "trust_roots": root.into_iter().collect::<Vec<_>>(),
        })
    }
}

fn credential(fmt: Fmt, random: &mut Random) -> Rc<Key> {
    let alg = match fmt {
        Fmt::U2f | Fmt::Apple => -7,
        Fmt::Tpm => [-7, -35, -257][random.below(3)],
        Fmt::Android => [-7, -257, -35][random.below(3)],
        Fmt::Packed | Fmt::SelfPacked | Fmt::Safetynet | Fmt::None | Fmt::Compound => {
            random.pick(&crate::key::ALGORITHMS)
        }
    };
    Key::new(alg, 0)
}

fn path(fmt: Fmt, credential: &Rc<Key>, aaguid: [u8; 16], random: &mut Random) -> Vec<Spec> {
    let authority = |random: &mut Random| Key::new(random.pick(&[-7, -35, -36, -257, -8, -48]), 3);
    let leaf = match fmt {
        Fmt::None | Fmt::SelfPacked => {
            return vec![Spec::authority(Key::new(-7, 0), "Generated Root", None)];
        }
        Fmt::Packed | Fmt::Compound => {
            let key = Key::new(random.pick(&crate::key::ALGORITHMS), 1);
            let mut leaf = batch(key);
            leaf.set(certificate::AAGUID, false, der::octets(&aaguid));
            leaf
        }
        Fmt::U2f => Spec::new(Key::new(-7, 1), &[(certificate::COMMON_NAME, "Generated U2F")]),
        Fmt::Tpm => crate::statement::aik(Key::new(random.pick(&[-7, -257, -37, -35]), 1)),
        Fmt::Android | Fmt::Apple => {
            Spec::new(credential.clone(), &[(certificate::COMMON_NAME, "Generated Key")])
                .end_entity()
        }
        Fmt::Safetynet => {
            let key = Key::new(random.pick(&[-257, -7, -37]), 1);
            let name = [(certificate::COMMON_NAME, "attest.android.com")];
            let mut leaf = Spec::new(key, &name).end_entity();
            let names = der::sequence(&[der::tlv(0x82, b"attest.android.com")]);
            leaf.set(certificate::SUBJECT_ALTERNATIVE_NAME, false, names);
            leaf
        }
    };
    let root = Spec::authority(authority(random), "Generated Root", None);
    // U2F has exactly one certificate, so its root issues it.
    if fmt == Fmt::U2f || random.below(2) == 0 {
        return vec![leaf, root];
    }
    vec![leaf, Spec::authority(authority(random), "Generated Intermediate", Some(0)), root]
}

fn batch(key: Rc<Key>) -> Spec {
    let subject = [
        (certificate::COUNTRY, "SE"),
        (certificate::ORGANIZATION, "Generated"),
        (certificate::UNIT, "Authenticator Attestation"),
        (certificate::COMMON_NAME, "Generated Batch"),
    ];
    Spec::new(key, &subject).end_entity()
}
