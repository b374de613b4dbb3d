//! The ceremony as the wizard sees it: its moments under prompts of one space, the policy's word on
//! each key, and `Began` before a key is told to make anything. It must never give leave for a key
//! that the record does not name.

use std::time::Duration;

use ctap::{
    AuthenticatorId, AuthenticatorInfo,
    ceremony::{Ended, Failure, Leave, Moment, PromptId, RegistrationView, Unusable, Verdict},
};
use webauthn::{Aaguid, base64url};

use super::{
    Effect, Event, EventKind, Machine, State,
    state::{AfterBegan, Begun, Hand, KeyWork, Leaving, Then, Write},
};
use crate::{
    ledger::{RefusedBy, RegistrationId, reason_of},
    wizard::{Finish, KeyView, Refusal, means::KeySeen, means::UnixMillis},
};

/// How long a key waits for a touch before it gives up by itself, as most do (CTAP 2.1 §6.1.2 leaves
/// it to them).
const TOUCH: Duration = Duration::from_secs(30);

impl Machine {
    pub(super) fn on_key_seen(&mut self, seen: KeySeen) {
        let KeySeen { id, transport, name } = seen;
        self.changed = true;
        if let Some(key) = self.keys.iter_mut().find(|key| key.id == id) {
            // Another key may be in that place now.
            (key.transport, key.name) = (transport, name);
            (key.aaguid, key.model, key.refusal) = (None, None, None);
            return;
        }
        let key = KeyView { id, transport, name, aaguid: None, model: None, refusal: None };
        self.keys.push(key);
    }

    pub(super) fn on_moment(&mut self, view: RegistrationView) {
        if view.moment == Moment::Over {
            return; // The outcome follows at once and says how.
        }
        let touched = matches!(view.moment, Moment::TouchKey { .. });
        let until = touched.then(|| UnixMillis(self.now.0.saturating_add(whole_millis(TOUCH))));
        let moment = self.ours(view.moment);
        match &mut self.state {
            State::AwaitKey(work) => {
                work.moment = Some(moment);
                work.touch_until = until;
                self.changed = true;
            }
            State::AwaitRemoval(shown, _) => {
                *shown = moment;
                self.changed = true;
            }
            State::AwaitReading
            | State::AwaitReadAgain(..)
            | State::AwaitConfirm(..)
            | State::AwaitWritten(_)
            | State::AwaitWritable(..)
            | State::AwaitUnproved(..)
            | State::AwaitLeftoverChoice(..)
            | State::AwaitSent(_)
            | State::AwaitListed(..)
            | State::AwaitKept(..)
            | State::AwaitFoundChoice(..)
            | State::AwaitSameChoice(..)
            | State::AwaitLookup(..)
            | State::AwaitStored(..)
            | State::Over(_) => self.asked = None,
        }
    }

    /// The moment with its question under a prompt of ours: the same for as long as it is the same
    /// question.
    fn ours(&mut self, mut moment: Moment) -> Moment {
        let Some(theirs) = prompt_of(&mut moment) else {
            self.asked = None;
            return moment;
        };
        let ours = match self.asked {
            Some((ours, known)) if known == *theirs => ours,
            Some(_) | None => {
                let ours = self.prompt();
                self.asked = Some((ours, *theirs));
                ours
            }
        };
        *theirs = ours;
        moment
    }

    pub(super) fn on_key_in_hand(&mut self, id: AuthenticatorId, info: &AuthenticatorInfo) {
        let aaguid = Some(Aaguid(info.aaguid)).filter(|aaguid| !aaguid.is_zero());
        let verdict = match (&mut self.state, &mut self.task) {
            (State::AwaitKey(work), Some(task)) => {
                let verdict = task.gate.judge(&id, info);
                let said = task.gate.said(&id).filter(|_| verdict == Verdict::NotAllowed);
                let reason = said.map(|said| reason_of(&said.judgement().findings));
                work.refused = (verdict == Verdict::NotAllowed)
                    .then(|| reason.unwrap_or_else(|| "not-allowed".to_owned()));
                work.hand = Some(Hand { id: id.clone(), begun: false });
                work.moment = Some(Moment::Connecting);
                work.touch_until = None;
                verdict
            }
            (_, _) => Verdict::NotAllowed,
        };
        self.asked = None;
        let refusal = self.refusal(&id, verdict);
        let model = aaguid.and_then(|aaguid| self.setup.models.name(aaguid));
        if let Some(key) = self.keys.iter_mut().find(|key| key.id == id) {
            key.aaguid = aaguid.map(|aaguid| aaguid.to_string());
            key.model = model;
            key.refusal = refusal;
        }
        self.changed = true;
        self.out.push(Effect::Verdict(verdict));
    }

    fn refusal(&self, id: &AuthenticatorId, verdict: Verdict) -> Option<Refusal> {
        let said = self.task.as_ref()?.gate.said(id).filter(|_| verdict == Verdict::NotAllowed)?;
        Refusal::of_key(said, self.setup.models.as_ref())
    }

    /// The record names the key before it is told anything that cannot be taken back.
    pub(super) fn on_leave_asked(&mut self, id: &AuthenticatorId) {
        if self.rehearses() {
            return self.leave_to_rehearse(id);
        }
        let State::AwaitKey(work) = &mut self.state else {
            return self.out.push(Effect::Leave(Leave::Withheld));
        };
        // Its last question was answered; the ceremony shows the next moment once it has the leave.
        work.moment = Some(Moment::Working { authenticator: id.clone() });
        work.touch_until = None;
        self.asked = None;
        self.changed = true;
        let in_hand = work.hand.as_ref().filter(|hand| hand.id == *id);
        match (in_hand, &work.leave) {
            (Some(hand), Leaving::NotAsked) if hand.begun => {
                self.out.push(Effect::Leave(Leave::Given));
            }
            (Some(_), Leaving::NotAsked) if !self.closing => {
                // One that may be on another key already stays on record under its own name.
                let registration = if work.begun.is_empty() {
                    self.registration.clone()
                } else {
                    self.next_registration()
                };
                self.begin_on(id.clone(), registration);
            }
            (_, Leaving::NotAsked | Leaving::AwaitBegan { .. } | Leaving::AwaitWritable { .. }) => {
                self.out.push(Effect::Leave(Leave::Withheld));
            }
        }
    }

    pub(super) fn begin_on(
        &mut self,
        authenticator: AuthenticatorId,
        registration: RegistrationId,
    ) {
        let kind = self.began(&authenticator);
        let event = Event { registration: registration.clone(), kind };
        if let State::AwaitKey(work) = &mut self.state {
            let then = AfterBegan::GoOn;
            work.leave = Leaving::AwaitBegan { registration, authenticator, then };
            self.out.push(Effect::Record(event));
        }
    }

    pub(super) fn began(&self, authenticator: &AuthenticatorId) -> EventKind {
        let key = self.keys.iter().find(|key| key.id == *authenticator);
        let task = self.task.as_ref();
        let handle = task.and_then(|task| task.user_handle.as_ref());
        EventKind::Began {
            scene: task.map_or(self.setup.scene, |task| task.scene),
            organisation: task.and_then(|task| task.organisation.clone()),
            authenticator: authenticator.to_string(),
            key: key.and_then(|key| key.name.clone()),
            aaguid: key.and_then(|key| key.aaguid.clone()),
            rp_id: self.subject.as_ref().map_or_else(String::new, |one| one.rp_id.clone()),
            user_handle: handle.map_or_else(String::new, |one| base64url::encode(one.as_bytes())),
            account: task.map_or_else(String::new, |task| task.account.clone()),
            person: task.and_then(|task| task.person.as_ref().map(|person| person.0.clone())),
            tenant: task.and_then(|task| task.tenant.clone()),
        }
    }

    /// The outcome of writing `Began`; false where it was not that which was being written.
    pub(super) fn on_began(&mut self, written: &Result<u64, String>) -> bool {
        let closing = self.closing;
        let State::AwaitKey(work) = &mut self.state else { return false };
        let (registration, authenticator, then) = match std::mem::take(&mut work.leave) {
            Leaving::AwaitBegan { registration, authenticator, then } => {
                (registration, authenticator, then)
            }
            other @ (Leaving::NotAsked | Leaving::AwaitWritable { .. }) => {
                work.leave = other;
                return true;
            }
        };
        let goes_on = then == AfterBegan::GoOn && !closing;
        match written {
            Ok(_) => {
                if let Some(hand) = work.hand.as_mut().filter(|hand| hand.id == authenticator) {
                    hand.begun = true;
                }
                self.registration = registration.clone();
                work.begun.push(Begun { registration, authenticator });
                let leave = if goes_on { Leave::Given } else { Leave::Withheld };
                self.out.push(Effect::Leave(leave));
            }
            Err(why) if goes_on => {
                let why = why.clone();
                self.prompts += 1;
                let prompt = PromptId(self.prompts);
                work.leave = Leaving::AwaitWritable { prompt, authenticator, why };
            }
            Err(_) => self.out.push(Effect::Leave(Leave::Withheld)),
        }
        self.changed = true;
        true
    }

    /// The person wants to stop. A key that was told already ends in its own time.
    pub(super) fn stop_ceremony(&mut self) {
        if let State::AwaitKey(work) = &mut self.state {
            match &mut work.leave {
                Leaving::NotAsked => {}
                Leaving::AwaitBegan { then, .. } => *then = AfterBegan::Withhold,
                Leaving::AwaitWritable { .. } => {
                    work.leave = Leaving::NotAsked;
                    self.changed = true;
                    self.out.push(Effect::Leave(Leave::Withheld));
                }
            }
        }
        self.out.push(Effect::StopCeremony);
    }

    /// No credential was made, as far as is known: what may be on a key stays open on record.
    pub(super) fn on_not_made(&mut self, ended: Ended) {
        let Some(State::AwaitKey(work)) = self.take_if(|state| matches!(state, State::AwaitKey(_)))
        else {
            return;
        };
        self.asked = None;
        if self.rehearses() {
            return self.on_not_rehearsed(ended, *work);
        }
        let Ended { failure, possibly_on, pin_changed_on } = ended;
        let KeyWork { begun, refused, .. } = *work;
        let mut writes: Vec<Write> = abandoned(&begun, &possibly_on, failure.code());
        let unasked = begun.is_empty();
        let by_hand = failure == Failure::Cancelled;
        let untouched = unasked && pin_changed_on.is_empty();
        self.aside.possibly_on = possibly_on;
        self.aside.pin_changed_on = pin_changed_on;
        let finish = match refused.filter(|_| unasked && (by_hand || is_refusal(&failure))) {
            Some(reason) => {
                let by = RefusedBy::Preflight;
                let kind = EventKind::Refused { by, reason: reason.clone() };
                writes.push(self.note(kind));
                Finish::Refused { by, reason, leftover: None }
            }
            None if by_hand && untouched => Finish::GivenUp,
            None => Finish::NotMade { failure },
        };
        self.write(writes, Then::Finish(Box::new(finish), None));
    }
}

fn is_refusal(failure: &Failure) -> bool {
    matches!(failure, Failure::Unusable { why: Unusable::NotAllowed, .. })
}

/// The attempts that certainly made nothing.
pub(super) fn abandoned(
    begun: &[Begun],
    possibly_on: &[AuthenticatorId],
    reason: &str,
) -> Vec<Write> {
    let nothing = begun.iter().filter(|one| !possibly_on.contains(&one.authenticator));
    nothing
        .map(|one| {
            let kind = EventKind::Abandoned { reason: reason.to_owned() };
            Write::Record(Box::new(Event { registration: one.registration.clone(), kind }))
        })
        .collect()
}

/// The question of a moment, where it asks one.
pub(crate) fn prompt_of(moment: &mut Moment) -> Option<&mut PromptId> {
    match moment {
        Moment::EnterPin { prompt, .. }
        | Moment::SetPin { prompt, .. }
        | Moment::ChangePin { prompt, .. }
        | Moment::VerifyUserAgain { prompt, .. }
        | Moment::TryAgain { prompt, .. } => Some(prompt),
        Moment::InsertKey { .. }
        | Moment::NotOpen { .. }
        | Moment::Connecting
        | Moment::SelectByTouch { .. }
        | Moment::UseAnother { .. }
        | Moment::VerifyUser { .. }
        | Moment::Reinsert { .. }
        | Moment::Working { .. }
        | Moment::TouchKey { .. }
        | Moment::Stopping
        | Moment::Over => None,
    }
}

fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
