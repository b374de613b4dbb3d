//! A diagnosis as a page to put beside a ticket: the two sentences, what is known, every check. Nothing
//! may stand in it that is not in the findings document or the ticket's own words, no challenge above all.

mod markdown;
mod pdf;
#[cfg(test)]
mod tests;

use serde_json::Value;
use webauthn::{Finding, Judgement, Outcome, Timestamp, judgement::AttestationType};

use super::{Recorded, TicketWords, reason_words};
use crate::{
    claim::Claim,
    plain::{on_one_line, plain},
    tenant::TenantRefusal,
};

/// Longest of a server's messages or of a value that is shown (characters).
const LONGEST: usize = 4000;

/// The page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    title: String,
    words: String,
    facts: Vec<(&'static str, String)>,
    checks: Vec<Line>,
    server: Vec<Vec<(&'static str, String)>>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    check: &'static str,
    outcome: Outcome,
    /// What the reason means, and its code.
    reason: Option<(&'static str, &'static str)>,
    evidence: Vec<(String, String)>,
    spec: String,
}

impl Report {
    /// Of a registration, judged by this time.
    pub fn new(
        (recorded, judgement, at): (&Recorded, &Judgement, Timestamp),
        refusals: &[TenantRefusal],
    ) -> Self {
        let id = judgement.id.as_deref().map_or_else(|| "a registration".to_owned(), plain);
        Self {
            title: format!("Diagnosis of {id}"),
            words: TicketWords::of(judgement).to_string(),
            facts: facts(recorded, judgement, at),
            checks: judgement.findings.iter().map(Line::new).collect(),
            server: server(refusals),
        }
    }

    /// Of a server's answer alone.
    pub fn of_a_server_only(refusals: &[TenantRefusal]) -> Self {
        Self {
            title: "What the server said".to_owned(),
            words: TicketWords::of_a_server_only().to_string(),
            facts: Vec::new(),
            checks: Vec::new(),
            server: server(refusals),
        }
    }
}

impl Line {
    fn new(finding: &Finding) -> Self {
        let evidence = finding.evidence.iter().map(|(what, value)| (plain(what), written(&value)));
        Self {
            check: finding.check.as_str(),
            outcome: finding.outcome,
            reason: finding.reason.map(|reason| (reason_words(reason), reason.as_str())),
            evidence: evidence.collect(),
            spec: plain(&finding.spec),
        }
    }

    /// What came of it, in a word.
    fn word(&self) -> &'static str {
        match self.outcome {
            Outcome::Pass => "holds",
            Outcome::Fail => "breaks",
            Outcome::Warn => "holds, with a remark",
            Outcome::Unknown => "not decided",
            Outcome::Skipped if self.reason.is_some() => "not compared",
            Outcome::Skipped => "does not apply",
        }
    }
}

/// A value on one line.
fn written(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    on_one_line(&text, LONGEST)
}

fn facts(recorded: &Recorded, judgement: &Judgement, at: Timestamp) -> Vec<(&'static str, String)> {
    let claim = Claim::recorded(&recorded.attestation_object);
    let certificate = claim.certificate();
    let attestation = &judgement.attestation;
    let all = [
        ("Verdict", judgement_word(judgement)),
        ("Site", recorded.rp_id.as_deref().map(plain)),
        ("Model", judgement.model.as_deref().map(plain)),
        ("AAGUID", judgement.aaguid.map(|aaguid| aaguid.to_string())),
        ("Format", attestation.fmt.as_deref().map(plain)),
        ("Attestation", Some(attestation_word(attestation.r#type).to_owned())),
        ("Algorithm", claim.algorithm().map(|algorithm| algorithm.to_string())),
        ("Certificate", certificate.map(|one| plain(&one.subject.text))),
        ("Issued by", certificate.map(|one| plain(&one.issuer.text))),
        ("Valid", certificate.map(|one| format!("{} to {}", one.not_before, one.not_after))),
        ("Anchor", attestation.anchor.as_deref().map(plain)),
        ("Judged by", Some(at.to_string())),
        ("Touchstone", Some(env!("CARGO_PKG_VERSION").to_owned())),
    ];
    all.into_iter().filter_map(|(what, value)| Some((what, value?))).collect()
}

/// As the findings document writes it.
fn judgement_word(judgement: &Judgement) -> Option<String> {
    serde_json::to_value(judgement.verdict).ok()?.as_str().map(str::to_owned)
}

fn attestation_word(of: AttestationType) -> &'static str {
    match of {
        AttestationType::Basic => "by the maker's certificate",
        AttestationType::Self_ => "by the new key itself",
        AttestationType::AttCa => "by an attestation CA",
        AttestationType::AnonCa => "by an anonymising CA",
        AttestationType::None => "none",
        AttestationType::Unverified => "not verified",
    }
}

fn server(refusals: &[TenantRefusal]) -> Vec<Vec<(&'static str, String)>> {
    let one = |refusal: &TenantRefusal| {
        let all = [
            ("Status", (refusal.status != 0).then(|| refusal.status.to_string())),
            ("Code", Some(plain(&refusal.code))),
            ("Sub-code", refusal.sub_code.as_deref().map(plain)),
            ("Message", Some(on_one_line(&refusal.message, LONGEST))),
            ("Request", refusal.request_id.as_deref().map(plain)),
        ];
        all.into_iter().filter_map(|(what, value)| Some((what, value?))).collect()
    };
    refusals.iter().map(one).collect()
}
