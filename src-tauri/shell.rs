//! What the commands share: the house, the registration that is open, the question for a PIN. It
//! must never hold a decision, only what the crates decided.

use std::sync::{Arc, Mutex, PoisonError};

use enrollment::{
    authenticator::Enrolment,
    ledger::RegistrationId,
    oneself::Oneself,
    rooms::{CommandError, Open, OpenTenant, OpenTicket, PinSlot, Round, UnfinishedChoice},
    wizard::{Wizard, machine::Resumption, means::Means},
};
use faces::Places;

use crate::{
    arguments::Arguments,
    house::{House, now},
};

/// What the commands share.
#[derive(Default)]
pub struct Shell {
    arguments: Arguments,
    house: Mutex<Option<Arc<House>>>,
    pub(crate) registration: Open<Wizard>,
    pub(crate) diagnosis: OpenTicket,
    pub(crate) tenant: OpenTenant,
    pub(crate) authenticator: Open<Enrolment>,
    pub(crate) oneself: Open<Oneself>,
    /// The questions that a PIN answers.
    pub pin: PinSlot,
}

impl Shell {
    /// Nothing is opened yet.
    pub fn new(arguments: Arguments) -> Self {
        Self { arguments, ..Self::default() }
    }

    /// Where everything is kept; nowhere where this computer has no place for it, which opening the
    /// house says.
    pub(crate) fn places(&self) -> Places {
        Places::new(self.arguments.state.as_deref()).unwrap_or_default()
    }

    /// The ticket on the table, on the metadata that are kept now; without a house there are none.
    pub(crate) fn ticket(&self) -> &OpenTicket {
        self.diagnosis.lean_on(self.house().ok().and_then(|house| house.metadata.kept()));
        &self.diagnosis
    }

    /// What is to be done about a registration that was left. The one that is open is closed, and
    /// its claim ends with it: the same may be taken up again at once.
    pub(crate) fn take_up(
        &self,
        left: &RegistrationId,
        choice: UnfinishedChoice,
    ) -> Result<Option<(Round, Means, Resumption)>, CommandError> {
        self.registration.close();
        let (round, house) = (self.registration.asked(), self.house()?);
        let (kept, drawer) = (&house.kept, &house.practice.drawer);
        let taken = house.standing()?.take_up((left, choice), kept, drawer, now())?;
        Ok(taken.map(|(means, left)| (round, means, left)))
    }

    /// What lies on the table is of an organisation that the window does not work for any more.
    pub(crate) fn clear_table(&self) {
        self.oneself.close();
        self.authenticator.close();
        self.tenant.forget();
    }

    /// The window ends: no key goes on blinking, and a nudge that stands there counts as closed.
    pub(crate) fn end(&self) {
        self.registration.close();
        self.oneself.close();
        let house = self.house.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err(error)) = house.map(|house| house.leave()) {
            tracing::warn!(%error, "the nudge counts as closed from the next start on");
        }
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
