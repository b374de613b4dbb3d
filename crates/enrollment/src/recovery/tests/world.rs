//! Registrations as they go, in a world with keys and a directory, cut off at any moment. What lies on
//! a key afterwards and in no directory must be accounted for, whatever was written last.

use std::collections::BTreeSet;

use super::*;

/// What happens in the world, or is written down, one thing after the other.
#[derive(Clone, Debug)]
enum Happens {
    Written(Box<EventKind>),
    /// The key makes a credential.
    Made(u8),
    Kept(u8),
    /// The directory takes it.
    Taken(u8),
    Discarded,
    /// The key loses a credential.
    Lost(u8),
}

fn wrote(kind: EventKind) -> Happens {
    Written(Box::new(kind))
}
use Happens::{Discarded, Kept as KeptAs, Lost, Made, Taken, Written};

#[derive(Clone, Copy, Debug)]
enum Way {
    /// All goes well.
    Well,
    /// The response is packed only after `Created`: a person was asked something in between.
    PackedLate,
    /// The key says that it made none; another key is taken.
    AnotherKey,
    /// The key is pulled out and may have made one; another key is taken.
    PulledOut,
    JudgeRefuses,
    DirectoryRefuses,
    /// Found on the key afterwards, and taken off.
    FoundAndRemoved,
}

/// The way of a credential with this number. Each irreversible step stands after what announces it.
fn steps(way: Way, it: u8) -> Vec<Happens> {
    let made = [wrote(began("usb:1")), Made(it)];
    let kept = [KeptAs(it), wrote(created(it, Some(LATER)))];
    let sent = [Taken(it), wrote(registered(it)), Discarded];
    let gone = [Lost(it), wrote(removed(it))];
    match way {
        Way::Well => [&made[..], &kept, &sent].concat(),
        Way::PackedLate => {
            [&made[..], &[wrote(created(it, Some(LATER))), KeptAs(it)], &sent].concat()
        }
        Way::AnotherKey => {
            let none = [wrote(began("usb:0")), wrote(abandoned("excluded"))];
            [&none[..], &made, &kept, &sent].concat()
        }
        Way::PulledOut => {
            let unknown = [wrote(began("usb:0")), Made(it + 100)];
            [&unknown[..], &made, &kept, &sent].concat()
        }
        Way::JudgeRefuses => {
            let refused = [wrote(created(it, Some(LATER))), wrote(refused(RefusedBy::Judge))];
            [&made[..], &refused, &gone].concat()
        }
        Way::DirectoryRefuses => {
            let refused = [wrote(refused(RefusedBy::Directory)), Discarded];
            [&made[..], &kept, &refused, &gone].concat()
        }
        Way::FoundAndRemoved => [&made[..], &gone].concat(),
    }
}

const WAYS: [Way; 7] = [
    Way::Well,
    Way::PackedLate,
    Way::AnotherKey,
    Way::PulledOut,
    Way::JudgeRefuses,
    Way::DirectoryRefuses,
    Way::FoundAndRemoved,
];

#[test]
fn wherever_a_registration_is_cut_off_each_credential_is_accounted_for() {
    for way in WAYS {
        let steps = steps(way, 1);
        for cut in 0..=steps.len() {
            let (mut on_keys, mut in_directory) = (BTreeSet::new(), BTreeSet::new());
            let (mut events, mut slips) = (Vec::new(), Vec::new());
            for step in &steps[..cut] {
                match step {
                    Written(event) => events.push((**event).clone()),
                    Made(it) => drop(on_keys.insert(*it)),
                    KeptAs(it) => slips = vec![slip(*it, LATER, Seal::Holds(Kept::Sealed))],
                    Taken(it) => drop(in_directory.insert(*it)),
                    Discarded => slips.clear(),
                    Lost(it) => drop(on_keys.remove(it)),
                }
            }
            let recovery = recover(&events, &slips);
            let told = told(&recovery);
            for it in on_keys.difference(&in_directory) {
                let accounted = told.iter().any(|one| {
                    one.starts_with("possibly on")
                        || one.starts_with(&format!("on key {it} "))
                        || one.starts_with(&format!("pending {it} "))
                });
                assert!(accounted, "{way:?} cut at {cut}: {it} on a key, and {told:?}");
            }
            let over = cut == steps.len() && !matches!(way, Way::PulledOut);
            assert!(!over || told.is_empty(), "{way:?} is over, and {told:?}");
        }
    }
}
