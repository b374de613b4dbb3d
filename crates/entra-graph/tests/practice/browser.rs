//! A browser and a program without our client: what the authority answers is looked at as it is. It must
//! never follow a redirect by itself.

use std::collections::BTreeMap;

use practice::tenant::CLIENT_ID;
use serde_json::Value;
use url::Url;

use crate::support::{Practice, Raw};

/// RFC 7636 appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const REDIRECT: &str = "http://localhost:9";

/// What a page or a redirect was.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) text: String,
}

impl Seen {
    /// The query of the address that it sends to.
    pub(crate) fn query(&self) -> BTreeMap<String, String> {
        let location = self.location.as_deref().expect(&self.text);
        Url::parse(location).unwrap().query_pairs().into_owned().collect()
    }
}

/// Asks for a page as a browser does, without any token.
pub(crate) fn get(url: &str) -> Seen {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .new_agent();
    let mut answer = agent.get(url).call().unwrap();
    let location = answer.headers().get("location").map(|one| one.to_str().unwrap().to_owned());
    let text = answer.body_mut().read_to_string().unwrap();
    Seen { status: answer.status().as_u16(), location, text }
}

/// The address with this query.
pub(crate) fn address(base: &str, query: &[(&str, &str)]) -> String {
    Url::parse_with_params(base, query).unwrap().into()
}

impl Practice {
    pub(crate) fn authorize_url(&self, changes: &[(&str, &str)]) -> String {
        let mut query = BTreeMap::from([
            ("client_id", CLIENT_ID),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", "openid offline_access User.Read"),
            ("state", "a-state"),
            ("nonce", "a-nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        query.extend(changes.iter().copied());
        let base = format!("{}/oauth2/v2.0/authorize", self.running().authority_url());
        address(&base, &query.into_iter().collect::<Vec<_>>())
    }

    /// Somebody signs in with these scopes; the code.
    pub(crate) fn code(&self, person: &str, scopes: &str) -> String {
        let url = self.authorize_url(&[("scope", scopes), ("practice_person", person)]);
        get(&url).query()["code"].clone()
    }

    /// Posts a form to the authority.
    pub(crate) fn form(&self, path: &str, fields: &[(&str, &str)]) -> Raw {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let url = format!("{}/oauth2/v2.0/{path}", self.running().authority_url());
        let fields = [&[("client_id", CLIENT_ID)], fields].concat();
        let response = agent.post(&url).send_form(fields).unwrap();
        let (parts, mut body) = response.into_parts();
        let body = body.read_to_vec().unwrap();
        Raw {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        }
    }

    pub(crate) fn redeem(&self, code: &str) -> Raw {
        self.form(
            "token",
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", REDIRECT),
                ("code_verifier", VERIFIER),
            ],
        )
    }

    pub(crate) fn refresh(&self, token: &str, more: &[(&str, &str)]) -> Raw {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.form("token", &[&fields, more].concat())
    }

    /// The access token of somebody who signed in with these scopes.
    pub(crate) fn access(&self, person: &str, scopes: &str) -> String {
        text(&self.redeem(&self.code(person, scopes)), "access_token")
    }
}

pub(crate) fn text(raw: &Raw, name: &str) -> String {
    let found = raw.body.get(name).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no {name} in {raw:?}")).to_owned()
}
