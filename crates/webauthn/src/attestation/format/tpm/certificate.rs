//! What an AIK certificate must be (WebAuthn L3 §8.3.1, TCG EK Credential Profile §3.2.9). It must
//! never take a certificate for another purpose.

use serde_json::json;

use super::vendor::{self, Vendor};
use crate::{
    der::{NotDer, Reader, Tag, only},
    judgement::{Check, Findings, Reason},
    x509::Certificate,
};

const CHECK: Check = Check::Certificate;
const SUBJECT_ALTERNATIVE_NAME: &str = "2.5.29.17";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// `tcg-kp-AIKCertificate`, 2.23.133.8.3.
const AIK_CERTIFICATE: &[u8] = &[0x67, 0x81, 0x05, 0x08, 0x03];
/// `tcg-at-tpmManufacturer`, `-tpmModel` and `-tpmVersion`: 2.23.133.2.1 to .3.
const DEVICE: [(&[u8], &str); 3] = [
    (&[0x67, 0x81, 0x05, 0x02, 0x01], "TPM manufacturer"),
    (&[0x67, 0x81, 0x05, 0x02, 0x02], "TPM model"),
    (&[0x67, 0x81, 0x05, 0x02, 0x03], "TPM version"),
];

/// An attribute's type, in DER without its head, and its value.
type Attribute<'a> = (&'a [u8], &'a [u8]);

pub(super) fn check_requirements(aik: &Certificate, findings: &mut Findings) {
    let key_usage = aik.extension(EXTENDED_KEY_USAGE);
    let purposes = key_usage.map(|extension| key_purposes(&extension.value));
    let for_aik = matches!(purposes, Some(Ok(purposes)) if purposes.contains(&AIK_CERTIFICATE));
    for (holds, requirement) in [
        (aik.version == 3, "version 3"),
        (aik.subject.attributes.is_empty(), "an empty subject"),
        (for_aik, "extended key usage 2.23.133.8.3"),
        (aik.is_end_entity(), "basic constraints with CA false"),
    ] {
        if !holds {
            fail(requirement, findings);
        }
    }
    let Some(name) = aik.extension(SUBJECT_ALTERNATIVE_NAME) else {
        return fail("a subject alternative name", findings);
    };
    if !name.critical {
        // RFC 5280 §4.2.1.6: it stands for the empty subject.
        let evidence = json!({ "requirement": "a critical subject alternative name" });
        findings.warn(CHECK, Reason::TpmCertificate, evidence);
    }
    let Ok(attributes) = directory_name(&name.value) else {
        return fail("a subject alternative name with a directory name", findings);
    };
    let mut manufacturer = None;
    for (at, (oid, requirement)) in DEVICE.into_iter().enumerate() {
        let mut values = attributes.iter().filter(|(found, _)| *found == oid);
        match (values.next(), values.next()) {
            (Some((_, value)), None) if !value.is_empty() => {
                manufacturer = manufacturer.or((at == 0).then_some(*value));
            }
            _ => fail(requirement, findings),
        }
    }
    if let Some(manufacturer) = manufacturer {
        check_vendor(manufacturer, findings);
    }
}

fn check_vendor(manufacturer: &[u8], findings: &mut Findings) {
    let text = String::from_utf8_lossy(manufacturer);
    let evidence = json!({ "tpmManufacturer": text });
    match vendor::of(&text) {
        Vendor::Registered(name) => {
            findings.pass(CHECK, json!({ "tpmManufacturer": text, "name": name }));
        }
        Vendor::ForTests => findings.warn(CHECK, Reason::TpmVendorUnknown, evidence),
        Vendor::Unknown => findings.unknown(CHECK, Reason::TpmVendorUnknown, evidence),
        Vendor::Malformed => {
            fail("TPM manufacturer, \"id:\" and eight hexadecimal digits", findings)
        }
    }
}

fn fail(requirement: &str, findings: &mut Findings) {
    findings.fail(CHECK, Reason::TpmCertificate, json!({ "requirement": requirement }));
}

/// `SEQUENCE OF KeyPurposeId`.
fn key_purposes(value: &[u8]) -> Result<Vec<&[u8]>, NotDer> {
    let mut reader = Reader::new(only(value, Tag::SEQUENCE)?);
    let mut purposes = Vec::new();
    while !reader.is_empty() {
        purposes.push(reader.expect(Tag::OBJECT_IDENTIFIER)?);
    }
    Ok(purposes)
}

/// The attributes of the first directory name among the general names. TCG's profile wants one in
/// a relative name of its own each; makers put all three into one, or each into one.
fn directory_name(value: &[u8]) -> Result<Vec<Attribute<'_>>, NotDer> {
    let mut names = Reader::new(only(value, Tag::SEQUENCE)?);
    let mut attributes = None;
    while !names.is_empty() {
        let name = names.element()?;
        if name.tag == Tag::context(4) && attributes.is_none() {
            attributes = Some(relative_names(name.content)?);
        }
    }
    attributes.ok_or(NotDer)
}

fn relative_names(content: &[u8]) -> Result<Vec<Attribute<'_>>, NotDer> {
    let mut sets = Reader::new(only(content, Tag::SEQUENCE)?);
    let mut attributes = Vec::new();
    while !sets.is_empty() {
        let mut set = Reader::new(sets.expect(Tag::SET)?);
        while !set.is_empty() {
            let mut attribute = Reader::new(set.expect(Tag::SEQUENCE)?);
            let oid = attribute.expect(Tag::OBJECT_IDENTIFIER)?;
            attributes.push((oid, attribute.element()?.content));
            attribute.end()?;
        }
    }
    Ok(attributes)
}
