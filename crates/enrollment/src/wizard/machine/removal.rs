//! A credential taken off a key again, or looked for. While that goes on nothing is sent, and what the
//! record calls removed was seen to go.

use super::{
    Effect, EventKind, Machine, State,
    same::Looked,
    state::{Back, Dispatch, Doubted, LeftBehind, Question, Then, Traces},
};
use crate::{
    removal::{Finding, Removal, Removed},
    tenant::{Fido2Method, Sought, TenantError},
    wizard::{Finish, Found, NotRemoved, Remedy, Ticks},
};

/// What is said of a response that went with its credential.
const REMOVED: &str = "removed";

impl Machine {
    pub(super) fn remove_leftover(&mut self, question: Question) {
        let rp_id = self.task.as_ref().and_then(|task| task.rp_id.clone());
        match (rp_id, question.credential.id.clone(), question.credential.remedy) {
            (Some(rp_id), Some(id), Remedy::RemoveHere) => {
                let aaguid = question.credential.aaguid;
                let removal = Removal::delete(&rp_id, &id).awaiting_another();
                self.begin_removal(Back::Leftover(question), removal, aaguid);
            }
            (_, _, Remedy::RemoveHere | Remedy::ResetOnly | Remedy::TakesNoSlot) => {
                let prompt = self.prompt();
                self.turn_to(State::AwaitLeftoverChoice(prompt, Box::new(question)));
            }
        }
    }

    /// True where it was begun.
    pub(super) fn remove_kept(&mut self, dispatch: Dispatch, trouble: crate::wizard::TroubleView) {
        let rp_id = self.task.as_ref().and_then(|task| task.rp_id.clone());
        match (rp_id, dispatch.credential.id.clone(), dispatch.credential.remedy) {
            (Some(rp_id), Some(id), Remedy::RemoveHere) => {
                let aaguid = dispatch.credential.aaguid;
                let removal = Removal::delete(&rp_id, &id).awaiting_another();
                self.begin_removal(Back::Kept(dispatch, trouble), removal, aaguid);
            }
            (_, _, Remedy::RemoveHere | Remedy::ResetOnly | Remedy::TakesNoSlot) => {
                self.keep(Box::new(dispatch), trouble, None);
            }
        }
    }

    /// Takes it off, unless the directory turns out to have it.
    pub(super) fn remove_left_behind(&mut self, left: LeftBehind) {
        if let Some(person) = left.person.clone() {
            let job = self.job();
            self.out.push(Effect::List(job, person));
            return self.turn_to(State::AwaitLookup(job, Box::new(left)));
        }
        let removal = Removal::delete(&left.rp_id, &left.id).awaiting_another();
        let aaguid = left.aaguid;
        self.begin_removal(Back::LeftBehind(left), removal, aaguid);
    }

    pub(super) fn on_lookup(
        &mut self,
        mut left: LeftBehind,
        methods: Result<Vec<Fido2Method>, TenantError>,
    ) {
        let methods = match methods {
            Ok(methods) => methods,
            Err(error) => {
                left.not_removed = Some(NotRemoved::NotAsked { trouble: error.into() });
                return self.ask_about(left);
            }
        };
        let ahead = self.task.as_ref().map_or(0, |task| task.ahead);
        let made = left.began.saturating_add(ahead);
        let id = left.id.clone();
        let sought = Sought { id: Some(&id), aaguid: left.aaguid, name: None, made };
        match Looked::of(&sought, methods) {
            Looked::Named(method) => self.is_there(&left, &method),
            // Another key of that model may have been registered since.
            Looked::MayBe(method, others) => {
                self.ask_whether_same(method, others, Doubted::LeftBehind(left));
            }
            Looked::Nothing => self.remove_what_is_not_there(Doubted::LeftBehind(left)),
        }
    }

    /// The directory has it: the record says so, and it stays on its key.
    pub(super) fn is_there(&mut self, left: &LeftBehind, method: &Fido2Method) {
        let (method_id, name) = (method.id.0.clone(), method.display_name.clone());
        let name = name.unwrap_or_default();
        let kind = EventKind::Registered { method_id: method_id.clone(), name: name.clone() };
        let ticks = Ticks {
            made: left.began,
            signs: None,
            slots_left: None,
            in_directory: method.created.map(|at| at.0),
            entry: None,
        };
        let finish = Finish::Registered { name, method_id, judgement: None, stored: None, ticks };
        let writes = vec![self.note(kind)];
        let erase = Some(left.registration.clone());
        self.write(writes, Then::Finish(Box::new(finish), erase));
    }

    pub(super) fn search(&mut self, traces: Traces) {
        let Traces { rp_id, user_handle, known, aaguid, .. } = &traces;
        let removal = Removal::look_for_leftovers(rp_id, user_handle, known).awaiting_another();
        let aaguid = *aaguid;
        self.begin_removal(Back::Search(traces), removal, aaguid);
    }

    fn begin_removal(&mut self, back: Back, removal: Removal, aaguid: Option<webauthn::Aaguid>) {
        self.out.push(Effect::Remove(removal, aaguid));
        self.turn_to(State::AwaitRemoval(ctap::ceremony::Moment::Connecting, Box::new(back)));
    }

    pub(super) fn on_removal_ended(&mut self, removed: Removed) {
        let Some(State::AwaitRemoval(_, back)) =
            self.take_if(|state| matches!(state, State::AwaitRemoval(..)))
        else {
            return;
        };
        self.asked = None;
        let event = removed.event();
        for id in removed.pin_changed_on {
            if !self.aside.pin_changed_on.contains(&id) {
                self.aside.pin_changed_on.push(id);
            }
        }
        match (removed.finding, event) {
            (Finding::Deleted { authenticator, .. }, Some(event)) => {
                self.removed(*back, authenticator, event);
            }
            (Finding::Found { authenticator, credentials }, _) => {
                let Back::Search(traces) = *back else {
                    return self.not_removed(*back, NotRemoved::NotOnThisKey);
                };
                let Some(first) = credentials.into_iter().next() else {
                    return self.not_removed(Back::Search(traces), NotRemoved::NotOnThisKey);
                };
                self.ask_about(LeftBehind {
                    registration: traces.registration,
                    rp_id: traces.rp_id,
                    authenticator,
                    id: first.credential_id,
                    aaguid: traces.aaguid,
                    account: first.account,
                    began: traces.began,
                    person: traces.person,
                    not_removed: None,
                });
            }
            (Finding::NotThere { authenticator, aaguid }, _) => match *back {
                Back::Search(traces) => {
                    // Another key of that model proves nothing of the one that was asked.
                    let same = traces.authenticator == authenticator
                        && traces.aaguid.is_none_or(|one| one == aaguid);
                    let nothing = same.then(|| self.note(EventKind::FoundNothing));
                    let writes = nothing.into_iter().collect();
                    let found = Found::NotThere;
                    let finish = Finish::Removed { from: authenticator, found };
                    self.write(writes, Then::Finish(Box::new(finish), None));
                }
                back @ (Back::Leftover(_) | Back::Kept(..) | Back::LeftBehind(_)) => {
                    self.not_removed(back, NotRemoved::NotOnThisKey)
                }
            },
            (Finding::NotSupported { .. }, _) => self.not_removed(*back, NotRemoved::NotSupported),
            (Finding::Ended { possibly_deleted_from: Some(_), .. }, _)
            | (Finding::Deleted { .. }, None) => {
                self.not_removed(*back, NotRemoved::Unanswered);
            }
            (Finding::Ended { failure, possibly_deleted_from: None }, _) => {
                self.not_removed(*back, NotRemoved::Ended { failure });
            }
        }
    }

    /// It is gone from the key: the record says so, and only then is its response forgotten.
    fn removed(&mut self, back: Back, from: ctap::AuthenticatorId, event: EventKind) {
        let mut writes = vec![self.note(event)];
        let taken_off = Finish::Removed { from, found: Found::TakenOff };
        let (finish, erase) = match back {
            Back::Leftover(Question { by, reason, .. }) => {
                (Finish::Refused { by, reason, leftover: None }, None)
            }
            Back::Kept(dispatch, _) => {
                let reason = REMOVED.to_owned();
                writes.push(self.note(EventKind::Abandoned { reason }));
                (taken_off, Some(dispatch.credential.registration))
            }
            Back::LeftBehind(left) => (taken_off, Some(left.registration)),
            Back::Search(_) => (taken_off, None),
        };
        self.write(writes, Then::Finish(Box::new(finish), erase));
    }

    /// It is still there, or may be: back to the question, with the reason.
    fn not_removed(&mut self, back: Back, why: NotRemoved) {
        match back {
            Back::Leftover(mut question) => {
                question.credential.not_removed = Some(why);
                let prompt = self.prompt();
                self.turn_to(State::AwaitLeftoverChoice(prompt, Box::new(question)));
            }
            Back::Kept(mut dispatch, trouble) => {
                dispatch.credential.not_removed = Some(why);
                self.keep(Box::new(dispatch), trouble, None);
            }
            Back::LeftBehind(mut left) => {
                left.not_removed = Some(why);
                self.ask_about(left);
            }
            Back::Search(_) => self.finish(Finish::NotSearched { why }),
        }
    }

    fn ask_about(&mut self, left: LeftBehind) {
        let prompt = self.prompt();
        self.turn_to(State::AwaitFoundChoice(prompt, Box::new(left)));
    }
}
