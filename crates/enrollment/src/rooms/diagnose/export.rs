//! What is shown, written out: the findings document as the command line prints it, or the page for a
//! ticket. It must never be another registration than the one that is shown.

use serde::Deserialize;
use webauthn::{Judgement, Timestamp};

use crate::{
    diagnosis::{Recorded, Report, document, document_of_a_server_only},
    tenant::TenantRefusal,
};

/// As what a diagnosis is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum DiagnosisFormat {
    /// The findings document.
    Json,
    /// The page in Markdown.
    Markdown,
    /// The page as PDF.
    Pdf,
}

impl DiagnosisFormat {
    /// What an export is called unless the person calls it otherwise.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Json => "diagnosis.json",
            Self::Markdown => "diagnosis.md",
            Self::Pdf => "diagnosis.pdf",
        }
    }

    /// A registration as this.
    pub(super) fn of(
        self,
        judged: (&Recorded, &Judgement, Timestamp),
        refusals: &[TenantRefusal],
    ) -> Vec<u8> {
        match self {
            Self::Json => line(&document(judged.1, refusals)),
            Self::Markdown => Report::new(judged, refusals).markdown().into_bytes(),
            Self::Pdf => Report::new(judged, refusals).pdf(),
        }
    }

    /// A server's answer alone as this.
    pub(super) fn of_a_server_only(self, refusals: &[TenantRefusal]) -> Vec<u8> {
        match self {
            Self::Json => line(&document_of_a_server_only(refusals)),
            Self::Markdown => Report::of_a_server_only(refusals).markdown().into_bytes(),
            Self::Pdf => Report::of_a_server_only(refusals).pdf(),
        }
    }
}

fn line(document: &serde_json::Value) -> Vec<u8> {
    format!("{document}\n").into_bytes()
}
