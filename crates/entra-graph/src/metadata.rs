//! The download of FIDO metadata. What comes is handed on unread: its own signature counts and not the
//! way it came, and it must never carry anything of a tenant or a person.

use std::time::Duration;

use enrollment::metadata::{FetchError, MetadataSource};
use ureq::{Agent, Error, http::header};

use crate::tls::{self, Trust};

/// Where the FIDO Alliance publishes it (FIDO MDS v3.0 §3.2).
const SERVICE: &str = "https://mds3.fidoalliance.org/";
/// Longest answer that is read (bytes). A BLOB has about ten million.
const LONGEST: u64 = 64 << 20;
/// The service answers itself; a company's proxy may send it elsewhere once or twice.
const REDIRECTS: u32 = 3;

/// The service that publishes FIDO metadata.
#[derive(Debug)]
pub struct MetadataService {
    agent: Agent,
    url: String,
    longest: u64,
}

/// How it is asked.
#[derive(Clone, Debug)]
pub struct MetadataSettings {
    /// Another place than the FIDO Alliance's; https only.
    pub url: Option<String>,
    /// Whose certificates count on the way there.
    pub trust: Trust,
    /// For the connection alone.
    pub connecting: Duration,
    /// For all of it.
    pub limit: Duration,
    /// Longest answer (bytes); never more than a BLOB may have.
    pub longest: u64,
}

impl Default for MetadataSettings {
    fn default() -> Self {
        Self {
            url: None,
            trust: Trust::System,
            connecting: Duration::from_secs(10),
            limit: Duration::from_secs(120),
            longest: LONGEST,
        }
    }
}

impl Default for MetadataService {
    fn default() -> Self {
        Self::new(MetadataSettings::default())
    }
}

impl MetadataService {
    /// Nothing is asked yet.
    pub fn new(settings: MetadataSettings) -> Self {
        let MetadataSettings { url, trust, connecting, limit, longest } = settings;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(true)
            .max_redirects(REDIRECTS)
            .max_idle_connections(0)
            .timeout_connect(Some(connecting.min(limit)))
            .timeout_global(Some(limit))
            .user_agent(concat!("Touchstone/", env!("CARGO_PKG_VERSION")));
        let config = match trust {
            Trust::System => config,
            Trust::Only(_) => config.proxy(None),
        };
        let config = config.tls_config(tls::config(&trust));
        let agent = config.build().new_agent();
        Self {
            agent,
            url: url.unwrap_or_else(|| SERVICE.to_owned()),
            longest: longest.min(LONGEST),
        }
    }
}

impl MetadataSource for MetadataService {
    fn fetch(&self) -> Result<Vec<u8>, FetchError> {
        let request = self.agent.get(&self.url).header(header::ACCEPT, "application/jose, */*");
        let response = request.call().map_err(|error| before_an_answer(&error))?;
        let (parts, mut body) = response.into_parts();
        if !parts.status.is_success() {
            return Err(FetchError::Refused(parts.status.as_u16()));
        }
        let read = body.with_config().limit(self.longest).read_to_vec();
        read.map_err(|error| {
            if matches!(error, Error::BodyExceedsLimit(_)) {
                FetchError::TooLong
            } else {
                FetchError::Broken(error.to_string())
            }
        })
    }
}

/// Whatever came to nothing before the first line of an answer: nobody was reached, or somebody who is
/// not the service.
fn before_an_answer(error: &Error) -> FetchError {
    FetchError::Unreachable(error.to_string())
}

#[cfg(test)]
mod tests;
