//! The Microsoft Graph client: a directory as the use cases need it, over HTTP; and the download of FIDO
//! metadata. It must never send a token anywhere but to the endpoint it is for, nor say that a request
//! did not arrive when it may have.

mod administration;
pub mod answer;
mod client;
mod endpoint;
mod exchange;
mod metadata;
mod token;

pub use client::{ChallengeLife, GraphClient, Settings, Version};
pub use endpoint::{Endpoint, EndpointError};
pub use metadata::{MetadataService, MetadataSettings, Trust};
pub use token::BearerToken;
