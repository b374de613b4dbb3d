//! The terminal on Windows. Keys arrive as events there; they become the bytes that Unix would give,
//! and must never be echoed.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crossterm::{
    event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
    terminal::{disable_raw_mode, enable_raw_mode},
};
use zeroize::Zeroizing;

use super::Shared;

/// How soon the end of the session is noticed.
const SLICE: Duration = Duration::from_millis(50);

/// Nothing is echoed, Ctrl-C is a key. Restored when dropped.
pub(super) struct RawMode;

impl RawMode {
    pub(super) fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        Ok(Self)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        Keyboard::discard_typed_ahead();
        let _ = disable_raw_mode();
    }
}

/// The thread that reads. Ended when dropped.
pub(super) struct Keyboard {
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Keyboard {
    pub(super) fn listen(shared: Arc<Shared>) -> io::Result<Self> {
        let stopped = Arc::<AtomicBool>::default();
        let flag = Arc::clone(&stopped);
        let body = move || {
            // Without this thread not even Ctrl-C would be heard.
            if catch_unwind(AssertUnwindSafe(|| listen(&shared, &flag))).is_err() {
                shared.hang_up();
            }
        };
        let thread = thread::Builder::new().name("keyboard".to_owned()).spawn(body)?;
        Ok(Self { stopped, thread: Some(thread) })
    }

    pub(super) fn discard_typed_ahead() {
        while let Ok(true) = event::poll(Duration::ZERO) {
            if event::read().is_err() {
                break;
            }
        }
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            // A panic in there has been reported where it happened.
            let _ = thread.join();
        }
    }
}

fn listen(shared: &Shared, stopped: &AtomicBool) {
    while !stopped.load(Ordering::SeqCst) {
        match event::poll(SLICE) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(_) => return shared.hang_up(),
        }
        let mut dialog = shared.lock();
        // A new view may have thrown away what woke this thread.
        if !matches!(event::poll(Duration::ZERO), Ok(true)) {
            continue;
        }
        match event::read() {
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                for byte in bytes(key).iter() {
                    let said = dialog.typed(*byte);
                    shared.perform(said);
                }
            }
            Ok(_) => {}
            Err(_) => return shared.hang_up(),
        }
    }
}

/// What a Unix terminal would have sent. AltGr arrives as Ctrl and Alt together and makes a letter.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other key is no text")]
fn bytes(key: KeyEvent) -> Zeroizing<Vec<u8>> {
    const ESCAPE: u8 = 0x1B;
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Zeroizing::new(match key.code {
        KeyCode::Char(letter) if ctrl && !alt && letter.is_ascii_alphabetic() => {
            // Ctrl and a letter is the letter's place in the alphabet.
            u8::try_from(letter.to_ascii_lowercase()).map_or(vec![ESCAPE], |byte| vec![byte & 0x1F])
        }
        KeyCode::Char(letter) => letter.to_string().into_bytes(),
        KeyCode::Enter => vec![b'\r'],
        KeyCode::Backspace => vec![0x7F],
        _ => vec![ESCAPE],
    })
}
