//! A credential that is to come off a key, and a directory's entry that may be it without naming it: whoever has the
//! key is asked. It must never say of such an entry by itself that it is the one.

use std::collections::VecDeque;

use super::{
    Machine, State,
    state::{Dispatch, Doubted, LeftBehind, Likely},
};
use crate::{
    tenant::{Fido2Method, Match, Sought},
    wizard::{Choice, Finish, Step},
};

/// What a directory's list says of a credential that is looked for.
pub(super) enum Looked {
    /// An entry names it.
    Named(Fido2Method),
    /// Some name no credential, and each may be it.
    MayBe(Fido2Method, VecDeque<Fido2Method>),
    /// None is it.
    Nothing,
}

impl Looked {
    /// Looks through a list.
    pub(super) fn of(sought: &Sought<'_>, methods: Vec<Fido2Method>) -> Self {
        let mut may_be = VecDeque::new();
        for method in methods {
            match sought.against(&method) {
                Match::Named => return Self::Named(method),
                Match::Likely | Match::Possible => may_be.push_back(method),
                Match::Another => {}
            }
        }
        may_be.pop_front().map_or(Self::Nothing, |first| Self::MayBe(first, may_be))
    }
}

impl Machine {
    pub(super) fn ask_whether_same(
        &mut self,
        method: Fido2Method,
        others: VecDeque<Fido2Method>,
        of: Doubted,
    ) {
        let prompt = self.prompt();
        let likely = Box::new(Likely { method, others, of });
        self.turn_to(State::AwaitSameChoice(prompt, likely));
    }

    pub(super) fn on_same_choice(&mut self, likely: Likely, choice: SameChoice) {
        let Likely { method, mut others, of } = likely;
        match (choice, of) {
            (SameChoice::Same, Doubted::Kept(dispatch, _)) => self.listed(*dispatch, &method),
            (SameChoice::Same, Doubted::LeftBehind(left)) => self.is_there(&left, &method),
            (SameChoice::Another, mut of) => {
                if let Doubted::Kept(dispatch, _) = &mut of {
                    dispatch.others.push(method.id);
                }
                match others.pop_front() {
                    Some(next) => self.ask_whether_same(next, others, of),
                    None => self.remove_what_is_not_there(of),
                }
            }
            (SameChoice::NotKnown, of) => self.leave_undecided(of),
        }
    }

    /// Nothing is said of it: the next start asks again.
    pub(super) fn leave_undecided(&mut self, of: Doubted) {
        match of {
            Doubted::Kept(dispatch, _) => self.keep_for_later(&dispatch),
            Doubted::LeftBehind(left) => {
                self.finish(Finish::LeftOnKey { leftover: left.leftover() });
            }
        }
    }

    /// No directory has it: it comes off the key.
    pub(super) fn remove_what_is_not_there(&mut self, of: Doubted) {
        match of {
            Doubted::Kept(mut dispatch, trouble) => {
                dispatch.uncertain = false;
                self.remove_kept(*dispatch, trouble);
            }
            Doubted::LeftBehind(left) => {
                self.remove_left_behind(LeftBehind { person: None, ..left });
            }
        }
    }
}

/// What somebody says of an entry.
#[derive(Clone, Copy)]
pub(super) enum SameChoice {
    Same,
    Another,
    NotKnown,
}

impl SameChoice {
    /// The answers that this question takes.
    pub(super) fn of(choice: Choice) -> Option<Self> {
        match choice {
            Choice::Same => Some(Self::Same),
            Choice::Another => Some(Self::Another),
            Choice::Leave => Some(Self::NotKnown),
            Choice::GoOn
            | Choice::Again
            | Choice::UsePin
            | Choice::SendUnproved
            | Choice::DoNotSend
            | Choice::Remove => None,
        }
    }
}

impl Likely {
    /// The question.
    pub(super) fn step(&self, prompt: ctap::ceremony::PromptId) -> Step {
        Step::IsItThis {
            prompt,
            name: self.method.display_name.clone(),
            created: self.method.created.map(|at| at.0),
            leftover: match &self.of {
                Doubted::Kept(dispatch, _) => dispatch.credential.leftover(),
                Doubted::LeftBehind(left) => left.leftover(),
            },
        }
    }
}

impl Dispatch {
    /// Whether somebody said that this entry is another credential.
    pub(super) fn is_another(&self, method: &Fido2Method) -> bool {
        self.others.contains(&method.id)
    }
}
