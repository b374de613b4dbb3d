//! Defects of the attestation object and of statements' members (WebAuthn L3 §6.5.4, §8.2).

use webauthn::cbor::Value;

use super::{ALL, CHAINED, Defect, SIGNED, fails, unknown, warns};
use crate::plan::{Entries, Fmt};

const MALFORMED: &[&str] = &["statement-malformed"];
const CBOR: &[&str] = &["cbor-malformed"];
const SIGNATURE: &[&str] = &["statement-signature-invalid"];
const CERTIFICATE: &[&str] = &["certificate-malformed"];
const PACKED: &[Fmt] = &[Fmt::Packed];
/// Formats whose statement has `sig`.
const WITH_SIG: &[Fmt] =
    &[Fmt::Packed, Fmt::SelfPacked, Fmt::U2f, Fmt::Tpm, Fmt::Android, Fmt::Compound];
/// Formats whose statement has `alg`.
const WITH_ALG: &[Fmt] = &[Fmt::Packed, Fmt::SelfPacked, Fmt::Tpm, Fmt::Android];
/// Formats whose statement has `x5c`.
const WITH_X5C: &[Fmt] = &[Fmt::Packed, Fmt::U2f, Fmt::Tpm, Fmt::Android, Fmt::Apple];

fn remove(entries: &mut Entries, name: &str) {
    entries.retain(|(found, _)| found.as_text() != Some(name));
}

fn set(entries: &mut Entries, name: &str, value: impl Into<Value>) {
    remove(entries, name);
    entries.push((name.into(), value.into()));
}

pub(super) fn defects() -> Vec<Defect> {
    let mut defects = objects();
    defects.extend(members());
    defects.extend(signatures());
    defects
}

fn objects() -> Vec<Defect> {
    vec![
        fails("object cut", ALL, CBOR, |p| {
            p.bytes = |mut bytes| {
                bytes.pop();
                bytes
            }
        }),
        fails("object empty", ALL, CBOR, |p| p.bytes = |_| vec![]),
        fails("object with a byte behind", ALL, &["trailing-bytes"], |p| {
            p.bytes = |bytes| [&*bytes, &[0]].concat();
        }),
        fails("object an array", ALL, MALFORMED, |p| p.bytes = |_| vec![0x80]),
        fails("object nested too deep", ALL, CBOR, |p| p.bytes = |_| vec![0x81; 5000]),
        fails("object of a size nobody has", ALL, CBOR, |p| {
            p.bytes = |_| b"\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF".to_vec();
        }),
        fails("fmt missing", ALL, MALFORMED, |p| p.object = |o| remove(o, "fmt")),
        fails("fmt a number", ALL, MALFORMED, |p| p.object = |o| set(o, "fmt", 1)),
        fails("fmt of nobody", ALL, &["format-unsupported"], |p| {
            p.object = |o| set(o, "fmt", "packed2");
        }),
        fails("fmt in capitals", ALL, &["format-unsupported"], |p| {
            p.object = |o| set(o, "fmt", "Packed");
        }),
        fails("fmt empty", ALL, &["format-unsupported"], |p| p.object = |o| set(o, "fmt", "")),
        fails("fmt twice", ALL, &["cbor-duplicate-key"], |p| {
            p.object = |o| o.push(("fmt".into(), "none".into()));
        }),
        fails("authData missing", ALL, MALFORMED, |p| p.object = |o| remove(o, "authData")),
        fails("authData a text", ALL, MALFORMED, |p| p.object = |o| set(o, "authData", "x")),
        fails("attStmt missing", ALL, MALFORMED, |p| p.object = |o| remove(o, "attStmt")),
        fails("attStmt null", ALL, MALFORMED, |p| p.statement = |_| Value::Null),
        fails("attStmt a text", ALL, MALFORMED, |p| p.statement = |_| "x".into()),
        fails("attStmt an empty array", ALL, MALFORMED, |p| p.statement = |_| Value::Array(vec![])),
        warns("object not canonical", ALL, &["cbor-not-canonical"], |p| {
            p.bytes = |mut bytes| {
                bytes[0] = 0xBF;
                bytes.push(0xFF);
                bytes
            }
        }),
        fails("statement under none", ALL, &["none-with-statement", "statement-malformed"], |p| {
            p.object = |o| set(o, "fmt", "none");
            p.statement = |statement| {
                let empty = statement.as_map() == Some(&[]);
                let one = || [("sig", Value::from([1]))].into_iter().collect();
                if empty { one() } else { statement }
            };
        }),
    ]
}

fn members() -> Vec<Defect> {
    vec![
        fails("sig missing", WITH_SIG, MALFORMED, |p| p.members = |m| remove(m, "sig")),
        fails("sig a text", WITH_SIG, MALFORMED, |p| p.members = |m| set(m, "sig", "x")),
        fails("sig twice", WITH_SIG, &["cbor-duplicate-key"], |p| {
            p.members = |m| m.push(("sig".into(), [1].into()));
        }),
        fails("statement alg missing", WITH_ALG, MALFORMED, |p| p.members = |m| remove(m, "alg")),
        fails("statement alg a text", WITH_ALG, MALFORMED, |p| p.members = |m| set(m, "alg", "x")),
        fails("statement alg of another key", SIGNED, &["statement-algorithm-mismatch"], |p| {
            p.members = |m| {
                let alg = m.iter().find(|(name, _)| name.as_text() == Some("alg"));
                let ec = alg.unwrap().1.as_i64() == Some(-7);
                set(m, "alg", if ec { -257 } else { -7 });
            }
        }),
        unknown("statement alg of nobody", PACKED, &["algorithm-unsupported"], |p| {
            p.members = |m| set(m, "alg", -70_000);
        }),
        fails("x5c empty", WITH_X5C, MALFORMED, |p| p.order = |_| vec![]),
        fails("x5c null", WITH_X5C, MALFORMED, |p| p.members = |m| set(m, "x5c", Value::Null)),
        fails("x5c a byte string", WITH_X5C, MALFORMED, |p| p.members = |m| set(m, "x5c", [1])),
        fails("x5c of texts", WITH_X5C, MALFORMED, |p| {
            p.members = |m| set(m, "x5c", Value::Array(vec!["x".into()]));
        }),
        fails("x5c of seventeen", WITH_X5C, MALFORMED, |p| {
            p.order = |x5c| x5c.into_iter().cycle().take(17).collect();
        }),
        fails("x5c of an empty certificate", WITH_X5C, CERTIFICATE, |p| p.order = |_| vec![vec![]]),
        fails("x5c of no certificate", WITH_X5C, CERTIFICATE, |p| {
            p.order = |_| vec![vec![0x30, 0]];
        }),
        fails("x5c with an empty one behind", CHAINED, CERTIFICATE, |p| {
            p.order = |x5c| [x5c, vec![vec![]]].concat();
        }),
        unknown("ecdaaKeyId", PACKED, &["algorithm-unsupported"], |p| {
            p.members = |m| set(m, "ecdaaKeyId", [1]);
        }),
        warns("a member nobody knows", WITH_SIG, MALFORMED, |p| p.members = |m| set(m, "more", 1)),
    ]
}

fn signatures() -> Vec<Defect> {
    const SIGNERS: &[Fmt] = &[
        Fmt::Packed,
        Fmt::SelfPacked,
        Fmt::U2f,
        Fmt::Tpm,
        Fmt::Android,
        Fmt::Safetynet,
        Fmt::Compound,
    ];
    /// What is done to a signature in ASN.1.
    const ASN1: &[Fmt] = &[Fmt::U2f];
    vec![
        fails("a signature with its last bit bent", SIGNERS, SIGNATURE, |p| {
            p.bend = |mut signature| {
                *signature.last_mut().unwrap() ^= 1;
                signature
            }
        }),
        fails("a signature over more", SIGNERS, SIGNATURE, |p| p.sign_other_data = true),
        fails("a signature cut", WITH_SIG, SIGNATURE, |p| {
            p.bend = |mut signature| {
                signature.pop();
                signature
            }
        }),
        fails("a signature with a byte behind", WITH_SIG, SIGNATURE, |p| {
            p.bend = |signature| [&*signature, &[0]].concat();
        }),
        fails("a signature of no bytes", WITH_SIG, SIGNATURE, |p| p.bend = |_| vec![]),
        fails("a signature of zeros", WITH_SIG, SIGNATURE, |p| {
            p.bend = |signature| vec![0; signature.len()];
        }),
        fails("r and s of 0", ASN1, SIGNATURE, |p| p.bend = |_| vec![0x30, 6, 2, 1, 0, 2, 1, 0]),
        fails("r negative", ASN1, SIGNATURE, |p| {
            p.bend = |mut signature| {
                signature[4] |= 0x80;
                signature
            }
        }),
        fails("lengths as only BER has them", ASN1, SIGNATURE, |p| {
            p.bend = |signature| [&[0x30, 0x81, signature[1]], &signature[2..]].concat();
        }),
        fails("an r with a zero too many", ASN1, SIGNATURE, |p| {
            p.bend = |signature| {
                let (head, rest) = (signature[1] + 1, signature[3] + 1);
                [&[0x30, head, 2, rest, 0], &signature[4..]].concat()
            }
        }),
        fails("r and s side by side", ASN1, SIGNATURE, |p| p.bend = |_| vec![7; 64]),
        fails("a signature by somebody else", &[Fmt::Packed, Fmt::U2f, Fmt::Tpm], SIGNATURE, |p| {
            p.signer = Some(crate::key::Key::new(p.path[0].key.alg, 2));
        }),
    ]
}
