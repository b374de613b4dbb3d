//! Attestation material: a root made for one run, and a certificate under it with the AAGUID.
//! No key of it is ever kept: who trusts such a root trusts a test.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer,
    KeyPair, PKCS_ECDSA_P256_SHA256,
};

/// `id-fido-gen-ce-aaguid` (WebAuthn L3 §8.2.1).
const AAGUID_OID: [u64; 10] = [1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];

/// A key's attestation certificate, its private key, and the root above.
#[derive(Clone)]
pub struct Attestation {
    /// The model the certificate names.
    pub aaguid: [u8; 16],
    /// P-256 private scalar.
    pub private_key: [u8; 32],
    /// The certificate in `x5c`.
    pub certificate: Vec<u8>,
    /// The root, in DER.
    pub root: Vec<u8>,
    /// The root, in PEM.
    pub root_pem: String,
}

impl Attestation {
    /// Fresh material that meets the certificate requirements of WebAuthn L3 §8.2.1.
    #[must_use]
    pub fn generate(aaguid: [u8; 16]) -> Self {
        let root_key = key_pair();
        let mut root = CertificateParams::default();
        root.distinguished_name = name("Test Root", "Virtual Key Root");
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let root_certificate = root.self_signed(&root_key).expect("a root");

        let key = key_pair();
        let mut leaf = CertificateParams::default();
        leaf.distinguished_name = name("Authenticator Attestation", "Virtual Key Batch 1");
        leaf.is_ca = IsCa::ExplicitNoCa;
        // The value is an OCTET STRING inside the extension's OCTET STRING.
        let value = [&[0x04, 0x10][..], &aaguid].concat();
        leaf.custom_extensions.push(CustomExtension::from_oid_content(&AAGUID_OID, value));
        let certificate = leaf.signed_by(&key, &Issuer::new(root, root_key)).expect("a leaf");

        Self {
            aaguid,
            private_key: scalar(&key.serialize_der()),
            certificate: certificate.der().to_vec(),
            root: root_certificate.der().to_vec(),
            root_pem: root_certificate.pem(),
        }
    }
}

fn key_pair() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a P-256 key")
}

fn name(unit: &str, common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "SE");
    name.push(DnType::OrganizationName, "Virtual Key");
    name.push(DnType::OrganizationalUnitName, unit);
    name.push(DnType::CommonName, common);
    name
}

/// The private scalar in a PKCS #8 P-256 key: `ECPrivateKey` begins 02 01 01 04 20 (RFC 5915 §3).
fn scalar(pkcs8: &[u8]) -> [u8; 32] {
    let mark = [0x02, 0x01, 0x01, 0x04, 0x20];
    let at = pkcs8.windows(5).position(|window| window == mark).expect("an ECPrivateKey") + 5;
    pkcs8[at..at + 32].try_into().expect("32 bytes")
}
