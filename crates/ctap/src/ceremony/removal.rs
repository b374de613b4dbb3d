//! Looking for what an interrupted registration may have left on a key, and taking it away. Beyond
//! what [`machine`](super::machine) keeps, it sends at most one deleteCredential, for an ID that the
//! caller named and the key has just listed, and it must never set a PIN.

use crate::{
    AuthenticatorId, AuthenticatorInfo, Entropy, NoEntropy, OptionState, PinUvAuthProtocol,
    TransportError,
    ceremony::{
        Answer, Failure, Moment, PromptId, Unusable,
        fitness::{BuiltIn, Verification},
        machine::{Ceremony, ChosenKey, Effect, Input, OnTouch, Phase, Reply, Step, Task, Terms},
    },
    command::{CredentialManagement, TokenScope},
};

mod listing;
mod outcome;
mod request;
#[cfg(test)]
mod tests;

use listing::Listing;
pub use outcome::{Finding, RemovalOutcome, StoredCredential};
pub use request::{RemovalRequest, Search, Then};

/// One removal, from "insert your key" to a [`RemovalOutcome`].
#[derive(Debug)]
pub struct Removal(Ceremony<Removing>);

impl Removal {
    /// Starts; the first effects show what is waited for.
    pub fn begin(
        request: RemovalRequest,
        entropy: Box<dyn Entropy>,
    ) -> (Self, Vec<Effect<RemovalOutcome>>) {
        let (ceremony, effects) = begin(request, entropy);
        (Self(ceremony), effects)
    }

    /// Advances on one input. One that no longer applies has no effect.
    pub fn step(&mut self, input: Input) -> Vec<Effect<RemovalOutcome>> {
        self.0.step(input)
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.0.is_over()
    }
}

fn begin(
    request: RemovalRequest,
    entropy: Box<dyn Entropy>,
) -> (Ceremony<Removing>, Vec<Effect<RemovalOutcome>>) {
    let terms = Terms {
        touch_deadline: request.touch_deadline,
        when_unusable: request.when_unusable,
        entropy,
    };
    Ceremony::begin(Removing { request, deleting: None, possibly_deleted_from: None }, terms)
}

/// What a removal knows beyond the keys.
struct Removing {
    request: RemovalRequest,
    /// What a key has been told to delete.
    deleting: Option<StoredCredential>,
    possibly_deleted_from: Option<AuthenticatorId>,
}

/// How far the token of a key reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// To the RP ID.
    Rp,
    /// To all that the key holds. Nitrokey 3 and Solo 2 delete with no other, and other clients
    /// know no other.
    Key,
}

/// What is waited for, and whether the key wants a touch for it.
struct Managing {
    awaited: Awaited,
    touch: bool,
}

/// What the key is to answer.
enum Awaited {
    /// The first credential of the RP ID, and how many there are.
    First,
    /// The next one.
    Next(Listing),
    /// Whether it is deleted.
    Deletion,
}

impl Task for Removing {
    type Notes = Bound;
    type Step = Managing;
    type Outcome = RemovalOutcome;

    fn unfit(&self, info: &AuthenticatorInfo) -> Option<Unusable> {
        if !info.is_ctap2() {
            return Some(Unusable::NotCtap2);
        }
        if CredentialManagement::of(info).is_none() {
            return Some(Unusable::NoCredentialManagement);
        }
        match self.verification(info, &Bound::Rp, BuiltIn::Open) {
            Verification::SetPin => Self::without_pin(),
            Verification::Impossible => Some(Unusable::NoUserVerification),
            Verification::None
            | Verification::InCommand
            | Verification::UvToken
            | Verification::Pin => None,
        }
    }

    /// As little as the key lets it be: see [`Bound`].
    fn notes(&self, _: &AuthenticatorId) -> Bound {
        match self.request.then {
            Then::Report => Bound::Rp,
            Then::Delete(_) => Bound::Key,
        }
    }

    /// Credential management takes a token, always (CTAP 2.1 §6.8).
    fn verification(&self, info: &AuthenticatorInfo, _: &Bound, built_in: BuiltIn) -> Verification {
        if PinUvAuthProtocol::preferred(&info.pin_uv_auth_protocols).is_none() {
            return Verification::Impossible;
        }
        let uv = info.has("uv") && info.has("pinUvAuthToken") && built_in == BuiltIn::Open;
        match info.option("clientPin") {
            _ if uv => Verification::UvToken,
            OptionState::On => Verification::Pin,
            OptionState::Off => Verification::SetPin,
            OptionState::Absent => Verification::Impossible,
        }
    }

    /// It may be the wrong key, and a new PIN would be another thing to undo.
    fn without_pin() -> Option<Unusable> {
        Some(Unusable::PinNotSet)
    }

    fn takes_pin(info: &AuthenticatorInfo) -> bool {
        info.option("clientPin") == OptionState::On
    }

    fn scope(&self, bound: &Bound) -> TokenScope<'_> {
        let rp_id = match bound {
            Bound::Rp => Some(self.request.rp_id.as_str()),
            Bound::Key => None,
        };
        TokenScope { permissions: TokenScope::CREDENTIAL_MANAGEMENT, rp_id }
    }

    /// What the caller named is all the consent there is; no answer adds to it.
    fn consented(&mut self) {}

    fn verified(ceremony: &mut Ceremony<Self>, chosen: ChosenKey<Self>) -> Result<(), NoEntropy> {
        ceremony.enumerate(chosen);
        Ok(())
    }

    fn on_reply(
        ceremony: &mut Ceremony<Self>,
        chosen: ChosenKey<Self>,
        step: Managing,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        match step.awaited {
            Awaited::First => return ceremony.on_first(chosen, reply),
            Awaited::Next(listing) => ceremony.on_next(chosen, listing, reply),
            Awaited::Deletion => ceremony.on_deletion(chosen.id, reply),
        }
        Ok(())
    }

    /// No step of it asks anything.
    fn on_answer(
        ceremony: &mut Ceremony<Self>,
        mut chosen: ChosenKey<Self>,
        step: Managing,
        _: Answer,
    ) -> Result<(), NoEntropy> {
        chosen.step = Step::Task(step);
        ceremony.phase = Phase::Chosen(chosen);
        Ok(())
    }

    fn on_touch(step: &mut Managing) -> OnTouch {
        step.touch = true;
        OnTouch::Ask
    }

    fn on_removed(ceremony: &mut Ceremony<Self>, id: &AuthenticatorId, step: Managing) {
        match step.awaited {
            Awaited::First | Awaited::Next(_) => {}
            Awaited::Deletion => {
                let why = Unusable::Transport(TransportError::Removed);
                ceremony.deletion_unanswered(id.clone(), why);
            }
        }
    }

    fn on_stop(
        ceremony: &mut Ceremony<Self>,
        id: AuthenticatorId,
        step: Managing,
        failure: Failure,
    ) {
        match step.awaited {
            Awaited::First | Awaited::Next(_) => ceremony.end(failure),
            Awaited::Deletion => ceremony.stop_key(id, failure),
        }
    }

    fn on_stopped(
        ceremony: &mut Ceremony<Self>,
        id: AuthenticatorId,
        failure: Failure,
        reply: Reply,
    ) {
        ceremony.on_late_deletion(id, failure, reply);
    }

    fn went_unanswered(&mut self, id: &AuthenticatorId) {
        self.possibly_deleted_from = Some(id.clone());
    }

    fn prompt(_: &Managing) -> Option<PromptId> {
        None
    }

    fn moment(step: &Managing, authenticator: AuthenticatorId) -> Moment {
        if step.touch {
            Moment::TouchKey { authenticator }
        } else {
            Moment::Working { authenticator }
        }
    }

    /// No key is known to want a touch for any of it; one that does gets it.
    fn takes_a_person(_: &Managing) -> bool {
        true
    }

    fn ended(&mut self, failure: Failure, pin_changed_on: Vec<AuthenticatorId>) -> RemovalOutcome {
        let finding =
            if let Failure::Unusable { authenticator, why: Unusable::NoCredentialManagement } =
                failure
            {
                Finding::NotSupported { authenticator }
            } else {
                let possibly_deleted_from = self.possibly_deleted_from.take();
                Finding::Ended { failure, possibly_deleted_from }
            };
        RemovalOutcome { finding, pin_changed_on }
    }
}
