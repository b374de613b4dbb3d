//! A diagnosis in words: the chain link by link, and two sentences for the ticket. They must name the
//! link that decides, and what would change it.

use enrollment::{diagnosis::deciding, tenant::TenantRefusal};
use webauthn::{Check, Finding, Judgement, Outcome, Verdict};

use super::{finding, judged::attestation, plain};

/// Everything about one registration.
pub(crate) fn diagnosis(judgement: &Judgement, refusals: &[TenantRefusal]) -> String {
    let mut text = String::new();
    if let Some(id) = &judgement.id {
        text += &format!("{}\n", plain(id));
    }
    if let Some(model) = &judgement.model {
        text += &format!("  {}\n", plain(model));
    }
    text += &format!("  {}\n", attestation(judgement));
    for one in judgement.findings.iter().filter(|one| is_a_link(one)) {
        text += &finding::finding(one);
    }
    text += &server(refusals);
    text + &format!("For the ticket: {}\n", ticket(judgement))
}

/// A server's answer, and no registration to judge.
pub(crate) fn server_only(refusals: &[TenantRefusal]) -> String {
    format!(
        "{}For the ticket: The server refused, and the file does not hold the registration that it \
         refused. Diagnose the registration itself (the body that was sent) to see which link fails.\n",
        server(refusals)
    )
}

/// What was not checked because it does not apply is no link of this chain.
fn is_a_link(finding: &Finding) -> bool {
    finding.outcome != Outcome::Skipped || finding.reason.is_some()
}

fn server(refusals: &[TenantRefusal]) -> String {
    refusals
        .iter()
        .map(|refusal| {
            let sub_code = refusal.sub_code.as_deref().map(|code| format!(", {}", plain(code)));
            let status =
                if refusal.status == 0 { String::new() } else { format!("{} ", refusal.status) };
            format!(
                "  the server said: {status}{}{}: {}\n",
                plain(&refusal.code),
                sub_code.unwrap_or_default(),
                plain(&refusal.message)
            )
        })
        .collect()
}

/// Two sentences: what it is, and what to do.
fn ticket(judgement: &Judgement) -> String {
    let link = |one: &Finding| {
        let words = one.reason.map_or("something is not as it must be", finding::reason);
        let code = one.reason.map_or("", |reason| reason.as_str());
        format!("{words} ({}, {code}; {})", one.check.as_str(), plain(&one.spec))
    };
    let decided = deciding(judgement).map(link).unwrap_or_default();
    match judgement.verdict {
        Verdict::Admitted => "The registration holds, link by link. Nothing in it is a reason to \
                              refuse it."
            .to_owned(),
        Verdict::Invalid => {
            format!("The registration does not verify: {decided}. {}", advice(judgement))
        }
        Verdict::Refused => {
            format!("The registration verifies, and is refused: {decided}. {}", advice(judgement))
        }
        Verdict::Undetermined => {
            format!(
                "Whether the registration is good is not known: {decided}. {}",
                advice(judgement)
            )
        }
    }
}

/// What would change it, by the link that decides.
fn advice(judgement: &Judgement) -> &'static str {
    let Some(deciding) = deciding(judgement) else {
        return "Nothing needs to be done.";
    };
    if judgement.verdict == Verdict::Undetermined {
        return match deciding.check {
            Check::Challenge | Check::Origin | Check::RpId | Check::ClientData => {
                "Give what was asked (--options) and it can be compared."
            }
            Check::PolicyScope | Check::PolicyProfile => {
                "Say who the person is (--user, --groups) and it can be decided."
            }
            Check::Chain | Check::PolicyAttestation => {
                "Give the maker's root (--trust) or the FIDO metadata (--mds) and it can be decided."
            }
            Check::Metadata | Check::MetadataStatus | Check::MetadataRequirements => {
                "Give the present FIDO metadata (--mds) and it can be decided."
            }
            Check::Flags
            | Check::AttestedData
            | Check::CredentialId
            | Check::PublicKey
            | Check::Algorithm
            | Check::StatementStructure
            | Check::StatementSignature
            | Check::Certificate
            | Check::CertificateAaguid
            | Check::PolicyMethod
            | Check::PolicyAaguid
            | Check::PolicyPasskeyType => {
                "This version cannot tell; a newer one, or the maker of the key, may."
            }
        };
    }
    match deciding.check {
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
