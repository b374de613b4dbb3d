//! Whether a model attests the way it was found to (FIDO Registry v2.2 §3.6.3). What a client takes
//! away on the way must never be held against a model.

use serde_json::json;

use super::{
    attested::Attested,
    entry::MetadataEntry,
    findings::Demand,
    words::AttestationTypeName::{self, AnonCa, AttCa, BasicFull, BasicSurrogate, Other},
};
use crate::judgement::{AttestationType, Check, Findings, Reason};

/// Compares the attestation type that was proved with those that the entry lists.
pub(super) fn compare(
    entry: &MetadataEntry,
    attested: Attested<'_>,
    demand: Demand,
    findings: &mut Findings,
) {
    let listed = entry.statement.as_ref().map(|statement| statement.attestation_types.as_slice());
    let listed = listed.unwrap_or_default();
    let Some(found) = attested.attestation_type else { return };
    let names = names(found);
    let lists = |names: &[AttestationTypeName]| listed.iter().any(|one| names.contains(one));
    if listed.is_empty() || names.is_empty() || lists(names) {
        return;
    }
    let evidence = json!({ "attestationTypes": listed, "found": found });
    // By which kind of authority a certificate is, its chain tells. That a model that has certificates
    // signs with the credential's own key, or the other way round, is no word of that model.
    let certified = |names: &[_]| !names.contains(&BasicSurrogate);
    let akin = certified(names) && lists(&[BasicFull, AttCa, AnonCa]);
    let unread = listed.iter().any(|one| matches!(one, Other(_)));
    match demand {
        Demand::Enforced if !akin && !unread => {
            findings.fail(Check::Metadata, Reason::MetadataAttestationType, evidence);
        }
        Demand::Enforced | Demand::Informative => {
            findings.warn(Check::Metadata, Reason::MetadataAttestationType, evidence);
        }
    }
}

/// What the registry calls an attestation type; nothing where nothing was proved.
fn names(found: AttestationType) -> &'static [AttestationTypeName] {
    match found {
        // WebAuthn L3 §8.2: only metadata can tell which of both it is.
        AttestationType::Basic => &[BasicFull, AttCa],
        AttestationType::Self_ => &[BasicSurrogate],
        AttestationType::AttCa => &[AttCa],
        AttestationType::AnonCa => &[AnonCa],
        // A client may have taken it away (WebAuthn L3 §5.1.3).
        AttestationType::None | AttestationType::Unverified => &[],
    }
}
