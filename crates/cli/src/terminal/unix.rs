//! The terminal on Unix. Typed bytes must never pass through a buffer that is not wiped.

use std::{
    io::{self, Write},
    os::fd::OwnedFd,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread::{self, JoinHandle},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::{Errno, read},
    pipe::pipe,
    stdio::stdin,
    termios::{
        LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflush, tcgetattr,
        tcsetattr,
    },
};
use zeroize::Zeroizing;

use super::Shared;

#[cfg(test)]
mod tests;

/// Nothing is echoed, Enter is not waited for, Ctrl-C is a byte. Restored when dropped.
pub(super) struct RawMode {
    before: Termios,
}

impl RawMode {
    pub(super) fn enter() -> io::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut raw = before.clone();
        // Output stays as it was: lines end as they always do.
        raw.local_modes -=
            LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN;
        raw.special_codes[SpecialCodeIndex::VMIN] = 1;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        // Flush: what was typed before was typed for the shell.
        tcsetattr(stdin(), OptionalActions::Flush, &raw)?;
        Ok(Self { before })
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // Flush: half a PIN must not end up on the shell's line.
        let _ = tcsetattr(stdin(), OptionalActions::Flush, &self.before);
        let _ = io::stderr().flush();
    }
}

/// The thread that reads. Ended when dropped.
pub(super) struct Keyboard {
    stop: Option<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Keyboard {
    pub(super) fn listen(shared: Arc<Shared>) -> io::Result<Self> {
        let (stopped, stop) = pipe()?;
        let body = move || {
            // Without this thread not even Ctrl-C would be heard.
            if catch_unwind(AssertUnwindSafe(|| listen(&shared, &stopped))).is_err() {
                shared.hang_up();
            }
        };
        let thread = thread::Builder::new().name("keyboard".to_owned()).spawn(body)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }

    pub(super) fn discard_typed_ahead() {
        let _ = tcflush(stdin(), QueueSelector::IFlush);
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic in there has been reported where it happened.
            let _ = thread.join();
        }
    }
}

fn listen(shared: &Shared, stopped: &OwnedFd) {
    loop {
        match wait(stopped) {
            Event::Typed => {}
            Event::Stopped => return,
            Event::Gone => return shared.hang_up(),
        }
        let mut dialog = shared.lock();
        // A new view may have thrown away what woke this thread.
        if !is_readable_now() {
            continue;
        }
        let mut bytes = Zeroizing::new([0u8; 64]);
        let count = match read(stdin(), bytes.as_mut_slice()) {
            Ok(0) => return shared.hang_up(),
            Ok(count) => count,
            Err(Errno::INTR | Errno::AGAIN) => continue,
            Err(_) => return shared.hang_up(),
        };
        for byte in bytes.iter().take(count) {
            let said = dialog.typed(*byte);
            shared.perform(said);
        }
    }
}

enum Event {
    Typed,
    Stopped,
    Gone,
}

fn wait(stopped: &OwnedFd) -> Event {
    loop {
        let keyboard = stdin();
        let mut fds =
            [PollFd::new(&keyboard, PollFlags::IN), PollFd::new(stopped, PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return Event::Gone,
        }
        let [typed, end] = fds.map(|fd| fd.revents());
        if !end.is_empty() {
            return Event::Stopped;
        }
        if typed.contains(PollFlags::IN) {
            return Event::Typed;
        }
        if !typed.is_empty() {
            return Event::Gone;
        }
    }
}

fn is_readable_now() -> bool {
    let keyboard = stdin();
    let mut fds = [PollFd::new(&keyboard, PollFlags::IN)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    matches!(poll(&mut fds, Some(&now)), Ok(1))
}
