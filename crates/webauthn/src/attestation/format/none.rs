//! The format of no attestation (WebAuthn L3 §8.7). It must never let a statement pass unseen.

use super::{Conveyed, Format, Statement};
use crate::judgement::{AttestationType, Check, Evidence, Findings, Reason, evidence};

pub(super) struct None;

impl Format for None {
    fn identifier(&self) -> &'static str {
        super::NONE
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.7");
        match statement.att_stmt.as_map() {
            Some([]) => findings.pass(Check::StatementStructure, Evidence::default()),
            Some(entries) => findings.fail(
                Check::StatementStructure,
                Reason::NoneWithStatement,
                evidence!({ "members": entries.len() }),
            ),
            Option::None => findings.fail(
                Check::StatementStructure,
                Reason::StatementMalformed,
                evidence!({ "expected": "an empty map" }),
            ),
        }
        findings.skip(Check::StatementSignature, evidence!({ "type": "none" }));
        Conveyed::new(AttestationType::None, vec![]).without_aaguid()
    }
}
