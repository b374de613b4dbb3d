//! The two sentences for a ticket, the same from the window and from the command line
//! (docs/decisions/0012). They must name the link that decides and what would change it, and nothing
//! that only one of the faces has.

mod reason;

use std::fmt;

use serde::Serialize;
use webauthn::{Check, Finding, Judgement, Verdict};

use super::{Need, deciding};

pub use reason::reason_words;

/// Two sentences: what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TicketWords {
    /// What it is, with the link that decides, its codes and its place in the standard.
    pub is: String,
    /// What would change it.
    pub next: String,
}

impl TicketWords {
    /// For a registration.
    pub fn of(judgement: &Judgement) -> Self {
        let decided = deciding(judgement).map(link).unwrap_or_default();
        let is = match judgement.verdict {
            Verdict::Admitted => "The registration holds, link by link.".to_owned(),
            Verdict::Invalid => format!("The registration does not verify: {decided}."),
            Verdict::Refused => format!("The registration verifies, and is refused: {decided}."),
            Verdict::Undetermined => {
                format!("Whether the registration is good is not known: {decided}.")
            }
        };
        Self { is, next: next(judgement).to_owned() }
    }

    /// For a server's answer, and no registration to judge.
    pub fn of_a_server_only() -> Self {
        let is = "The server refused, and the file does not hold the registration that it refused.";
        let next = "Diagnose the registration itself (the body that was sent) to see which link \
                    fails.";
        Self { is: is.to_owned(), next: next.to_owned() }
    }
}

impl fmt::Display for TicketWords {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.is, self.next)
    }
}

fn link(finding: &Finding) -> String {
    let words = finding.reason.map_or("something is not as it must be", reason_words);
    let code = finding.reason.map_or("no code", |reason| reason.as_str());
    format!("{words} ({}, {code}; {})", finding.check.as_str(), finding.spec)
}

fn next(judgement: &Judgement) -> &'static str {
    let Some(deciding) = deciding(judgement) else {
        return "Nothing in it is a reason to refuse it.";
    };
    match Need::of(deciding) {
        Some(need) => decided_by(need),
        None => mended_by(deciding.check),
    }
}

/// What would decide the link that is open.
fn decided_by(need: Need) -> &'static str {
    match need {
        Need::Options => "Give the creation options that were asked, and it can be compared.",
        Need::Person => "Say who the person is and in which groups, and it can be decided.",
        Need::Anchors => "Give the maker's root or the FIDO metadata, and it can be decided.",
        Need::Metadata => "Give the present FIDO metadata, and it can be decided.",
        Need::NewerVersion => {
            "This version cannot tell; a newer one, or the maker of the key, may."
        }
    }
}

/// What would change the link that breaks.
fn mended_by(check: Check) -> &'static str {
    match check {
        Check::PolicyMethod
        | Check::PolicyScope
        | Check::PolicyProfile
        | Check::PolicyAaguid
        | Check::PolicyPasskeyType
        | Check::PolicyAttestation => {
            "Use a key that the policy allows, or have its administrator change that line."
        }
        Check::Metadata | Check::MetadataStatus | Check::MetadataRequirements => {
            "Use another model; only its maker can change what the metadata say."
        }
        Check::ClientData | Check::Challenge | Check::Origin | Check::RpId => {
            "Register again from the right page; the key itself is not at fault."
        }
        Check::Flags => "Register again with a PIN or fingerprint set on the key.",
        Check::AttestedData
        | Check::CredentialId
        | Check::PublicKey
        | Check::Algorithm
        | Check::StatementStructure
        | Check::StatementSignature
        | Check::Certificate
        | Check::CertificateAaguid
        | Check::Chain => {
            "Do not use this credential; remove it from the key and ask the key's maker."
        }
    }
}
