//! The use cases: from creation options to a registration that was verified, with the keys at this
//! computer. Sentences for people do not belong here, but for the words of a diagnosis that go into a
//! ticket (docs/decisions/0012), and nothing is sent that was not verified.

pub mod authenticator;
pub mod campaign;
mod claim;
pub mod diagnosis;
pub mod forecast;
pub mod hand;
pub mod ledger;
pub mod lost_key;
pub mod metadata;
pub mod nudge;
pub mod oneself;
pub mod outbox;
mod plain;
pub mod ports;
pub mod readiness;
pub mod recovery;
pub mod registration;
pub mod rehearsal;
pub mod removal;
pub mod results;
pub mod rooms;
pub mod settings;
pub mod store;
pub mod tenant;
mod watch;
pub mod wizard;

pub use plain::plain;
pub use registration::{
    Basis, Beginning, Creation, Journal, Judged, Made, Noting, OrganisationPolicy, PolicyGate,
    Preflight, PrepareError, Prepared, ProofOfPossession, SendUnproved, Sendable, Standing, Terms,
    Unproved,
};
