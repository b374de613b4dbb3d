//! Defects of attestation certificates (WebAuthn L3 §8.2.1, §8.3.1; RFC 5280 §4).

use super::{CERTIFIED, CHAINED, Defect, fails, warns};
use crate::{
    certificate::{
        AAGUID, BASIC_CONSTRAINTS, COMMON_NAME, COUNTRY, EXTENDED_KEY_USAGE, KEY_USAGE,
        ORGANIZATION, SUBJECT_ALTERNATIVE_NAME, UNIT,
    },
    der::{octets, oid, sequence, tlv},
    plan::{Fmt, Plan},
    statement::device,
};

const MALFORMED: &[&str] = &["certificate-malformed"];
const REQUIREMENTS: &[&str] = &["certificate-requirements"];
const TPM_CERTIFICATE: &[&str] = &["tpm-certificate"];
/// The same requirement in the words of its format.
const EITHER: &[&str] = &["certificate-requirements", "tpm-certificate"];
const MISMATCH: &[&str] = &["certificate-aaguid-mismatch"];
const PACKED: &[Fmt] = &[Fmt::Packed, Fmt::Compound];
const TPM: &[Fmt] = &[Fmt::Tpm];
const BOTH: &[Fmt] = &[Fmt::Packed, Fmt::Tpm];

fn subject(plan: &mut Plan, kind: &'static [u64], text: Option<&str>) {
    let subject = &mut plan.leaf().subject;
    subject.retain(|(found, _)| *found != kind);
    subject.extend(text.map(|text| (kind, text.to_owned())));
}

fn named(plan: &mut Plan, values: [&str; 3]) {
    plan.leaf().set(SUBJECT_ALTERNATIVE_NAME, true, device(values));
}

/// A certificate whose outermost length has a byte more than need be.
fn lax(der: Vec<u8>) -> Vec<u8> {
    [&[0x30, 0x83, 0], &der[2..]].concat()
}

pub(super) fn defects() -> Vec<Defect> {
    let mut defects = shared();
    defects.extend(packed());
    defects.extend(tpm());
    defects
}

fn shared() -> Vec<Defect> {
    vec![
        fails("leaf expired", CERTIFIED, &["certificate-expired"], |p| {
            p.leaf().not_after = "261120115959Z";
        }),
        fails("leaf of tomorrow", CERTIFIED, &["certificate-not-yet-valid"], |p| {
            p.leaf().not_before = "261120120001Z";
        }),
        fails("leaf with a byte behind", CERTIFIED, MALFORMED, |p| {
            p.leaf().finish = |der| [&*der, &[0]].concat();
        }),
        fails("leaf cut", CERTIFIED, MALFORMED, |p| {
            p.leaf().finish = |mut der| {
                der.pop();
                der
            }
        }),
        fails("leaf in BER", CERTIFIED, MALFORMED, |p| p.leaf().finish = lax),
        fails("leaf of two minds on its algorithm", CERTIFIED, MALFORMED, |p| {
            let other = sequence(&[oid(&[1, 2, 840, 10045, 4, 1])]);
            p.leaf().inner_algorithm = Some(other);
        }),
        fails("leaf with an extension twice", CERTIFIED, MALFORMED, |p| {
            let leaf = p.leaf();
            leaf.set(&[1, 2, 3, 4], false, vec![5, 0]);
            let again = leaf.extensions.last().unwrap().clone();
            leaf.extensions.push(again);
        }),
        fails("leaf with a critical extension of nobody", CERTIFIED, REQUIREMENTS, |p| {
            p.leaf().set(&[1, 2, 3, 4], true, vec![5, 0]);
        }),
        fails("leaf whose key must not sign", CERTIFIED, REQUIREMENTS, |p| {
            // keyEncipherment.
            p.leaf().set(KEY_USAGE, true, tlv(3, &[5, 0x20]));
        }),
        fails("leaf with a key usage that is none", CERTIFIED, MALFORMED, |p| {
            p.leaf().set(KEY_USAGE, true, vec![5, 0]);
        }),
        fails("leaf with basic constraints that are none", CERTIFIED, MALFORMED, |p| {
            p.leaf().set(BASIC_CONSTRAINTS, true, vec![5, 0]);
        }),
        fails("leaf with an AAGUID of another model", CHAINED, MISMATCH, |p| {
            p.leaf().set(AAGUID, false, octets(&[9; 16]));
        }),
        fails("leaf with an AAGUID in no OCTET STRING", CERTIFIED, MALFORMED, |p| {
            let aaguid = p.aaguid.to_vec();
            p.aaguid = [9; 16];
            p.leaf().set(AAGUID, false, aaguid);
        }),
        fails("leaf with an AAGUID of 15 bytes", CHAINED, MALFORMED, |p| {
            let aaguid = octets(&p.aaguid[..15]);
            p.leaf().set(AAGUID, false, aaguid);
        }),
        fails("leaf with bytes behind its AAGUID", CHAINED, MALFORMED, |p| {
            let aaguid = [octets(&p.aaguid), vec![0]].concat();
            p.leaf().set(AAGUID, false, aaguid);
        }),
    ]
}

fn packed() -> Vec<Defect> {
    vec![
        fails("leaf of version 1", BOTH, EITHER, |p| {
            let leaf = p.leaf();
            leaf.version = None;
            leaf.extensions.clear();
        }),
        fails("leaf an authority", BOTH, EITHER, |p| {
            p.leaf().set(BASIC_CONSTRAINTS, true, sequence(&[tlv(1, &[0xFF])]));
        }),
        fails("leaf without basic constraints", BOTH, EITHER, |p| {
            p.leaf().remove(BASIC_CONSTRAINTS);
        }),
        fails("leaf with a critical AAGUID", PACKED, REQUIREMENTS, |p| {
            let aaguid = octets(&p.aaguid);
            p.leaf().set(AAGUID, true, aaguid);
        }),
        fails("leaf with a critical serial number", PACKED, REQUIREMENTS, |p| {
            p.leaf().set(&[1, 3, 6, 1, 4, 1, 45724, 1, 1, 2], true, octets(&[1, 2]));
        }),
        warns("leaf without an AAGUID", PACKED, &["certificate-aaguid-missing"], |p| {
            p.leaf().remove(AAGUID);
        }),
        fails("leaf without a country", PACKED, REQUIREMENTS, |p| subject(p, COUNTRY, None)),
        fails("leaf of a country of three letters", PACKED, REQUIREMENTS, |p| {
            subject(p, COUNTRY, Some("SWE"));
        }),
        fails("leaf of a country of digits", PACKED, REQUIREMENTS, |p| {
            subject(p, COUNTRY, Some("12"));
        }),
        fails("leaf without an organization", PACKED, REQUIREMENTS, |p| {
            subject(p, ORGANIZATION, None);
        }),
        fails("leaf of an empty organization", PACKED, REQUIREMENTS, |p| {
            subject(p, ORGANIZATION, Some(" "));
        }),
        fails("leaf without a unit", PACKED, REQUIREMENTS, |p| subject(p, UNIT, None)),
        fails("leaf of another unit", PACKED, REQUIREMENTS, |p| {
            subject(p, UNIT, Some("Authenticator attestation"));
        }),
        fails("leaf without a name", PACKED, REQUIREMENTS, |p| subject(p, COMMON_NAME, None)),
    ]
}

fn tpm() -> Vec<Defect> {
    vec![
        fails("AIK with a subject", TPM, TPM_CERTIFICATE, |p| subject(p, COMMON_NAME, Some("AIK"))),
        fails("AIK without an alternative name", TPM, TPM_CERTIFICATE, |p| {
            p.leaf().remove(SUBJECT_ALTERNATIVE_NAME);
        }),
        warns("AIK with an alternative name that is not critical", TPM, TPM_CERTIFICATE, |p| {
            let value = device(["id:494E5443", "T1", "id:00010002"]);
            p.leaf().set(SUBJECT_ALTERNATIVE_NAME, false, value);
        }),
        fails("AIK with a DNS name only", TPM, TPM_CERTIFICATE, |p| {
            let value = sequence(&[tlv(0x82, b"example.org")]);
            p.leaf().set(SUBJECT_ALTERNATIVE_NAME, true, value);
        }),
        fails("AIK with an alternative name that is none", TPM, TPM_CERTIFICATE, |p| {
            p.leaf().set(SUBJECT_ALTERNATIVE_NAME, true, vec![5, 0]);
        }),
        fails("AIK without a manufacturer", TPM, TPM_CERTIFICATE, |p| named(p, ["", "T1", "id:1"])),
        fails("AIK without a model", TPM, TPM_CERTIFICATE, |p| {
            named(p, ["id:494E5443", "", "id:1"])
        }),
        fails("AIK without a version", TPM, TPM_CERTIFICATE, |p| {
            named(p, ["id:494E5443", "T", ""])
        }),
        fails("AIK of a manufacturer in letters", TPM, TPM_CERTIFICATE, |p| {
            named(p, ["INTC", "T1", "id:1"]);
        }),
        fails("AIK of a manufacturer too long", TPM, TPM_CERTIFICATE, |p| {
            named(p, ["id:494E544300", "T1", "id:1"]);
        }),
        super::unknown("AIK of a manufacturer nobody knows", TPM, &["tpm-vendor-unknown"], |p| {
            named(p, ["id:0BADF00D", "T1", "id:1"]);
        }),
        warns("AIK of the conformance tools", TPM, &["tpm-vendor-unknown"], |p| {
            named(p, ["id:FFFFF1D0", "T1", "id:1"]);
        }),
        fails("AIK without a purpose", TPM, TPM_CERTIFICATE, |p| {
            p.leaf().remove(EXTENDED_KEY_USAGE);
        }),
        fails("AIK for another purpose", TPM, TPM_CERTIFICATE, |p| {
            // tcg-kp-EKCertificate.
            let value = sequence(&[oid(&[2, 23, 133, 8, 1])]);
            p.leaf().set(EXTENDED_KEY_USAGE, false, value);
        }),
        fails("AIK with a purpose that is none", TPM, TPM_CERTIFICATE, |p| {
            p.leaf().set(EXTENDED_KEY_USAGE, false, octets(&[1]));
        }),
    ]
}
