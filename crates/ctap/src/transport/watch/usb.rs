//! The USB half of the watch: look, tell what changed, wait until something may have changed. It must
//! never miss a key for longer than its own interval, whatever the system fails to say.

use std::time::{Duration, Instant};

use super::{DeviceEvent, Teller, known::Known, nodes::Nodes};
use crate::transport::{hid, patience::Patience};

/// How often to look where the system does not say that something happened.
const POLL: Duration = Duration::from_millis(500);

/// How often to look although the system would have said so: it may not, in a container.
const DISTRUST: Duration = Duration::from_secs(2);

/// How often to look while a device waits for its rights, or the first look for the other half.
const SOON: Duration = Duration::from_millis(100);

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Lookout {
    known: Known,
    trouble: Option<String>,
    looked: bool,
}

impl Lookout {
    /// The first one, where nobody is to wait for a thread.
    pub(super) fn first(&mut self, teller: &Teller) {
        self.once(teller);
        self.looked = true;
        teller.first_look_is_over();
    }

    /// Goes on until the watch ends.
    pub(super) fn run(mut self, teller: &Teller) {
        if !self.looked {
            self.first(teller);
        }
        // To end inotify takes the kernel longer than a look: what is over soon never begins it.
        // The next look is after it began, so that nothing that comes in between is missed.
        linger(teller);
        if teller.is_over() {
            return;
        }
        let mut nodes = Nodes::watch();
        while !teller.is_over() {
            self.once(teller);
            let wait = if self.known.holds_back() {
                SOON
            } else if nodes.is_told() {
                DISTRUST
            } else {
                POLL
            };
            let mut left = wait;
            // The end of the first look may fall into the wait.
            while !teller.enumerated() && !teller.is_over() && !left.is_zero() {
                if nodes.wait(SOON.min(left), &|| teller.is_over()) {
                    left = Duration::ZERO;
                }
                left = left.saturating_sub(SOON);
            }
            nodes.wait(left, &|| teller.is_over());
        }
    }

    fn once(&mut self, teller: &Teller) {
        match hid::inventory() {
            Ok(found) => {
                self.trouble = None;
                for event in self.known.update(found, Instant::now()) {
                    teller.tell(event);
                }
            }
            Err(error) => {
                let message = error.to_string();
                if self.trouble.as_ref() != Some(&message) {
                    teller.tell(DeviceEvent::UsbUnavailable(message.clone()));
                    self.trouble = Some(message);
                }
            }
        }
    }
}

/// Lets the time of one poll pass; the end of the first look may fall into it.
fn linger(teller: &Teller) {
    let patience = Patience::new(POLL);
    while !teller.is_over() && patience.sleep(SOON) {
        teller.enumerated();
    }
}
