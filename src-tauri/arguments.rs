//! What the program was started with. An argument that it does not know must never be passed over.

use std::{ffi::OsString, path::PathBuf};

/// What the program was started with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Where everything is kept (`--state DIR`); `None`: in the platform's folders.
    pub state: Option<PathBuf>,
    /// A script of faults for the practice organisation (`--practice-faults FILE`).
    pub faults: Option<PathBuf>,
    /// A practice organisation of another program, as that said where it is (`--practice FILE`).
    pub practice: Option<PathBuf>,
}

/// It cannot be started like this.
#[derive(Debug, PartialEq, Eq)]
pub struct Unknown(pub OsString);

impl Arguments {
    /// Reads them, the program's own name left out.
    ///
    /// # Errors
    /// The argument that is not known, or has no value.
    pub fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Self, Unknown> {
        let mut read = Self::default();
        while let Some(argument) = arguments.next() {
            let place = match argument.to_str() {
                Some("--state") => &mut read.state,
                Some("--practice-faults") => &mut read.faults,
                Some("--practice") => &mut read.practice,
                _ => return Err(Unknown(argument)),
            };
            *place = Some(arguments.next().ok_or(Unknown(argument))?.into());
        }
        Ok(read)
    }
}
