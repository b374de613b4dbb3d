//! What can be reached at all, and what lies elsewhere. A step that Graph cannot show must not be
//! passed over in silence.

use super::{
    finding::{Check, Finding, Why},
    reading::NotRead,
    view::View,
};

/// T4: Graph answers, and lets the signed-in account read the policy.
pub(super) fn graph_permission(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::GraphPermission;
    match view.facts.policy.get() {
        Ok(_) => Finding::pass(CHECK),
        Err(unread) if unread.why == NotRead::Forbidden => {
            let found = Finding::fail(CHECK, Why::Forbidden);
            match &unread.said {
                Some(said) => found.showing("said", said.as_str().into()),
                None => found,
            }
        }
        Err(unread) => Finding::unread(CHECK, unread),
    }
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
    let both = newest.and_then(numbers).zip(numbers(own));
    let found = match both.map(|(newest, own)| own >= newest) {
        Some(true) => Finding::pass(CHECK),
        Some(false) => Finding::fail(CHECK, Why::LaterVersion),
        None => Finding::unknown(CHECK, Why::NotCompared),
    };
    found.showing("version", own.into()).showing("newest", newest.into())
}

/// The three numbers of a version (Semantic Versioning 2.0.0, item 2); one before a release counts as it.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let numbers = version.trim().split(['-', '+']).next()?;
    let read = numbers.split('.').map(str::parse).collect::<Result<Vec<u64>, _>>().ok()?;
    read.try_into().ok()
}
