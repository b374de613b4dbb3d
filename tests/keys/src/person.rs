//! The person at the key: touches it, declines, lets it blink, pulls it out, puts it back.
//! Shared between the key's thread and the test; it must never be waited for without a limit.

use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// What the person does when the key blinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Touches it this long after it began to blink.
    After(Duration),
    /// Declines, as on a key with a display.
    Declined,
    /// Lets it blink until [`Person::touch`] or the firmware's own time is up.
    Never,
}

/// What the firmware sees of the person while it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Awaited,
    Touched,
    Declined,
    /// The client cancelled the request, which a key on NFC is told from outside.
    Cancelled,
    /// The key was pulled out.
    Gone,
}

/// A handle on the person; clones are the same person.
#[derive(Clone, Debug)]
pub struct Person(Arc<Mutex<Mood>>);

#[derive(Debug)]
struct Mood {
    habit: Touch,
    blinking_since: Option<Instant>,
    told: Option<Presence>,
    is_out: bool,
    /// Set with the pull, cleared when the firmware has started anew: it must not miss the pull.
    lost_power: bool,
}

impl Person {
    /// A person who does this whenever the key blinks.
    #[must_use]
    pub fn new(habit: Touch) -> Self {
        let mood =
            Mood { habit, blinking_since: None, told: None, is_out: false, lost_power: false };
        Self(Arc::new(Mutex::new(mood)))
    }

    /// From now on does this whenever the key blinks.
    pub fn set_habit(&self, habit: Touch) {
        self.mood().habit = habit;
    }

    /// Touches the key now, if it blinks.
    pub fn touch(&self) {
        self.tell(Presence::Touched);
    }

    /// Declines now, if it blinks.
    pub fn decline(&self) {
        self.tell(Presence::Declined);
    }

    /// Takes the key out: it loses power, and what it was about to say.
    pub fn pull_out(&self) {
        let mut mood = self.mood();
        mood.is_out = true;
        mood.lost_power = true;
    }

    /// Puts it back: it starts anew, with what it had stored.
    pub fn put_back(&self) {
        self.mood().is_out = false;
    }

    /// Whether the key waits for a touch.
    #[must_use]
    pub fn sees_blinking(&self) -> bool {
        self.mood().blinking_since.is_some()
    }

    /// Waits until the key waits for a touch; false when it did not within the time.
    #[must_use]
    pub fn await_blinking(&self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        while !self.sees_blinking() {
            if Instant::now() >= end {
                return false;
            }
            thread::sleep(Duration::from_millis(2));
        }
        true
    }

    pub(crate) fn cancel(&self) {
        self.tell(Presence::Cancelled);
    }

    /// Whether the key was pulled out since it was last powered up.
    pub(crate) fn is_gone(&self) -> bool {
        self.mood().lost_power
    }

    /// Waits until the key is put back, and powers it up.
    pub(crate) fn await_return(&self) {
        while self.mood().is_out {
            thread::sleep(Duration::from_millis(5));
        }
        self.mood().lost_power = false;
    }

    pub(crate) fn start_blinking(&self) {
        let mut mood = self.mood();
        mood.blinking_since = Some(Instant::now());
        mood.told = None;
    }

    pub(crate) fn stop_blinking(&self) {
        self.mood().blinking_since = None;
    }

    /// What the person does now, waiting at most this long for it.
    pub(crate) fn presence(&self, wait: Duration) -> Presence {
        let end = Instant::now() + wait;
        loop {
            let presence = self.mood().presence();
            let left = end.saturating_duration_since(Instant::now());
            if presence != Presence::Awaited || left.is_zero() {
                return presence;
            }
            thread::sleep(left.min(Duration::from_millis(2)));
        }
    }

    fn tell(&self, presence: Presence) {
        let mut mood = self.mood();
        if mood.blinking_since.is_some() {
            mood.told = Some(presence);
        }
    }

    fn mood(&self) -> MutexGuard<'_, Mood> {
        self.0.lock().expect("nobody panics while holding the person")
    }
}

impl Mood {
    fn presence(&self) -> Presence {
        if self.lost_power {
            return Presence::Gone;
        }
        if let Some(told) = self.told {
            return told;
        }
        let waited = self.blinking_since.map_or(Duration::ZERO, |since| since.elapsed());
        match self.habit {
            Touch::After(delay) if waited >= delay => Presence::Touched,
            Touch::After(_) | Touch::Never => Presence::Awaited,
            Touch::Declined => Presence::Declined,
        }
    }
}
