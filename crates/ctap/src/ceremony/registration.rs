//! The registration of one credential. Beyond what [`machine`](super::machine) keeps, it sends at most
//! one makeCredential per consent and per leave of the caller, and must never lose a credential that a key has answered.

use crate::{
    AuthenticatorId, AuthenticatorInfo, Entropy, NoEntropy, OptionState,
    ceremony::{
        AgainReason, Answer, Created, Ended, Exclusion, Failure, InsertReason, Moment, Outcome,
        PromptId, RegistrationRequest, Unusable,
        fitness::{self, BuiltIn, Demand, Verification},
        machine::{
            Ceremony, ChosenKey, Effect, Input, Leave, OnTouch, Phase, Reply, Step, Task, Terms,
        },
    },
    command::{Request, TokenScope},
};

mod create;
mod ending;
mod exclude;
#[cfg(test)]
mod tests;
mod traces;

use exclude::Excluded;

/// One registration, from "insert your key" to an [`Outcome`].
#[derive(Debug)]
pub struct Registration(Ceremony<Registering>);

impl Registration {
    /// Starts; the first effects show what is waited for.
    pub fn begin(request: RegistrationRequest, entropy: Box<dyn Entropy>) -> (Self, Vec<Effect>) {
        let (ceremony, effects) = begin(request, entropy);
        (Self(ceremony), effects)
    }

    /// Advances on one input. One that no longer applies has no effect.
    pub fn step(&mut self, input: Input) -> Vec<Effect> {
        self.0.step(input)
    }

    /// Does beforehand what takes time and needs no key. Nobody has to call it.
    pub fn prepare(&mut self) {
        self.0.prepare();
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.0.is_over()
    }
}

fn begin(
    request: RegistrationRequest,
    entropy: Box<dyn Entropy>,
) -> (Ceremony<Registering>, Vec<Effect>) {
    let terms = Terms {
        touch_deadline: request.touch_deadline,
        when_unusable: request.when_unusable,
        entropy,
    };
    Ceremony::begin(Registering { request, consent: true, possibly_on: Vec::new() }, terms)
}

/// What a registration knows beyond the keys.
struct Registering {
    request: RegistrationRequest,
    /// The person wants one credential made: given by starting, and by each answer.
    consent: bool,
    /// Keys that were asked for a credential and never answered.
    possibly_on: Vec<AuthenticatorId>,
}

/// What it keeps of the key in use.
struct Notes {
    demand: Demand,
    excluded: Excluded,
    /// What of the exclude list goes along with the makeCredential.
    exclude: Vec<Vec<u8>>,
    /// What to say where a makeCredential wants a new consent.
    why_again: AgainReason,
}

/// A state is named for what it waits for.
#[expect(clippy::enum_variant_names, reason = "each is a wait")]
enum Making {
    AwaitExclusion(Exclusion),
    /// The caller's leave; the request is ready.
    AwaitLeave(Request),
    AwaitCredential {
        touch: bool,
        verification: Verification,
    },
    AwaitAgain {
        prompt: PromptId,
        why: AgainReason,
    },
    AwaitProof(Box<Created>, [u8; 32]),
    /// How many more discoverable credentials it has room for now.
    AwaitCount(Box<Created>),
    /// Whether it finds a discoverable credential; the count has been told.
    AwaitTraces(Box<Created>, Option<u64>),
}

impl Task for Registering {
    type Notes = Notes;
    type Step = Making;
    type Outcome = Outcome;

    fn unfit(&self, info: &AuthenticatorInfo) -> Option<Unusable> {
        fitness::unfit(info, &self.request)
    }

    fn notes(&self, id: &AuthenticatorId) -> Notes {
        let why_again = if self.possibly_on.contains(id) {
            AgainReason::Unanswered
        } else {
            AgainReason::AnotherKey
        };
        let (demand, excluded) = (Demand::AsAsked, Excluded::NotAsked);
        Notes { demand, excluded, exclude: Vec::new(), why_again }
    }

    fn verification(
        &self,
        info: &AuthenticatorInfo,
        noted: &Notes,
        built_in: BuiltIn,
    ) -> Verification {
        fitness::verification(info, &self.request, noted.demand, built_in)
    }

    fn without_pin() -> Option<Unusable> {
        None
    }

    fn takes_pin(info: &AuthenticatorInfo) -> bool {
        info.option("clientPin") == OptionState::On && !info.has("noMcGaPermissionsWithClientPin")
    }

    /// makeCredential, and getAssertion where an exclude list has to be asked about.
    fn scope(&self, _: &Notes) -> TokenScope<'_> {
        let ask = if self.request.exclude.is_empty() { 0 } else { TokenScope::GET_ASSERTION };
        let permissions = TokenScope::MAKE_CREDENTIAL | ask;
        TokenScope { permissions, rp_id: Some(&self.request.rp.id) }
    }

    fn consented(&mut self) {
        self.consent = true;
    }

    fn verified(ceremony: &mut Ceremony<Self>, chosen: ChosenKey<Self>) -> Result<(), NoEntropy> {
        ceremony.check_exclusion(chosen)
    }

    fn on_reply(
        ceremony: &mut Ceremony<Self>,
        mut chosen: ChosenKey<Self>,
        step: Making,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        match step {
            Making::AwaitExclusion(list) => return ceremony.on_exclusion(chosen, list, reply),
            Making::AwaitCredential { .. } => return ceremony.on_credential(chosen, reply),
            Making::AwaitProof(created, hash) => ceremony.on_proof(*created, hash, reply),
            Making::AwaitCount(created) => return ceremony.on_count(chosen, created, reply),
            Making::AwaitTraces(created, count) => ceremony.on_traces(*created, count, reply),
            // They wait for no response; nothing is under way then.
            Making::AwaitLeave(_) | Making::AwaitAgain { .. } => {
                chosen.step = Step::Task(step);
                ceremony.phase = Phase::Chosen(chosen);
            }
        }
        Ok(())
    }

    fn on_answer(
        ceremony: &mut Ceremony<Self>,
        mut chosen: ChosenKey<Self>,
        step: Making,
        answer: Answer,
    ) -> Result<(), NoEntropy> {
        if let (Making::AwaitAgain { .. }, Answer::Again) = (&step, answer) {
            ceremony.task.consented();
            return ceremony.make(chosen);
        }
        chosen.step = Step::Task(step);
        ceremony.phase = Phase::Chosen(chosen);
        Ok(())
    }

    fn on_left(
        ceremony: &mut Ceremony<Self>,
        mut chosen: ChosenKey<Self>,
        step: Making,
        leave: Leave,
    ) -> Result<(), NoEntropy> {
        match (step, leave) {
            (Making::AwaitLeave(request), Leave::Given) => ceremony.send_making(chosen, request),
            (Making::AwaitLeave(_), Leave::Withheld) => ceremony.end(Failure::Cancelled),
            (
                step @ (Making::AwaitExclusion(_)
                | Making::AwaitCredential { .. }
                | Making::AwaitAgain { .. }
                | Making::AwaitProof(..)
                | Making::AwaitCount(_)
                | Making::AwaitTraces(..)),
                Leave::Given | Leave::Withheld,
            ) => {
                chosen.step = Step::Task(step);
                ceremony.phase = Phase::Chosen(chosen);
            }
        }
        Ok(())
    }

    fn on_touch(step: &mut Making) -> OnTouch {
        match step {
            Making::AwaitCredential { touch, .. } => {
                *touch = true;
                OnTouch::Ask
            }
            Making::AwaitLeave(_) | Making::AwaitAgain { .. } => OnTouch::Ask,
            // Some keys want a touch for every assertion, whatever `up` says.
            Making::AwaitExclusion(_)
            | Making::AwaitProof(..)
            | Making::AwaitCount(_)
            | Making::AwaitTraces(..) => OnTouch::Interrupt,
        }
    }

    fn on_removed(ceremony: &mut Ceremony<Self>, id: &AuthenticatorId, step: Making) {
        match step {
            Making::AwaitProof(created, _)
            | Making::AwaitCount(created)
            | Making::AwaitTraces(created, _) => ceremony.finish_created(*created),
            Making::AwaitCredential { .. } => {
                ceremony.insert_reason = InsertReason::TakenOutUnanswered;
                ceremony.task.went_unanswered(id);
            }
            Making::AwaitExclusion(_) | Making::AwaitLeave(_) | Making::AwaitAgain { .. } => {}
        }
    }

    fn on_stop(ceremony: &mut Ceremony<Self>, id: AuthenticatorId, step: Making, failure: Failure) {
        ceremony.stop_in(id, step, failure);
    }

    fn on_stopped(
        ceremony: &mut Ceremony<Self>,
        id: AuthenticatorId,
        failure: Failure,
        reply: Reply,
    ) {
        ceremony.on_late_credential(id, failure, reply);
    }

    /// It was asked for a credential and never answered.
    fn went_unanswered(&mut self, id: &AuthenticatorId) {
        if !self.possibly_on.contains(id) {
            self.possibly_on.push(id.clone());
        }
    }

    fn prompt(step: &Making) -> Option<PromptId> {
        match step {
            Making::AwaitAgain { prompt, .. } => Some(*prompt),
            Making::AwaitExclusion(_)
            | Making::AwaitLeave(_)
            | Making::AwaitCredential { .. }
            | Making::AwaitProof(..)
            | Making::AwaitCount(_)
            | Making::AwaitTraces(..) => None,
        }
    }

    fn moment(step: &Making, authenticator: AuthenticatorId) -> Moment {
        match step {
            Making::AwaitCredential { touch: true, verification: Verification::InCommand } => {
                Moment::VerifyUser { authenticator }
            }
            Making::AwaitCredential { touch: true, .. } => Moment::TouchKey { authenticator },
            Making::AwaitAgain { prompt, why } => {
                Moment::TryAgain { prompt: *prompt, authenticator, why: *why }
            }
            Making::AwaitExclusion(_)
            | Making::AwaitLeave(_)
            | Making::AwaitCredential { touch: false, .. }
            | Making::AwaitProof(..)
            | Making::AwaitCount(_)
            | Making::AwaitTraces(..) => Moment::Working { authenticator },
        }
    }

    fn takes_a_person(step: &Making) -> bool {
        matches!(step, Making::AwaitCredential { .. })
    }

    fn ended(&mut self, failure: Failure, pin_changed_on: Vec<AuthenticatorId>) -> Outcome {
        let possibly_on = std::mem::take(&mut self.possibly_on);
        Outcome::Ended(Ended { failure, possibly_on, pin_changed_on })
    }
}
