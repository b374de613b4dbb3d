//! Everything the tenant is, behind one lock: directory, clock, script, journal. A change must be on disk
//! before it is answered.

use std::path::{Path, PathBuf};

use super::{
    Settings,
    answer::{Answer, Finished, Ids},
    authority::{self, Authority, Bearer},
    call::{Call, Place},
    clock::{Clock, Ticks},
    control,
    faults::{Action, Script},
    graph,
    journal::{Entry, Journal},
    phone::Phone,
    state::State,
    switches::Switches,
    throttle::Throttle,
};
use crate::{PracticeError, store::Store};

/// The file that is locked while the tenant runs.
const LOCK: &str = "practice-tenant.lock";

/// The tenant.
#[derive(Debug)]
pub(super) struct Core {
    store: Store,
    pub(super) state: State,
    pub(super) clock: Clock,
    pub(super) switches: Switches,
    pub(super) script: Script,
    pub(super) throttle: Throttle,
    pub(super) journal: Journal,
    pub(super) authority: Authority,
    pub(super) key_folders: Vec<PathBuf>,
    /// The phones of people who practise.
    pub(super) phones: Vec<Phone>,
}

/// What befalls a request, decided before anything is done.
#[derive(Debug)]
pub(super) struct Fate {
    pub(super) ids: Ids,
    pub(super) action: Option<Action>,
}

impl Core {
    pub(super) fn open(folder: &Path, settings: Settings) -> Result<Self, PracticeError> {
        let store = Store::open(folder, LOCK)?;
        let state = State::open(&store)?;
        Ok(Self {
            store,
            state,
            clock: Clock { offset: settings.clock_offset },
            switches: settings.switches,
            script: Script::new(settings.faults),
            throttle: Throttle::default(),
            journal: Journal::default(),
            authority: Authority::default(),
            key_folders: settings.key_folders,
            phones: Vec::new(),
        })
    }

    /// What befalls this request. Nothing befalls the hand at the clock.
    pub(super) fn fate(&mut self, call: &Call) -> Result<Fate, PracticeError> {
        let ids = Ids { request: uuid()?, client: call.client_request_id.clone() };
        let action = match call.place {
            Place::Graph(_) | Place::Authority => self.script.befall(&call.method, &call.path),
            Place::Control | Place::Nowhere => None,
        };
        Ok(Fate { ids, action })
    }

    /// Does what is asked, unless the script answers in its place.
    pub(super) fn answer(&mut self, call: &Call, fate: &Fate) -> Finished {
        let scripted = fate.action.as_ref().and_then(before);
        let answer = scripted.unwrap_or_else(|| match call.place {
            Place::Graph(tree) => graph::answer(self, tree, call),
            Place::Authority => authority::answer(self, call),
            Place::Control => control::answer(self, call),
            Place::Nowhere => Answer::error(404, "ResourceNotFound", "There is nothing here."),
        });
        let answer = fate.action.as_ref().and_then(after).unwrap_or(answer);
        self.finish(answer, &fate.ids)
    }

    pub(super) fn finish(&self, answer: Answer, ids: &Ids) -> Finished {
        answer.finish(ids, self.now(), self.switches.inner_error)
    }

    /// Writes it down; `status` is what went out.
    pub(super) fn note(&mut self, call: &Call, fate: &Fate, status: Option<u16>) {
        // Who reads the journal does not fill it.
        if call.place != Place::Control {
            self.journal.write(Entry {
                at: self.now().precise(),
                method: call.method.clone(),
                path: call.target.clone(),
                status,
                fault: fate.action.as_ref().map(Action::word),
                request_id: fate.ids.request.clone(),
                client_request_id: fate.ids.client.clone(),
                body_length: call.body.len(),
            });
        }
    }

    /// What a bearer token is worth.
    pub(super) fn bearer(&self, token: &[u8]) -> Bearer {
        self.authority.bearer(token, self.now())
    }

    pub(super) fn now(&self) -> Ticks {
        self.clock.now()
    }

    /// Changes the directory: on disk first, then here. What cannot be kept is not done.
    pub(super) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut State) -> Result<T, Answer>,
    ) -> Result<T, Answer> {
        let mut next = self.state.clone();
        let done = change(&mut next)?;
        next.write(&self.store).map_err(|error| failed(&error))?;
        self.state = next;
        Ok(done)
    }
}

/// What the script answers in place of the tenant.
fn before(action: &Action) -> Option<Answer> {
    match action {
        Action::Answer { status, code, retry_after } => {
            let answer = Answer::of_status(*status, code.as_deref());
            Some(match retry_after {
                Some(seconds) => answer.with("retry-after", seconds.to_string()),
                None => answer,
            })
        }
        Action::ClaimsChallenge => Some(claims_challenge(401)),
        Action::ClaimsForbidden => Some(claims_challenge(403)),
        Action::Verbatim { status, body } => Some(Answer::verbatim(*status, body.clone())),
        Action::Redirect { location } => {
            Some(Answer::of_status(307, None).with("location", location.clone()))
        }
        Action::Delay { .. }
        | Action::CutBefore
        | Action::CutAfterCommit
        | Action::CutWithinAnswer
        | Action::FailAfterCommit { .. } => None,
    }
}

/// What the script answers although it was done.
fn after(action: &Action) -> Option<Answer> {
    match action {
        Action::FailAfterCommit { status } => Some(Answer::of_status(*status, None)),
        Action::Answer { .. }
        | Action::ClaimsChallenge
        | Action::ClaimsForbidden
        | Action::Verbatim { .. }
        | Action::Redirect { .. }
        | Action::Delay { .. }
        | Action::CutBefore
        | Action::CutAfterCommit
        | Action::CutWithinAnswer => None,
    }
}

/// graph.md, section 6.1: authorize again with these claims.
pub(super) fn claims_challenge(status: u16) -> Answer {
    let claims = br#"{"access_token":{"amr":{"essential":true,"values":["ngcmfa"]}}}"#;
    let claims = webauthn::base64url::encode(claims);
    let challenge = format!("Bearer error=\"insufficient_claims\", claims=\"{claims}\"");
    let code = if status == 403 { "insufficient_claims" } else { "InvalidAuthenticationToken" };
    Answer::error(status, code, "The request needs other claims.")
        .with("www-authenticate", challenge)
}

/// The tenant's own trouble.
pub(super) fn failed(error: &PracticeError) -> Answer {
    tracing::error!(%error, "the practice tenant");
    Answer::error(500, "generalException", "The practice tenant has a problem of its own.")
}

/// Random bytes of the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], PracticeError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| PracticeError::Entropy)?;
    Ok(bytes)
}

/// A random UUID (RFC 9562 §5.4).
pub(super) fn uuid() -> Result<String, PracticeError> {
    let mut bytes = random::<16>()?;
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = (*version & 0x0F) | 0x40;
    *variant = (*variant & 0x3F) | 0x80;
    // An AAGUID is written as any other UUID.
    Ok(webauthn::Aaguid(bytes).to_string())
}
