//! A metadata service in small: right by default, wrong where a test wants it so.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        Ed25519KeyPair,
    },
};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, SignatureAlgorithm,
    date_time_ymd,
};
use serde_json::{Value, json};

use crate::{
    Timestamp, TrustAnchor, base64url,
    metadata::{BlobError, MetadataBlob, MetadataRoots, Opening},
};

pub(super) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn now() -> Timestamp {
    time("2026-06-01")
}

pub(super) struct Service {
    root: CertificateParams,
    root_key: KeyPair,
    pub(super) root_der: Vec<u8>,
    pub(super) leaf_der: Vec<u8>,
    leaf_key: KeyPair,
}

fn parameters(name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.not_before = date_time_ymd(2026, 1, 1);
    parameters.not_after = date_time_ymd(2027, 1, 1);
    parameters
}

impl Service {
    pub(super) fn new() -> Self {
        Self::with(&PKCS_ECDSA_P256_SHA256, |_| {})
    }

    pub(super) fn with(
        algorithm: &'static SignatureAlgorithm,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let mut root = parameters("Metadata Test Root");
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.not_before = date_time_ymd(2020, 1, 1);
        root.not_after = date_time_ymd(2040, 1, 1);
        let root_key = KeyPair::generate().unwrap();
        let root_der = root.self_signed(&root_key).unwrap().der().to_vec();
        let mut leaf = parameters("mds.fidoalliance.org");
        change(&mut leaf);
        let leaf_key = KeyPair::generate_for(algorithm).unwrap();
        let by = Issuer::from_params(&root, &root_key);
        let leaf_der = leaf.signed_by(&leaf_key, &by).unwrap().der().to_vec();
        Self { root, root_key, root_der, leaf_der, leaf_key }
    }

    /// Another certificate under the same root.
    pub(super) fn another(&self) -> Vec<u8> {
        let by = Issuer::from_params(&self.root, &self.root_key);
        let key = KeyPair::generate().unwrap();
        parameters("other").signed_by(&key, &by).unwrap().der().to_vec()
    }

    pub(super) fn anchor(&self) -> TrustAnchor {
        TrustAnchor::from_der(&self.root_der).unwrap()
    }

    pub(super) fn roots(&self) -> MetadataRoots {
        MetadataRoots::own(vec![self.anchor()])
    }

    pub(super) fn header(&self, alg: &str) -> Value {
        json!({ "alg": alg, "typ": "JWT", "x5c": [standard(&self.leaf_der)] })
    }

    pub(super) fn sign(&self, payload: &Value) -> Vec<u8> {
        self.sign_under(&self.header("ES256"), payload.to_string().as_bytes())
    }

    pub(super) fn sign_under(&self, header: &Value, payload: &[u8]) -> Vec<u8> {
        let header = base64url::encode(header.to_string().as_bytes());
        let signed = format!("{header}.{}", base64url::encode(payload));
        let (key, random) = (self.leaf_key.serialize_der(), SystemRandom::new());
        let bytes = signed.as_bytes();
        let ecdsa = |algorithm| {
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, &key).unwrap();
            pair.sign(&random, bytes).unwrap().as_ref().to_vec()
        };
        let algorithm = self.leaf_key.algorithm();
        let signature = if algorithm == &PKCS_ED25519 {
            Ed25519KeyPair::from_pkcs8(&key).unwrap().sign(bytes).as_ref().to_vec()
        } else if algorithm == &PKCS_ECDSA_P384_SHA384 {
            ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING)
        } else {
            ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING)
        };
        format!("{signed}.{}", base64url::encode(&signature)).into_bytes()
    }

    pub(super) fn open(&self, blob: &[u8]) -> Result<MetadataBlob, BlobError> {
        let roots = self.roots();
        MetadataBlob::open(blob, Opening { roots: &roots, at: now(), previous: None })
    }
}

/// Base64 as `x5c` has it (RFC 7515 §4.1.6).
pub(super) fn standard(bytes: &[u8]) -> String {
    data_encoding::BASE64.encode(bytes)
}

pub(super) fn payload(entries: Vec<Value>) -> Value {
    json!({ "legalHeader": "-", "no": 7, "nextUpdate": "2026-07-01", "entries": entries })
}

pub(super) const AAGUID: &str = "01020304-0506-0708-090a-0b0c0d0e0f10";

/// A model as most are.
pub(super) fn entry(change: impl FnOnce(&mut Value)) -> Value {
    let mut entry = json!({
        "aaguid": AAGUID,
        "metadataStatement": {
            "aaguid": AAGUID,
            "friendlyNames": { "en-US": "Exemplar Key" },
            "description": "Exemplar Key 1",
            "authenticatorVersion": 2,
            "protocolFamily": "fido2",
            "schema": 3,
            "upv": [{ "major": 1, "minor": 1 }],
            "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw"],
            "publicKeyAlgAndEncodings": ["cose"],
            "attestationTypes": ["basic_full"],
            "userVerificationDetails": [[{ "userVerificationMethod": "passcode_external" }]],
            "keyProtection": ["hardware", "secure_element"],
            "matcherProtection": ["on_chip"],
            "attachmentHint": ["external", "wired"],
            "tcDisplay": [],
            "attestationRootCertificates": ["AAAA"],
            "authenticatorGetInfo": {
                "versions": ["U2F_V2", "FIDO_2_0", "FIDO_2_1"],
                "extensions": ["credProtect", "hmac-secret"],
                "aaguid": "0102030405060708090a0b0c0d0e0f10",
                "options": { "rk": true, "clientPin": false },
            },
        },
        "statusReports": [
            { "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2024-02-01", "certificateNumber": "FIDO1" },
            { "status": "FIDO_CERTIFIED", "effectiveDate": "2024-02-01" },
        ],
        "timeOfLastStatusChange": "2024-02-01",
    });
    change(&mut entry);
    entry
}
