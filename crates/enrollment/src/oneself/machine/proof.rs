//! Which key a passkey is on: asked in silence first, and with the key's PIN where that says nothing. An answer
//! must never count for another key or another passkey than was asked for.

use std::collections::{BTreeMap, BTreeSet};

use ctap::{
    AuthenticatorId,
    ceremony::{Failure, Found, Moment, PromptId},
};

use super::{Choice, Effect, Machine, draw, held::Held};
use crate::{
    hand::News,
    oneself::view::{PasskeyHolder, Proof, ProofEnd},
    removal::{Finding, Removed},
    tenant::MethodId,
    wizard::{self, KeyView, means::KeySeen},
};

/// What is known of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Proving {
    /// What is asked of a key now, and its moment.
    pub(super) now: Option<(MethodId, Moment)>,
    /// On which key it is, and whether that was asked with a PIN or a finger.
    proved: BTreeMap<MethodId, (KeyView, bool)>,
    /// Keys that were asked with their PIN, and do not hold it.
    denied: BTreeSet<(MethodId, AuthenticatorId)>,
    pub(super) ended: BTreeMap<MethodId, ProofEnd>,
    /// Places whose key was met since a key is asked.
    met: BTreeSet<AuthenticatorId>,
    prompts: u64,
    /// Our prompt and the ceremony's, for the question that is open.
    asked: Option<(PromptId, PromptId)>,
}

impl Machine {
    /// Has a key asked for this with its PIN.
    pub(super) fn prove(&mut self, method: &MethodId) -> Vec<Effect> {
        let came = self.came.iter().any(|one| one.id == *method);
        let by_key = self.grounds.holder == PasskeyHolder::SecurityKey;
        let credential = method.credential_id().filter(|_| came && by_key);
        match credential {
            Some(credential) if !self.proving.is_under_way() => {
                self.proving.ended.remove(method);
                self.proving.met.clear();
                self.proving.now = Some((method.clone(), Moment::Connecting));
                vec![Effect::Prove(credential)]
            }
            Some(_) | None => Vec::new(),
        }
    }

    /// The question to the key came to its end; the keys in hand are looked at again.
    pub fn proved(&mut self, removed: Removed) -> Vec<Effect> {
        self.proving.asked = None;
        let Some((method, _)) = self.proving.now.take() else { return Vec::new() };
        match removed.finding {
            Finding::Found { authenticator, credentials }
                if credentials.iter().any(|one| method.is_of(&one.credential_id)) =>
            {
                // The feed told of each key before the ceremony heard of it.
                if let Some(key) = self.key_at(&authenticator) {
                    self.proving.note(method, key, true);
                }
            }
            other @ (Finding::Found { .. }
            | Finding::Deleted { .. }
            | Finding::NotThere { .. }
            | Finding::NotSupported { .. }
            | Finding::Ended { .. }) => {
                if let Some(end) = self.proving.came_to_nothing(&method, other) {
                    self.proving.ended.insert(method, end);
                }
            }
        }
        self.watch_keys()
    }

    /// A key was met while one is asked. Another in the place of one that was known, which comes in silence while
    /// nobody watches, inherits nothing of it.
    pub fn met(&mut self, seen: KeySeen) {
        if !self.proving.is_under_way() {
            return;
        }
        let again = !self.proving.met.insert(seen.id.clone());
        if again || self.hand.find(&seen.id).is_some_and(|held| held.seen != seen) {
            self.proving.gone(&seen.id);
            self.hand.forget(&seen.id);
        }
        self.hand.meet(seen);
    }

    /// What became known of the keys, in the watch of this number. That of an older watch does nothing.
    pub fn hand(&mut self, watch: u32, news: News) {
        if let News::Gone(id) = &news {
            self.proving.gone(id);
        }
        self.hand.hear(watch, news);
        for method in self.came.iter().map(|one| &one.id) {
            if let Some(held) = self.hand.holder(method) {
                let key = draw::key_view(held, &self.grounds);
                self.proving.note(method.clone(), key, false);
            }
        }
    }

    /// The ceremony shows a moment.
    pub fn moment(&mut self, moment: Moment) {
        if moment == Moment::Over {
            return; // Its end follows at once and says how.
        }
        let moment = self.proving.ours(moment);
        if let Some((_, shown)) = &mut self.proving.now {
            *shown = moment;
        }
    }

    /// The question of the ceremony that this prompt of ours stands for, while it is open.
    pub fn theirs(&mut self, prompt: PromptId) -> Option<PromptId> {
        self.proving.asked.take_if(|(ours, _)| *ours == prompt).map(|(_, theirs)| theirs)
    }

    pub(super) fn answer(&mut self, answer: &wizard::Answer) -> Vec<Effect> {
        let choice = match answer.choice {
            wizard::Choice::Again => Choice::Again,
            wizard::Choice::UsePin => Choice::UsePin,
            wizard::Choice::GoOn
            | wizard::Choice::SendUnproved
            | wizard::Choice::DoNotSend
            | wizard::Choice::Remove
            | wizard::Choice::Same
            | wizard::Choice::Another
            | wizard::Choice::Leave => return Vec::new(),
        };
        let theirs = self.theirs(answer.prompt);
        theirs.map(|theirs| Effect::Answer(theirs, choice)).into_iter().collect()
    }

    /// On which key this is, as far as that is known.
    pub(super) fn proof(&self, method: &MethodId) -> Proof {
        if let Some((key, verified)) = self.proving.proved.get(method) {
            return Proof::On { key: key.clone(), verified: *verified };
        }
        if self.grounds.holder == PasskeyHolder::Provider {
            return Proof::NotAsked;
        }
        if method.credential_id().is_none() {
            return Proof::NoId;
        }
        let keys = self.hand.keys();
        if !self.hand.is_surveyed() || keys.iter().any(|key| key.holds(method).is_none()) {
            return Proof::Asked;
        }
        if keys.is_empty() {
            return Proof::NoKey;
        }
        let hidden = self.silent(method).filter(|key| key.can_be_asked_with_a_pin());
        let hidden: Vec<_> = hidden.map(|key| key.seen.id.clone()).collect();
        if !hidden.is_empty() {
            return Proof::Hidden { keys: hidden };
        }
        if self.silent(method).next().is_some() { Proof::NotSaid } else { Proof::OnNone }
    }

    /// The keys in hand that do not say whether they hold it.
    pub(super) fn silent(&self, method: &MethodId) -> impl Iterator<Item = &Held> {
        self.hand.keys().iter().filter(move |key| {
            key.holds(method) == Some(Found::NotSaid)
                && !self.proving.denied.contains(&(method.clone(), key.seen.id.clone()))
        })
    }
}

impl Proving {
    pub(super) fn is_under_way(&self) -> bool {
        self.now.is_some()
    }

    pub(super) fn is_proved(&self, method: &MethodId) -> bool {
        self.proved.contains_key(method)
    }

    /// A key is gone; another may come to its place.
    pub(super) fn gone(&mut self, id: &AuthenticatorId) {
        self.denied.retain(|(_, key)| key != id);
    }

    /// What this key said holds, and stays so when it is taken out.
    pub(super) fn note(&mut self, method: MethodId, key: KeyView, verified: bool) {
        self.ended.remove(&method);
        self.proved.entry(method).or_insert((key, verified));
    }

    /// How what was under way came to nothing; `None` where it did not, or the person stopped it.
    fn came_to_nothing(&mut self, method: &MethodId, finding: Finding) -> Option<ProofEnd> {
        match finding {
            Finding::NotThere { authenticator, .. } => {
                self.denied.insert((method.clone(), authenticator.clone()));
                Some(ProofEnd::NotOn { key: authenticator })
            }
            Finding::NotSupported { .. } => Some(ProofEnd::NotSupported),
            // Nobody asks for it to be deleted; the person who stops knows.
            Finding::Ended { failure: Failure::Cancelled, .. }
            | Finding::Deleted { .. }
            | Finding::Found { .. } => None,
            Finding::Ended { failure, .. } => {
                let code = failure.code().to_owned();
                Some(ProofEnd::Failed { failure, code })
            }
        }
    }

    /// The moment with its question under a prompt of ours: the same for as long as it is the same question.
    fn ours(&mut self, mut moment: Moment) -> Moment {
        let Some(theirs) = wizard::machine::prompt_of(&mut moment) else {
            self.asked = None;
            return moment;
        };
        let ours = match self.asked {
            Some((ours, known)) if known == *theirs => ours,
            Some(_) | None => {
                self.prompts += 1;
                PromptId(self.prompts)
            }
        };
        self.asked = Some((ours, *theirs));
        *theirs = ours;
        moment
    }
}
