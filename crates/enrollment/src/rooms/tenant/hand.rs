//! The keys in hand and this computer, for the checks of somebody who is looked at. A key must never be called
//! one that works elsewhere unless a person said so.

use ctap::AuthenticatorInfo;
use entra_policy::{
    KeyFacts,
    readiness::{
        self, AtHand, BrowserSeen, Finding, PersonFacts, Reading, TenantFacts, WindowsHello,
    },
};
use serde::{Deserialize, Serialize};
use webauthn::{Aaguid, CredentialId};

use super::TenantDesk;
use crate::{
    hand::Said,
    readiness::{SignInMethods, Tried, key_in_hand, read_person},
    tenant::Person,
    wizard::means::KeySeen,
};

/// What was seen of keys and of this computer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeenHere {
    /// The keys, each with what it said of itself.
    pub keys: Vec<(KeySeen, Said)>,
    /// The browser of this computer; `None` where nobody looked.
    pub browser: Option<BrowserSeen>,
    /// What Windows says of itself; `None` on another system.
    pub windows_hello: Option<WindowsHello>,
}

/// Looks at keys, which are asked for what a rehearsal made, and at this computer.
pub type LooksHere<'d> = &'d dyn Fn(Option<&CredentialId>) -> SeenHere;

/// Which of the keys in hand is which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HandWish {
    /// The one with which it fails, by its place.
    pub key: Option<String>,
    /// One that works elsewhere, by its place.
    pub second: Option<String>,
}

/// A key in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HeldKey {
    /// Its place.
    pub id: String,
    /// What it or its reader is called.
    pub name: Option<String>,
    /// Its model as getInfo names it; `None` where it did not say.
    pub aaguid: Option<String>,
    /// Whether it said what it is.
    pub told: bool,
    /// What it is taken for.
    pub role: HeldRole,
}

/// What a key in hand is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum HeldRole {
    /// The one that the checks are about.
    Checked,
    /// One that works elsewhere.
    KnownGood,
    /// Neither.
    Neither,
}

/// Somebody who is looked at, and what is at hand meanwhile.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    pub(super) person: Person,
    facts: PersonFacts,
    devices: Reading<Vec<String>>,
    here: SeenHere,
    /// What the keys were asked for.
    asked: Option<CredentialId>,
    wish: HandWish,
}

impl Looked {
    /// Reads somebody, and looks at what is at hand, and which key it is that was tried.
    pub(super) fn at(person: Person, desk: &TenantDesk<'_>, tried: Option<&Tried>) -> Self {
        let asked = tried.map(|tried| tried.credential.clone());
        let methods = SignInMethods::read(desk.directory, &person.id);
        let here = (desk.looks_here)(asked.as_ref());
        // Only Windows says on which computer it is.
        let devices = match here.windows_hello {
            Some(_) => methods.hello_devices(desk.directory, &person.id),
            None => Reading::not_asked(),
        };
        Self {
            facts: read_person(desk.directory, &person, &methods, None),
            devices,
            here,
            asked,
            wish: HandWish::default(),
            person,
        }
    }

    /// Whether another key may have been tried since the keys were asked.
    pub(super) fn is_before(&self, tried: Option<&Tried>) -> bool {
        tried.is_some_and(|tried| self.asked.as_ref() != Some(&tried.credential))
    }

    /// The same, where other keys are meant.
    pub(super) fn with(&self, wish: HandWish) -> Self {
        Self { wish, ..self.clone() }
    }

    /// The same, read and looked at again; the same keys are meant, where the same model says the same in the
    /// same place. Another one of that model cannot be told apart, and is never taken for one that works elsewhere.
    pub(super) fn again(&self, desk: &TenantDesk<'_>, tried: Option<&Tried>) -> Self {
        let new = Self::at(self.person.clone(), desk, tried);
        let is_same = |id: &String| {
            let of = |seen: &SeenHere| {
                let key = seen.keys.iter().find(|(key, _)| key.id.as_str() == id)?;
                Some((key.0.clone(), told(&key.1).cloned()))
            };
            of(&self.here).is_some_and(|key| of(&new.here) == Some(key))
        };
        let key = self.wish.key.clone().filter(is_same);
        new.with(HandWish { key, second: None })
    }

    /// Every check of them, of the key in hand with what a rehearsal showed of it, and of this computer.
    pub(super) fn findings(
        &self,
        desk: &TenantDesk<'_>,
        facts: &TenantFacts,
        tried: Option<&Tried>,
    ) -> Vec<Finding> {
        let at_hand = self.at_hand(tried);
        let key: Option<KeyFacts> = at_hand.key.as_ref().map(|key| key.facts);
        let of_person = PersonFacts { key, ..self.facts.clone() };
        let mut findings = readiness::person(facts, &of_person, desk.models);
        findings.extend(readiness::key(facts, &of_person.subject, &at_hand));
        let hello = self.here.windows_hello.as_ref();
        findings.extend(readiness::windows_hello(hello, &self.devices));
        findings
    }

    /// The keys as the room draws them.
    pub(super) fn keys(&self) -> Vec<HeldKey> {
        let (key, second) = (self.checked(), self.second());
        let draw = |(seen, said): &(KeySeen, Said)| {
            let id = seen.id.as_str();
            let model = told(said).map(|info| Aaguid(info.aaguid)).filter(|one| !one.is_zero());
            HeldKey {
                id: id.to_owned(),
                name: seen.name.clone(),
                aaguid: model.map(|model| model.to_string()),
                told: told(said).is_some(),
                role: if key.is_some_and(|one| one.0.id == seen.id) {
                    HeldRole::Checked
                } else if second.is_some_and(|one| one.0.id == seen.id) {
                    HeldRole::KnownGood
                } else {
                    HeldRole::Neither
                },
            }
        };
        self.here.keys.iter().map(draw).collect()
    }

    fn at_hand(&self, tried: Option<&Tried>) -> AtHand {
        let key = |(seen, info): (&KeySeen, &AuthenticatorInfo)| {
            // Its place and its model do not tell it from another one: it answers for what it made.
            let is_it = |one: &&Tried| {
                one.model == Some(Aaguid(info.aaguid)) && self.made(seen, &one.credential)
            };
            key_in_hand(info, tried.filter(is_it).map(|one| one.trial.clone()))
        };
        AtHand {
            browser: self.here.browser.clone(),
            key: self.checked().map(key),
            second: self.second().map(|(_, info)| key_in_hand(info, None).facts),
        }
    }

    /// Whether this key said of itself that it made this.
    fn made(&self, seen: &KeySeen, credential: &CredentialId) -> bool {
        let mut keys = self.here.keys.iter();
        self.asked.as_ref() == Some(credential)
            && keys.any(|(one, said)| one.id == seen.id && said.rehearsed())
    }

    /// The key that is meant; where nobody chose, the only one that is there. Of several none is guessed.
    fn checked(&self) -> Option<(&KeySeen, &AuthenticatorInfo)> {
        if self.wish.key.is_some() {
            return self.named(self.wish.key.as_deref());
        }
        match self.here.keys.as_slice() {
            [(seen, said)] if self.wish.second.is_none() => told(said).map(|info| (seen, info)),
            _ => None,
        }
    }

    /// The one that works elsewhere, where somebody named one other than the first.
    fn second(&self) -> Option<(&KeySeen, &AuthenticatorInfo)> {
        self.named(self.wish.second.as_deref()).filter(|_| self.wish.second != self.wish.key)
    }

    fn named(&self, id: Option<&str>) -> Option<(&KeySeen, &AuthenticatorInfo)> {
        let is_it = |one: &&(KeySeen, Said)| Some(one.0.id.as_str()) == id;
        let (seen, said) = self.here.keys.iter().find(is_it)?;
        told(said).map(|info| (seen, info))
    }
}

fn told(said: &Said) -> Option<&AuthenticatorInfo> {
    match said {
        Said::Told(info, _) => Some(info),
        Said::NotOpen(_) | Said::Nothing => None,
    }
}
