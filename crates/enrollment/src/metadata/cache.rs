//! The FIDO metadata of this computer for a program that stays open: read once, and fetched by one at a
//! time. A fetch that fails must never cost what is there, and is told until one succeeds.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use webauthn::{
    Timestamp,
    metadata::{BlobError, MetadataRoots},
};

use super::{Metadata, MetadataSource, RefreshError, Refreshed, When, refresh};
use crate::{
    rooms::{KeptMetadataView, MetadataTrouble, MetadataTroubleKind, MetadataView},
    settings::{MetadataUpdates, Settings},
    store::{KeptMetadata, MetadataFile},
};

/// Metadata that is kept, where it is fetched, and how the last look went.
pub struct MetadataCache {
    file: MetadataFile,
    roots: MetadataRoots,
    source: Box<dyn MetadataSource>,
    /// Held by whoever asks the source.
    turn: Mutex<()>,
    /// Who asks it, or waits to.
    asking: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    trouble: Option<MetadataTrouble>,
    opened: Option<(KeptMetadata, Metadata)>,
}

impl MetadataCache {
    /// Over a file, which is not read yet, and a source, which is not asked yet.
    pub fn new(file: MetadataFile, roots: MetadataRoots, source: Box<dyn MetadataSource>) -> Self {
        let (turn, asking, state) = Default::default();
        Self { file, roots, source, turn, asking, state }
    }

    /// The FIDO Alliance's, kept in this file.
    pub fn fido(file: &Path, source: impl MetadataSource + 'static) -> Arc<Self> {
        let (file, roots) = (MetadataFile::at(file), MetadataRoots::fido());
        Arc::new(Self::new(file, roots, Box::new(source)))
    }

    /// Fetches newer metadata where it is time. Who comes while another asks waits for the answer, and
    /// takes it for its own: nobody asks twice for one wish.
    ///
    /// # Errors
    /// What was kept is kept, and the trouble is shown until a fetch succeeds.
    pub fn refresh(&self, when: When, now: Timestamp) -> Result<Refreshed, MetadataTrouble> {
        let before = self.asking.fetch_add(1, Ordering::SeqCst);
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let told = if before == 0 { None } else { self.lock().trouble.clone() };
        let result = match told {
            Some(trouble) => Err(trouble),
            None if before == 0 => self.ask(when, now),
            None => self.ask(When::Due, now),
        };
        // While the turn is still held: whoever has it next finds only those who wait.
        self.asking.fetch_sub(1, Ordering::SeqCst);
        drop(turn);
        result
    }

    fn ask(&self, when: When, now: Timestamp) -> Result<Refreshed, MetadataTrouble> {
        let result = refresh(&self.file, self.source.as_ref(), &self.roots, when, now);
        let result = result.map_err(|error| {
            tracing::warn!(%error, "no newer metadata");
            MetadataTrouble::from(&error)
        });
        self.lock().trouble = result.as_ref().err().cloned();
        result
    }

    /// Looks for newer metadata where they are due and the settings allow it, on a thread of its own: a
    /// start waits for nobody.
    pub fn at_start(self: &Arc<Self>, settings: &Settings, now: Timestamp) {
        if settings.fetches_metadata() {
            let cache = Arc::clone(self);
            std::thread::spawn(move || cache.refresh(When::Due, now));
        }
    }

    /// What is kept, verified; `None` where nothing is, or nothing that may be used.
    pub fn kept(&self) -> Option<(KeptMetadata, Metadata)> {
        let head = self.file.head().inspect_err(|error| self.unusable(error)).ok()??;
        if let Some(opened) = self.lock().opened.as_ref().filter(|(kept, _)| *kept == head) {
            return Some(opened.clone());
        }
        // Not under the lock: ten megabytes are verified.
        let blob = self.file.load(&self.roots).inspect_err(|error| self.unusable(error)).ok()??;
        let opened = (head, Metadata::from(blob));
        self.lock().opened = Some(opened.clone());
        Some(opened)
    }

    fn unusable(&self, error: &dyn fmt::Display) {
        tracing::warn!(%error, "the metadata that is kept cannot be used");
        let (kind, detail) = (MetadataTroubleKind::KeptUnusable, error.to_string());
        self.lock().trouble = Some(MetadataTrouble { kind, detail });
    }

    /// The same for a room: what went wrong is part of what it shows, as being offline is no error.
    pub fn update(&self, when: When, settings: &Settings, now: Timestamp) -> MetadataView {
        // It is in the view.
        let _ = self.refresh(when, now);
        self.view(settings, now)
    }

    /// How it stands, by the file's first line alone.
    pub fn view(&self, settings: &Settings, now: Timestamp) -> MetadataView {
        let head = self.file.head().inspect_err(|error| self.unusable(error)).unwrap_or_default();
        MetadataView {
            kept: head.map(|kept| KeptMetadataView::new(&kept, now)),
            asking: self.asking.load(Ordering::SeqCst) > 0,
            trouble: self.lock().trouble.clone(),
            automatic: settings.metadata_updates == MetadataUpdates::AtStart,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<&RefreshError> for MetadataTrouble {
    fn from(error: &RefreshError) -> Self {
        use super::FetchError;
        let kind = match error {
            RefreshError::Fetch(FetchError::Unreachable(_)) => MetadataTroubleKind::Unreachable,
            RefreshError::Fetch(
                FetchError::Refused(_) | FetchError::Broken(_) | FetchError::TooLong,
            ) => MetadataTroubleKind::NotGiven,
            RefreshError::Blob(BlobError::Older { .. }) => MetadataTroubleKind::Older,
            RefreshError::Blob(_) | RefreshError::Unsigned => MetadataTroubleKind::NotToBeUsed,
            RefreshError::Store(_) => MetadataTroubleKind::NotKept,
        };
        let source = std::error::Error::source(error).map(|source| format!(": {source}"));
        Self { kind, detail: format!("{error}{}", source.unwrap_or_default()) }
    }
}

impl fmt::Debug for MetadataCache {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("MetadataCache").field("file", &self.file).finish_non_exhaustive()
    }
}
