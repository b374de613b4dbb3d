//! OpenSK's authenticator (crate `opensk`) as a key, with its own CTAPHID framing.
//! Everything a client can observe comes from that crate; only the surroundings are ours.

mod environment;
mod fingers;

use std::io;
use std::time::Duration;

use opensk::api::persist::{Attestation as Stored, AttestationId, Persist};
use opensk::ctap::hid::{CtapHidCommand, Message};
use opensk::ctap::main_hid::MainHid;
use opensk::ctap::{Channel, CtapState};

use self::environment::Environment;
use super::{Firmware, Request};
use crate::link::{Link, Nowhere};
use crate::{Attestation, AttestationKind, Options, Person};

/// The channel of calls that come by no wire.
const DIRECT: [u8; 4] = [0, 0, 0, 1];

/// One OpenSK key.
pub(crate) struct Key {
    environment: Environment,
    state: CtapState<Environment>,
    hid: MainHid<Environment>,
}

impl Key {
    pub(crate) fn new(options: &Options, attestation: &Attestation, person: Person) -> Self {
        let mut environment = Environment::new(options, person);
        let state = CtapState::new(&mut environment);
        // OpenSK keeps one identity: the enterprise one takes the place of the batch one.
        let id = match options.attestation {
            AttestationKind::Enterprise => AttestationId::Enterprise,
            AttestationKind::Batch | AttestationKind::SelfSigned => AttestationId::Batch,
        };
        let stored = Stored {
            wrapped_private_key: attestation.private_key.to_vec(),
            certificate: attestation.certificate.clone(),
        };
        environment.set_attestation(id, Some(&stored)).expect("the attestation is stored");
        environment.set_aaguid(&attestation.aaguid).expect("the AAGUID is stored");
        environment.enroll(options.fingers);
        Self { environment, state, hid: MainHid::default() }
    }

    /// Answers CTAPHID reports until the key is pulled out (`Ok`) or the link breaks.
    pub(crate) fn serve(&mut self, link: Box<dyn Link>) -> io::Result<()> {
        self.environment.link = link;
        let result = self.exchange();
        self.environment.link = Box::new(Nowhere);
        result
    }

    fn exchange(&mut self) -> io::Result<()> {
        while !self.environment.person.is_gone() {
            let Some(report) = self.environment.link.recv(Duration::from_millis(20))? else {
                continue;
            };
            self.state.u2f_grant_user_presence(&mut self.environment);
            let Self { environment, state, hid } = self;
            for reply in hid.process_hid_packet(environment, &report, false, state) {
                if environment.person.is_gone() {
                    break;
                }
                environment.link.send(&reply)?;
            }
        }
        Ok(())
    }
}

impl Firmware for Key {
    fn answer(&mut self, request: &Request) -> Vec<u8> {
        match request {
            Request::Cbor(request) => {
                self.state.process_command(&mut self.environment, request, Channel::MainHid(DIRECT))
            }
            Request::Msg(apdu) => {
                self.state.u2f_grant_user_presence(&mut self.environment);
                let message =
                    Message { cid: DIRECT, cmd: CtapHidCommand::Msg, payload: apdu.clone() };
                self.hid.process_message(&mut self.environment, message, &mut self.state).payload
            }
        }
    }

    fn power_cycle(&mut self) {
        self.state = CtapState::new(&mut self.environment);
        self.hid = MainHid::default();
    }
}
