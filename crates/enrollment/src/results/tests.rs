use std::sync::Arc;

use super::*;
use crate::rooms::Kept;

const DAY: i64 = 86_400;

fn taken(at: i64, people: u64) -> KeptTally {
    let tally = MethodsTally { people, ..MethodsTally::default() };
    KeptTally { at: Timestamp(1_790_000_000 + at), tally }
}

fn store(folder: &tempfile::TempDir) -> Arc<dyn TallyStore> {
    Kept::open(folder.path()).unwrap().tallies
}

#[test]
fn each_day_has_its_last_tally_and_an_organisation_its_own() {
    let folder = tempfile::tempdir().unwrap();
    for (organisation, one) in [
        ("a", taken(0, 1)),
        ("a", taken(60, 2)),
        ("b", taken(61, 9)),
        ("a", taken(2 * DAY, 4)),
        // A clock that was set back changes no day.
        ("a", taken(30, 7)),
    ] {
        store(&folder).keep(organisation, &one).unwrap();
    }
    assert_eq!(store(&folder).kept("a").unwrap(), [taken(60, 2), taken(2 * DAY, 4)]);
    assert_eq!(store(&folder).kept("b").unwrap(), [taken(61, 9)]);
    assert!(store(&folder).kept("c").unwrap().is_empty());
}
