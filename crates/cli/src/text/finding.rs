//! Findings in words, each with its codes and its place in the standard. The codes are for the
//! ticket, and must never be the only words.

use enrollment::diagnosis::reason_words;
use serde_json::Value;
use webauthn::{Check, Finding, Outcome, Reason};

use super::plain;

/// One finding on a line of its own.
pub(super) fn finding(finding: &Finding) -> String {
    let alone = finding.evidence.contains("alone");
    let weight = match finding.outcome {
        Outcome::Pass => "ok",
        Outcome::Fail => "WRONG",
        Outcome::Warn => "odd",
        Outcome::Unknown => "unknown",
        // What one profile refuses, another one of the person's allows.
        Outcome::Skipped if alone => "does not decide",
        Outcome::Skipped => "not compared",
    };
    let check = finding.check.as_str();
    let place = place(finding);
    match finding.reason {
        Some(reason) => {
            let (words, code) = (reason_words(reason), reason.as_str());
            format!("  {weight}: {words} ({check}, {code}; {}{place})\n", finding.spec)
        }
        None => format!("  {weight}: {check} ({}{place})\n", finding.spec),
    }
}

/// Whether it did not simply pass. A whole profile says nothing that its rules do not, unless the
/// profile itself is not clear.
pub(super) fn says_something(finding: &Finding) -> bool {
    let unclear = finding.reason == Some(Reason::PolicyUnknown);
    let speaks = match finding.outcome {
        Outcome::Fail | Outcome::Warn | Outcome::Unknown => true,
        Outcome::Skipped => finding.reason.is_some(),
        Outcome::Pass => false,
    };
    speaks && (finding.check != Check::PolicyProfile || unclear)
}

/// Where in the policy it stands, for a finding on a policy.
fn place(finding: &Finding) -> String {
    let text = |value: &Value| value.as_str().map(plain);
    let Some(path) = finding.evidence.get("path").as_ref().and_then(text) else {
        return String::new();
    };
    let profile = finding.evidence.get("profile").and_then(|profile| {
        profile.get("name").and_then(text).or_else(|| profile.get("id").and_then(text))
    });
    profile.map_or_else(|| format!(", {path}"), |name| format!(", {path} of profile {name}"))
}
