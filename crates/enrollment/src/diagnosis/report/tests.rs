use serde_json::json;
use webauthn::{Timestamp, base64url};

use super::*;
use crate::diagnosis::{Grounds, diagnose};

const NOW: Timestamp = Timestamp(1_790_000_000);

/// A registration whose client data are another challenge's, under a name that wants to be more.
fn report() -> Report {
    let client_data =
        br#"{"type":"webauthn.create","challenge":"c2VjcmV0","origin":"https://example.org"}"#;
    let record = json!({
        "id": "INC-1 | <b>`x`\n# 李雷",
        "rp_id": "example.org", "origin": "https://example.org",
        "challenge": "YW5vdGhlcg",
        "clientDataJSON": base64url::encode(client_data),
        "attestationObject": base64url::encode(b"\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x41\x00"),
    });
    let recorded = Recorded::from_value(&record).unwrap();
    let judgement = diagnose(&recorded, &Grounds::at(NOW));
    let refusal = json!({ "error": { "code": "BadRequest", "message": "a|b" } });
    let refusals = TenantRefusal::from_value(&refusal).into_iter().collect::<Vec<_>>();
    Report::new((&recorded, &judgement, NOW), &refusals)
}

#[test]
fn the_page_begins_with_the_two_sentences_and_holds_every_check() {
    let text = report().markdown();
    let words = "The registration does not verify: the challenge is another (challenge, \
                 challenge-mismatch; WebAuthn L3 §7.1 step 8).";
    assert!(text.contains(words), "{text}");
    let rows = text.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, report().checks.len() + 1, "{text}");
    assert!(text.contains("- Judged by: `2026-09-21T14:13:20Z`"), "{text}");
}

#[test]
fn no_challenge_stands_in_it() {
    let report = report();
    for secret in ["c2VjcmV0", "YW5vdGhlcg", "secret", "another\""] {
        assert!(!report.markdown().contains(secret), "{secret}");
        assert!(!contains(&report.pdf(), secret.as_bytes()), "{secret}");
    }
}

#[test]
fn what_came_from_outside_is_no_mark() {
    let text = report().markdown();
    let head = text.lines().next().unwrap();
    assert_eq!(head, "# Diagnosis of INC-1 | \\<b\\>\\`x\\` \\# 李雷");
    assert!(text.contains("- Message: `a|b`"), "{text}");
    let cells = |row: &str| row.replace("\\|", "").matches('|').count();
    assert!(
        text.lines().filter(|line| line.starts_with("| ")).all(|row| cells(row) == 5),
        "{text}"
    );
}

#[test]
fn the_pdf_is_the_same_each_time_and_writes_out_what_its_faces_lack() {
    let pdf = report().pdf();
    assert_eq!(pdf, report().pdf());
    assert!(pdf.starts_with(b"%PDF-1.7") && pdf.ends_with(b"%%EOF"));
    assert!(contains(&pdf, b"U+674EU+96F7"));
    assert!(!contains(&pdf, b"CreationDate"));
}

#[test]
fn a_long_diagnosis_has_as_many_sheets_as_it_needs() {
    let mut long = report();
    let many = std::iter::repeat_n(long.checks.clone(), 20).flatten().collect();
    long.checks = many;
    let pdf = long.pdf();
    let pages = pdf.windows(11).filter(|part| part == b"/Type /Page").count();
    assert!(pages > 5, "{pages}");
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}
