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

/// T4: nothing here asks a server about later versions.
pub(super) fn tool_current(_: &View<'_>) -> Finding {
    let version = env!("CARGO_PKG_VERSION");
    Finding::unknown(Check::ToolCurrent, Why::NotCompared).showing("version", version.into())
}
