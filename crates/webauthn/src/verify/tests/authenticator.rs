//! A small authenticator for the judge's tests: right by default, wrong where a test wants it so.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer,
    KeyPair, date_time_ymd,
};

use crate::{
    Aaguid, Challenge, CollectedClientData, Expectations, RecordedRegistration, TrustAnchor,
    Verification,
    cbor::{self, Value},
    client_data_hash, rp_id_hash, verify,
};

pub(super) const AAGUID: Aaguid = Aaguid([0xAA; 16]);
pub(super) const CREDENTIAL_ID: &[u8] = b"credential";
const AAGUID_OID: &[u64] = &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];

/// A certificate and its key.
pub(super) struct Issued {
    pub(super) der: Vec<u8>,
    pub(super) key: KeyPair,
    parameters: CertificateParams,
}

impl Issued {
    pub(super) fn anchor(&self) -> TrustAnchor {
        TrustAnchor::from_der(&self.der).unwrap()
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.key.serialize_der());
        pair.unwrap().sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
    }
}

fn parameters(names: &[(DnType, &str)]) -> CertificateParams {
    let mut subject = DistinguishedName::new();
    for (kind, name) in names {
        subject.push(kind.clone(), *name);
    }
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = subject;
    parameters.not_before = date_time_ymd(2024, 1, 1);
    parameters.not_after = date_time_ymd(2034, 1, 1);
    parameters
}

pub(super) fn root() -> Issued {
    let mut parameters = parameters(&[(DnType::CommonName, "Test Root")]);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let der = parameters.self_signed(&key).unwrap().der().to_vec();
    Issued { der, key, parameters }
}

pub(super) fn issue(
    issuer: &Issued,
    mut parameters: CertificateParams,
    change: impl FnOnce(&mut CertificateParams),
) -> Issued {
    change(&mut parameters);
    let key = KeyPair::generate().unwrap();
    let by = Issuer::from_params(&issuer.parameters, &issuer.key);
    let der = parameters.signed_by(&key, &by).unwrap().der().to_vec();
    Issued { der, key, parameters }
}

pub(super) fn intermediate(issuer: &Issued, change: impl FnOnce(&mut CertificateParams)) -> Issued {
    let mut parameters = parameters(&[(DnType::CommonName, "Test Intermediate")]);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    issue(issuer, parameters, change)
}

pub(super) fn leaf(issuer: &Issued, change: impl FnOnce(&mut CertificateParams)) -> Issued {
    let mut parameters = parameters(&[
        (DnType::CountryName, "AA"),
        (DnType::OrganizationName, "Test"),
        (DnType::OrganizationalUnitName, "Authenticator Attestation"),
        (DnType::CommonName, "Test Batch"),
    ]);
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.custom_extensions = vec![aaguid_extension(AAGUID)];
    issue(issuer, parameters, change)
}

pub(super) fn aaguid_extension(aaguid: Aaguid) -> CustomExtension {
    CustomExtension::from_oid_content(AAGUID_OID, [&[4, 16][..], &aaguid.0].concat())
}

/// A registration in the making.
pub(super) struct Registration {
    pub(super) flags: u8,
    pub(super) aaguid: Aaguid,
    pub(super) credential: EcdsaKeyPair,
    pub(super) key: Vec<u8>,
    pub(super) tail: Vec<u8>,
    pub(super) client_data: CollectedClientData,
    pub(super) expected: Expectations,
}

impl Registration {
    pub(super) fn new() -> Self {
        let credential = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let point = credential.public_key().as_ref();
        let key: Value = [
            (1, Value::from(2)),
            (3, (-7).into()),
            (-1, 1.into()),
            (-2, point[1..33].into()),
            (-3, point[33..].into()),
        ]
        .into_iter()
        .collect();
        let challenge = Challenge::from(vec![0xFF; 32]);
        let client_data = CollectedClientData::for_create(&challenge, "https://example.org");
        let mut expected = Expectations::at("2026-11-20".parse().unwrap());
        expected.challenge = Some(client_data.challenge.clone());
        expected.origins = vec!["https://example.org".to_owned()];
        expected.rp_id = Some("example.org".to_owned());
        Self {
            flags: 0x45,
            aaguid: AAGUID,
            key: cbor::encode(&key),
            credential,
            tail: vec![],
            client_data,
            expected,
        }
    }

    pub(super) fn auth_data(&self) -> Vec<u8> {
        let length = u16::try_from(CREDENTIAL_ID.len()).unwrap().to_be_bytes();
        let hash = rp_id_hash("example.org");
        let head = [&hash[..], &[self.flags], &[0; 4], &self.aaguid.0, &length, CREDENTIAL_ID];
        [&head.concat(), &*self.key, &self.tail].concat()
    }

    pub(super) fn signed(&self) -> Vec<u8> {
        [&*self.auth_data(), &client_data_hash(&self.client_data.to_json())].concat()
    }

    /// Packed, basic.
    pub(super) fn packed(&self, path: &[&Issued]) -> Verification {
        self.judge("packed", self.packed_statement(path))
    }

    pub(super) fn packed_statement(&self, path: &[&Issued]) -> Value {
        let sig = path[0].sign(&self.signed());
        let x5c: Vec<Value> = path.iter().map(|issued| issued.der.as_slice().into()).collect();
        [("alg", (-7).into()), ("sig", sig.into()), ("x5c", x5c.into())].into_iter().collect()
    }

    /// Packed, self.
    pub(super) fn packed_self(&self, alg: i64) -> Verification {
        self.judge("packed", self.self_statement(alg))
    }

    pub(super) fn self_statement(&self, alg: i64) -> Value {
        let sig = self.credential.sign(&SystemRandom::new(), &self.signed()).unwrap();
        [("alg", Value::from(alg)), ("sig", sig.as_ref().into())].into_iter().collect()
    }

    /// U2F.
    pub(super) fn u2f(&self, certificates: &[&Issued]) -> Verification {
        self.judge("fido-u2f", self.u2f_statement(certificates))
    }

    pub(super) fn u2f_statement(&self, certificates: &[&Issued]) -> Value {
        let hash = client_data_hash(&self.client_data.to_json());
        let point = self.credential.public_key().as_ref();
        let signed = [&[0][..], &rp_id_hash("example.org"), &hash, CREDENTIAL_ID, point].concat();
        let sig = certificates[0].sign(&signed);
        let x5c: Vec<Value> = certificates.iter().map(|c| c.der.as_slice().into()).collect();
        [("sig", Value::from(sig)), ("x5c", x5c.into())].into_iter().collect()
    }

    /// A compound of statements of these formats.
    pub(super) fn compound(&self, parts: Vec<(&str, Value)>) -> Verification {
        let part = |(fmt, statement): (&str, Value)| -> Value {
            [("fmt", fmt.into()), ("attStmt", statement)].into_iter().collect()
        };
        self.judge("compound", Value::Array(parts.into_iter().map(part).collect()))
    }

    pub(super) fn judge(&self, fmt: &str, statement: Value) -> Verification {
        let object: Value = [
            ("fmt", Value::from(fmt)),
            ("attStmt", statement),
            ("authData", self.auth_data().into()),
        ]
        .into_iter()
        .collect();
        self.judge_bytes(&cbor::encode(&object))
    }

    pub(super) fn judge_bytes(&self, attestation_object: &[u8]) -> Verification {
        let recorded = RecordedRegistration {
            client_data_json: Some(&self.client_data.to_json()),
            attestation_object,
            credential_id: Some(CREDENTIAL_ID),
        };
        verify(recorded, &self.expected)
    }
}
