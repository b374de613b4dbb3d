//! What has been told of USB devices, and what there is to tell after a new look. Pure: the time
//! comes in as an argument.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::DeviceEvent;
use crate::{
    AuthenticatorId,
    transport::{Access, hid::Found},
};

/// How long a device that just came may be nobody's before that is told: the node is made first,
/// and the rule that gives the person at this computer the right to it runs a moment later.
const RIGHTS_COME_WITHIN: Duration = Duration::from_millis(700);

/// The devices as last seen.
#[derive(Debug, Default)]
pub(super) struct Known {
    devices: BTreeMap<AuthenticatorId, Seen>,
    looked: bool,
}

#[derive(Debug)]
struct Seen {
    found: Found,
    since: Instant,
    told: bool,
}

impl Known {
    /// Takes what is there now and answers what to tell.
    pub(super) fn update(&mut self, found: Vec<Found>, now: Instant) -> Vec<DeviceEvent> {
        let mut events = Vec::new();
        let first_look = !std::mem::replace(&mut self.looked, true);
        self.devices.retain(|id, seen| {
            let stays = found
                .iter()
                .any(|new| new.description.id == *id && new.instance == seen.found.instance);
            if !stays && seen.told {
                events.push(DeviceEvent::Removed(id.clone()));
            }
            stays
        });
        for found in found {
            let id = found.description.id.clone();
            let (since, told) = match self.devices.get(&id) {
                Some(seen) if seen.told && seen.found == found => continue,
                Some(seen) => (seen.since, seen.told),
                None => (now, false),
            };
            let wait = found.description.access == Access::Denied
                && !told
                && !first_look
                && now.saturating_duration_since(since) < RIGHTS_COME_WITHIN;
            if !wait {
                events.push(DeviceEvent::Added(found.description.clone()));
            }
            self.devices.insert(id, Seen { found, since, told: !wait });
        }
        events
    }

    /// Whether a device is there that has not been told yet.
    pub(super) fn holds_back(&self) -> bool {
        self.devices.values().any(|seen| !seen.told)
    }
}

#[cfg(test)]
mod tests;
