//! Record and outbox together, and what is let go of when a program starts. Nothing that somebody may
//! still decide about must ever be let go of.

use webauthn::Timestamp;

use super::CommandError;
use crate::{
    ledger::{Actor, LedgerStore, forget_old},
    outbox::Outbox,
};

/// Record and outbox.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// The record.
    pub ledger: &'a dyn LedgerStore,
    /// Where responses wait.
    pub outbox: &'a dyn Outbox,
}

impl Kept<'_> {
    /// Lets go of what has had its time: responses whose challenge expired, and names after so many
    /// days where a person set that.
    ///
    /// # Errors
    /// [`CommandCode::Record`](super::CommandCode::Record).
    pub fn tidy(
        self,
        retention_days: Option<u32>,
        now: Timestamp,
        actor: &Actor,
    ) -> Result<(), CommandError> {
        self.outbox.discard_expired(now).map_err(CommandError::record)?;
        let forget = |days| forget_old(self.ledger, days, now, actor);
        retention_days.map(forget).transpose().map(drop).map_err(CommandError::record)
    }
}
