//! The settings' file. It is replaced as a whole or not at all, and one that cannot be read must never
//! be lost: it is moved aside.

#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{StoreError, replace, unusable};
use crate::settings::{Document, Settings};

/// How often a file may be broken before the oldest copies have to be cleared away by hand.
const COPIES: u32 = 1000;

/// The settings' file.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    path: PathBuf,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The settings; what the file does not say is as it is at first.
    pub settings: Settings,
    /// Values in the file that make no sense (`look.text-size`). They were passed over.
    pub odd: Vec<String>,
    /// Where the file was moved to, because it could not be read as a whole.
    pub moved_aside: Option<PathBuf>,
}

impl SettingsFile {
    /// The file of this path, there or not.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Reads it. No file: all as it is at first.
    ///
    /// # Errors
    /// It is there and cannot be read, or is broken and cannot be moved aside.
    pub fn load(&self) -> Result<Loaded, StoreError> {
        self.read().map(|(_, loaded)| loaded)
    }

    /// Reads it, changes it and writes it, so that what another program has written in the meantime
    /// stays.
    ///
    /// # Errors
    /// The file is as it was.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<Loaded, StoreError> {
        let (mut document, mut loaded) = self.read()?;
        change(&mut loaded.settings);
        document.write(&loaded.settings);
        // A link stays a link: what it points to is replaced.
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        replace(&path, document.text().as_bytes()).map_err(|error| unusable(&path, error))?;
        Ok(loaded)
    }

    fn read(&self) -> Result<(Document, Loaded), StoreError> {
        let text = match fs::read(&self.path) {
            Ok(bytes) => String::from_utf8(bytes).ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(String::new()),
            Err(error) => return Err(unusable(&self.path, error)),
        };
        match text.and_then(|text| Document::parse(&text).ok()) {
            Some(document) => {
                let (settings, odd) = document.settings();
                Ok((document, Loaded { settings, odd, moved_aside: None }))
            }
            None => {
                let moved = self.move_aside().map_err(|error| unusable(&self.path, error))?;
                Ok((Document::default(), Loaded { moved_aside: Some(moved), ..Loaded::default() }))
            }
        }
    }

    /// Gives the file a name that nothing has. A second name is made before the first is taken away,
    /// so that an older copy is not overwritten and nothing is gone in between.
    fn move_aside(&self) -> io::Result<PathBuf> {
        for number in 1..COPIES {
            let mut name = self.path.clone().into_os_string();
            name.push(format!(".broken-{number}"));
            let aside = PathBuf::from(name);
            match fs::hard_link(&self.path, &aside) {
                Ok(()) => return fs::remove_file(&self.path).map(|()| aside),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                // Not every file system has second names.
                Err(_) if !aside.exists() => return fs::rename(&self.path, &aside).map(|()| aside),
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}
