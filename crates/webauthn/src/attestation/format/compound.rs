//! Compound attestation (WebAuthn L3 §8.9). The standard leaves to the relying party how many of the
//! statements must hold; here none must ever fail.

use serde_json::json;

use super::{
    Conveyed, Format, Statement, TrustPath, find,
    parts::{Expected, malformed},
};
use crate::{
    cbor::Value,
    judgement::{AttestationType, Check, Findings, Reason},
};

pub(super) struct Compound;

/// More statements than there are formats.
const MOST: usize = 8;

impl Format for Compound {
    fn identifier(&self) -> &'static str {
        "compound"
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.9");
        let items = statement.att_stmt.as_array();
        let Some(items) = items.filter(|items| (2..=MOST).contains(&items.len())) else {
            return malformed(Expected("an array of 2 to 8 statements"), findings);
        };
        findings.pass(Check::StatementStructure, json!({ "statements": items.len() }));
        let mut types = Vec::new();
        let mut conveyed = Conveyed::unverified();
        for (at, item) in items.iter().enumerate() {
            findings.enter(at);
            let one = verify_one(item, statement, findings);
            findings.leave();
            types.push(one.attestation_type);
            conveyed.covers_aaguid |= one.covers_aaguid;
            let of_this = |path: TrustPath| TrustPath { statement: Some(at), ..path };
            conveyed.trust_paths.extend(one.trust_paths.into_iter().map(of_this));
        }
        let weakest = types.into_iter().min_by_key(|one| strength(*one));
        conveyed.attestation_type = weakest.unwrap_or(AttestationType::Unverified);
        conveyed
    }
}

/// Its statements, as far as they are some; one that is a compound is none.
pub(super) fn parts(att_stmt: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let items = att_stmt.as_array().unwrap_or_default().iter().take(MOST);
    let parts = items.filter_map(|item| Some((item.get("fmt")?.as_text()?, item.get("attStmt")?)));
    parts.filter(|(fmt, _)| *fmt != Compound.identifier())
}

fn verify_one(item: &Value, compound: &Statement<'_>, findings: &mut Findings) -> Conveyed {
    findings.cite("WebAuthn L3 §8.9");
    let Some(fmt) = item.get("fmt").and_then(Value::as_text) else {
        return malformed(Expected("fmt, a text string"), findings);
    };
    let Some(att_stmt) = item.get("attStmt") else {
        return malformed(Expected("attStmt"), findings);
    };
    if fmt == Compound.identifier() {
        return malformed(Expected("a format other than compound"), findings);
    }
    let Some(format) = find(fmt) else {
        let evidence = json!({ "fmt": fmt });
        findings.fail(Check::StatementStructure, Reason::FormatUnsupported, evidence);
        return Conveyed::unverified();
    };
    format.verify(&Statement { att_stmt, ..*compound }, findings)
}

/// What a compound is called by: its statement that says least, since what one says the others need not
/// be about (docs/decisions/0024).
fn strength(attestation_type: AttestationType) -> u8 {
    match attestation_type {
        AttestationType::Unverified => 0,
        AttestationType::None => 1,
        AttestationType::Self_ => 2,
        AttestationType::AnonCa => 3,
        AttestationType::AttCa => 4,
        AttestationType::Basic => 5,
    }
}
