//! From a verified person to a credential: makeCredential, and the proof that it signs. It must never send a
//! makeCredential without a consent of its own, and never lose one that a key has answered.

use webauthn::cbor::{Value, decode};

use super::{Excluded, Making, Registering};
use crate::{
    NoEntropy, StatusCode, TransportError,
    ceremony::{
        Afterwards, AgainReason, Created, Proof, Unusable,
        exclusion::longest_message,
        fitness::{self, BuiltIn, Demand, Verification},
        machine::{Ceremony, ChosenKey, Effect, Phase, Reply, Step, Task},
    },
    command::{self, CredentialProtectionPolicy, GetAssertion, MakeCredential, Request},
};

impl Ceremony<Registering> {
    /// Sends the one makeCredential that the person has consented to, or asks for that consent.
    pub(super) fn make(&mut self, chosen: ChosenKey<Registering>) -> Result<(), NoEntropy> {
        let mut request = self.make_credential(&chosen, &chosen.noted.exclude);
        if request.len() > longest_message(&chosen.info) && !chosen.noted.exclude.is_empty() {
            if let Excluded::WouldNotSay(status) = chosen.noted.excluded {
                return self.refused(chosen.id, Unusable::Refused(status));
            }
            request = self.make_credential(&chosen, &[]);
        }
        if self.task.consent {
            self.ask_leave(chosen, request);
        } else {
            let why = chosen.noted.why_again;
            self.ask_again(chosen, why);
        }
        Ok(())
    }

    /// Whoever keeps a record writes down first that this key may hold a credential from here on.
    fn ask_leave(&mut self, mut chosen: ChosenKey<Registering>, request: Request) {
        self.out.push(Effect::AskLeave(chosen.id.clone()));
        chosen.step = Step::Task(Making::AwaitLeave(request));
        self.phase = Phase::Chosen(chosen);
    }

    /// The caller lets it. The consent is used up only now: one whose key went before is still one.
    pub(super) fn send_making(&mut self, chosen: ChosenKey<Registering>, request: Request) {
        self.task.consent = false;
        let verification = self.verification(&chosen);
        let step = Making::AwaitCredential { touch: false, verification };
        self.work(chosen, Step::Task(step), request);
    }

    fn make_credential(&self, chosen: &ChosenKey<Registering>, exclude: &[Vec<u8>]) -> Request {
        let asked = &self.task.request;
        MakeCredential {
            request: asked,
            exclude,
            discoverable: fitness::discoverable(&chosen.info, asked),
            internal_uv: self.verification(chosen) == Verification::InCommand,
            token: chosen.token.as_ref(),
            extensions: self.extensions(chosen),
            enterprise_attestation: asked.enterprise_attestation.filter(|_| chosen.info.has("ep")),
        }
        .encode()
    }

    /// Those asked for that this key knows. Enforced ones it does not know have ruled it out before.
    fn extensions(&self, chosen: &ChosenKey<Registering>) -> Vec<(&'static str, Value)> {
        let asked = &self.task.request;
        let protect =
            asked.cred_protect.map(|asked| Value::from(command::cred_protect_level(asked.policy)));
        [
            ("credProtect", protect),
            ("hmac-secret", asked.hmac_secret.then_some(Value::from(true))),
            ("minPinLength", asked.min_pin_length.then_some(Value::from(true))),
        ]
        .into_iter()
        .filter(|(name, _)| chosen.info.supports_extension(name))
        .filter_map(|(name, input)| Some((name, input?)))
        .collect()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "status codes are numbers")]
    pub(super) fn on_credential(
        &mut self,
        mut chosen: ChosenKey<Registering>,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        let status = match reply {
            Ok((StatusCode::Success, body)) => {
                self.on_created(chosen, body.to_vec());
                return Ok(());
            }
            Ok((status, _)) => status,
            Err(why @ Unusable::Transport(TransportError::TooLong(_))) => {
                return self.refused(chosen.id, why); // The key never saw it.
            }
            Err(why) => {
                self.task.went_unanswered(&chosen.id);
                if why == Unusable::Transport(TransportError::TimedOut) {
                    self.ask_again(chosen, AgainReason::TooLate);
                } else {
                    self.refuse(chosen.id, why);
                }
                return Ok(());
            }
        };
        let by_itself = self.verification(&chosen) == Verification::InCommand;
        match status {
            StatusCode::UserActionTimeout | StatusCode::ActionTimeout | StatusCode::Timeout => {
                self.ask_again(chosen, AgainReason::TooLate);
            }
            // CTAP 2.0 has no other word for a finger that was not recognised.
            StatusCode::OperationDenied if by_itself => {
                self.read_uv_retries(chosen);
            }
            StatusCode::OperationDenied | StatusCode::KeepaliveCancel => {
                self.ask_again(chosen, AgainReason::Declined);
            }
            StatusCode::CredentialExcluded => {
                let credential_id = match self.task.request.exclude.as_slice() {
                    [one] => Some(one.clone()),
                    _ => None,
                };
                self.refuse(chosen.id, Unusable::AlreadyRegistered { credential_id });
            }
            StatusCode::KeyStoreFull => self.refuse(chosen.id, Unusable::Full),
            StatusCode::UnsupportedAlgorithm => {
                self.refuse(chosen.id, Unusable::NoCommonAlgorithm);
            }
            StatusCode::PinBlocked => self.refuse(chosen.id, Unusable::PinBlocked),
            StatusCode::PinAuthBlocked => self.ask_power_cycle(&chosen.id),
            StatusCode::PinAuthInvalid if chosen.may_have_expired() => {
                chosen.noted.why_again = AgainReason::TooLate;
                return self.verify_again(chosen);
            }
            StatusCode::PuatRequired if chosen.token.is_none() => {
                return self.verify_as_the_key_insists(chosen);
            }
            // The same, from keys before CTAP 2.1.
            StatusCode::PinAuthInvalid if by_itself => {
                return self.verify_as_the_key_insists(chosen);
            }
            StatusCode::UvInvalid => self.read_uv_retries(chosen),
            StatusCode::UvBlocked if chosen.built_in == BuiltIn::Open => {
                chosen.built_in = BuiltIn::Blocked;
                chosen.noted.why_again = AgainReason::NotVerified;
                return self.verify(chosen);
            }
            other => self.refuse(chosen.id, Unusable::Refused(other)),
        }
        Ok(())
    }

    /// CTAP2_ERR_PUAT_REQUIRED: getInfo did not say so, or the verification within a command failed
    /// and the PIN is the way left (CTAP 2.1 §6.1.2). What follows brings a token or ends, so that a
    /// key cannot go on insisting.
    pub(super) fn verify_as_the_key_insists(
        &mut self,
        mut chosen: ChosenKey<Registering>,
    ) -> Result<(), NoEntropy> {
        if self.verification(&chosen) == Verification::InCommand {
            chosen.built_in = BuiltIn::Blocked;
        }
        chosen.noted.demand = Demand::ByKey;
        chosen.noted.why_again = AgainReason::NotVerified;
        self.verify(chosen)
    }

    pub(super) fn ask_again(&mut self, mut chosen: ChosenKey<Registering>, why: AgainReason) {
        chosen.step = Step::Task(Making::AwaitAgain { prompt: self.prompt(), why });
        self.phase = Phase::Chosen(chosen);
    }

    fn on_created(&mut self, chosen: ChosenKey<Registering>, response: Vec<u8>) {
        let id = credential_id(&response);
        let created = self.created(&chosen, response);
        if self.task.request.afterwards == Afterwards::Traces {
            return self.look_for_traces(chosen, created);
        }
        let Some(id) = id.filter(|_| self.proof_is_possible(&chosen)) else {
            return self.finish_created(created);
        };
        // What was made is worth more than its proof.
        let Ok(client_data_hash) = self.own_hash() else {
            return self.finish_created(created);
        };
        let request = GetAssertion {
            rp_id: &self.task.request.rp.id,
            client_data_hash: &client_data_hash,
            allow: &[id],
            token: None,
        }
        .encode();
        let step = Making::AwaitProof(Box::new(created), client_data_hash);
        self.work(chosen, Step::Task(step), request);
    }

    /// Without another verification, a key signs only for a credential that does not want one.
    fn proof_is_possible(&self, chosen: &ChosenKey<Registering>) -> bool {
        let protected = self.task.request.cred_protect.is_some_and(|asked| {
            asked.policy == CredentialProtectionPolicy::UserVerificationRequired
        });
        self.task.request.afterwards == Afterwards::Proof
            && !protected
            && !chosen.info.has("alwaysUv")
    }

    pub(super) fn on_proof(
        &mut self,
        mut created: Created,
        client_data_hash: [u8; 32],
        reply: Reply,
    ) {
        created.proof = match reply {
            Ok((StatusCode::Success, body)) => {
                Proof::Signed { client_data_hash, response: body.to_vec() }
            }
            // KEEPALIVE_CANCEL: it was stopped because the key wanted a touch for it.
            Ok((StatusCode::KeepaliveCancel, _)) | Err(_) => Proof::NotTried,
            Ok((status, _)) => Proof::Refused(status),
        };
        self.finish_created(created);
    }

    fn created(&self, chosen: &ChosenKey<Registering>, response: Vec<u8>) -> Created {
        Created {
            authenticator: chosen.id.clone(),
            transport: chosen.transport,
            info: chosen.info.clone(),
            response,
            discoverable: fitness::discoverable(&chosen.info, &self.task.request),
            proof: Proof::NotTried,
            traces: None,
            after_cancel: false,
            possibly_on: Vec::new(),
            pin_changed_on: Vec::new(),
        }
    }

    /// 32 bytes that stand for client data where nobody shall ever use the signature.
    pub(super) fn own_hash(&mut self) -> Result<[u8; 32], NoEntropy> {
        let mut hash = [0; 32];
        self.entropy.fill(&mut hash)?;
        Ok(hash)
    }
}

/// The credential ID in a makeCredential response: authenticator data from byte 53 (WebAuthn L3
/// §6.5.1). `None` where the response is odd; the judge then says how.
fn credential_id(response: &[u8]) -> Option<Vec<u8>> {
    let decoded = decode(response).ok()?.value;
    let (length, rest) = decoded.get(0x02)?.as_bytes()?.get(53..)?.split_first_chunk()?;
    rest.get(..usize::from(u16::from_be_bytes(*length))).map(<[u8]>::to_vec)
}
