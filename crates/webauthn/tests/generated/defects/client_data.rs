//! Defects of client data (WebAuthn L3 §7.1 steps 5 to 11). The statement is over the defective data.

use webauthn::{CrossOrigin, base64url};

use super::{ALL, Defect, fails, warns};
use crate::plan::{Fmt, Plan};

fn swap(plan: &mut Plan, from: &str, to: &str) {
    assert!(plan.client_data.contains(from), "{from} is not in {}", plan.client_data);
    plan.client_data = plan.client_data.replacen(from, to, 1);
}

fn challenge(plan: &mut Plan, to: &str) {
    let from = format!("\"{}\"", plan.expected.challenge.clone().unwrap());
    swap(plan, &from, to);
}

const MALFORMED: &[&str] = &["client-data-malformed"];
const TYPE: &[&str] = &["client-data-type"];
const CHALLENGE: &[&str] = &["challenge-mismatch"];
const ORIGIN: &[&str] = &["origin-mismatch"];

pub(super) fn defects() -> Vec<Defect> {
    vec![
        fails("type of an assertion", ALL, TYPE, |p| swap(p, "webauthn.create", "webauthn.get")),
        fails("type in capitals", ALL, TYPE, |p| swap(p, "webauthn.create", "WebAuthn.Create")),
        fails("type empty", ALL, TYPE, |p| swap(p, "webauthn.create", "")),
        fails("type a number", ALL, MALFORMED, |p| swap(p, "\"webauthn.create\"", "1")),
        fails("type missing", ALL, MALFORMED, |p| swap(p, "\"type\"", "\"kind\"")),
        fails("challenge of another", ALL, CHALLENGE, |p| {
            challenge(p, &format!("\"{}\"", base64url::encode(&[0; 32])));
        }),
        fails("challenge cut", ALL, CHALLENGE, |p| {
            let cut = p.expected.challenge.clone().unwrap()[..20].to_owned();
            challenge(p, &format!("\"{cut}\""));
        }),
        fails("challenge with more behind", ALL, CHALLENGE, |p| {
            let longer = p.expected.challenge.clone().unwrap() + "AAAA";
            challenge(p, &format!("\"{longer}\""));
        }),
        fails("challenge empty", ALL, CHALLENGE, |p| challenge(p, "\"\"")),
        fails("challenge a number", ALL, MALFORMED, |p| challenge(p, "7")),
        fails("challenge missing", ALL, MALFORMED, |p| swap(p, "\"challenge\"", "\"other\"")),
        fails("challenge null", ALL, MALFORMED, |p| challenge(p, "null")),
        warns("challenge padded", ALL, MALFORMED, |p| {
            let padded = p.expected.challenge.clone().unwrap() + "=";
            challenge(p, &format!("\"{padded}\""));
        }),
        fails("origin of another", ALL, ORIGIN, |p| swap(p, "example.org", "example.com")),
        fails("origin without TLS", ALL, ORIGIN, |p| swap(p, "https://", "http://")),
        fails("origin with a port", ALL, ORIGIN, |p| swap(p, "example.org", "example.org:8443")),
        fails("origin with a slash", ALL, ORIGIN, |p| swap(p, "example.org", "example.org/")),
        fails("origin below", ALL, ORIGIN, |p| swap(p, "example.org", "a.example.org")),
        fails("origin in capitals", ALL, ORIGIN, |p| swap(p, "example.org", "EXAMPLE.org")),
        fails("origin null", ALL, MALFORMED, |p| swap(p, "\"https://example.org\"", "null")),
        fails("origin missing", ALL, MALFORMED, |p| swap(p, "\"origin\"", "\"other\"")),
        fails("client data no object", ALL, MALFORMED, |p| p.client_data = "[]".to_owned()),
        fails("client data empty", ALL, MALFORMED, |p| p.client_data.clear()),
        fails("client data cut", ALL, MALFORMED, |p| {
            p.client_data.truncate(p.client_data.len() - 1)
        }),
        fails("client data with more behind", ALL, MALFORMED, |p| p.client_data.push_str("{}")),
        fails("client data twice the challenge", ALL, MALFORMED, |p| {
            swap(p, "{", "{\"challenge\":\"AAAA\",");
        }),
        fails("client data twice the origin", ALL, MALFORMED, |p| {
            swap(p, "{", "{\"origin\":\"https://example.com\",");
        }),
        fails("crossOrigin a text", ALL, MALFORMED, |p| swap(p, "false", "\"false\"")),
        fails("crossOrigin where none may be", ALL, &["cross-origin"], |p| {
            p.expected.cross_origin = CrossOrigin::Forbidden;
            swap(p, "false", "true");
        }),
        warns("crossOrigin where nobody said", ALL, &["cross-origin"], |p| {
            swap(p, "false", "true")
        }),
        fails("topOrigin of another", ALL, &["cross-origin"], |p| {
            p.expected.cross_origin = CrossOrigin::Allowed(vec!["https://top.example".to_owned()]);
            swap(p, "false", "true,\"topOrigin\":\"https://other.example\"");
        }),
        fails("topOrigin a number", ALL, MALFORMED, |p| swap(p, "false", "true,\"topOrigin\":1")),
        warns("tokenBinding present", ALL, MALFORMED, |p| {
            swap(p, "{", "{\"tokenBinding\":{\"status\":\"present\",\"id\":\"AA\"},");
        }),
        warns("tokenBinding a text", ALL, MALFORMED, |p| swap(p, "{", "{\"tokenBinding\":\"x\",")),
        fails(
            "client data changed after it was signed",
            &[
                Fmt::Packed,
                Fmt::SelfPacked,
                Fmt::U2f,
                Fmt::Tpm,
                Fmt::Android,
                Fmt::Safetynet,
                Fmt::Apple,
                Fmt::Compound,
            ],
            &[
                "statement-signature-invalid",
                "tpm-structure",
                "safetynet-response",
                "nonce-mismatch",
            ],
            |p| p.recorded_client_data = Some(p.client_data.replacen(',', ", ", 1)),
        ),
    ]
}
