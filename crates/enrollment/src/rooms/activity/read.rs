//! Reads the record for the room Activity and writes out what a filter lets through. What it shows and
//! what it writes must never be two selections.

use std::io::Write;

use webauthn::Timestamp;

use super::{
    ActivityFilter, ActivityView, ChainStanding, ChainView, CutBy, EntryEvent, EntryView,
    ErasedWhy, ExportFormat, OutcomeFilter, Since,
};
use crate::{
    ledger::{
        self, ChecksBy, Entry, Erasure, EventKind, Filter, LedgerStore, Line, Page, Personal,
        Sequence, Standing, Wanted, write_csv, write_json_lines,
    },
    recovery::{Beginning, Outcome},
    rooms::{CommandCode, CommandError},
};

/// Entries a page.
const PAGE_SIZE: u32 = 50;
/// Seconds of a day.
const DAY: i64 = 86_400;

impl ActivityView {
    /// Reads one page and checks the chain.
    ///
    /// # Errors
    /// [`CommandCode::Record`].
    pub fn read(
        store: &dyn LedgerStore,
        filter: &ActivityFilter,
        now: Timestamp,
    ) -> Result<Self, CommandError> {
        let chain = store.verify_chain(None).map_err(CommandError::record)?;
        let page = Page {
            skip: usize::try_from(filter.page.saturating_mul(PAGE_SIZE)).unwrap_or(usize::MAX),
            take: usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX),
        };
        let found =
            ledger::read(store, &filter.of_ledger(now), page).map_err(CommandError::record)?;
        Ok(Self {
            chain: ChainView {
                entries: chain.entries,
                checked: now.0,
                standing: chain.standing.into(),
            },
            entries: found.lines.iter().map(EntryView::from).collect(),
            matching: u32::try_from(found.matching).unwrap_or(u32::MAX),
            page: filter.page,
            page_size: PAGE_SIZE,
        })
    }
}

impl ActivityFilter {
    /// Writes everything that it lets through, on all pages.
    ///
    /// # Errors
    /// [`CommandCode::Record`], or [`CommandCode::File`] where `out` takes no more.
    pub fn export(
        &self,
        store: &dyn LedgerStore,
        format: ExportFormat,
        now: Timestamp,
        out: &mut dyn Write,
    ) -> Result<(), CommandError> {
        let found =
            ledger::read(store, &self.of_ledger(now), Page::ALL).map_err(CommandError::record)?;
        let written = match format {
            ExportFormat::Csv => write_csv(&found.lines, out),
            ExportFormat::Json => write_json_lines(&found.lines, out),
        };
        written.map_err(|error| CommandError::new(CommandCode::File, error))
    }

    fn of_ledger(&self, now: Timestamp) -> Filter {
        let back = |days: i64| Some(Timestamp(now.0.saturating_sub(days.saturating_mul(DAY))));
        Filter {
            text: self.text.clone(),
            since: match self.since {
                Since::Today => back(1),
                Since::Week => back(7),
                Since::Month => back(30),
                Since::All => None,
            },
            wanted: match self.outcome {
                OutcomeFilter::All => Wanted::All,
                OutcomeFilter::Refused => Wanted::Ended(Outcome::Refused),
                OutcomeFilter::Open => Wanted::Open,
            },
        }
    }
}

impl From<Standing> for ChainStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Intact(_) => Self::Intact,
            Standing::Unauthenticated => Self::Unauthenticated,
            Standing::BrokenAt(Sequence(entry)) => Self::BrokenAt { entry },
            Standing::Cut { reached: Sequence(reached), by } => Self::Cut {
                reached,
                by: match by {
                    ChecksBy::Keyring => CutBy::Keyring,
                    ChecksBy::Checkpoint => CutBy::Checkpoint,
                },
            },
            Standing::HeadForged => Self::HeadForged,
            Standing::OtherLedger => Self::OtherLedger,
        }
    }
}

impl From<&Line> for EntryView {
    fn from(line: &Line) -> Self {
        match line {
            Line::Entry(entry, beginning) => Self::of(entry, beginning.as_deref()),
            Line::Unreadable(Sequence(sequence)) => Self {
                sequence: *sequence,
                at: 0,
                actor: None,
                registration: String::new(),
                scene: None,
                key: None,
                account: None,
                rp_id: None,
                event: EntryEvent::Unreadable,
                hash: String::new(),
            },
        }
    }
}

impl EntryView {
    fn of(entry: &Entry, beginning: Option<&Beginning>) -> Self {
        // What was erased reads as empty.
        let named = |text: &str| match entry.personal {
            Personal::Kept => Some(text.to_owned()),
            Personal::Erased => None,
        };
        Self {
            sequence: entry.sequence.0,
            at: entry.at.0,
            actor: named(&entry.actor.0),
            registration: entry.event.registration.0.clone(),
            scene: beginning.map(|begun| begun.scene),
            key: beginning.and_then(|begun| begun.attempt.key.clone()),
            account: beginning.and_then(|begun| named(&begun.account)),
            rp_id: beginning.map(|begun| begun.rp_id.clone()).filter(|rp_id| !rp_id.is_empty()),
            event: (&entry.event.kind).into(),
            hash: entry.hash.to_string(),
        }
    }
}

impl From<&EventKind> for EntryEvent {
    fn from(kind: &EventKind) -> Self {
        match kind {
            EventKind::Began { .. } => Self::Began,
            EventKind::Created { .. } => Self::Created,
            EventKind::Registered { name, .. } => Self::Registered { name: name.clone() },
            EventKind::HandedOver { proved } => Self::HandedOver { proved: *proved },
            EventKind::Refused { by, reason } => Self::Refused { by: *by, reason: reason.clone() },
            EventKind::Abandoned { reason } => Self::Abandoned { reason: reason.clone() },
            EventKind::Removed { .. } => Self::Removed,
            EventKind::FoundNothing => Self::FoundNothing,
            EventKind::Unregistered { name, how, .. } => {
                Self::Unregistered { name: name.clone(), how: *how }
            }
            EventKind::PassIssued { how, .. } => Self::PassIssued { how: *how },
            EventKind::Erased { why } => Self::Erased {
                why: match why {
                    Erasure::Asked => ErasedWhy::Asked,
                    Erasure::Retention => ErasedWhy::Retention,
                },
            },
        }
    }
}
