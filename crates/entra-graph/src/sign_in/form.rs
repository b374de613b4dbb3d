//! The authority as an application asks it: by forms, at the addresses of one cloud and one tenant. A form
//! with a secret in it must never go anywhere else.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use enrollment::tenant::Claims;
use ureq::{
    Agent,
    http::{Request, header},
};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{Job, SignInError};
use crate::{
    answer::Answer,
    cloud::Cloud,
    pace::{Pace, SystemPace},
    tls,
    wire::{self, WireError},
};

/// For one request to the authority.
const LIMIT: Duration = Duration::from_secs(30);

/// The application as it is registered in an organisation. Nothing in it is secret: it is a public
/// client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    client_id: String,
    tenant: String,
}

/// Why there is no such application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationError {
    /// No GUID.
    #[error("an application's id is a GUID")]
    ClientId,
    /// Neither an id nor a domain.
    #[error("a tenant is a GUID or a domain")]
    Tenant,
}

impl Application {
    /// An application by its id, in this tenant: its id or one of its domains.
    ///
    /// # Errors
    /// See [`ApplicationError`].
    pub fn new(client_id: &str, tenant: &str) -> Result<Self, ApplicationError> {
        let client_id: webauthn::Aaguid =
            client_id.parse().map_err(|_| ApplicationError::ClientId)?;
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        let named = !tenant.is_empty() && tenant.len() <= 253 && tenant.bytes().all(letters);
        // `common` and its like would let anybody's organisation in.
        let several = ["common", "organizations", "consumers"];
        if !named || several.iter().any(|word| tenant.eq_ignore_ascii_case(word)) {
            return Err(ApplicationError::Tenant);
        }
        Ok(Self { client_id: client_id.to_string(), tenant: tenant.to_ascii_lowercase() })
    }

    /// Its id.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The tenant, as it was named.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }
}

/// What a sign-in is for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// For what.
    pub jobs: Vec<Job>,
    /// What Graph asked for on top, when it wanted a stronger sign-in.
    pub claims: Option<Claims>,
    /// Whom the page should begin with.
    pub login_hint: Option<String>,
}

/// The authority of one cloud, for one application.
#[derive(Clone, Debug)]
pub struct Authority {
    pub(crate) cloud: Cloud,
    pub(crate) application: Application,
    pub(crate) pace: Arc<dyn Pace>,
    agent: Agent,
}

impl Authority {
    /// Asks nobody yet.
    pub fn new(cloud: Cloud, application: Application) -> Self {
        Self::paced(cloud, application, Arc::new(SystemPace::default()))
    }

    /// The same by another clock, for tests.
    pub fn paced(cloud: Cloud, application: Application, pace: Arc<dyn Pace>) -> Self {
        let agent = tls::agent(cloud.authority(), &cloud.trust, LIMIT);
        Self { cloud, application, pace, agent }
    }

    /// The cloud.
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// The application.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// `scope`: the permissions, and what lets us know who it is and come back.
    pub(crate) fn scope(&self, permissions: &BTreeSet<String>) -> String {
        let permissions = permissions.iter().map(|one| self.cloud.scope(one));
        let all: Vec<String> = ["openid", "profile", "offline_access"]
            .map(str::to_owned)
            .into_iter()
            .chain(permissions)
            .collect();
        all.join(" ")
    }

    pub(crate) fn url(&self, endpoint: &str) -> Url {
        self.cloud.oauth(&self.application.tenant, endpoint)
    }

    /// Posts a form, our id in it.
    pub(crate) fn post(
        &self,
        endpoint: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer, SignInError> {
        // At once as large as it gets, so that no copy stays behind.
        let most =
            fields.iter().map(|(name, value)| name.len() + 3 * value.len() + 2).sum::<usize>();
        let mut form = form_urlencoded::Serializer::new(String::with_capacity(most + 256));
        form.append_pair("client_id", &self.application.client_id).extend_pairs(fields);
        let form = Zeroizing::new(form.finish());
        let request = Request::builder()
            .method("POST")
            .uri(self.url(endpoint).as_str())
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.as_bytes())
            .map_err(|_| SignInError::Unreachable("the address cannot be asked".to_owned()))?;
        tracing::debug!(endpoint, "asking the authority");
        wire::run(&self.agent, request).map_err(|error| match error {
            WireError::Unreachable(words) | WireError::Unanswered(words) => {
                SignInError::Unreachable(words)
            }
            WireError::TooLong => SignInError::Malformed {
                attempted: "answering",
                why: format!("it is longer than {} bytes", wire::LONGEST_ANSWER),
            },
        })
    }
}
