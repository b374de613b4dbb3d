//! Defects that only one format can have (WebAuthn L3 §8.3 to §8.9).

use serde_json::json;
use webauthn::cbor::Value;

use super::{Defect, fails, warns};
use crate::{
    der::{octets, sequence, tlv},
    key::Key,
    plan::{Entries, Fmt},
};

const U2F: &[Fmt] = &[Fmt::U2f];
const TPM: &[Fmt] = &[Fmt::Tpm];
const ANDROID: &[Fmt] = &[Fmt::Android];
const SAFETYNET: &[Fmt] = &[Fmt::Safetynet];
const APPLE: &[Fmt] = &[Fmt::Apple];
const COMPOUND: &[Fmt] = &[Fmt::Compound];
const MALFORMED: &[&str] = &["statement-malformed"];
const STRUCTURE: &[&str] = &["tpm-structure"];
const DESCRIPTION: &[&str] = &["key-description"];
const RESPONSE: &[&str] = &["safetynet-response"];
const KEY: &[&str] = &["credential-key-mismatch"];

pub(super) fn defects() -> Vec<Defect> {
    let mut defects = u2f();
    defects.extend(tpm());
    defects.extend(android());
    defects.extend(safetynet());
    defects.extend(apple());
    defects.extend(compound());
    defects
}

fn u2f() -> Vec<Defect> {
    vec![
        fails("U2F with two certificates", U2F, MALFORMED, |p| {
            p.order = |x5c| [&*x5c, &*x5c].concat();
        }),
        fails("U2F with a leaf on P-384", U2F, &["certificate-requirements"], |p| {
            p.leaf().key = Key::new(-35, 1);
        }),
        fails("U2F with a credential on P-384", U2F, &["statement-algorithm-mismatch"], |p| {
            p.credential = Key::new(-35, 0);
            p.key = p.credential.cose();
        }),
        warns("U2F with an AAGUID", U2F, &["aaguid-not-zero"], |p| p.aaguid = [7; 16]),
        fails("U2F over another id", U2F, &["statement-signature-invalid"], |p| {
            p.sign_other_data = true;
        }),
    ]
}

fn remove(entries: &mut Entries, name: &str) {
    entries.retain(|(found, _)| found.as_text() != Some(name));
}

fn tpm() -> Vec<Defect> {
    vec![
        fails("TPM of version 1.2", TPM, MALFORMED, |p| p.tpm.ver = "1.2"),
        fails("TPM without a version", TPM, MALFORMED, |p| p.members = |m| remove(m, "ver")),
        fails("TPM without certInfo", TPM, MALFORMED, |p| p.members = |m| remove(m, "certInfo")),
        fails("TPM without pubArea", TPM, MALFORMED, |p| p.members = |m| remove(m, "pubArea")),
        fails("TPM with another magic", TPM, STRUCTURE, |p| p.tpm.magic = 0xFF54_4348),
        fails("TPM that quotes", TPM, STRUCTURE, |p| p.tpm.kind = 0x8018),
        fails("TPM that attests creation", TPM, STRUCTURE, |p| p.tpm.kind = 0x801A),
        fails("TPM over other data", TPM, STRUCTURE, |p| {
            p.tpm.extra_data = |mut data| {
                data[0] ^= 1;
                data
            }
        }),
        fails("TPM over no data", TPM, STRUCTURE, |p| p.tpm.extra_data = |_| vec![]),
        fails("TPM over half the data", TPM, STRUCTURE, |p| {
            p.tpm.extra_data = |data| data[..16].to_vec();
        }),
        fails("TPM of another name", TPM, &["tpm-name-mismatch"], |p| {
            p.tpm.name = |mut name| {
                *name.last_mut().unwrap() ^= 1;
                name
            }
        }),
        fails("TPM of a name by another hash", TPM, &["tpm-name-mismatch"], |p| {
            p.tpm.name = |mut name| {
                name[1] = 0x0C;
                name
            }
        }),
        fails("TPM of a name without its hash", TPM, &["tpm-name-mismatch"], |p| {
            p.tpm.name = |name| name[2..].to_vec();
        }),
        fails("TPM of an empty name", TPM, &["tpm-name-mismatch"], |p| p.tpm.name = |_| vec![]),
        fails("TPM with certInfo and a byte", TPM, STRUCTURE, |p| {
            p.tpm.cert_info = |info| [&*info, &[0]].concat();
        }),
        fails("TPM with certInfo cut", TPM, STRUCTURE, |p| {
            p.tpm.cert_info = |info| info[..info.len() - 3].to_vec();
        }),
        fails("TPM with pubArea and a byte", TPM, STRUCTURE, |p| {
            p.tpm.pub_area = |area| [&*area, &[0]].concat();
        }),
        fails("TPM with pubArea cut", TPM, STRUCTURE, |p| {
            p.tpm.pub_area = |area| area[..area.len() - 1].to_vec();
        }),
        fails("TPM with a pubArea of another type", TPM, STRUCTURE, |p| {
            p.tpm.pub_area = |mut area| {
                area[1] = 0x08;
                area
            }
        }),
        fails("TPM with pubArea changed after", TPM, &["tpm-name-mismatch"], |p| {
            p.tpm.pub_area_after = |mut area| {
                area[7] ^= 1;
                area
            }
        }),
        fails("TPM with another key", TPM, STRUCTURE, |p| p.tpm.key = Some(Key::new(-7, 2))),
        fails("TPM with another key of RSA", TPM, STRUCTURE, |p| {
            p.tpm.key = Some(Key::new(-257, 2));
        }),
        fails("TPM with another curve", TPM, STRUCTURE, |p| {
            p.credential = Key::new(-7, 0);
            p.key = p.credential.cose();
            p.tpm.pub_area = |mut area| {
                area[15] = 5;
                area
            };
        }),
        fails("TPM with another exponent", TPM, STRUCTURE, |p| {
            p.credential = Key::new(-257, 0);
            p.key = p.credential.cose();
            p.tpm.pub_area = |mut area| {
                area[19] = 3;
                area
            };
        }),
        fails("TPM with a scheme of another algorithm", TPM, STRUCTURE, |p| {
            p.credential = Key::new(-257, 0);
            p.key = p.credential.cose();
            // RSAPSS with SHA-256 in place of no scheme.
            p.tpm.pub_area = |area| [&area[..12], b"\x00\x16\x00\x0B", &area[14..]].concat();
        }),
        fails("TPM with keyBits of another size", TPM, STRUCTURE, |p| {
            p.credential = Key::new(-257, 0);
            p.key = p.credential.cose();
            p.tpm.pub_area = |mut area| {
                area[14] = 4;
                area
            };
        }),
    ]
}

fn android() -> Vec<Defect> {
    vec![
        fails("Android for another challenge", ANDROID, DESCRIPTION, |p| {
            p.android.challenge = |mut challenge| {
                challenge[0] ^= 1;
                challenge
            }
        }),
        fails("Android for no challenge", ANDROID, DESCRIPTION, |p| {
            p.android.challenge = |_| vec![];
        }),
        fails("Android for a challenge and more", ANDROID, DESCRIPTION, |p| {
            p.android.challenge = |challenge| [&*challenge, &[0]].concat();
        }),
        fails("Android without a description", ANDROID, DESCRIPTION, |p| {
            p.android.description = |_| None;
        }),
        fails("Android with a description cut", ANDROID, DESCRIPTION, |p| {
            p.android.description = |bytes| Some(bytes[..bytes.len() - 1].to_vec());
        }),
        fails("Android with a byte behind", ANDROID, DESCRIPTION, |p| {
            p.android.description = |bytes| Some([&*bytes, &[0]].concat());
        }),
        fails("Android with an empty description", ANDROID, DESCRIPTION, |p| {
            p.android.description = |_| Some(sequence(&[]));
        }),
        fails("Android for all applications, by software", ANDROID, DESCRIPTION, |p| {
            p.android.software.push((600, tlv(5, &[])));
        }),
        fails("Android for all applications, by hardware", ANDROID, DESCRIPTION, |p| {
            p.android.tee.insert(2, (600, tlv(5, &[])));
        }),
        fails("Android with a key that was imported", ANDROID, DESCRIPTION, |p| {
            p.android.tee[2] = (702, tlv(2, &[2]));
        }),
        fails("Android with a key that was derived", ANDROID, DESCRIPTION, |p| {
            p.android.tee[2] = (702, tlv(2, &[1]));
        }),
        fails("Android of two minds on the origin", ANDROID, DESCRIPTION, |p| {
            p.android.software.push((702, tlv(2, &[2])));
        }),
        fails("Android without an origin", ANDROID, DESCRIPTION, |p| {
            p.android.tee.pop();
        }),
        fails("Android without a purpose", ANDROID, DESCRIPTION, |p| {
            p.android.tee.remove(0);
        }),
        fails("Android to decrypt", ANDROID, DESCRIPTION, |p| {
            p.android.tee[0] = (1, tlv(0x31, &tlv(2, &[1])));
        }),
        fails("Android to sign and decrypt", ANDROID, DESCRIPTION, |p| {
            p.android.tee[0] = (1, tlv(0x31, &[tlv(2, &[1]), tlv(2, &[2])].concat()));
        }),
        fails("Android with a purpose twice", ANDROID, DESCRIPTION, |p| {
            let purpose = p.android.tee[0].clone();
            p.android.tee.insert(1, purpose);
        }),
        fails("Android with another key", ANDROID, KEY, |p| {
            p.leaf().key = Key::new(-7, 2);
            p.alg = -7;
        }),
    ]
}

fn safetynet() -> Vec<Defect> {
    const STALE: &[&str] = RESPONSE;
    vec![
        fails("SafetyNet for another nonce", SAFETYNET, RESPONSE, |p| {
            p.safetynet.payload = |payload| payload["nonce"] = json!("AAAA");
        }),
        fails("SafetyNet without a nonce", SAFETYNET, RESPONSE, |p| {
            p.safetynet.payload = |payload| drop(payload.as_object_mut().unwrap().remove("nonce"));
        }),
        fails("SafetyNet of a device that does not match", SAFETYNET, RESPONSE, |p| {
            p.safetynet.payload = |payload| payload["ctsProfileMatch"] = json!(false);
        }),
        fails("SafetyNet that does not say whether it matches", SAFETYNET, RESPONSE, |p| {
            p.safetynet.payload = |payload| payload["ctsProfileMatch"] = json!(null);
        }),
        fails("SafetyNet that says true in letters", SAFETYNET, RESPONSE, |p| {
            p.safetynet.payload = |payload| payload["ctsProfileMatch"] = json!("true");
        }),
        fails("SafetyNet of yesterday", SAFETYNET, STALE, |p| {
            p.safetynet.payload = |payload| {
                payload["timestampMs"] =
                    json!(payload["timestampMs"].as_i64().unwrap() - 86_400_000);
            }
        }),
        fails("SafetyNet of tomorrow", SAFETYNET, STALE, |p| {
            p.safetynet.payload = |payload| {
                payload["timestampMs"] =
                    json!(payload["timestampMs"].as_i64().unwrap() + 86_400_000);
            }
        }),
        warns("SafetyNet for another package", SAFETYNET, RESPONSE, |p| {
            p.safetynet.payload = |payload| payload["apkPackageName"] = json!("org.example");
        }),
        fails("SafetyNet of another host", SAFETYNET, &["certificate-requirements"], |p| {
            let names = sequence(&[tlv(0x82, b"attest.android.com.example.org")]);
            p.leaf().set(crate::certificate::SUBJECT_ALTERNATIVE_NAME, false, names);
        }),
        fails("SafetyNet without a version", SAFETYNET, MALFORMED, |p| {
            p.members = |m| remove(m, "ver");
        }),
        fails("SafetyNet of an empty version", SAFETYNET, MALFORMED, |p| {
            p.safetynet.ver = "".into();
        }),
        fails("SafetyNet of a version in numbers", SAFETYNET, MALFORMED, |p| {
            p.safetynet.ver = 23.into();
        }),
        fails("SafetyNet in a text", SAFETYNET, MALFORMED, |p| p.safetynet.jws = Value::from),
        fails("SafetyNet in two parts", SAFETYNET, RESPONSE, |p| {
            p.safetynet.jws = |jws| jws.rsplit_once('.').unwrap().0.as_bytes().into();
        }),
        fails("SafetyNet padded", SAFETYNET, RESPONSE, |p| {
            p.safetynet.jws = |jws| format!("{jws}=").into_bytes().into();
        }),
        fails("SafetyNet without certificates", SAFETYNET, RESPONSE, |p| {
            p.safetynet.header = |header| drop(header.as_object_mut().unwrap().remove("x5c"));
        }),
        super::unknown("SafetyNet signed by none", SAFETYNET, &["algorithm-unsupported"], |p| {
            p.safetynet.header = |header| header["alg"] = json!("none");
        }),
        fails("SafetyNet with an extension of nobody", SAFETYNET, RESPONSE, |p| {
            p.safetynet.header = |header| header["crit"] = json!(["exp"]);
        }),
    ]
}

fn apple() -> Vec<Defect> {
    vec![
        fails("Apple for another nonce", APPLE, &["nonce-mismatch"], |p| {
            p.nonce = |mut nonce| {
                nonce[0] ^= 1;
                Some(nonce)
            }
        }),
        fails("Apple for an empty nonce", APPLE, &["nonce-mismatch"], |p| {
            p.nonce = |_| Some(vec![]);
        }),
        fails("Apple without a nonce", APPLE, &["nonce-mismatch"], |p| p.nonce = |_| None),
        fails("Apple with a nonce in other wrapping", APPLE, &["certificate-malformed"], |p| {
            p.nonce = |_| None;
            p.leaf().set(&[1, 2, 840, 113635, 100, 8, 2], false, octets(&[7; 32]));
        }),
        fails("Apple with another key", APPLE, KEY, |p| p.leaf().key = Key::new(-7, 2)),
    ]
}

fn compound() -> Vec<Defect> {
    fn edit(statement: Value, edit: impl FnOnce(&mut Vec<Value>)) -> Value {
        let Value::Array(mut items) = statement else { unreachable!() };
        edit(&mut items);
        Value::Array(items)
    }
    fn item(fmt: &str, statement: Value) -> Value {
        [("fmt", fmt.into()), ("attStmt", statement)].into_iter().collect()
    }
    vec![
        fails("compound of one", COMPOUND, MALFORMED, |p| {
            p.statement = |s| edit(s, |items| items.truncate(1));
        }),
        fails("compound of nine", COMPOUND, MALFORMED, |p| {
            p.statement = |s| edit(s, |items| *items = vec![items[0].clone(); 9]);
        }),
        fails("compound of a compound", COMPOUND, MALFORMED, |p| {
            p.statement = |s| edit(s, |items| items.push(item("compound", Value::Array(vec![]))));
        }),
        fails("compound with a format of nobody", COMPOUND, &["format-unsupported"], |p| {
            p.statement = |s| edit(s, |items| items.push(item("x", Value::Map(vec![]))));
        }),
        fails("compound with a text", COMPOUND, MALFORMED, |p| {
            p.statement = |s| edit(s, |items| items.push("packed".into()));
        }),
        fails("compound without attStmt", COMPOUND, MALFORMED, |p| {
            p.statement = |s| {
                edit(s, |items| items.push([("fmt", Value::from("none"))].into_iter().collect()))
            }
        }),
        fails("compound with a statement under none", COMPOUND, &["none-with-statement"], |p| {
            p.statement = |s| {
                edit(s, |items| {
                    let statement = [("sig", Value::from([1]))].into_iter().collect();
                    items.push(item("none", statement));
                })
            }
        }),
        fails("compound as a map", COMPOUND, MALFORMED, |p| p.statement = |_| Value::Map(vec![])),
    ]
}
