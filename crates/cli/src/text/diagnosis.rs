//! A diagnosis in words: the chain link by link, and what would decide what is open. The two sentences
//! for the ticket must come from where the window's come from, too.

use enrollment::{
    diagnosis::{Need, TicketWords},
    tenant::TenantRefusal,
};
use webauthn::{Finding, Judgement, Outcome};

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
    text += &needs(judgement);
    text + &format!("For the ticket: {}\n", TicketWords::of(judgement))
}

/// A server's answer, and no registration to judge.
pub(crate) fn server_only(refusals: &[TenantRefusal]) -> String {
    format!("{}For the ticket: {}\n", server(refusals), TicketWords::of_a_server_only())
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

/// What would decide the links that are open, by the arguments that give it.
fn needs(judgement: &Judgement) -> String {
    let all = Need::all(judgement).into_iter().filter_map(argument).collect::<Vec<_>>().join(", ");
    if all.is_empty() { all } else { format!("  would decide what is open: {all}\n") }
}

fn argument(need: Need) -> Option<&'static str> {
    match need {
        Need::Options => Some("--options"),
        Need::Person => Some("--user with --groups"),
        Need::Anchors => Some("--trust"),
        Need::Metadata => Some("--mds"),
        Need::NewerVersion => None,
    }
}
