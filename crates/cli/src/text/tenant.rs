//! What is said of a directory, the practice tenant's too. No token and no start secret must ever be among
//! it.

use enrollment::tenant::{TenantError, TenantRefusal};

use super::plain;

/// The last words.
pub(crate) const PRACTICE_ENDED: &str = "The practice tenant has ended.\n";

/// Where it runs.
pub(crate) fn serving(base_urls: &[String], organisation: &str) -> String {
    format!(
        "PRACTICE: {organisation}, a made-up organisation, is served on this computer at {}. Nothing \
         here reaches a real account. Ctrl-C ends it.\n",
        base_urls.join(" and ")
    )
}

/// How far the reading of whose passkeys a change touches is.
pub(crate) fn reading_holders(asked: usize, left: usize) -> String {
    let of = asked.saturating_add(left);
    format!(
        "Reading whose passkeys it touches: {asked} of {of} people. The directory answers five such questions in \
         ten seconds.\n"
    )
}

/// Somebody wants the reading to end.
pub(crate) const STOPPING_TO_READ: &str = "Stopping, once the directory has answered. Ctrl-C again does not wait for it; nothing is changed.\n";

/// Somebody ended it.
pub(super) fn reading_stopped(asked: usize, left: usize) -> String {
    let of = asked.saturating_add(left);
    format!(
        "Stopped after {asked} of {of} people with passkeys were read: whom the change would lock out is not known. \
         Nothing was changed."
    )
}

/// The reading ends where the directory wants a sign-in that nobody is there for.
pub(crate) fn holders_want_sign_in(error: &TenantError) -> String {
    format!(
        "Nobody else is read: {}. `touchstone tenant sign-in` signs in again; then run this once more.\n",
        plain(&error.to_string())
    )
}

/// What a directory did instead of what was asked, where that may have been done all the same.
pub(super) fn tenant(error: &TenantError) -> String {
    let open = match error {
        TenantError::Unanswered(_) | TenantError::Failing { .. } => {
            " What was asked may have been done all the same."
        }
        TenantError::Unreachable(_)
        | TenantError::Throttled { .. }
        | TenantError::SignInNeeded
        | TenantError::StepUpNeeded { .. }
        | TenantError::NotFound(_)
        | TenantError::Refused(_)
        | TenantError::Malformed { .. } => "",
    };
    said(error) + open
}

/// The same where nothing was changed by it, with what to do next.
pub(super) fn unchanged(error: &TenantError) -> String {
    let next = match error {
        TenantError::Unreachable(_) => " Check the network, then run this again.",
        TenantError::Unanswered(_) => {
            " Nothing was changed. Run this again; where it stays so, check the network."
        }
        TenantError::Throttled { retry_after: Some(_) } => {
            " What was asked for last was not done: run this again after that."
        }
        TenantError::Throttled { retry_after: None } => {
            " What was asked for last was not done: run this again in a few minutes."
        }
        TenantError::Failing { .. } => " Nothing was changed. Run this again in a few minutes.",
        TenantError::NotFound(_) => " Check how it is written.",
        TenantError::Malformed { .. } => {
            " Something on the way, such as a proxy, may have changed it. Run this again; where it stays so, \
             ask whoever looks after the network."
        }
        // Their words say it.
        TenantError::SignInNeeded | TenantError::StepUpNeeded { .. } => "",
        TenantError::Refused(refusal)
            if lacks_a_right(refusal) || refusal.is_for_want_of_a_licence() =>
        {
            ""
        }
        TenantError::Refused(_) => " Nothing was changed. Its words go into the ticket.",
    };
    said(error) + next
}

/// What came back.
fn said(error: &TenantError) -> String {
    match error {
        TenantError::Unreachable(why) => {
            format!("The directory cannot be reached ({}). Nothing arrived there.", plain(why))
        }
        TenantError::Unanswered(why) => format!("The directory did not answer ({}).", plain(why)),
        TenantError::Throttled { retry_after: Some(wait) } => {
            format!("The directory asks to wait {} seconds.", wait.as_secs())
        }
        TenantError::Throttled { retry_after: None } => {
            "The directory asks to wait, and does not say how long.".to_owned()
        }
        TenantError::Failing { status, .. } => {
            format!("The directory has a problem of its own (status {status}).")
        }
        TenantError::SignInNeeded => {
            "The sign-in is over, or cannot be opened any more. Sign in again with `touchstone tenant \
             sign-in`; what was asked for last was not done."
                .to_owned()
        }
        TenantError::StepUpNeeded { .. } => {
            "The directory wants a stronger sign-in for this: the second factor, anew, in a browser of this \
             computer; a code on another device does not prove it. In a terminal that is offered; what was asked \
             for last was not done."
                .to_owned()
        }
        TenantError::NotFound(what) => format!("The directory has no {}.", plain(what)),
        TenantError::Refused(refusal) => {
            let sub_code = refusal.sub_code.as_deref().map(|code| format!(", {}", plain(code)));
            let hint = if lacks_a_right(refusal) {
                " The signed-in account lacks a role for this, or the application a permission: \
                 docs/app-registration.md has both."
            } else if refusal.is_for_want_of_a_licence() {
                " No permission and no role is missing: the directory sees no premium licence, Microsoft Entra ID P1 \
                 or P2. Where there is one, Graph may need Directory.Read.All to see it."
            } else {
                ""
            };
            format!(
                "The directory refused: {} ({} {}{}{}).{hint}",
                plain(&refusal.message),
                refusal.status,
                plain(&refusal.code),
                sub_code.unwrap_or_default(),
                ticket(refusal)
            )
        }
        TenantError::Malformed { why, .. } => {
            format!("The directory answered what nobody understands: {}.", plain(why))
        }
    }
}

/// Graph's word for a permission or a role that is missing.
/// What support asks for.
fn ticket(refusal: &TenantRefusal) -> String {
    let all = [
        ("request-id", &refusal.request_id),
        ("client-request-id", &refusal.client_request_id),
        ("date", &refusal.date),
    ];
    let named = |(name, value): (&str, &Option<String>)| {
        value.as_deref().map(|value| format!("; {name} {}", plain(value)))
    };
    all.into_iter().filter_map(named).collect()
}

fn lacks_a_right(refusal: &TenantRefusal) -> bool {
    refusal.status == 403 && refusal.code == "Authorization_RequestDenied"
}

#[cfg(test)]
mod tests;
