//! The person at the practice key: who touches it, when, and who does not. A touch given before
//! the key asked for one must never count.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// What the person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Touches the key.
    Touch,
    /// Says no.
    Decline,
}

/// Whoever touches the key.
pub trait Presence: Send {
    /// The key begins to blink and wait; what was done before does not count.
    fn asked(&mut self);

    /// Waits at most this long for the person, and answers what they did.
    fn wait(&mut self, patience: Duration) -> Option<Gesture>;

    /// The key was told to show itself (`wink`).
    fn wink(&mut self) {}
}

/// A person who does the same thing every time, some time after being asked.
#[derive(Clone, Copy, Debug)]
pub struct Habit {
    gesture: Option<Gesture>,
    after: Duration,
    asked_at: Option<Instant>,
}

impl Habit {
    /// Touches this long after being asked.
    pub fn touches_after(after: Duration) -> Self {
        Self { gesture: Some(Gesture::Touch), after, asked_at: None }
    }

    /// Declines as soon as asked.
    pub fn declines() -> Self {
        Self { gesture: Some(Gesture::Decline), after: Duration::ZERO, asked_at: None }
    }

    /// Is not there.
    pub fn never_touches() -> Self {
        Self { gesture: None, after: Duration::MAX, asked_at: None }
    }
}

impl Presence for Habit {
    fn asked(&mut self) {
        self.asked_at = Some(Instant::now());
    }

    fn wait(&mut self, patience: Duration) -> Option<Gesture> {
        let waited = self.asked_at.map_or(Duration::ZERO, |asked| asked.elapsed());
        let missing = self.after.saturating_sub(waited);
        thread::sleep(missing.min(patience));
        self.gesture.filter(|_| missing <= patience)
    }
}

/// A button for another thread: a window's "touch the practice key".
#[derive(Clone, Debug, Default)]
pub struct TouchButton(Arc<Pad>);

#[derive(Debug, Default)]
struct Pad {
    pressed: Mutex<Press>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Press {
    asked: bool,
    gesture: Option<Gesture>,
}

impl TouchButton {
    /// Touches the key. While it does not ask for a touch, nothing happens.
    pub fn touch(&self) {
        self.press(Gesture::Touch);
    }

    /// Declines. While the key does not ask, nothing happens.
    pub fn decline(&self) {
        self.press(Gesture::Decline);
    }

    /// Whether the key waits for a touch now.
    pub fn is_asked(&self) -> bool {
        self.0.pressed.lock().unwrap_or_else(PoisonError::into_inner).asked
    }

    fn press(&self, gesture: Gesture) {
        let mut press = self.0.pressed.lock().unwrap_or_else(PoisonError::into_inner);
        if press.asked {
            press.gesture = Some(gesture);
            self.0.changed.notify_all();
        }
    }
}

impl Presence for TouchButton {
    fn asked(&mut self) {
        let mut press = self.0.pressed.lock().unwrap_or_else(PoisonError::into_inner);
        *press = Press { asked: true, gesture: None };
    }

    fn wait(&mut self, patience: Duration) -> Option<Gesture> {
        let press = self.0.pressed.lock().unwrap_or_else(PoisonError::into_inner);
        let unpressed = |press: &mut Press| press.gesture.is_none();
        let waited = self.0.changed.wait_timeout_while(press, patience, unpressed);
        let (mut press, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let gesture = press.gesture.take();
        press.asked &= gesture.is_none();
        gesture
    }
}
