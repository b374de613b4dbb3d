//! What is said of the practice tenant. Its start secret must never be among it.

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
