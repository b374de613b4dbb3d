//! Keys as they come and go, USB and smart card readers in one stream. Nothing here keeps a device
//! open: a look at a card ends before it is told of, and a USB device is not even touched.
//!
//! On Linux the first look at USB is the caller's own: it reads a few small files, and a key that is
//! there is told before a thread is even started.

mod cards;
mod known;
mod nodes;
mod usb;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use crate::{AuthenticatorId, transport::nfc::PcscUnavailable};

use super::{DeviceDescription, hid::USB, patience::Patience};

/// How long the first look may take before it is called done without those who are late.
const FIRST_LOOK: Duration = Duration::from_secs(3);

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceEvent {
    /// A key is there, or what is known of one has changed: the last description of an id holds. A
    /// key that was [`Access::Denied`](super::Access::Denied) and can be opened now comes again.
    Added(DeviceDescription),
    /// It is not there any more.
    Removed(AuthenticatorId),
    /// Everything that was there at the start has been told; comes once.
    Enumerated,
    /// USB keys cannot be listed, in the system's own words; trying goes on.
    UsbUnavailable(String),
    /// Cards cannot be asked, which is ordinary on a computer without readers; trying goes on.
    PcscUnavailable(PcscUnavailable),
}

/// Where keys are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// On USB and on the readers.
    Everywhere,
    /// On USB only: the smart card service is not even asked.
    Usb,
}

impl Sought {
    /// Where a key of this name can be.
    pub fn of(id: &AuthenticatorId) -> Self {
        if id.as_str().starts_with(USB) { Self::Usb } else { Self::Everywhere }
    }
}

/// Starts watching everywhere. The first look begins at once.
pub fn watch() -> Watch {
    let (sender, events) = channel();
    let watching = watch_with(Sought::Everywhere, move |event| sender.send(event).is_ok());
    Watch { events, watching }
}

/// Starts watching, and tells what happens: in order, one thing at a time, in whichever thread found
/// it. `hear` must not wait for anything; where it answers false the watch ends.
pub fn watch_with(
    sought: Sought,
    hear: impl FnMut(DeviceEvent) -> bool + Send + 'static,
) -> Watching {
    let state = Arc::new(State::new(sought, hear));
    let telling = |source| Teller { state: Arc::clone(&state), source };
    let usb = telling(Source::Usb);
    let mut look = usb::Lookout::default();
    if cfg!(target_os = "linux") {
        look.first(&usb);
    }
    start("usb-watch", usb, move |teller| look.run(teller));
    match sought {
        Sought::Everywhere => start("card-watch", telling(Source::Cards), cards::run),
        Sought::Usb => {}
    }
    Watching(state)
}

fn start(name: &str, teller: Teller, run: impl FnOnce(&Teller) + Send + 'static) {
    let spare = teller.clone();
    let body = move || {
        if catch_unwind(AssertUnwindSafe(|| run(&teller))).is_err() {
            tracing::error!(source = ?teller.source, "a watch ended in a panic");
            teller.first_look_is_over();
        }
    };
    if let Err(error) = thread::Builder::new().name(name.to_owned()).spawn(body) {
        tracing::error!(%error, source = ?spare.source, "no thread for a watch");
        spare.first_look_is_over();
    }
}

/// A watch that is under way, and what it finds; it ends when this is dropped.
#[derive(Debug)]
pub struct Watch {
    events: Receiver<DeviceEvent>,
    #[cfg_attr(not(test), expect(dead_code, reason = "it watches until it is dropped"))]
    watching: Watching,
}

impl Watch {
    /// What happens, in order. It never ends by itself.
    pub fn events(&self) -> &Receiver<DeviceEvent> {
        &self.events
    }
}

/// A watch that is under way; it ends when this is dropped.
#[derive(Debug)]
pub struct Watching(Arc<State>);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::SeqCst);
        if let Some(context) = &*lock(&self.0.pcsc) {
            // Wakes the thread that waits there; if it was not waiting it wakes by itself soon.
            let _ = context.cancel();
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Usb,
    Cards,
}

/// What the threads and the watch's owner share.
struct State {
    hear: Mutex<Box<Hear>>,
    ended: AtomicBool,
    pcsc: Mutex<Option<pcsc::Context>>,
    first_look: Mutex<FirstLook>,
}

type Hear = dyn FnMut(DeviceEvent) -> bool + Send;

impl State {
    fn new(sought: Sought, hear: impl FnMut(DeviceEvent) -> bool + Send + 'static) -> Self {
        let cards = match sought {
            Sought::Everywhere => Look::UnderWay,
            Sought::Usb => Look::Over,
        };
        let patience = Patience::new(FIRST_LOOK);
        Self {
            hear: Mutex::new(Box::new(hear)),
            ended: AtomicBool::new(false),
            pcsc: Mutex::new(None),
            first_look: Mutex::new(FirstLook { usb: Look::UnderWay, cards, told: false, patience }),
        }
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("State").field("ended", &self.ended).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct FirstLook {
    usb: Look,
    cards: Look,
    told: bool,
    patience: Patience,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    UnderWay,
    Over,
}

/// One thread's way to the stream.
#[derive(Clone)]
struct Teller {
    state: Arc<State>,
    source: Source,
}

impl Teller {
    fn tell(&self, event: DeviceEvent) {
        tracing::debug!(?event, "device");
        if !(*lock(&self.state.hear))(event) {
            self.state.ended.store(true, Ordering::SeqCst);
        }
    }

    fn is_over(&self) -> bool {
        self.state.ended.load(Ordering::SeqCst)
    }

    /// This thread has told everything that was there at the start.
    fn first_look_is_over(&self) {
        let mut look = lock(&self.state.first_look);
        match self.source {
            Source::Usb => look.usb = Look::Over,
            Source::Cards => look.cards = Look::Over,
        }
        drop(look);
        self.enumerated();
    }

    /// Tells the end of the first look when it is due; false while it is not.
    fn enumerated(&self) -> bool {
        let mut look = lock(&self.state.first_look);
        let both = look.usb == Look::Over && look.cards == Look::Over;
        if !look.told && (both || look.patience.is_over()) {
            look.told = true;
            self.tell(DeviceEvent::Enumerated);
        }
        look.told
    }

    /// Lets whoever ends the watch wake this thread.
    fn wake_through(&self, context: Option<pcsc::Context>) {
        *lock(&self.state.pcsc) = context;
    }

    /// Sleeps, but not past the end of the watch by more than a moment.
    fn sleep(&self, pause: Duration) {
        let patience = Patience::new(pause);
        while !self.is_over() && patience.sleep(Duration::from_millis(100)) {}
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
