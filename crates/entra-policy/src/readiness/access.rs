//! What can be reached at all, and what lies elsewhere. A step that Graph cannot show must not be
//! passed over in silence.

use std::cmp::Ordering;

use semver::Version;

use super::{
    facts::{Access, JobAccess},
    finding::{Check, Finding, Why},
    reading::NotRead,
    view::View,
};

/// What reading the policy needs (graph.md, section 2).
const READS_POLICY: &str = "Policy.Read.All";

/// T4: Graph answers, and lets the signed-in account read the policy. What other jobs lack stands beside it.
pub(super) fn graph_permission(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::GraphPermission;
    let access = view.facts.access.as_ref();
    let found = match view.facts.policy.get() {
        Ok(_) => Finding::pass(CHECK),
        Err(unread) if unread.why == NotRead::Forbidden => {
            let found = Finding::fail(CHECK, forbidden(access));
            match &unread.said {
                Some(said) => found.showing("said", said.as_str().into()),
                None => found,
            }
        }
        Err(unread) => Finding::unread(CHECK, unread),
    };
    match access {
        Some(access) => with_access(found, access),
        None => found,
    }
}

/// Where everything was agreed to, it is the role.
fn forbidden(access: Option<&Access>) -> Why {
    let lacks = |job: &JobAccess| job.lacks.contains(&READS_POLICY);
    match access.map(|access| access.jobs.iter().any(lacks)) {
        Some(true) => Why::PermissionMissing,
        Some(false) => Why::RoleMissing,
        None => Why::Forbidden,
    }
}

fn with_access(found: Finding, access: &Access) -> Finding {
    let lacking = access.jobs.iter().filter(|one| !one.lacks.is_empty());
    let lacking = lacking.map(|one| format!("{}: {}", one.job, one.lacks.join(", ")));
    let roles = access.jobs.iter().filter(|one| !one.roles.is_empty());
    let roles = roles.map(|one| format!("{}: {}", one.job, one.roles.join(" or ")));
    found
        .showing("permissions", lacking.collect::<Vec<_>>().into())
        .showing("roles", roles.collect::<Vec<_>>().into())
        .showing("consent", access.consent.as_deref().into())
}

/// S3: Intune or Group Policy configure Windows Hello for Business; Graph's policy has no entry for it.
pub(super) fn windows_hello_policy(_: &View<'_>) -> Finding {
    Finding::unknown(Check::WhfbPolicy, Why::ConfiguredElsewhere)
}

/// T4: this program is not older than the latest that somebody named. Nothing here asks a server.
pub(super) fn tool_current(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::ToolCurrent;
    let own = env!("CARGO_PKG_VERSION");
    let newest = view.facts.newest_version.as_deref();
    let found = match newest.and_then(|newest| compared(own, newest)) {
        Some(Ordering::Equal | Ordering::Greater) => Finding::pass(CHECK),
        Some(Ordering::Less) => Finding::fail(CHECK, Why::LaterVersion),
        None => Finding::unknown(CHECK, Why::NotCompared),
    };
    found.showing("version", own.into()).showing("newest", newest.into())
}

/// How two versions stand to each other (Semantic Versioning 2.0.0, item 11): one before a release comes before it.
pub(super) fn compared(own: &str, newest: &str) -> Option<Ordering> {
    let version = |written: &str| Version::parse(written.trim()).ok();
    Some(version(own)?.cmp_precedence(&version(newest)?))
}
