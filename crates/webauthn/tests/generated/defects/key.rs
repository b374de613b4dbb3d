//! Defects of the credential public key (WebAuthn L3 §5.8.5, §6.5.1.1; RFC 9052, 8230, 8812, 8032).

use webauthn::{CoseAlgorithmIdentifier, cbor::Value};

use super::{ANY_KEY, Defect, SIGNED, fails, unknown, warns};
use crate::{
    key::Key,
    plan::{Fmt, Plan},
};

const MALFORMED: &[&str] = &["public-key-malformed"];
const OFF_CURVE: &[&str] = &["public-key-not-on-curve"];
const PRIVATE: &[&str] = &["public-key-private-part"];

/// Gives the plan a key of this algorithm, for a defect to work on.
fn key(plan: &mut Plan, alg: i64) -> &mut Plan {
    plan.credential = Key::new(alg, 0);
    plan.key = plan.credential.cose();
    if plan.fmt == Fmt::SelfPacked {
        plan.alg = alg;
    }
    plan
}

fn set(plan: &mut Plan, label: i64, value: impl Into<Value>) {
    let entry = plan.key.iter_mut().find(|(found, _)| found.as_i64() == Some(label));
    entry.unwrap().1 = value.into();
}

fn remove(plan: &mut Plan, label: i64) {
    plan.key.retain(|(found, _)| found.as_i64() != Some(label));
}

fn number(plan: &Plan, label: i64) -> Vec<u8> {
    let entry = plan.key.iter().find(|(found, _)| found.as_i64() == Some(label));
    entry.unwrap().1.as_bytes().unwrap().to_vec()
}

pub(super) fn defects() -> Vec<Defect> {
    let mut defects = ec2();
    defects.extend(others());
    defects
}

fn ec2() -> Vec<Defect> {
    vec![
        fails("kty missing", ANY_KEY, MALFORMED, |p| remove(key(p, -7), 1)),
        fails("kty a text", ANY_KEY, MALFORMED, |p| set(key(p, -7), 1, "EC2")),
        fails("kty of OKP for ES256", ANY_KEY, MALFORMED, |p| set(key(p, -7), 1, 1)),
        fails("kty of RSA for ES256", ANY_KEY, MALFORMED, |p| set(key(p, -7), 1, 3)),
        fails("kty symmetric", ANY_KEY, MALFORMED, |p| set(key(p, -7), 1, 4)),
        fails("alg missing", ANY_KEY, MALFORMED, |p| remove(key(p, -7), 3)),
        fails("alg a text", ANY_KEY, MALFORMED, |p| set(key(p, -7), 3, "ES256")),
        fails("alg ES384 on P-256", ANY_KEY, MALFORMED, |p| set(key(p, -7), 3, -35)),
        fails("alg RS256 on P-256", ANY_KEY, MALFORMED, |p| set(key(p, -7), 3, -257)),
        fails("alg ES256K on P-256", ANY_KEY, MALFORMED, |p| set(key(p, -7), 3, -47)),
        unknown("alg of nobody", &[Fmt::None], &["algorithm-unsupported"], |p| {
            set(key(p, -7), 3, -70_000);
        }),
        fails("alg not asked for", ANY_KEY, &["algorithm-not-requested"], |p| {
            key(p, -7).expected.algorithms = Some(vec![CoseAlgorithmIdentifier::RS256]);
        }),
        fails("crv missing", ANY_KEY, MALFORMED, |p| remove(key(p, -7), -1)),
        fails("crv P-384 for ES256", ANY_KEY, MALFORMED, |p| set(key(p, -7), -1, 2)),
        fails("crv P-521 for ES384", ANY_KEY, MALFORMED, |p| set(key(p, -35), -1, 3)),
        fails("crv a text", ANY_KEY, MALFORMED, |p| set(key(p, -7), -1, "P-256")),
        fails("x missing", ANY_KEY, MALFORMED, |p| remove(key(p, -7), -2)),
        fails("x short", ANY_KEY, MALFORMED, |p| {
            let x = number(key(p, -7), -2);
            set(p, -2, &x[1..]);
        }),
        fails("x long", ANY_KEY, MALFORMED, |p| {
            let x = number(key(p, -7), -2);
            set(p, -2, [&[0], &*x].concat());
        }),
        fails("x a number", ANY_KEY, MALFORMED, |p| set(key(p, -7), -2, 5)),
        fails("y missing", ANY_KEY, MALFORMED, |p| remove(key(p, -7), -3)),
        fails("y a sign", ANY_KEY, MALFORMED, |p| set(key(p, -7), -3, true)),
        fails("y empty", ANY_KEY, MALFORMED, |p| set(key(p, -7), -3, Vec::<u8>::new())),
        fails("a point off P-256", ANY_KEY, OFF_CURVE, |p| {
            let mut y = number(key(p, -7), -3);
            y[31] ^= 1;
            set(p, -3, y);
        }),
        fails("a point off P-521", ANY_KEY, OFF_CURVE, |p| {
            let mut y = number(key(p, -36), -3);
            y[65] ^= 1;
            set(p, -3, y);
        }),
        fails("a point off secp256k1", ANY_KEY, OFF_CURVE, |p| {
            let mut x = number(key(p, -47), -2);
            x.reverse();
            set(p, -2, x);
        }),
        fails("a point of zeros", ANY_KEY, OFF_CURVE, |p| {
            set(key(p, -7), -2, [0; 32]);
            set(p, -3, [0; 32]);
        }),
        fails("x above the field", ANY_KEY, OFF_CURVE, |p| set(key(p, -7), -2, [0xFF; 32])),
        fails("d of EC2", ANY_KEY, PRIVATE, |p| {
            key(p, -7).key.push(((-4).into(), [7; 32].into()));
        }),
        fails("a label twice", ANY_KEY, &["cbor-duplicate-key"], |p| {
            let first = key(p, -7).key[0].clone();
            p.key.push(first);
        }),
        warns("a label that is not wanted", ANY_KEY, MALFORMED, |p| {
            key(p, -7).key.push((2.into(), [1].into()));
        }),
    ]
}

fn others() -> Vec<Defect> {
    vec![
        fails("key an array", ANY_KEY, MALFORMED, |p| p.raw_key = Some(b"\x81\x01".to_vec())),
        fails("key no CBOR", ANY_KEY, &["authenticator-data-malformed"], |p| {
            p.raw_key = Some(b"\xFF\xFF".to_vec());
        }),
        fails("key empty", ANY_KEY, MALFORMED, |p| p.raw_key = Some(b"\xA0".to_vec())),
        fails("RSA n missing", ANY_KEY, MALFORMED, |p| remove(key(p, -257), -1)),
        fails("RSA e missing", ANY_KEY, MALFORMED, |p| remove(key(p, -257), -2)),
        fails("RSA n even", ANY_KEY, MALFORMED, |p| {
            let mut n = number(key(p, -257), -1);
            n[255] &= 0xFE;
            set(p, -1, n);
        }),
        fails("RSA n of 1,024 bits", ANY_KEY, MALFORMED, |p| {
            let n = number(key(p, -257), -1);
            set(p, -1, &n[128..]);
        }),
        fails("RSA n empty", ANY_KEY, MALFORMED, |p| set(key(p, -257), -1, Vec::<u8>::new())),
        fails("RSA e of 1", ANY_KEY, MALFORMED, |p| set(key(p, -257), -2, [1])),
        fails("RSA e even", ANY_KEY, MALFORMED, |p| set(key(p, -257), -2, [1, 0, 0])),
        fails("RSA e as long as n", ANY_KEY, MALFORMED, |p| set(key(p, -257), -2, [0xFF; 256])),
        unknown("RSA e of 64 bits", &[Fmt::None], &["algorithm-unsupported"], |p| {
            set(key(p, -257), -2, [0xFF; 8]);
        }),
        fails("RSA d", ANY_KEY, PRIVATE, |p| {
            key(p, -257).key.push(((-3).into(), [7; 256].into()));
        }),
        fails("RSA p", ANY_KEY, PRIVATE, |p| {
            key(p, -257).key.push(((-4).into(), [7; 128].into()));
        }),
        fails("Ed25519 off the curve", ANY_KEY, OFF_CURVE, |p| {
            // y = 2 is on no point (RFC 8032 §5.1.3).
            let mut y = [0; 32];
            y[0] = 2;
            set(key(p, -8), -2, y);
        }),
        fails("Ed25519 of small order", ANY_KEY, MALFORMED, |p| set(key(p, -8), -2, [0; 32])),
        fails("Ed25519 above the field", ANY_KEY, OFF_CURVE, |p| set(key(p, -8), -2, [0xFF; 32])),
        fails("Ed25519 short", ANY_KEY, MALFORMED, |p| set(key(p, -8), -2, [7; 31])),
        fails("Ed448 as EdDSA", ANY_KEY, MALFORMED, |p| {
            set(key(p, -8), -1, 7);
            set(p, -2, [7; 57]);
        }),
        fails("d of OKP", ANY_KEY, PRIVATE, |p| {
            key(p, -8).key.push(((-4).into(), [7; 32].into()));
        }),
        fails("ML-DSA short", ANY_KEY, MALFORMED, |p| set(key(p, -48), -1, [7; 1311])),
        fails("ML-DSA of another set", ANY_KEY, MALFORMED, |p| set(key(p, -48), 3, -49)),
        fails("ML-DSA seed", ANY_KEY, PRIVATE, |p| {
            key(p, -48).key.push(((-2).into(), [7; 32].into()));
        }),
        fails(
            "a key that signed nothing",
            &[Fmt::SelfPacked],
            &["statement-signature-invalid"],
            |p| {
                p.key = Key::new(p.alg, 2).cose();
            },
        ),
        warns("key not canonical", SIGNED, &["cbor-not-canonical"], |p| {
            let mut raw = webauthn::cbor::encode(&Value::Map(p.key.clone()));
            raw[0] = 0xBF;
            raw.push(0xFF);
            p.raw_key = Some(raw);
        }),
    ]
}
