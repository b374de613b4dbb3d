//! Defects of authenticator data (WebAuthn L3 §6.1, §6.5.1, §7.1 steps 14 to 20).

use super::{ALL, Defect, fails, warns};
use crate::plan::{Fmt, Plan};

const MALFORMED: &[&str] = &["authenticator-data-malformed"];
const TRAILING: &[&str] = &["trailing-bytes"];
const DATA: &[Fmt] = &[
    Fmt::Packed,
    Fmt::SelfPacked,
    Fmt::Tpm,
    Fmt::Android,
    Fmt::Safetynet,
    Fmt::Apple,
    Fmt::None,
    Fmt::Compound,
];

/// Extension outputs in place of those there are.
fn extensions(plan: &mut Plan, bytes: &[u8]) {
    plan.flags |= 0x80;
    plan.extensions = bytes.to_vec();
}

fn without_extensions(plan: &mut Plan) {
    plan.flags &= !0x80;
    plan.extensions.clear();
}

fn credential_id(plan: &mut Plan, id: Vec<u8>) {
    plan.response_id.clone_from(&id);
    plan.credential_id = id;
}

pub(super) fn defects() -> Vec<Defect> {
    vec![
        fails("RP ID of another", ALL, &["rp-id-mismatch"], |p| {
            p.rp_id_hash = webauthn::rp_id_hash("example.com");
        }),
        fails("RP ID hash with a bit bent", ALL, &["rp-id-mismatch"], |p| p.rp_id_hash[31] ^= 1),
        fails("RP ID hash of nothing", ALL, &["rp-id-mismatch"], |p| p.rp_id_hash = [0; 32]),
        fails("UP clear", ALL, &["user-not-present"], |p| p.flags &= !0x01),
        fails("UV clear", ALL, &["user-not-verified"], |p| p.flags &= !0x04),
        fails("BS without BE", ALL, &["backup-flags-inconsistent"], |p| {
            p.flags = p.flags & !0x08 | 0x10;
        }),
        fails("AT clear", DATA, &["attested-data-missing"], |p| p.flags &= !0x40),
        warns("a reserved flag", ALL, &["flags-reserved"], |p| p.flags |= 0x02),
        warns("another reserved flag", ALL, &["flags-reserved"], |p| p.flags |= 0x20),
        fails("authenticator data empty", DATA, MALFORMED, |p| p.cut_auth_data = Some(0)),
        fails("authenticator data of 36 bytes", DATA, MALFORMED, |p| p.cut_auth_data = Some(36)),
        fails("authenticator data of 37 bytes", DATA, MALFORMED, |p| p.cut_auth_data = Some(37)),
        fails("authenticator data cut in the AAGUID", DATA, MALFORMED, |p| {
            p.cut_auth_data = Some(45);
        }),
        fails("authenticator data cut in the id", DATA, MALFORMED, |p| p.cut_auth_data = Some(60)),
        fails("authenticator data cut in the key", DATA, MALFORMED, |p| {
            without_extensions(p);
            p.cut_auth_data = Some(p.auth_data().len() - 1);
        }),
        fails("an id longer than the data", DATA, MALFORMED, |p| p.id_length = Some(u16::MAX)),
        fails("ED without extensions", DATA, MALFORMED, |p| {
            without_extensions(p);
            p.flags |= 0x80;
        }),
        fails("extensions without ED", ALL, TRAILING, |p| {
            extensions(p, b"\xA1\x6BcredProtect\x02");
            p.flags &= !0x80;
        }),
        fails("a byte behind", ALL, TRAILING, |p| {
            without_extensions(p);
            p.extensions = vec![0];
        }),
        fails("bytes behind the extensions", ALL, TRAILING, |p| extensions(p, b"\xA0\xA0")),
        fails("extensions an array", ALL, MALFORMED, |p| extensions(p, b"\x81\x02")),
        fails("extensions no CBOR", ALL, MALFORMED, |p| extensions(p, b"\xFF")),
        fails("extensions cut", ALL, MALFORMED, |p| extensions(p, b"\xA1\x6BcredProtect")),
        fails("an extension by number", ALL, MALFORMED, |p| extensions(p, b"\xA1\x01\x02")),
        fails("credProtect 0", ALL, MALFORMED, |p| extensions(p, b"\xA1\x6BcredProtect\x00")),
        fails("credProtect 4", ALL, MALFORMED, |p| extensions(p, b"\xA1\x6BcredProtect\x04")),
        fails("credProtect a truth", ALL, MALFORMED, |p| {
            extensions(p, b"\xA1\x6BcredProtect\xF5");
        }),
        fails("hmac-secret a text", ALL, MALFORMED, |p| {
            extensions(p, b"\xA1\x6Bhmac-secret\x63yes");
        }),
        fails("minPinLength negative", ALL, MALFORMED, |p| {
            extensions(p, b"\xA1\x6CminPinLength\x23");
        }),
        fails("an extension twice", ALL, &["cbor-duplicate-key"], |p| {
            extensions(p, b"\xA2\x6BcredProtect\x02\x6BcredProtect\x02");
        }),
        warns("extensions not canonical", ALL, &["cbor-not-canonical"], |p| {
            extensions(p, b"\xBF\x6BcredProtect\x02\xFF");
        }),
        fails("an id of 1,024 bytes", ALL, &["credential-id-too-long"], |p| {
            credential_id(p, vec![7; 1024]);
        }),
        fails("an id of no bytes", ALL, &["credential-id-too-short"], |p| credential_id(p, vec![])),
        warns("an id of 8 bytes", ALL, &["credential-id-too-short"], |p| {
            credential_id(p, vec![7; 8]);
        }),
        fails("an id that is another in the response", ALL, &["credential-id-mismatch"], |p| {
            p.response_id[0] ^= 1;
        }),
        fails("an id that is cut in the response", ALL, &["credential-id-mismatch"], |p| {
            p.response_id.pop();
        }),
        fails(
            "an AAGUID of another model",
            &[Fmt::Packed, Fmt::Compound],
            &["certificate-aaguid-mismatch"],
            |p| p.aaguid[0] ^= 1,
        ),
        fails("an AAGUID of zeros", &[Fmt::Packed], &["certificate-aaguid-mismatch"], |p| {
            p.aaguid = [0; 16];
        }),
    ]
}
