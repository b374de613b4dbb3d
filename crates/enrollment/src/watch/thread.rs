//! The thread of a watch: it asks what is due, each question on a thread of its own, hears what comes in, and
//! draws what changed. It must decide nothing, and never wait for a directory.

use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use crate::tenant::TenantError;

#[cfg(test)]
mod tests;

/// How long the end waits for what still runs beside a watch.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long the thread sleeps where there is nothing to ask.
const LONG: Duration = Duration::from_secs(3600);

/// What is watched for, and what is done about it. Times are since the watch began.
pub(crate) trait Watch: Sized + 'static {
    /// What its thread is called.
    const NAME: &'static str;
    /// What the directory is asked.
    type Ask: Copy;
    /// What it answers.
    type Heard: Send + 'static;
    /// What else comes in.
    type Input: Send + 'static;
    /// What is drawn.
    type View: Clone + PartialEq;

    /// What the directory is to be asked next, and when.
    fn next(&self) -> Option<(Duration, Self::Ask)>;

    /// The question goes out: what asks it, and may take its time.
    fn question(&mut self, ask: Self::Ask) -> Box<dyn FnOnce() -> Self::Heard + Send>;

    /// What is heard of a directory that could not be asked.
    fn unasked(ask: Self::Ask, why: TenantError) -> Self::Heard;

    /// The directory answered.
    fn hear(&mut self, heard: Self::Heard, now: Duration);

    /// Something else came in.
    fn take(&mut self, input: Self::Input, now: Duration);

    /// As it is now, under this number.
    fn view(&self, revision: u32) -> Self::View;

    /// It ends, and what runs beside it is stopped.
    fn part(&mut self) -> Parting<Self::Input> {
        Parting::Over
    }
}

/// How a watch ends.
pub(crate) enum Parting<I> {
    /// At once.
    Over,
    /// With the input that this says is the last, unless it takes too long.
    Awaits(fn(&I) -> bool),
}

/// Tells a watch what comes in, from any thread.
pub(crate) struct Tell<W: Watch>(Sender<Told<W>>);

enum Told<W: Watch> {
    Input(W::Input),
    Heard(W::Heard),
    Closed,
}

impl<W: Watch> Clone for Tell<W> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<W: Watch> Tell<W> {
    pub(crate) fn tell(&self, input: W::Input) {
        self.send(Told::Input(input));
    }

    fn send(&self, told: Told<W>) {
        // One that is over has nobody left to tell.
        let _ = self.0.send(told);
    }
}

/// A watch that is under way. Dropping it ends the watch.
pub(crate) struct Watching<W: Watch> {
    tell: Tell<W>,
    /// Closed once the thread has ended.
    over: Receiver<()>,
}

impl<W: Watch> Watching<W> {
    /// Begins one, which is made in its thread; `draw` gets each view as it comes, from there, and must not wait for
    /// anything.
    pub(crate) fn begin(
        make: impl FnOnce(Tell<W>) -> W + Send + 'static,
        draw: impl FnMut(&W::View) + Send + 'static,
    ) -> Self {
        let (sender, received) = mpsc::channel();
        let (ends, over) = mpsc::channel();
        let tell = Tell(sender);
        let told = tell.clone();
        let body = move || {
            let _ends: Sender<()> = ends;
            let began = Instant::now();
            let watch = make(told.clone());
            Runner { watch, tell: told, received, began, drawn: None, revision: 0, draw }.run();
        };
        if let Err(error) = thread::Builder::new().name(W::NAME.to_owned()).spawn(body) {
            tracing::error!(%error, watch = W::NAME, "no thread to watch the directory");
        }
        Self { tell, over }
    }

    /// Something comes in.
    pub(crate) fn tell(&self, input: W::Input) {
        self.tell.tell(input);
    }

    /// Ends it, and waits for that: nothing is drawn any more.
    pub(crate) fn close(self) {
        self.tell.send(Told::Closed);
        if self.over.recv_timeout(FAREWELL + FAREWELL) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!(watch = W::NAME, "a watch takes its time to end");
        }
    }
}

impl<W: Watch> Drop for Watching<W> {
    fn drop(&mut self) {
        self.tell.send(Told::Closed);
    }
}

/// What the thread owns.
struct Runner<W: Watch, D> {
    watch: W,
    tell: Tell<W>,
    received: Receiver<Told<W>>,
    began: Instant,
    drawn: Option<W::View>,
    revision: u32,
    draw: D,
}

impl<W: Watch, D: FnMut(&W::View)> Runner<W, D> {
    fn run(mut self) {
        loop {
            self.draw();
            let wait = match self.watch.next() {
                Some((due, ask)) if due <= self.now() => {
                    self.ask(ask);
                    continue;
                }
                Some((due, _)) => due.saturating_sub(self.now()),
                None => LONG,
            };
            match self.received.recv_timeout(wait) {
                Ok(Told::Input(input)) => self.watch.take(input, self.began.elapsed()),
                Ok(Told::Heard(heard)) => self.watch.hear(heard, self.began.elapsed()),
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Told::Closed) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.part();
    }

    /// Whoever closes meanwhile hears nothing of the answer.
    fn ask(&mut self, ask: W::Ask) {
        let question = self.watch.question(ask);
        let tell = self.tell.clone();
        let body = move || tell.send(Told::Heard(question()));
        if let Err(error) = thread::Builder::new().name("directory".to_owned()).spawn(body) {
            let heard = W::unasked(ask, TenantError::Unreachable(error.to_string()));
            self.watch.hear(heard, self.now());
        }
    }

    /// Draws what changed.
    fn draw(&mut self) {
        let view = self.watch.view(self.revision);
        if self.drawn.as_ref() == Some(&view) {
            return;
        }
        self.revision = self.revision.saturating_add(1);
        let view = self.watch.view(self.revision);
        (self.draw)(&view);
        self.drawn = Some(view);
    }

    fn part(&mut self) {
        let Parting::Awaits(is_last) = self.watch.part() else { return };
        let end = Instant::now() + FAREWELL;
        let left = || end.saturating_duration_since(Instant::now());
        while let Ok(told) = self.received.recv_timeout(left()) {
            if matches!(told, Told::Input(input) if is_last(&input)) {
                break;
            }
        }
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }
}
