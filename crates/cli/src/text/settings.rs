//! What is damaged in the settings, in words. It must always say what counts instead and what to do.

use std::path::Path;

use enrollment::store::StoreError;

use super::{plain, problem::with_causes};

/// They are there and cannot be read.
pub(crate) fn settings_unread(error: &StoreError) -> String {
    let why = with_causes("The settings cannot be read", error);
    format!(
        "{why} All counts as at a first start, so no rule set is pinned. Make the file readable or move it \
         away; --rules ID names a rule set."
    )
}

/// They are broken as a whole, and are kept under another name.
pub(crate) fn settings_moved(aside: &Path) -> String {
    let aside = plain(&aside.display().to_string());
    format!(
        "The settings are damaged and were moved to {aside}. All counts as at a first start: no rule \
         set is pinned, and nobody is signed in to an organisation. Put that file right and move it back, or \
         choose and sign in anew."
    )
}

/// Some of them make no sense.
pub(crate) fn settings_odd(odd: &[String]) -> String {
    let odd: Vec<String> = odd.iter().map(|place| plain(place).to_string()).collect();
    format!(
        "These settings make no sense and count as at a first start: {}. Put them right in the \
         file, or choose anew in the window.",
        odd.join(", ")
    )
}

/// The rule set that is pinned is none of this program's.
pub(crate) fn pinned_unknown(id: &str, counts: &str) -> String {
    format!(
        "The settings pin the rule set {}, which this program does not have, so {counts} counts. Pin \
         another one, or name one with --rules ID.",
        plain(id)
    )
}
