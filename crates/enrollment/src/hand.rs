//! The keys in hand as they say of themselves, outside any registration. Nothing here may ask a key
//! for a PIN or a touch, and a key that hangs must never hold up the others.

use std::{
    any::Any,
    collections::BTreeMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use ctap::{
    AuthenticatorId,
    driver::{Arrival, Controls, Driver, Opener},
};

use crate::wizard::means::{KeySeen, KeySource};

#[cfg(test)]
mod tests;

mod said;

pub use said::{Asked, Holds, Said};

/// How long all keys together are waited for.
const LOOK: Duration = Duration::from_secs(6);

/// Which time a key was put in: one that comes back is asked anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(pub u64);

/// What becomes known of the keys in hand.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// A key is there, and is being asked.
    Came(Turn, KeySeen),
    /// What it said.
    Said(Turn, AuthenticatorId, Said),
    /// It is gone.
    Gone(AuthenticatorId),
    /// All that were there at the start have come.
    Surveyed,
}

/// Watches the keys until it is dropped.
pub struct Watching {
    controls: Controls,
    _feed: Box<dyn Any + Send>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.controls.cancel();
    }
}

impl fmt::Debug for Watching {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Watching").finish_non_exhaustive()
    }
}

/// Tells of each key, asked once what it is and for these. It is let go after that.
pub fn watch(
    keys: &dyn KeySource,
    asked: Asked,
    hear: impl Fn(News) + Clone + Send + 'static,
) -> Watching {
    let driver = Driver::new();
    let controls = driver.controls();
    let seen = Arc::<Mutex<BTreeMap<AuthenticatorId, KeySeen>>>::default();
    let known = Arc::clone(&seen);
    let body = move || {
        for (turn, arrival) in (0..).map(Turn).zip(driver.into_arrivals()) {
            match arrival {
                Arrival::Attached(id, transport, open) => {
                    let unnamed = KeySeen { id: id.clone(), transport, name: None };
                    let seen = lock(&known).get(&id).cloned().unwrap_or(unnamed);
                    hear(News::Came(turn, seen));
                    ask(turn, id, open, &asked, hear.clone());
                }
                Arrival::NotOpen(id, why) => {
                    if let Some(seen) = lock(&known).get(&id).cloned() {
                        hear(News::Came(turn, seen));
                    }
                    hear(News::Said(turn, id, Said::NotOpen(why)));
                }
                Arrival::Removed(id) => hear(News::Gone(id)),
                Arrival::Surveyed => hear(News::Surveyed),
            }
        }
    };
    if let Err(error) = thread::Builder::new().name("hand".to_owned()).spawn(body) {
        tracing::error!(%error, "no thread to look at keys");
    }
    let heard = Box::new(move |key: KeySeen| drop(lock(&seen).insert(key.id.clone(), key)));
    let feed = keys.feed(controls.clone(), heard);
    Watching { controls, _feed: feed }
}

/// The keys that are there now, each asked what it is. One that takes too long has said nothing.
pub fn survey(keys: &dyn KeySource) -> Vec<(KeySeen, Said)> {
    survey_for(keys, Asked::default())
}

/// The same, each asked too for these.
pub fn survey_for(keys: &dyn KeySource, asked: Asked) -> Vec<(KeySeen, Said)> {
    let (tell, told) = mpsc::channel();
    let watching = watch(keys, asked, move |news| drop(tell.send(news)));
    let end = Instant::now() + LOOK;
    let mut found: Vec<(Turn, KeySeen, Option<Said>)> = Vec::new();
    let mut surveyed = false;
    while !surveyed || found.iter().any(|(_, _, said)| said.is_none()) {
        let left = end.saturating_duration_since(Instant::now());
        match told.recv_timeout(left) {
            Ok(News::Came(turn, seen)) => {
                found.retain(|(_, one, _)| one.id != seen.id);
                found.push((turn, seen, None));
            }
            Ok(News::Said(turn, _, said)) => {
                if let Some(one) = found.iter_mut().find(|one| one.0 == turn) {
                    one.2 = Some(said);
                }
            }
            Ok(News::Gone(id)) => found.retain(|(_, one, _)| one.id != id),
            Ok(News::Surveyed) => surveyed = true,
            Err(_) => break,
        }
    }
    drop(watching);
    found.into_iter().map(|(_, seen, said)| (seen, said.unwrap_or(Said::Nothing))).collect()
}

/// Asks a key in a thread of its own, which ends with it.
fn ask(
    turn: Turn,
    id: AuthenticatorId,
    open: Opener,
    asked: &Asked,
    hear: impl Fn(News) + Clone + Send + 'static,
) {
    let asked = asked.clone();
    let (named, hears) = (id.clone(), hear.clone());
    let body = move || {
        let said = catch_unwind(AssertUnwindSafe(|| said::of(open, &asked)));
        hears(News::Said(turn, named, said.unwrap_or(Said::Nothing)));
    };
    if let Err(error) = thread::Builder::new().name("authenticator".to_owned()).spawn(body) {
        tracing::error!(%error, "no thread for an authenticator");
        hear(News::Said(turn, id, Said::Nothing));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
