//! What this process is told about itself: no core dumps, and what a signal does. A PIN must never
//! be in a file that the system writes when a program falls.

use std::{sync::mpsc, thread};

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

/// From now on Ctrl-C and a polite end cancel this ceremony, so that the key stops blinking.
pub(crate) fn cancel_on_signal(controls: Controls) {
    if let Err(error) = ctrlc::set_handler(move || controls.cancel()) {
        tracing::warn!(%error, "signals end this program without telling the key");
    }
}
