//! The room Diagnose: what a ticket holds, judged link by link, and what it was judged on. It must never
//! show something of a registration as proved that only the registration says.

mod export;
mod file;
mod given;
mod open;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use webauthn::{Check, Judgement, Reason, Timestamp, Verdict};

use crate::{
    claim::Claim,
    diagnosis::{Need, Recorded, TicketWords, deciding},
    tenant::TenantRefusal,
};

pub use export::DiagnosisFormat;
pub use file::DiagnosisFile;
pub use given::{GivenMetadata, GivenView, PolicyChoice, PolicyGrounds};
pub use open::OpenTicket;

/// The room Diagnose with a ticket on its table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisView {
    /// What the file is called; `None`: it was pasted, or shown by a key.
    pub name: Option<String>,
    /// A key showed it here, on a credential that was thrown away.
    pub rehearsed: bool,
    /// Every registration in it, in the order found.
    pub found: Vec<FoundRegistration>,
    /// Which one is shown, from 0.
    pub place: u32,
    /// That one; `None` where it cannot be read, or where there is none.
    pub shown: Option<ShownRegistration>,
    /// What a server answered when it refused.
    pub server: Vec<ServerAnswer>,
    /// The two sentences; `None` where there is nothing to say them of.
    pub words: Option<TicketWords>,
    /// What it was judged on.
    pub given: GivenView,
}

/// A registration in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FoundRegistration {
    /// What its record calls it.
    pub id: Option<String>,
    /// What came of it.
    pub standing: FoundStanding,
}

/// What came of a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FoundStanding {
    /// It was judged.
    Judged {
        /// What follows from its findings.
        verdict: Verdict,
        /// Why, by the link that decides.
        reason: Option<Reason>,
    },
    /// It is one, and cannot be read.
    Unreadable {
        /// Why, as a code.
        code: String,
        /// The same in the program's words.
        detail: String,
    },
}

/// The registration that is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ShownRegistration {
    /// The findings document.
    pub judgement: Judgement,
    /// The check that the verdict hangs on; `None` where it is admitted.
    pub deciding: Option<Check>,
    /// Why, by that check.
    pub reason: Option<Reason>,
    /// What would decide the links that are open.
    pub needs: Vec<Need>,
    /// What it says of itself.
    pub facts: RegistrationFacts,
}

/// What a registration says of itself, and what it was held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RegistrationFacts {
    /// The site that it was made for, as far as somebody says.
    pub rp_id: Option<String>,
    /// The algorithm of its key.
    pub algorithm: Option<String>,
    /// Its attestation certificate.
    pub certificate: Option<CertificateFacts>,
    /// When it had to hold, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub judged_at: i64,
}

/// An attestation certificate in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CertificateFacts {
    /// Its subject.
    pub subject: String,
    /// Its issuer.
    pub issuer: String,
    /// Not valid before, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub not_before: i64,
    /// Not valid after, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub not_after: i64,
}

/// A server's refusal in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ServerAnswer {
    /// HTTP status, where the ticket has it.
    pub status: Option<u16>,
    /// `error.code`.
    pub code: String,
    /// The sub-code nested in its message.
    pub sub_code: Option<String>,
    /// `error.message`, unread.
    pub message: String,
    /// `request-id`.
    pub request_id: Option<String>,
}

/// Something to change in the room.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum DiagnosisChange {
    /// Show the registration in this place.
    Show(u32),
    /// Judge by this time (RFC 3339); `None`: by the record's, else by now.
    At(Option<String>),
    /// Hold it against this policy.
    Policy(PolicyChoice),
    /// Judge without what was given by a file.
    TakeBack(DiagnosisFile),
    /// Take the ticket off the table.
    Close,
}

impl ShownRegistration {
    fn new(recorded: &Recorded, judgement: Judgement, judged_at: Timestamp) -> Self {
        let decides = deciding(&judgement);
        Self {
            deciding: decides.map(|one| one.check),
            reason: decides.and_then(|one| one.reason),
            needs: Need::all(&judgement),
            facts: RegistrationFacts::new(recorded, judged_at),
            judgement,
        }
    }
}

impl RegistrationFacts {
    fn new(recorded: &Recorded, judged_at: Timestamp) -> Self {
        let claim = Claim::recorded(&recorded.attestation_object);
        let certificate = claim.certificate().map(|one| CertificateFacts {
            subject: one.subject.text.clone(),
            issuer: one.issuer.text.clone(),
            not_before: one.not_before.0,
            not_after: one.not_after.0,
        });
        Self {
            rp_id: recorded.rp_id.clone(),
            algorithm: claim.algorithm().map(|one| one.to_string()),
            certificate,
            judged_at: judged_at.0,
        }
    }
}

impl From<&TenantRefusal> for ServerAnswer {
    fn from(refusal: &TenantRefusal) -> Self {
        Self {
            status: (refusal.status != 0).then_some(refusal.status),
            code: refusal.code.clone(),
            sub_code: refusal.sub_code.clone(),
            message: refusal.message.clone(),
            request_id: refusal.request_id.clone(),
        }
    }
}
