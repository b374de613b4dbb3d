//! The Microsoft Graph client: a directory as the use cases need it, over HTTP; signing in to it; and the
//! download of FIDO metadata. It must never send a token anywhere but to the endpoint it is for, nor say
//! that a request did not arrive when it may have.

mod administration;
pub mod answer;
mod client;
mod clock;
mod cloud;
mod endpoint;
mod exchange;
mod metadata;
mod pace;
pub mod sign_in;
mod tls;
mod token;
mod wire;

pub use client::{
    AccessPass, BatchAnswer, GraphClient, ListedPass, Pacing, PassWanted, ReadPolicy, Settings,
    Version,
};
pub use cloud::{Cloud, CloudError, CloudKind, Lack};
pub use endpoint::{Endpoint, EndpointError};
pub use metadata::{MetadataService, MetadataSettings};
pub use pace::{Pace, SystemPace};
pub use tls::Trust;
pub use token::BearerToken;
