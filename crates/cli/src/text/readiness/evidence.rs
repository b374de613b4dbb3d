//! What a check was read from, in lines under it. What decides must stand there whole enough to be found, and
//! what the sentence says already must not stand there twice.

use entra_policy::{
    campaign::FindingCode,
    readiness::{Finding, Why},
};
use serde_json::Value;

use super::{super::campaign::of_finding, indented, value};

/// What is shown of a check that did not pass, in this order.
const SHOWN: [&str; 12] = [
    "profiles",
    "profile",
    "target",
    "people",
    "models",
    "path",
    "conflictsWith",
    "unsaid",
    "reason",
    "fmt",
    "line",
    "said",
];

/// The lines.
pub(super) fn evidence(finding: &Finding) -> String {
    let of = |name: &str| finding.evidence.get(name).filter(|shown| !is_nothing(shown));
    let line = |name: &str| {
        let shown = of(name)?;
        // A line of the policy names its place.
        let shown = shown.get("path").unwrap_or(shown);
        (!shown.is_object()).then(|| indented(&format!("{name}: {}", value(shown))))
    };
    let mut text: String = SHOWN.into_iter().filter_map(line).collect();
    if finding.reason == Some(Why::AttestationOpen) {
        text.extend(line("links"));
    }
    let findings = of("findings").and_then(Value::as_array);
    text.extend(findings.into_iter().flatten().filter_map(part));
    text
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn word<'f>(finding: &'f Value, pointer: &str) -> Option<&'f str> {
    finding.pointer(pointer).and_then(Value::as_str)
}

/// A rule of a profile, or something that is wrong with a campaign.
fn part(finding: &Value) -> Option<String> {
    if word(finding, "/outcome") == Some("skipped") {
        return None;
    }
    let said = match (word(finding, "/code"), word(finding, "/check"), word(finding, "/reason")) {
        (Some(code), _, _) => match FindingCode::from_word(code) {
            Some(known) => of_finding(known).to_owned(),
            None => code.to_owned(),
        },
        (None, Some(check), Some(reason)) => format!("{check}: {reason}"),
        (None, check, reason) => check.or(reason)?.to_owned(),
    };
    let place = word(finding, "/path").or_else(|| word(finding, "/evidence/path"));
    let place = place.map_or_else(String::new, |place| format!(" ({place})"));
    Some(indented(&format!("{said}{place}")))
}
