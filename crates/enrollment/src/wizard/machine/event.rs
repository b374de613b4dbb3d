//! What goes into the machine and what comes out of it. It must never hold a handle to anything but
//! what is carried from one to the other.

use std::sync::Arc;

use ctap::{
    AuthenticatorId, AuthenticatorInfo,
    ceremony::{self, Ended, Leave, PromptId, RegistrationView, Verdict},
};
use webauthn::{Aaguid, PublicKeyCredentialCreationOptions};

use crate::{
    Made, Prepared,
    diagnosis::Recorded,
    ledger::{Event, RegistrationId},
    outbox::{Kept, Waiting},
    removal::{Removal, Removed},
    tenant::{ChallengeLife, Fido2Method, Organisation, Person, PersonId, TenantError},
    wizard::{Choice, WizardView, means::KeySeen},
};

/// Pairs a question to the directory with its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// What a directory said before a registration.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Who it is.
    pub organisation: Organisation,
    /// For whom.
    pub person: Person,
    /// The FIDO2 method's configuration, unread.
    pub configuration: serde_json::Value,
    /// What a key is to be asked.
    pub options: PublicKeyCredentialCreationOptions,
    /// By how many seconds its clock is ahead of this computer's.
    pub ahead: i64,
}

/// What a person answers.
#[derive(Debug)]
pub enum Reply {
    /// One of the answers to choose from.
    Choice(Choice),
    /// A PIN, or what else only the ceremony understands.
    Key(ceremony::Answer),
}

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// Nothing can be kept here until it is sent, so that nothing was read ([`Effect::Read`]).
    CannotKeep,
    /// The person is a guest, so that no options were asked for ([`Effect::Read`]).
    Guest,
    /// The directory was read ([`Effect::Read`]).
    Read(Result<Box<Reading>, TenantError>),
    /// The throw-away request was drawn ([`Effect::Draw`]), or why it was not.
    Drawn(Result<Box<Prepared>, String>),
    /// The person answered.
    Answered(PromptId, Reply),
    /// A key is there.
    KeySeen(KeySeen),
    /// The ceremony under way shows this.
    Moment(RegistrationView),
    /// The ceremony asks whether this key may be used; answered with [`Effect::Verdict`].
    KeyInHand(AuthenticatorId, Arc<AuthenticatorInfo>),
    /// The ceremony asks whether this key may be told to make a credential; answered with
    /// [`Effect::Leave`].
    LeaveAsked(AuthenticatorId),
    /// A key made one.
    Made(Box<Made>),
    /// None did, as far as is known.
    NotMade(Box<Ended>),
    /// An event is on the disk, at this place; or why it is not ([`Effect::Record`]).
    Recorded(Result<u64, String>),
    /// The response is kept, or why it is not ([`Effect::Seal`]).
    Sealed(Result<Kept, String>),
    /// The directory answered to what was sent.
    Sent(Result<Fido2Method, TenantError>),
    /// The directory's list.
    Listed(JobId, Result<Vec<Fido2Method>, TenantError>),
    /// A search or a removal ended.
    RemovalEnded(Removed),
    /// Time has passed.
    Ticked,
    /// The person wants to stop.
    Cancelled,
    /// The window goes away: nobody can be asked any more.
    Closed,
}

/// What is to be done.
#[derive(Debug)]
pub enum Effect {
    /// Draw this.
    Show(Box<WizardView>),
    /// Ask the directory for this person, its policy and options.
    Read {
        /// Object id or user principal name.
        person: String,
        /// How long the challenge shall live.
        life: ChallengeLife,
    },
    /// Draw a throw-away request for a rehearsal.
    Draw,
    /// Run the ceremony.
    Register(Box<Prepared>),
    /// Tell the ceremony what was asked with [`Input::KeyInHand`].
    Verdict(Verdict),
    /// Tell the ceremony what was asked with [`Input::LeaveAsked`].
    Leave(Leave),
    /// Answer a question of the ceremony.
    Tell(PromptId, ceremony::Answer),
    /// Ask the ceremony to stop.
    StopCeremony,
    /// Write into the record.
    Record(Event),
    /// Keep the response for as long as the directory does not have it.
    Seal(Arc<Waiting>),
    /// Forget the response; what is to be known of it is on record.
    Erase(RegistrationId),
    /// Send it.
    Send(Arc<Waiting>),
    /// Ask which keys this person has.
    List(JobId, PersonId),
    /// Search a key, or take a credential off it.
    Remove(Removal, Option<Aaguid>),
    /// The response for whoever brought the options, as JSON.
    HandOut(String),
    /// What a rehearsal showed, for whoever diagnoses it.
    Lay(Box<Recorded>),
}
