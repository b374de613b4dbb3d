//! Signing in with the browser: authorization code with PKCE, and a redirect to this computer (RFC 8252).
//! A code must never be redeemed that came without our `state`.

use std::{sync::mpsc, time::Duration};

use url::Url;
use zeroize::Zeroizing;

use super::{
    Authority, Job, Session, SignInError, Wanted, Words, answer,
    listener::{Event, Listener},
    pkce::{ProofKey, draw},
    redirect::Landed,
};

/// Whether the page asks who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// As the authority likes.
    Usual,
    /// Which account, also where there is one.
    SelectAccount,
}

/// A sign-in that waits for the browser.
pub struct BrowserSignIn {
    authority: Authority,
    wanted: Wanted,
    listener: Listener,
    key: ProofKey,
    nonce: Zeroizing<String>,
    url: Url,
}

/// Ends the waiting from elsewhere.
#[derive(Clone)]
pub struct Stopper(mpsc::Sender<Event>);

impl Stopper {
    /// Nobody needs to come any more.
    pub fn stop(&self) {
        // Where nobody waits, nothing is to be stopped.
        let _ = self.0.send(Event::Stopped);
    }
}

impl BrowserSignIn {
    /// Opens the port to come back to, and makes the address to begin with.
    ///
    /// # Errors
    /// No port, or no random bytes.
    pub fn begin(
        authority: Authority,
        wanted: Wanted,
        prompt: Prompt,
        words: Words,
    ) -> Result<Self, SignInError> {
        let (key, nonce, state) = (ProofKey::draw()?, draw()?, draw()?);
        let listener = Listener::open(state.clone(), words)?;
        let mut url = authority.url("authorize");
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("client_id", authority.application.client_id())
                .append_pair("response_type", "code")
                .append_pair("response_mode", "query")
                .append_pair("redirect_uri", &redirect_uri(listener.port()))
                .append_pair("scope", &authority.scope(&Job::all(&wanted.jobs)))
                .append_pair("state", &state)
                .append_pair("nonce", &nonce)
                .append_pair("code_challenge", &key.challenge())
                .append_pair("code_challenge_method", "S256");
            if let Some(claims) = &wanted.claims {
                query.append_pair("claims", claims.as_str());
            }
            if let Some(hint) = &wanted.login_hint {
                query.append_pair("login_hint", hint);
            }
            match prompt {
                Prompt::Usual => {}
                Prompt::SelectAccount => {
                    query.append_pair("prompt", "select_account");
                }
            }
        }
        Ok(Self { authority, wanted, listener, key, nonce, url })
    }

    /// What the browser is to open. It has no secret of ours, but for practice the authority's.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// A handle that ends the waiting.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.listener.tell.clone())
    }

    /// Waits until the browser is back, for as long as this, and has tokens for what it brings.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn finish(self, limit: Duration) -> Result<Session, SignInError> {
        let landed = self.listener.wait(limit)?;
        let port = self.listener.port();
        let code = match landed {
            Landed::Code(code) => code,
            Landed::Refused(refusal) => return Err(refusal.sorted()),
        };
        let Self { authority, wanted, listener, key, nonce, .. } = self;
        drop(listener);
        let answer = authority.post(
            "token",
            &[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", &redirect_uri(port)),
                ("code_verifier", key.verifier()),
                ("scope", &authority.scope(&Job::all(&wanted.jobs))),
            ],
        )?;
        Session::begin(authority, answer::tokens(answer)?, Some(&nonce))
    }
}

/// graph.md, section 8: the port is ignored, the path counts; 127.0.0.1 would need the manifest.
fn redirect_uri(port: u16) -> String {
    format!("http://localhost:{port}")
}
