//! The authorization endpoint: a page on which the browser's person chooses who signs in, and the redirect
//! back. A request whose redirect is not this computer's must never be answered with a redirect.

use url::{Host, Url};

use super::{
    super::{answer::Answer, call::Call, core::Core, reading},
    CLIENT_ID,
    failure::{Failure, OAuth},
    granted,
    kept::{Code, Grant, hash, mint},
    page::{self, Link},
};

/// How long a code is good (seconds).
const CODE_LIFE: i64 = 600;
/// What the page adds to the request.
pub(super) const PERSON: &str = "practice_person";
pub(super) const DECISION: &str = "practice_decision";

const DECLINED: OAuth =
    OAuth::new("access_denied", 65004, "User declined to consent to access the app.");
const ADMINISTRATOR: OAuth =
    OAuth::new("consent_required", 90094, "The grant requires admin permission.");
const INTERACTION: OAuth = OAuth::new(
    "interaction_required",
    50058,
    "A silent sign-in request was sent but no user is signed in.",
);

pub(super) fn answer(core: &mut Core, call: &Call) -> Result<Answer, Failure> {
    let given = |name: &str| call.parameter(name);
    if given("client_id") != Some(CLIENT_ID) {
        return Ok(page::wrong("AADSTS700016: The application is not registered here."));
    }
    let Some(redirect) = given("redirect_uri").and_then(redirect) else {
        return Ok(page::wrong("AADSTS50011: The redirect URI is not registered."));
    };
    match decided(core, call) {
        Ok(Decided::Ask) => Ok(choose(core, call)),
        Ok(Decided::Code(code)) => Ok(back(redirect, &[("code", code)], given("state"))),
        Err(Failure::OAuth(error)) => {
            let answer = [("error", error.error.to_owned()), described(&error)];
            Ok(back(redirect, &answer, given("state")))
        }
        Err(other) => Err(other),
    }
}

enum Decided {
    Ask,
    Code(String),
}

fn decided(core: &mut Core, call: &Call) -> Result<Decided, Failure> {
    let given = |name: &str| call.parameter(name);
    let malformed = |says| Failure::from(OAuth::new("invalid_request", 900_144, says));
    if given("response_type") != Some("code") {
        return Err(malformed("response_type is not code."));
    }
    // A public client without PKCE is turned away (RFC 8252 §8.1).
    let challenge = match (given("code_challenge_method"), given("code_challenge")) {
        (Some("S256"), Some(challenge)) if challenge.len() == 43 => challenge.to_owned(),
        _ => return Err(malformed("code_challenge is missing, or not made with S256.")),
    };
    let scopes = granted::scopes(given("scope").unwrap_or_default());
    if scopes.is_empty() {
        return Err(malformed("scope is missing."));
    }
    if given("prompt") == Some("none") {
        return Err(INTERACTION.into());
    }
    if given(DECISION) == Some("decline") {
        return Err(DECLINED.into());
    }
    let Some(person) = given(PERSON) else { return Ok(Decided::Ask) };
    let user = reading::find(&core.state, person)?.id.clone();
    if granted::needs_administrator(core, &scopes) {
        return Err(ADMINISTRATOR.into());
    }
    granted::consent(core, &user, &scopes);
    let nonce = given("nonce").map(str::to_owned);
    let fresh = given("claims").is_some_and(|claims| claims.contains("ngcmfa"));
    let (code, hash) = mint()?;
    let redirect_uri = given("redirect_uri").unwrap_or_default().to_owned();
    let expires = core.now().plus_seconds(CODE_LIFE);
    let grant = Grant { user, scopes, nonce, fresh };
    let code_kept = Code { hash, grant, redirect_uri, challenge, expires, redeemed: None };
    core.authority.put_code(code_kept);
    Ok(Decided::Code(code.as_str().to_owned()))
}

/// Whether a verifier is the one of this challenge (RFC 7636 §4.6).
pub(super) fn verifies(challenge: &str, verifier: &str) -> bool {
    // §4.1: 43 to 128 characters.
    (43..=128).contains(&verifier.len()) && hash(verifier.as_bytes()) == challenge
}

/// graph.md, section 8: `http://localhost`, whatever the port; the path counts, `[::1]` is unsupported.
fn redirect(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let ours = url.scheme() == "http"
        && url.host() == Some(Host::Domain("localhost"))
        && url.path() == "/"
        && url.username().is_empty()
        && url.query().is_none()
        && url.fragment().is_none();
    ours.then_some(url)
}

fn described(error: &OAuth) -> (&'static str, String) {
    ("error_description", error.description())
}

fn back(mut redirect: Url, answer: &[(&str, String)], state: Option<&str>) -> Answer {
    let mut query = redirect.query_pairs_mut();
    query.extend_pairs(answer);
    query.extend_pairs(state.map(|state| ("state", state)));
    drop(query);
    Answer::see_other(redirect.as_str())
}

/// A link for each person, and one to decline.
fn choose(core: &Core, call: &Call) -> Answer {
    let link = |name: &str, value: &str, words: String| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&call.query).append_pair(name, value);
        Link { href: format!("?{}", query.finish()), words }
    };
    let mut links: Vec<Link> = core
        .state
        .users
        .iter()
        .map(|user| {
            let words = format!("{} ({})", user.display_name, user.user_principal_name);
            link(PERSON, &user.id, words)
        })
        .collect();
    links.push(link(DECISION, "decline", "Do not sign in".to_owned()));
    let scopes = granted::scopes(call.parameter("scope").unwrap_or_default());
    page::choose(&core.state.organisation.display_name, &scopes, &links)
}
