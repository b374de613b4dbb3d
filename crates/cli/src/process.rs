//! What this process is told about itself: no core dumps, and what a signal does. A PIN must never
//! be in a file that the system writes when a program falls.

use std::{
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

use ctap::driver::Controls;

/// Switches core dumps off, for this process and those it starts.
#[cfg(unix)]
pub(crate) fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core dumps could not be switched off");
    }
}

/// Windows writes none unless the administrator has asked for them.
#[cfg(not(unix))]
pub(crate) fn forbid_core_dumps() {}

/// Whether this process would leave a core dump. `None`: this system does not say.
#[cfg(unix)]
pub(crate) fn dumps_core() -> Option<bool> {
    use rustix::process::{Resource, getrlimit};
    Some(getrlimit(Resource::Core).current != Some(0))
}

/// Whether this process would leave a core dump. `None`: this system does not say.
#[cfg(not(unix))]
pub(crate) fn dumps_core() -> Option<bool> {
    None
}

/// Ctrl-C or a polite end, from now on.
pub(crate) struct EndSignal(mpsc::Receiver<()>);

impl EndSignal {
    /// Must be taken before anybody is told that there is something to end.
    pub(crate) fn listen() -> Self {
        let (tell, told) = mpsc::channel();
        let set = ctrlc::set_handler(move || {
            // Who waits may be gone already.
            let _ = tell.send(());
        });
        if let Err(error) = set {
            tracing::warn!(%error, "signals end this program at once");
        }
        Self(told)
    }

    /// Waits for it.
    pub(crate) fn wait(self) {
        if self.0.recv().is_err() {
            // Without a handler a signal ends the process as it stands.
            loop {
                thread::park();
            }
        }
    }
}

type AtSignal = Box<dyn Fn() + Send>;

/// What a signal ends now. A process has one handler, and this stands for it.
static AT_SIGNAL: Mutex<Option<AtSignal>> = Mutex::new(None);

/// From now on Ctrl-C and a polite end cancel this ceremony, so that the key stops blinking.
pub(crate) fn cancel_on_signal(controls: Controls) {
    at_signal(Box::new(move || controls.cancel()));
}

/// Until this is dropped Ctrl-C and a polite end stop what waits; afterwards they do what they did.
pub(crate) fn stop_on_signal(stop: impl Fn() + Send + 'static) -> Heard {
    Heard(at_signal(Box::new(stop)))
}

/// A signal is heard.
pub(crate) struct Heard(Option<AtSignal>);

impl Drop for Heard {
    fn drop(&mut self) {
        let before = self.0.take();
        *AT_SIGNAL.lock().unwrap_or_else(PoisonError::into_inner) = before;
    }
}

/// What it was before.
fn at_signal(act: AtSignal) -> Option<AtSignal> {
    let before = AT_SIGNAL.lock().unwrap_or_else(PoisonError::into_inner).replace(act);
    // Fails the second time, when it is there.
    let set = ctrlc::set_handler(|| {
        let act = AT_SIGNAL.lock().unwrap_or_else(PoisonError::into_inner);
        match act.as_deref() {
            Some(act) => act(),
            // Nothing waits that would have to be told.
            None => std::process::exit(1),
        }
    });
    match set {
        Ok(()) | Err(ctrlc::Error::MultipleHandlers) => {}
        Err(error) => tracing::warn!(%error, "signals end this program without telling the key"),
    }
    before
}
