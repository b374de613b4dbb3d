//! The smart card half of the watch: waits for cards, asks each whether it is a key, and lets it go
//! again. A service that is not there, readers without cards and cards that are no keys are quiet.

use std::{
    collections::BTreeMap,
    ffi::{CStr, CString},
    time::Duration,
};

use pcsc::{Context, PNP_NOTIFICATION, ReaderState, Scope, State};

use super::{DeviceEvent, Teller};
use crate::{
    AuthenticatorId, TransportError,
    transport::{
        Access,
        nfc::{PcscCard, PcscUnavailable, Sharing, atr::Atr, describe, is_key, why_unavailable},
        patience::Patience,
    },
};

/// How long one wait for cards lasts; the end of the watch wakes it earlier.
const WAIT: Duration = Duration::from_secs(3);

/// The same where the service does not tell of new readers.
const WAIT_UNTOLD: Duration = Duration::from_secs(1);

/// How long until a service that was not there is tried again.
const SERVICE_PAUSE: Duration = Duration::from_secs(1);

/// How long a look at one card may take.
const LOOK: Duration = Duration::from_secs(2);

/// How often a card that does not answer yet is asked: it may still be on its way to the reader.
const LOOKS: u8 = 3;
const LOOK_PAUSE: Duration = Duration::from_millis(150);

pub(super) fn run(teller: &Teller) {
    let mut trouble = None;
    while !teller.is_over() {
        let mut cards = Cards { teller, readers: BTreeMap::new() };
        let ended = Context::establish(Scope::User).and_then(|context| {
            trouble = None;
            teller.wake_through(Some(context.clone()));
            cards.follow(&context)
        });
        teller.wake_through(None);
        cards.forget_all();
        if let Err(error) = ended {
            let why = why_unavailable(error);
            if trouble.as_ref() != Some(&why) {
                teller.tell(DeviceEvent::PcscUnavailable(PcscUnavailable::clone(&why)));
                trouble = Some(why);
            }
        }
        teller.first_look_is_over();
        teller.sleep(SERVICE_PAUSE);
    }
}

struct Cards<'a> {
    teller: &'a Teller,
    readers: BTreeMap<CString, Card>,
}

/// The card in one reader.
struct Card {
    /// Counts insertions and removals, so that an exchange between two looks shows.
    count: u32,
    answer: Answer,
}

/// What asking it gave.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Key(AuthenticatorId, Access),
    NoKey,
    /// Somebody else had it. Ask again when that changes.
    Taken,
}

impl Cards<'_> {
    /// Follows what happens until the watch ends or the service fails.
    fn follow(&mut self, context: &Context) -> Result<(), pcsc::Error> {
        let mut told_of_readers = true;
        let mut states = vec![ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
        let mut wait = Duration::ZERO;
        while !self.teller.is_over() {
            let names = context.list_readers_owned()?;
            states.retain(|state| is_pnp(state) || names.iter().any(|name| is(state, name)));
            for name in names {
                if !states.iter().any(|state| is(state, &name)) {
                    states.push(ReaderState::new(name, State::UNAWARE));
                }
            }
            self.forget_all_but(&states);
            let outcome = if states.is_empty() {
                self.teller.sleep(wait);
                Err(pcsc::Error::Timeout)
            } else {
                context.get_status_change(wait, &mut states)
            };
            match outcome {
                Ok(()) => {}
                Err(pcsc::Error::UnknownReader) if told_of_readers => {
                    // Either a reader vanished just now, or this service cannot tell of readers
                    // (macOS): the list is fetched in any case.
                    told_of_readers = !cfg!(target_os = "macos");
                    states.retain(|state| told_of_readers || !is_pnp(state));
                }
                Err(pcsc::Error::Timeout | pcsc::Error::Cancelled | pcsc::Error::UnknownReader) => {
                }
                Err(other) => return Err(other),
            }
            for state in &mut states {
                if !is_pnp(state) && state.event_state().contains(State::CHANGED) {
                    self.reader_changed(state);
                }
                state.sync_current_state();
            }
            self.teller.first_look_is_over();
            wait = if told_of_readers { WAIT } else { WAIT_UNTOLD };
        }
        Ok(())
    }

    fn reader_changed(&mut self, state: &ReaderState) {
        let flags = state.event_state();
        if !flags.contains(State::PRESENT) || flags.contains(State::MUTE) {
            self.forget(state.name());
            return;
        }
        let count = state.event_count();
        if let Some(card) = self.readers.get(state.name()) {
            let settled = match card.answer {
                Answer::Key(_, Access::Openable) | Answer::NoKey => true,
                Answer::Key(_, Access::Busy | Access::Denied) | Answer::Taken => {
                    flags.contains(State::EXCLUSIVE)
                }
            };
            if card.count == count && settled {
                return;
            }
            if card.count != count {
                self.forget(state.name());
            }
        }
        let before = self.readers.get(state.name()).map(|card| card.answer.clone());
        let answer = self.ask(state.name(), Atr::parse(state.atr()));
        if before.as_ref() != Some(&answer) {
            self.tell(state, &answer);
        }
        self.readers.insert(state.name().to_owned(), Card { count, answer });
    }

    fn tell(&self, state: &ReaderState, answer: &Answer) {
        match answer {
            Answer::Key(_, access) => {
                let device = describe(state.name(), Atr::parse(state.atr()), *access);
                self.teller.tell(DeviceEvent::Added(device));
            }
            Answer::NoKey | Answer::Taken => {
                tracing::debug!(reader = ?state.name(), ?answer, "a card that is no key for us");
            }
        }
    }

    /// Asks a card whether it is a key.
    fn ask(&self, reader: &CStr, atr: Atr) -> Answer {
        if atr.storage {
            return Answer::NoKey;
        }
        let key = |access| Answer::Key(describe(reader, atr, access).id, access);
        for _ in 0..LOOKS {
            let patience = Patience::new(LOOK);
            let asked = PcscCard::connect(reader, Sharing::Shared, &patience)
                .and_then(|card| is_key(card, atr, patience.left()));
            tracing::debug!(?reader, ?asked, "asked a card");
            match asked {
                Ok(true) => return key(Access::Openable),
                Ok(false) | Err(TransportError::Unsupported | TransportError::Malformed(_)) => {
                    return Answer::NoKey;
                }
                // A contact reader that somebody uses is probably the smart card half of a USB
                // key or an office card: not worth telling of.
                Err(TransportError::Busy) if atr.contactless => return key(Access::Busy),
                Err(TransportError::Denied) if atr.contactless => return key(Access::Denied),
                Err(TransportError::Busy | TransportError::Denied) => return Answer::Taken,
                Err(
                    TransportError::Removed
                    | TransportError::TimedOut
                    | TransportError::TooLong(_)
                    | TransportError::Io { .. },
                ) => self.teller.sleep(LOOK_PAUSE),
            }
            if self.teller.is_over() {
                break;
            }
        }
        Answer::NoKey
    }

    fn forget(&mut self, reader: &CStr) {
        if let Some(card) = self.readers.remove(reader)
            && let Answer::Key(id, _) = card.answer
        {
            self.teller.tell(DeviceEvent::Removed(id));
        }
    }

    fn forget_all_but(&mut self, states: &[ReaderState]) {
        let gone = |reader: &&CString| !states.iter().any(|state| is(state, reader));
        let gone: Vec<CString> = self.readers.keys().filter(gone).cloned().collect();
        for reader in gone {
            self.forget(&reader);
        }
    }

    fn forget_all(&mut self) {
        self.forget_all_but(&[]);
    }
}

fn is(state: &ReaderState, name: &CStr) -> bool {
    state.name() == name
}

fn is_pnp(state: &ReaderState) -> bool {
    is(state, PNP_NOTIFICATION())
}
