//! The members of statements. It must never read a member of another type for the one that the
//! syntax demands.

use serde_json::json;

use super::{Conveyed, Statement, certificate};
use crate::{
    CoseAlgorithmIdentifier,
    cbor::Value,
    judgement::{Check, Findings, Reason},
};

/// What the syntax demands and is not there.
pub(super) struct Expected(pub(super) &'static str);

impl<'a> Statement<'a> {
    pub(super) fn alg(&self) -> Result<CoseAlgorithmIdentifier, Expected> {
        let alg = self.att_stmt.get("alg").and_then(Value::as_i64);
        alg.map(CoseAlgorithmIdentifier).ok_or(Expected("alg, an integer"))
    }

    pub(super) fn bytes(&self, name: &str, expected: &'static str) -> Result<&'a [u8], Expected> {
        self.att_stmt.get(name).and_then(Value::as_bytes).ok_or(Expected(expected))
    }

    pub(super) fn sig(&self) -> Result<&'a [u8], Expected> {
        self.bytes("sig", "sig, a byte string")
    }

    pub(super) fn x5c(&self) -> Result<Vec<&'a [u8]>, Expected> {
        let x5c = self.att_stmt.get("x5c").and_then(certificate::x5c);
        x5c.ok_or(Expected("x5c, an array of 1 to 16 byte strings"))
    }

    /// Warns of members that the syntax does not have: they are signed by nobody.
    pub(super) fn check_members(&self, known: &[&str], findings: &mut Findings) {
        let entries = self.att_stmt.as_map().unwrap_or_default();
        let is_known = |name: &Value| name.as_text().is_some_and(|name| known.contains(&name));
        let others = entries.iter().filter(|(name, _)| !is_known(name));
        let others: Vec<_> =
            others.map(|(name, _)| name.as_text().unwrap_or("not a text")).take(16).collect();
        if !others.is_empty() {
            let evidence = json!({ "unknownMembers": others });
            findings.warn(Check::StatementStructure, Reason::StatementMalformed, evidence);
        }
    }
}

/// Reports a statement against its syntax, of which nothing more can be said.
pub(super) fn malformed(Expected(expected): Expected, findings: &mut Findings) -> Conveyed {
    let evidence = json!({ "expected": expected });
    findings.fail(Check::StatementStructure, Reason::StatementMalformed, evidence);
    Conveyed::unverified()
}
