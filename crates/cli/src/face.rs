//! The ceremony's faces: with a person at the terminal, and with nobody to ask. Without a person a
//! PIN is used at most once, and every question that is left ends the ceremony with its reason.

mod beforehand;

use std::sync::Arc;

use ctap::{
    AuthenticatorId, AuthenticatorInfo,
    ceremony::{Failure, Moment, RegistrationView, Verdict},
    driver::{Controls, Face},
};
use enrollment::PolicyGate;

pub(crate) use beforehand::{Beforehand, Patience, Stopped};

use crate::{
    names::Names,
    output,
    terminal::Shared,
    text::{self, Scene},
};

#[cfg(test)]
mod tests;

/// A person at the terminal.
pub(crate) struct Attended<'g> {
    shared: Arc<Shared>,
    controls: Controls,
    scene: Scene,
    names: Names,
    gate: &'g mut PolicyGate,
    refused: Option<Failure>,
}

impl<'g> Attended<'g> {
    pub(crate) fn new(
        shared: Arc<Shared>,
        controls: Controls,
        scene: Scene,
        names: Names,
        gate: &'g mut PolicyGate,
    ) -> Self {
        Self { shared, controls, scene, names, gate, refused: None }
    }

    /// Why it was this face that ended the ceremony.
    pub(crate) fn into_refused(self) -> Option<Failure> {
        self.refused
    }
}

impl Face for Attended<'_> {
    /// Another key is waited for where there can be one; in practice there is only the one.
    fn show(&mut self, view: &RegistrationView) {
        if let (Scene::Practice, Moment::UseAnother { authenticator, why }) =
            (self.scene, &view.moment)
        {
            let (authenticator, why) = (authenticator.clone(), why.clone());
            self.refused.get_or_insert(Failure::Unusable { authenticator, why });
            return self.controls.cancel();
        }
        self.shared.show(&view.moment);
    }

    /// Why a key is refused is said at once, since another one is waited for; in practice it is
    /// what the ceremony ends with.
    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        let verdict = self.gate.judge(id, info);
        if verdict == Verdict::NotAllowed
            && self.scene == Scene::Real
            && let Some(said) = self.gate.said(id)
        {
            output::say(&text::preflight(said, &self.names.name(id)));
        }
        verdict
    }
}

/// Nobody to ask: what is known beforehand is all there is.
pub(crate) struct Unattended<'g> {
    controls: Controls,
    names: Names,
    scene: Scene,
    known: Beforehand,
    gate: &'g mut PolicyGate,
    stopped: Option<Stopped>,
}

impl<'g> Unattended<'g> {
    pub(crate) fn new(
        controls: Controls,
        names: Names,
        known: Beforehand,
        gate: &'g mut PolicyGate,
    ) -> Self {
        let scene = known.scene();
        Self { controls, names, scene, known, gate, stopped: None }
    }

    /// Why it was this face that ended the ceremony.
    pub(crate) fn into_stopped(self) -> Option<Stopped> {
        self.stopped
    }
}

impl Face for Unattended<'_> {
    fn show(&mut self, view: &RegistrationView) {
        match self.known.answer(&view.moment) {
            // A question that was answered from what is known is none for a person.
            Ok(Some((prompt, answer))) => self.controls.answer(prompt, answer),
            Ok(None) => {
                if let Some(words) = text::moment(&view.moment, &self.names, self.scene) {
                    output::say_line(&words);
                }
            }
            Err(stopped) => {
                self.stopped.get_or_insert(stopped);
                self.controls.cancel();
            }
        }
    }

    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        self.gate.judge(id, info)
    }
}
