//! A response on its way to the directory. What may have arrived is looked for before it is sent once
//! more, nothing is sent after its challenge expired, and it is forgotten only once the record says
//! what became of it.

use std::time::Duration;

use super::{
    Effect, EventKind, JobId, Machine, State, millis,
    same::Looked,
    state::{About, Dispatch, Doubted, InDirectory, Pause, Question, Then, WhyListed, Write},
};
use crate::{
    ledger::RefusedBy,
    tenant::{AsMade, Fido2Method, Sought, Stored, TenantError},
    wizard::{Finish, TroubleView, means::UnixMillis},
};

/// The first pause before the directory is tried again; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// The longest one.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is said of a registration whose challenge expired.
const EXPIRED: &str = "challenge-expired";

impl Machine {
    /// Sends it, where its challenge lives and nothing like it may have arrived.
    pub(super) fn send(&mut self, dispatch: Box<Dispatch>) {
        if self.closing {
            self.keep_for_later(&dispatch);
        } else if dispatch.uncertain {
            self.ask_what_is_there(dispatch, WhyListed::ToSend);
        } else if self.has_expired(&dispatch) {
            self.expired(dispatch);
        } else {
            self.out.push(Effect::Send(dispatch.waiting.clone()));
            self.turn_to(State::AwaitSent(dispatch));
        }
    }

    pub(super) fn ask_what_is_there(&mut self, dispatch: Box<Dispatch>, why: WhyListed) {
        if self.closing {
            return self.keep_for_later(&dispatch);
        }
        let job = self.job();
        self.out.push(Effect::List(job, dispatch.waiting.person.clone()));
        self.turn_to(State::AwaitListed(job, dispatch, why));
    }

    pub(super) fn on_sent(&mut self, sent: Result<Fido2Method, TenantError>) {
        let Some(State::AwaitSent(mut dispatch)) =
            self.take_if(|state| matches!(state, State::AwaitSent(_)))
        else {
            return;
        };
        let error = match sent {
            Ok(method) => return self.taken(*dispatch, &method),
            Err(error) => error,
        };
        let wait = error.retry_after();
        let code = code(&error);
        match &error {
            TenantError::Unreachable(_)
            | TenantError::Throttled { .. }
            | TenantError::SignInNeeded
            | TenantError::StepUpNeeded { .. } => self.keep(dispatch, error.into(), wait),
            TenantError::Unanswered(_)
            | TenantError::Failing { .. }
            | TenantError::Malformed { .. } => {
                dispatch.uncertain = true;
                self.ask_what_is_there(dispatch, WhyListed::Unanswered(error.into()));
            }
            TenantError::NotFound(_) | TenantError::Refused(_) if dispatch.repeated => {
                self.ask_what_is_there(dispatch, WhyListed::SaidNo(error.into(), code));
            }
            TenantError::NotFound(_) | TenantError::Refused(_) => {
                self.not_accepted(*dispatch, error.into(), code);
            }
        }
    }

    pub(super) fn on_listed(&mut self, job: JobId, methods: Result<Vec<Fido2Method>, TenantError>) {
        let awaited = |state: &State| match state {
            State::AwaitListed(awaited, ..) => *awaited == job,
            State::AwaitKept(_, _, pause) => pause.probe == Some(job),
            State::AwaitReading
            | State::AwaitReadAgain(..)
            | State::AwaitConfirm(..)
            | State::AwaitKey(_)
            | State::AwaitWritten(_)
            | State::AwaitWritable(..)
            | State::AwaitUnproved(..)
            | State::AwaitLeftoverChoice(..)
            | State::AwaitSent(_)
            | State::AwaitRemoval(..)
            | State::AwaitFoundChoice(..)
            | State::AwaitSameChoice(..)
            | State::Over(_) => false,
            State::AwaitLookup(awaited, _) => *awaited == job,
            State::AwaitStored(awaited, _) => *awaited == job,
        };
        match self.take_if(awaited) {
            Some(State::AwaitLookup(_, left)) => self.on_lookup(*left, methods),
            Some(State::AwaitStored(_, there)) => self.on_stored(*there, methods),
            Some(State::AwaitListed(_, dispatch, why)) => self.on_list(dispatch, why, methods),
            Some(State::AwaitKept(prompt, dispatch, pause)) => match methods {
                Ok(methods) => self.on_list(dispatch, WhyListed::ToSend, Ok(methods)),
                // Still not there: the question stands.
                Err(error) => {
                    let wait = error.retry_after();
                    let pause = self.pause(&dispatch, lasting(pause.trouble, error), wait);
                    self.turn_to(State::AwaitKept(prompt, tried(dispatch), pause));
                }
            },
            _ => {}
        }
    }

    fn on_list(
        &mut self,
        mut dispatch: Box<Dispatch>,
        why: WhyListed,
        methods: Result<Vec<Fido2Method>, TenantError>,
    ) {
        let methods = match methods {
            Ok(methods) => methods,
            Err(error) => {
                let wait = error.retry_after();
                let trouble = match why {
                    WhyListed::Unanswered(trouble) | WhyListed::ToRemove(trouble) => {
                        lasting(trouble, error)
                    }
                    WhyListed::SaidNo(..) | WhyListed::ToSend => error.into(),
                    WhyListed::Expired => {
                        dispatch.uncertain = true;
                        error.into()
                    }
                };
                return self.keep(dispatch, trouble, wait);
            }
        };
        let ahead = self.task.as_ref().map_or(0, |task| task.ahead);
        let methods = methods.into_iter().filter(|method| !dispatch.is_another(method));
        let methods: Vec<_> = methods.collect();
        let there = methods.iter().find(|method| sought(&dispatch, ahead).is(method)).cloned();
        match (why, there) {
            (WhyListed::ToRemove(trouble), _) => {
                self.look_before_removal(dispatch, trouble, methods)
            }
            (_, Some(method)) => self.listed(*dispatch, &method),
            (why, None) => self.not_listed(dispatch, why),
        }
    }

    fn not_listed(&mut self, mut dispatch: Box<Dispatch>, why: WhyListed) {
        match why {
            WhyListed::Unanswered(trouble) => self.keep(dispatch, trouble, None),
            WhyListed::SaidNo(trouble, code) => self.not_accepted(*dispatch, trouble, code),
            WhyListed::Expired => self.never_will_be(*dispatch),
            WhyListed::ToRemove(trouble) => {
                self.remove_what_is_not_there(Doubted::Kept(dispatch, trouble));
            }
            WhyListed::ToSend if self.has_expired(&dispatch) => self.never_will_be(*dispatch),
            WhyListed::ToSend => {
                // The directory said that it has none: it may be sent once more.
                dispatch.uncertain = false;
                dispatch.repeated = true;
                self.send(dispatch);
            }
        }
    }

    fn look_before_removal(
        &mut self,
        dispatch: Box<Dispatch>,
        trouble: TroubleView,
        methods: Vec<Fido2Method>,
    ) {
        let ahead = self.task.as_ref().map_or(0, |task| task.ahead);
        match Looked::of(&sought(&dispatch, ahead), methods) {
            Looked::Named(method) => self.listed(*dispatch, &method),
            Looked::MayBe(method, others) => {
                self.ask_whether_same(method, others, Doubted::Kept(dispatch, trouble));
            }
            Looked::Nothing => self.not_listed(dispatch, WhyListed::ToRemove(trouble)),
        }
    }

    /// Keeps it for now, and asks what to do.
    pub(super) fn keep(
        &mut self,
        dispatch: Box<Dispatch>,
        trouble: TroubleView,
        wait: Option<Duration>,
    ) {
        if dispatch.leaving {
            return self.keep_for_later(&dispatch);
        }
        if self.has_expired(&dispatch) && !dispatch.uncertain {
            return self.expired(dispatch);
        }
        let pause = self.pause(&dispatch, trouble, wait);
        let prompt = self.prompt();
        self.turn_to(State::AwaitKept(prompt, tried(dispatch), pause));
    }

    pub(super) fn keep_for_later(&mut self, dispatch: &Dispatch) {
        let left_ms = self.left_ms(Some(dispatch.waiting.expires.0));
        self.finish(Finish::KeptForLater { left_ms, survives: dispatch.survives });
    }

    /// The window goes away while something is on its way: the next start asks what became of it.
    pub(super) fn leave_what_is_on_its_way(&mut self) {
        let on_its_way =
            |state: &State| matches!(state, State::AwaitSent(_) | State::AwaitListed(..));
        if let Some(State::AwaitSent(dispatch) | State::AwaitListed(_, dispatch, _)) =
            self.take_if(on_its_way)
        {
            self.keep_for_later(&dispatch);
        }
    }

    pub(super) fn on_ticked(&mut self) {
        let now = self.now;
        let Some(State::AwaitKept(prompt, dispatch, mut pause)) =
            self.take_if(|state| matches!(state, State::AwaitKept(..)))
        else {
            return;
        };
        if self.has_expired(&dispatch) && !dispatch.uncertain {
            return self.expired(dispatch);
        }
        let due = pause.next.is_some_and(|next| next <= now);
        if due && pause.probe.is_none() {
            let job = self.job();
            pause.probe = Some(job);
            self.out.push(Effect::List(job, dispatch.waiting.person.clone()));
        }
        self.state = State::AwaitKept(prompt, dispatch, pause);
    }

    fn pause(&self, dispatch: &Dispatch, trouble: TroubleView, wait: Option<Duration>) -> Pause {
        let doubled = FIRST_PAUSE.saturating_mul(1 << dispatch.tries.min(10)).min(LONGEST_PAUSE);
        let wait = wait.unwrap_or(doubled).max(FIRST_PAUSE);
        let wait = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let next = Some(UnixMillis(self.now.0.saturating_add(wait)));
        let for_a_person = matches!(
            trouble,
            // A person who asked to stop is not overtaken, and only a person signs in anew.
            TroubleView::AskedToStop | TroubleView::CannotKeep | TroubleView::SignInNeeded { .. }
        );
        let next = next.filter(|_| !for_a_person);
        Pause { trouble, next, probe: None }
    }

    fn has_expired(&self, dispatch: &Dispatch) -> bool {
        self.now.0 >= millis(dispatch.waiting.expires.0)
    }

    /// Where more than one was sent, the list that had none may be older than the first: it is read once more.
    fn expired(&mut self, dispatch: Box<Dispatch>) {
        if dispatch.repeated {
            return self.ask_what_is_there(dispatch, WhyListed::Expired);
        }
        self.never_will_be(*dispatch);
    }

    /// Certainly not in the directory, and never will be.
    fn never_will_be(&mut self, dispatch: Dispatch) {
        let Dispatch { credential, .. } = dispatch;
        let reason = EXPIRED.to_owned();
        let kind = EventKind::Abandoned { reason: reason.clone() };
        self.give_up(credential, kind, TroubleView::Expired, reason);
    }

    fn not_accepted(&mut self, dispatch: Dispatch, trouble: TroubleView, reason: String) {
        let by = RefusedBy::Directory;
        let kind = EventKind::Refused { by, reason: reason.clone() };
        self.give_up(dispatch.credential, kind, trouble, reason);
    }

    fn give_up(
        &mut self,
        credential: super::state::Credential,
        kind: EventKind,
        trouble: TroubleView,
        reason: String,
    ) {
        let writes = vec![self.note(kind)];
        let by = RefusedBy::Directory;
        let about = About::NotAccepted(trouble);
        let erase = Some(credential.registration.clone());
        let question = Question { credential, by, reason, about };
        self.write(writes, Then::AskLeftover(Box::new(question), erase));
    }

    /// The directory says that it took it: on record first, then read again, since what it answers a request with
    /// is not what it stored.
    fn taken(&mut self, dispatch: Dispatch, method: &Fido2Method) {
        let (person, made) =
            (dispatch.waiting.person.clone(), AsMade::of(&dispatch.waiting.parcel));
        let registration = dispatch.credential.registration.clone();
        let (finish, note) = self.registered(dispatch, method, None);
        let there = InDirectory { person, method: method.id.clone(), made, finish };
        self.write(vec![note], Then::ReadAgain(Box::new(there), registration));
    }

    /// The directory's list has it, as it stored it.
    pub(super) fn listed(&mut self, dispatch: Dispatch, method: &Fido2Method) {
        let stored = AsMade::of(&dispatch.waiting.parcel).beside(method);
        let erase = Some(dispatch.credential.registration.clone());
        let (finish, note) = self.registered(dispatch, method, Some(stored));
        self.write(vec![note], Then::Finish(Box::new(finish), erase));
    }

    /// It is on record: what became of it is only said.
    pub(super) fn read_again(&mut self, there: Box<InDirectory>) {
        if self.closing {
            return self.finish(there.finish);
        }
        let job = self.job();
        self.out.push(Effect::List(job, there.person.clone()));
        self.turn_to(State::AwaitStored(job, there));
    }

    fn on_stored(&mut self, there: InDirectory, methods: Result<Vec<Fido2Method>, TenantError>) {
        let InDirectory { method, made, mut finish, .. } = there;
        let listed = methods.ok().and_then(|all| all.into_iter().find(|one| one.id == method));
        if let Finish::Registered { stored, .. } = &mut finish {
            *stored = listed.map(|listed| made.beside(&listed));
        }
        self.finish(finish);
    }

    fn registered(
        &mut self,
        dispatch: Dispatch,
        method: &Fido2Method,
        stored: Option<Vec<Stored>>,
    ) -> (Finish, Write) {
        let Dispatch { credential, name, .. } = dispatch;
        let name = method.display_name.clone().unwrap_or(name);
        let method_id = method.id.0.clone();
        let kind = EventKind::Registered { method_id: method_id.clone(), name: name.clone() };
        let in_directory = Some(method.created.map_or_else(|| self.seconds(), |at| at.0));
        let ticks = self.ticks(&credential, in_directory);
        let judgement = credential.judgement;
        let finish = Finish::Registered { name, method_id, judgement, stored, ticks };
        (finish, self.note(kind))
    }
}

/// What stands in the way: what did, unless a list now wants a new sign-in, which only a person can do.
fn lasting(trouble: TroubleView, listing: TenantError) -> TroubleView {
    let now = TroubleView::from(listing);
    if matches!(now, TroubleView::SignInNeeded { .. }) { now } else { trouble }
}

fn tried(mut dispatch: Box<Dispatch>) -> Box<Dispatch> {
    dispatch.tries = dispatch.tries.saturating_add(1);
    dispatch
}

/// What is looked for in the directory's list.
fn sought(dispatch: &Dispatch, ahead: i64) -> Sought<'_> {
    let credential = &dispatch.credential;
    Sought {
        id: credential.id.as_ref(),
        aaguid: credential.aaguid,
        name: Some(&dispatch.name),
        made: credential.made.saturating_add(ahead),
    }
}

/// The directory's code, or ours for what it says without one.
fn code(error: &TenantError) -> String {
    match error {
        TenantError::Refused(refusal) if !refusal.code.is_empty() => refusal.code.clone(),
        TenantError::Refused(refusal) => refusal.status.to_string(),
        TenantError::NotFound(_) => "not-found".to_owned(),
        TenantError::Unreachable(_)
        | TenantError::Unanswered(_)
        | TenantError::Throttled { .. }
        | TenantError::Failing { .. }
        | TenantError::SignInNeeded
        | TenantError::StepUpNeeded { .. }
        | TenantError::Malformed { .. } => String::new(),
    }
}
