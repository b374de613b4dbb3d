//! The keys in hand of somebody who registers for themselves. The practice key must never be among them for a real
//! organisation, and no key where another was named.

use std::{
    any::Any,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use ctap::{
    AuthenticatorId, AuthenticatorTransport,
    driver::{Arrival, Controls},
};
use enrollment::{
    OrganisationPolicy, Preflight,
    hand::{self, Said},
    metadata::Metadata,
    ports::Wanted,
    wizard::means::{Heard, KeySeen, KeySource, Ports},
};
use practice::key::PRACTICE;
use webauthn::metadata::Consulted;

use crate::{
    args::{Common, RegisterArguments},
    clock::now,
    command::organisation::AtWork,
    names::Names,
    practice_key::{self, Port},
    problem::Problem,
};

/// A key in hand, and what the policy says of it.
pub(crate) struct InHand {
    pub(crate) id: AuthenticatorId,
    pub(crate) name: String,
    pub(crate) preflight: Option<Preflight>,
}

/// Where they come from.
pub(super) struct Keys {
    /// Where the practice key lies.
    practice: Option<PathBuf>,
    touch: Duration,
    ports: Option<Wanted>,
    names: Names,
    /// The practice key as it is plugged in now.
    port: Mutex<Option<Port>>,
}

impl Keys {
    /// Those that were asked for.
    ///
    /// # Errors
    /// Nobody knows where the practice key would lie.
    pub(super) fn of(
        at_work: &AtWork,
        arguments: &RegisterArguments,
        common: &Common,
    ) -> Result<Self, Problem> {
        let only = arguments.key.as_deref();
        let folder = common.places()?.practice_key();
        let practises = at_work.organisation.is_practice() && practice_key::exists(&folder);
        let practice = practises && only.is_none_or(|only| only == PRACTICE);
        Ok(Self {
            practice: practice.then_some(folder),
            touch: Duration::from_millis(arguments.touch_ms.unwrap_or(0).into()),
            ports: match only {
                None => Some(Wanted::Any),
                Some(PRACTICE) => None,
                Some(id) => Some(Wanted::Only(AuthenticatorId::new(id))),
            },
            names: Names::default(),
            port: Mutex::default(),
        })
    }

    /// What they are called.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// The keys that are there, held against the policy where it may be read.
    pub(super) fn in_hand(
        &self,
        policy: Option<&OrganisationPolicy>,
        metadata: Option<&Metadata>,
    ) -> Vec<InHand> {
        let consulted = metadata.map_or(Consulted::Nothing, Metadata::consulted);
        let held = |(seen, said): (KeySeen, Said)| {
            let preflight = match &said {
                Said::Told(info, _) if policy.is_some() => {
                    Some(Preflight::of(policy, consulted, info, now()))
                }
                Said::Told(..) | Said::NotOpen(_) | Said::Nothing => None,
            };
            InHand { id: seen.id, name: seen.name.unwrap_or_default(), preflight }
        };
        hand::survey(self).into_iter().map(held).collect()
    }

    /// Takes the practice key out and puts it back. A real one only a hand can.
    pub(super) fn reinsert(&self) {
        let port = self.port.lock().unwrap_or_else(PoisonError::into_inner);
        port.iter().for_each(Port::reinsert);
    }

    fn plug_in(&self, folder: PathBuf, controls: Controls, heard: &Heard) {
        let (id, name) = (practice_key::id(), Some(practice_key::NAME.to_owned()));
        heard(KeySeen { id, transport: AuthenticatorTransport::Internal, name });
        let plugged = Port::new(folder, self.touch, controls);
        plugged.plug_in();
        *self.port.lock().unwrap_or_else(PoisonError::into_inner) = Some(plugged);
    }
}

impl KeySource for Keys {
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send> {
        let names = self.names.clone();
        let heard: Heard = Box::new(move |seen| {
            if let Some(name) = &seen.name {
                names.call(seen.id.clone(), name.clone());
            }
            heard(seen);
        });
        if let Some(folder) = self.practice.clone() {
            self.plug_in(folder, controls.clone(), &heard);
        }
        match self.ports.clone() {
            Some(wanted) => Ports(wanted).feed(controls, heard),
            None => {
                controls.arrived(Arrival::Surveyed);
                Box::new(controls)
            }
        }
    }
}
