//! The directory's calls over HTTP. Nothing here may decide what an answer means for a registration.

mod batch;
mod passes;
mod policy;

use std::{sync::Arc, time::Duration};

use enrollment::tenant::{
    Administration, ChallengeLife, Fido2Method, MethodId, Organisation, Parcel, Person, PersonId,
    Tenant, TenantError,
};
use serde_json::Value;
use url::Url;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp};

pub(crate) use self::policy::strip;
pub use self::{
    batch::BatchAnswer,
    passes::{AccessPass, ListedPass, PassWanted},
    policy::ReadPolicy,
};
use crate::{
    answer::{self, malformed},
    cloud::{Cloud, CloudKind},
    endpoint::Endpoint,
    exchange::{Asked, Exchange, Proof},
    pace::{Pace, SystemPace},
    sign_in::Session,
    tls::Trust,
    token::BearerToken,
};

/// Pages of a collection that are followed at most.
const MOST_PAGES: usize = 200;
const FIDO2_METHODS: [&str; 2] = ["authentication", "fido2Methods"];

/// A client of one directory.
#[derive(Debug)]
pub struct GraphClient {
    exchange: Exchange,
    settings: Settings,
}

/// How the directory is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which of Graph's trees.
    pub version: Version,
    /// How long one request may take with its answer.
    pub limit: Duration,
    /// How long a call may wait in all, where the directory asks to wait and it may be repeated.
    pub patience: Duration,
    /// Whether requests are held back here before the directory turns them away.
    pub pacing: Pacing,
}

/// Whether requests are held back here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pacing {
    /// No.
    Unpaced,
    /// Five in ten seconds for authentication methods.
    Paced,
}

impl Settings {
    /// As suits a cloud: practice turns nobody away, unless it is told to.
    pub fn for_cloud(cloud: &Cloud) -> Self {
        let pacing = match cloud.kind() {
            CloudKind::Practice => Pacing::Unpaced,
            CloudKind::Worldwide
            | CloudKind::UsGovernmentL4
            | CloudKind::UsGovernmentL5
            | CloudKind::China => Pacing::Paced,
        };
        Self { patience: Duration::from_secs(60), pacing, ..Self::default() }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: Version::V1,
            limit: Duration::from_secs(60),
            patience: Duration::ZERO,
            pacing: Pacing::Unpaced,
        }
    }
}

/// Graph's trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `v1.0`.
    V1,
    /// `beta`.
    Beta,
}

impl Version {
    fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

impl GraphClient {
    /// A client that proves itself with this token.
    pub fn new(endpoint: Endpoint, token: BearerToken, settings: Settings) -> Self {
        let proof = Proof::Fixed(Arc::new(token));
        let pace = Arc::new(SystemPace::default());
        let exchange = Exchange::new(endpoint, proof, &Trust::System, pace, settings);
        Self { exchange, settings }
    }

    /// A client of the directory that somebody is signed in to.
    pub fn signed_in(session: Arc<Session>, settings: Settings) -> Self {
        Self::signed_in_paced(session, settings, Arc::new(SystemPace::default()))
    }

    /// The same by another clock, for tests.
    pub fn signed_in_paced(session: Arc<Session>, settings: Settings, pace: Arc<dyn Pace>) -> Self {
        let cloud = session.authority().cloud().clone();
        let (endpoint, proof) = (cloud.graph().clone(), Proof::Session(session));
        let exchange = Exchange::new(endpoint, proof, &cloud.trust, pace, settings);
        Self { exchange, settings }
    }

    /// Whoever is signed in.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn me(&self) -> Result<Person, TenantError> {
        answer::person(&self.get(&self.url(&["me"]), "me")?.json("describing a person")?)
    }

    pub(crate) fn url(&self, segments: &[&str]) -> Url {
        self.url_in(self.settings.version, segments)
    }

    pub(crate) fn url_in(&self, version: Version, segments: &[&str]) -> Url {
        self.exchange.endpoint().below(&[&[version.as_str()], segments].concat())
    }

    fn methods_url(&self, person: &PersonId, more: &[&str]) -> Url {
        self.url(&[&["users", &person.0], &FIDO2_METHODS[..], more].concat())
    }

    /// Sends a change; what comes back with it is not read.
    pub(crate) fn patch_at(&self, url: &Url, body: &[u8], sought: &str) -> Result<(), TenantError> {
        self.exchange.ask(Asked::Patch(body), url)?.good(sought).map(drop)
    }

    pub(crate) fn delete(&self, url: &Url, sought: &str) -> Result<(), TenantError> {
        self.exchange.ask(Asked::Delete, url)?.good(sought).map(drop)
    }

    pub(crate) fn get(&self, url: &Url, sought: &str) -> Result<answer::Answer, TenantError> {
        self.exchange.ask(Asked::Get, url)?.good(sought)
    }

    /// Every entry of a collection; its links are followed where they stay with the directory.
    pub(crate) fn all(
        &self,
        url: Url,
        sought: &str,
        attempted: &'static str,
    ) -> Result<Vec<Value>, TenantError> {
        self.first(usize::MAX, url, sought, attempted)
    }

    /// So many of a collection, or all where there are no more; pages may be as small as a server likes.
    pub(crate) fn first(
        &self,
        many: usize,
        mut url: Url,
        sought: &str,
        attempted: &'static str,
    ) -> Result<Vec<Value>, TenantError> {
        let mut entries = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = answer::page(self.get(&url, sought)?.json(attempted)?, attempted)?;
            entries.extend(page.entries);
            if entries.len() >= many {
                entries.truncate(many);
                return Ok(entries);
            }
            let Some(next) = page.next else { return Ok(entries) };
            url = self
                .exchange
                .endpoint()
                .own(&next)
                .ok_or_else(|| malformed(attempted, "its next page is elsewhere".to_owned()))?;
        }
        Err(malformed(attempted, format!("it has more than {MOST_PAGES} pages")))
    }

    /// The groups; `None` where they may not be read.
    fn groups(
        &self,
        person: &PersonId,
    ) -> Result<Option<std::collections::BTreeSet<String>>, TenantError> {
        let url = self.url(&["users", &person.0, "transitiveMemberOf"]);
        match self.all(url, &person.0, "listing groups") {
            Ok(entries) => Ok(Some(answer::groups(&entries))),
            Err(TenantError::Refused(refusal)) if refusal.status == 403 => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Tenant for GraphClient {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        const ATTEMPTED: &str = "naming the organisation";
        let entries = self.all(self.url(&["organization"]), "organisation", ATTEMPTED)?;
        let first = entries.first();
        first.map_or_else(
            || Err(malformed(ATTEMPTED, "it names none".to_owned())),
            answer::organisation,
        )
    }

    fn person(&self, id_or_upn: &str) -> Result<Person, TenantError> {
        let answer = self.get(&self.url(&["users", id_or_upn]), id_or_upn)?;
        let person = answer::person(&answer.json("describing a person")?)?;
        let groups = self.groups(&person.id)?;
        Ok(Person { groups, ..person })
    }

    fn is_guest(&self, person: &PersonId) -> Option<bool> {
        let kind = Administration::user_type(self, person);
        let kind =
            kind.inspect_err(|error| tracing::info!(%error, "the kind of user is not known"));
        kind.ok()?.map(|kind| kind.eq_ignore_ascii_case("guest"))
    }

    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        let url = self.url(&[
            "policies",
            "authenticationMethodsPolicy",
            "authenticationMethodConfigurations",
            "fido2",
        ]);
        self.get(&url, "configuration of passkeys")?.json("giving the policy")
    }

    fn creation_options(
        &self,
        person: &PersonId,
        life: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        // Only beta can be asked for a time (graph.md, section 4.1).
        let (version, function) = match life {
            ChallengeLife::Minutes(minutes) => {
                (Version::Beta, format!("creationOptions(challengeTimeoutInMinutes={minutes})"))
            }
            ChallengeLife::Standard => (self.settings.version, "creationOptions".to_owned()),
        };
        let segments = [&["users", &person.0], &FIDO2_METHODS[..], &[&function]].concat();
        let url = self.url_in(version, &segments);
        let mut options = answer::creation_options(&self.get(&url, &person.0)?)?;
        let ahead = self.exchange.ahead();
        if ahead != 0 {
            tracing::warn!(ahead, "the directory's clock is not this computer's");
        }
        let here = |end: Timestamp| Timestamp(end.0.saturating_sub(ahead));
        options.challenge_timeout = options.challenge_timeout.map(here);
        Ok(options)
    }

    fn ahead(&self) -> i64 {
        self.exchange.ahead()
    }

    /// Whatever is said to be done and cannot be read counts as unanswered: it was carried out, and
    /// only the list of keys can say under which id.
    fn register(&self, person: &PersonId, parcel: &Parcel) -> Result<Fido2Method, TenantError> {
        let url = self.methods_url(person, &[]);
        let answer = self.exchange.ask(Asked::Post(parcel.body()), &url)?.good(&person.0)?;
        let read =
            answer.json("registering a key").and_then(|method| answer::fido2_method(&method));
        read.map_err(|error| TenantError::Unanswered(error.to_string()))
    }

    fn fido2_methods(&self, person: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        let entries = self.all(self.methods_url(person, &[]), &person.0, "listing keys")?;
        let read = |entry: &Value| match answer::fido2_method(entry) {
            Ok(method) => Some(method),
            Err(error) => {
                tracing::warn!(%error, "a key in the list is passed over");
                None
            }
        };
        Ok(entries.iter().filter_map(read).collect())
    }

    fn delete_fido2_method(&self, person: &PersonId, method: &MethodId) -> Result<(), TenantError> {
        let url = self.methods_url(person, &[&method.0]);
        self.delete(&url, &method.0)
    }
}
