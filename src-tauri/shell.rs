//! What the commands share: the house, the registration that is open, the question for a PIN. It must
//! never hold a decision, only what the crates decided.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use enrollment::rooms::{CommandError, OpenRegistration, OpenTicket, PinSlot};

use crate::{arguments::Arguments, house::House, places::Places};

/// What the commands share.
#[derive(Default)]
pub struct Shell {
    arguments: Arguments,
    house: Mutex<Option<Arc<House>>>,
    pub(crate) registration: OpenRegistration,
    pub(crate) diagnosis: OpenTicket,
    /// The question that a PIN answers.
    pub pin: PinSlot,
}

impl Shell {
    /// Nothing is opened yet.
    pub fn new(arguments: Arguments) -> Self {
        Self { arguments, ..Self::default() }
    }

    /// Where the web view keeps what it wants to keep: nothing of ours.
    pub(crate) fn web_view(&self) -> PathBuf {
        Places::new(self.arguments.state.clone()).unwrap_or_default().web_view
    }

    /// The house; opened where it is not, so that what stood in the way can be put right meanwhile.
    pub(crate) fn house(&self) -> Result<Arc<House>, CommandError> {
        let mut house = self.house.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(house) = house.as_ref() {
            return Ok(Arc::clone(house));
        }
        let opened = Arc::new(House::open(&self.arguments)?);
        *house = Some(Arc::clone(&opened));
        Ok(opened)
    }
}
