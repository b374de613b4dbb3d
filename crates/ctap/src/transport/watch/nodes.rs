//! Waits until a HID device may have come or gone: on Linux by inotify on `/dev`, which needs no
//! udevd, since the kernel itself makes the nodes there; elsewhere by letting time pass. It must
//! never be all that a watch relies on.

#[cfg(target_os = "linux")]
pub(super) use linux::Nodes;
#[cfg(not(target_os = "linux"))]
pub(super) use polled::Nodes;

#[cfg(target_os = "linux")]
mod linux {
    use std::{mem::MaybeUninit, os::fd::OwnedFd, time::Duration};

    use rustix::{
        event::{PollFd, PollFlags, Timespec, poll},
        fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init},
        io::Errno,
    };

    use crate::transport::patience::Patience;

    /// Longest wait after which the end of the watch is noticed.
    const SLICE: Duration = Duration::from_millis(500);

    /// A device makes several events: one look after the last of them.
    const QUIET: Duration = Duration::from_millis(20);
    const UNREST: Duration = Duration::from_millis(150);

    /// Changes of `/dev/hidraw*`.
    pub(in super::super) struct Nodes(Option<OwnedFd>);

    impl Nodes {
        /// Begins to listen. Where that cannot be had, waits are only waits.
        pub(in super::super) fn watch() -> Self {
            Self(listen().inspect_err(|error| tracing::debug!(%error, "no inotify")).ok())
        }

        /// Whether the system tells.
        pub(in super::super) fn is_told(&self) -> bool {
            self.0.is_some()
        }

        /// Waits for a change, this long at most; true when there was one.
        pub(in super::super) fn wait(&mut self, time: Duration, ended: &dyn Fn() -> bool) -> bool {
            let patience = Patience::new(time);
            while !patience.is_over() && !ended() {
                let slice = patience.left().min(SLICE);
                let Some(queue) = &self.0 else {
                    patience.sleep(slice);
                    continue;
                };
                match is_readable(queue, slice) {
                    Ok(false) => {}
                    Ok(true) if drain(queue) => {
                        let unrest = Patience::new(UNREST);
                        while !unrest.is_over() && is_readable(queue, QUIET) == Ok(true) {
                            drain(queue);
                        }
                        return true;
                    }
                    Ok(true) => {}
                    Err(error) => {
                        tracing::debug!(%error, "inotify failed");
                        self.0 = None;
                    }
                }
            }
            false
        }
    }

    fn listen() -> Result<OwnedFd, Errno> {
        let queue = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        // ATTRIB: rights are given after the node is made.
        let flags = WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::ATTRIB
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO;
        add_watch(&queue, "/dev", flags)?;
        Ok(queue)
    }

    fn is_readable(queue: &OwnedFd, timeout: Duration) -> Result<bool, Errno> {
        let mut fds = [PollFd::new(queue, PollFlags::IN)];
        let timeout = Timespec::try_from(timeout).map_err(|_| Errno::INVAL)?;
        match poll(&mut fds, Some(&timeout)) {
            Ok(count) => Ok(count > 0),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads all events; whether one was about a HID device, or some were lost.
    fn drain(queue: &OwnedFd) -> bool {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(queue, &mut buffer);
        let mut ours = false;
        while let Ok(event) = reader.next() {
            ours |= event.events().contains(ReadFlags::QUEUE_OVERFLOW)
                || event.file_name().is_some_and(|name| name.to_bytes().starts_with(b"hidraw"));
        }
        ours
    }
}

#[cfg(not(target_os = "linux"))]
mod polled {
    use std::time::Duration;

    use crate::transport::patience::Patience;

    const SLICE: Duration = Duration::from_millis(100);

    /// Nothing tells of changes here.
    pub(in super::super) struct Nodes;

    impl Nodes {
        /// Listens to nothing.
        pub(in super::super) fn watch() -> Self {
            Self
        }

        /// Whether the system tells.
        pub(in super::super) fn is_told(&self) -> bool {
            false
        }

        /// Lets time pass.
        pub(in super::super) fn wait(&mut self, time: Duration, ended: &dyn Fn() -> bool) -> bool {
            let patience = Patience::new(time);
            while !ended() && patience.sleep(SLICE) {}
            false
        }
    }
}
