//! The practice root and the batch certificates below it (WebAuthn L3 §8.2.1). Their names must
//! never let anybody take them for a vendor's.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, DnValue, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SerialNumber, date_time_ymd,
};
use zeroize::Zeroizing;

use super::firmware::Attestation;
use crate::{PracticeError, store::Store};

/// The root's certificate, PEM: what `--trust` names.
pub(crate) const ROOT_CERTIFICATE: &str = "practice-root.pem";
/// The root's private key, PKCS#8 PEM.
const ROOT_KEY: &str = "practice-root.key";

/// id-fido-gen-ce-aaguid (WebAuthn L3 §8.2.1).
const AAGUID_EXTENSION: &[u64] = &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];
/// User-assigned in ISO 3166: no vendor is incorporated there.
const COUNTRY: &str = "AA";
const ORGANIZATION: &str = "Touchstone Practice";

/// Makes a batch key and certificate for this model under the root of the folder, which is made
/// where it is missing.
pub(super) fn batch(store: &Store, aaguid: &[u8; 16]) -> Result<Attestation, PracticeError> {
    let root_key = root_key(store)?;
    let root = Issuer::new(root_parameters()?, root_key);
    let key = generate()?;
    let parameters = batch_parameters(aaguid)?;
    let certificate = parameters.signed_by(&key, &root).map_err(failed)?;
    Ok(Attestation::Batch {
        private_key: Zeroizing::new(key.serialize_der()),
        certificates: vec![certificate.der().to_vec()],
    })
}

/// Reads the root, or makes it: key first, certificate second, so that a certificate that is there
/// always has its key.
fn root_key(store: &Store) -> Result<KeyPair, PracticeError> {
    let damaged = || PracticeError::RootDamaged(store.path(ROOT_KEY));
    let key = match store.read(ROOT_KEY)? {
        Some(pem) => {
            let pem = str::from_utf8(&pem).map_err(|_| damaged())?;
            KeyPair::from_pem(pem).map_err(|_| damaged())?
        }
        None => {
            let key = generate()?;
            store.replace(ROOT_KEY, Zeroizing::new(key.serialize_pem()).as_bytes())?;
            // A certificate without its key is of a root that is gone.
            export_root(store, &key)?;
            return Ok(key);
        }
    };
    if store.read(ROOT_CERTIFICATE)?.is_none() {
        export_root(store, &key)?;
    }
    Ok(key)
}

fn export_root(store: &Store, key: &KeyPair) -> Result<(), PracticeError> {
    let certificate = root_parameters()?.self_signed(key).map_err(failed)?;
    store.replace(ROOT_CERTIFICATE, certificate.pem().as_bytes())
}

fn root_parameters() -> Result<CertificateParams, PracticeError> {
    let mut parameters = parameters(&[(DnType::CommonName, "Touchstone Practice Root")])?;
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(parameters)
}

fn batch_parameters(aaguid: &[u8; 16]) -> Result<CertificateParams, PracticeError> {
    let mut parameters = parameters(&[
        (DnType::OrganizationalUnitName, "Authenticator Attestation"),
        (DnType::CommonName, "Touchstone Practice Key Batch"),
    ])?;
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.use_authority_key_identifier_extension = true;
    // An OCTET STRING of 16 bytes in the extension's own OCTET STRING; never critical.
    let content = [&[0x04, 0x10], aaguid.as_slice()].concat();
    let extension = CustomExtension::from_oid_content(AAGUID_EXTENSION, content);
    parameters.custom_extensions = vec![extension];
    Ok(parameters)
}

/// What root and batch share. The validity is fixed, so that no clock is needed and a practice
/// that is years old still verifies.
fn parameters(names: &[(DnType, &str)]) -> Result<CertificateParams, PracticeError> {
    let mut serial = [0; 16];
    SystemRandom::new().fill(&mut serial).map_err(|_| PracticeError::Entropy)?;
    // Positive, not zero, and of full length (RFC 5280 §4.1.2.2).
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7F) | 0x40;
    }
    let mut subject = DistinguishedName::new();
    let country = COUNTRY.try_into().map_err(failed)?;
    subject.push(DnType::CountryName, DnValue::PrintableString(country));
    subject.push(DnType::OrganizationName, ORGANIZATION);
    for (kind, name) in names {
        subject.push(kind.clone(), *name);
    }
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = subject;
    parameters.serial_number = Some(SerialNumber::from(serial.to_vec()));
    parameters.not_before = date_time_ymd(2024, 1, 1);
    parameters.not_after = date_time_ymd(2054, 1, 1);
    Ok(parameters)
}

fn generate() -> Result<KeyPair, PracticeError> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> PracticeError {
    PracticeError::Certificate(Box::new(error))
}
