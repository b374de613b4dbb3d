//! Record and outbox, opened when they are first needed: a key takes longer to open than they do, and
//! there is nothing else to do meanwhile. What could not be opened must be tried again when asked again.

use std::{cell::OnceCell, path::PathBuf, sync::Arc};

use crate::{outbox::Outbox, rooms::Kept, store::StoreError, wizard::means::Claiming};

/// A folder, and what lies in it once it was opened.
pub(super) struct Late {
    folder: PathBuf,
    opened: OnceCell<Opened>,
}

/// What was opened.
pub(super) struct Opened {
    pub(super) ledger: Arc<Claiming>,
    pub(super) outbox: Arc<dyn Outbox>,
}

impl Late {
    /// What lies in this folder.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, opened: OnceCell::new() }
    }

    /// Opens it, the first time.
    pub(super) fn open(&self) -> Result<&Opened, StoreError> {
        if let Some(opened) = self.opened.get() {
            return Ok(opened);
        }
        let kept = Kept::open_with_key(&self.folder)?;
        let opened = Opened { ledger: kept.claiming(), outbox: kept.outbox };
        Ok(self.opened.get_or_init(|| opened))
    }
}
