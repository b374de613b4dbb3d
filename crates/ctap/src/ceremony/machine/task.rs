//! What one kind of ceremony adds to what all share: which keys will do, what its token is for, and
//! what is asked of the key then. It must never touch a PIN.

use super::{Ceremony, ChosenKey, Leave, Phase, Reply, Step};
use crate::{
    AuthenticatorId, AuthenticatorInfo, NoEntropy,
    ceremony::{
        Answer, Failure, Moment, PromptId, Unusable,
        fitness::{BuiltIn, Verification},
    },
    command::TokenScope,
};

/// One kind of ceremony.
pub(in crate::ceremony) trait Task: Sized {
    /// What it keeps of the key in use, and only while that is in use.
    type Notes;
    /// What it waits for, once the person is verified.
    type Step;
    /// How it ends.
    type Outcome;

    /// Why a key will not do, where that shows before any PIN or touch.
    fn unfit(&self, info: &AuthenticatorInfo) -> Option<Unusable>;

    /// For a key that has just been chosen.
    fn notes(&self, id: &AuthenticatorId) -> Self::Notes;

    /// How a key comes to verify the person.
    fn verification(
        &self,
        info: &AuthenticatorInfo,
        noted: &Self::Notes,
        built_in: BuiltIn,
    ) -> Verification;

    /// Why a key that has no PIN yet will not do; `None` where the person may set one.
    fn without_pin() -> Option<Unusable>;

    /// Whether a PIN would do where a finger is asked for.
    fn takes_pin(info: &AuthenticatorInfo) -> bool;

    /// What its token is good for.
    fn scope(&self, noted: &Self::Notes) -> TokenScope<'_>;

    /// The person answered a question, and so wants it to go on.
    fn consented(&mut self);

    /// The person is verified, as far as [`Self::verification`] wants it.
    fn verified(ceremony: &mut Ceremony<Self>, chosen: ChosenKey<Self>) -> Result<(), NoEntropy>;

    /// The key answered what was asked of it in this step.
    fn on_reply(
        ceremony: &mut Ceremony<Self>,
        chosen: ChosenKey<Self>,
        step: Self::Step,
        reply: Reply,
    ) -> Result<(), NoEntropy>;

    /// The person answered the question of this step. An answer of another kind leaves it standing.
    fn on_answer(
        ceremony: &mut Ceremony<Self>,
        chosen: ChosenKey<Self>,
        step: Self::Step,
        answer: Answer,
    ) -> Result<(), NoEntropy>;

    /// The caller said whether it may go on. Where this step did not ask, it stands.
    fn on_left(
        ceremony: &mut Ceremony<Self>,
        mut chosen: ChosenKey<Self>,
        step: Self::Step,
        _: Leave,
    ) -> Result<(), NoEntropy> {
        chosen.step = Step::Task(step);
        ceremony.phase = Phase::Chosen(chosen);
        Ok(())
    }

    /// The key waits for a touch in this step.
    fn on_touch(step: &mut Self::Step) -> OnTouch;

    /// The key was taken out in this step.
    fn on_removed(ceremony: &mut Ceremony<Self>, id: &AuthenticatorId, step: Self::Step);

    /// It is to end in this step, at once or with the key's answer ([`Ceremony::stop_key`]).
    fn on_stop(
        ceremony: &mut Ceremony<Self>,
        id: AuthenticatorId,
        step: Self::Step,
        failure: Failure,
    );

    /// The answer to what the person wanted to stop.
    fn on_stopped(
        ceremony: &mut Ceremony<Self>,
        id: AuthenticatorId,
        failure: Failure,
        reply: Reply,
    );

    /// What the person wanted to stop is never answered: it may have been done.
    fn went_unanswered(&mut self, id: &AuthenticatorId);

    /// The question that this step asks.
    fn prompt(step: &Self::Step) -> Option<PromptId>;

    /// The moment to draw in this step.
    fn moment(step: &Self::Step, authenticator: AuthenticatorId) -> Moment;

    /// Whether the key may take as long as a person does.
    fn takes_a_person(step: &Self::Step) -> bool;

    /// How it ends where it came to nothing.
    fn ended(&mut self, failure: Failure, pin_changed_on: Vec<AuthenticatorId>) -> Self::Outcome;
}

/// What becomes of a request whose key waits for a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ceremony) enum OnTouch {
    /// The person is asked for it.
    Ask,
    /// Nobody is asked for that: the request ends.
    Interrupt,
}
