//! What is said of a directory, the practice tenant's too. No token and no start secret must ever be among
//! it.

use enrollment::tenant::TenantError;

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

/// What a directory did instead of what was asked.
pub(super) fn tenant(error: &TenantError) -> String {
    match error {
        TenantError::Unreachable(why) => {
            format!("The directory cannot be reached ({}). Nothing arrived there.", plain(why))
        }
        TenantError::Unanswered(why) => format!(
            "The directory did not answer ({}). What was asked may have been done all the same.",
            plain(why)
        ),
        TenantError::Throttled { retry_after: Some(wait) } => {
            format!("The directory asks to wait {} seconds.", wait.as_secs())
        }
        TenantError::Throttled { retry_after: None } => {
            "The directory asks to wait, and does not say how long.".to_owned()
        }
        TenantError::Failing { status, .. } => format!(
            "The directory has a problem of its own (status {status}). What was asked may have been \
             done all the same."
        ),
        TenantError::SignInNeeded => {
            "The sign-in is over, or cannot be opened any more. Sign in again with `touchstone tenant \
             sign-in`; what was asked for last was not done."
                .to_owned()
        }
        TenantError::StepUpNeeded { .. } => {
            "The directory wants a stronger sign-in for this: the second factor, anew. In a terminal that is \
             offered; what was asked for last was not done."
                .to_owned()
        }
        TenantError::NotFound(what) => format!("The directory has no {}.", plain(what)),
        TenantError::Refused(refusal) => {
            let sub_code = refusal.sub_code.as_deref().map(|code| format!(", {}", plain(code)));
            let missing = refusal.status == 403 && refusal.code == "Authorization_RequestDenied";
            let hint = if missing {
                " The signed-in account lacks a role for this, or the application a permission: \
                 docs/app-registration.md has both."
            } else {
                ""
            };
            format!(
                "The directory refused: {} ({} {}{}).{hint}",
                plain(&refusal.message),
                refusal.status,
                plain(&refusal.code),
                sub_code.unwrap_or_default()
            )
        }
        TenantError::Malformed { why, .. } => {
            format!("The directory answered what nobody understands: {}.", plain(why))
        }
    }
}
