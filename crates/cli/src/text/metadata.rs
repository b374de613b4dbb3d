//! The metadata that is kept, in words. Its age must always be said: what it does not know may be newer.

use enrollment::store::KeptMetadata;
use webauthn::Timestamp;

/// It is there and of no use.
pub(crate) const METADATA_UNUSABLE: &str =
    "The FIDO metadata that is kept cannot be used, and is left out. --mds FILE names another.\n";

const DAY: i64 = 86_400;

/// Which it is, and how old.
pub(crate) fn kept_metadata(kept: &KeptMetadata, now: Timestamp) -> String {
    let age = match kept.age(now) / DAY {
        0 => "fetched today".to_owned(),
        1 => "fetched yesterday".to_owned(),
        days => format!("fetched {days} days ago"),
    };
    let due = if kept.is_due(now) { "; a newer one is due" } else { "" };
    format!("FIDO metadata no. {}, {age}{due}.\n", kept.number)
}
