//! What the machine remembers. States are named for what they wait for; a step that must not be
//! skipped is a value that only the step before it gives.

use std::{collections::VecDeque, sync::Arc};

use ctap::{
    AuthenticatorId,
    ceremony::{Moment, PromptId},
};
use webauthn::{Aaguid, CredentialId, Judgement, RpId, UserHandle};

use super::JobId;
use crate::{
    PolicyGate, Prepared, Unproved,
    ledger::{Event, RefusedBy, RegistrationId, Scene},
    outbox::Waiting,
    tenant::{AsMade, Fido2Method, MethodId, PersonId},
    wizard::{Finish, Leftover, NotRemoved, Refusal, Remedy, TroubleView, means::UnixMillis},
};

/// Where the registration is.
pub(super) enum State {
    AwaitReading,
    AwaitReadAgain(PromptId, TroubleView),
    AwaitConfirm(PromptId, Box<Prepared>),
    /// The ceremony is under way.
    AwaitKey(Box<KeyWork>),
    AwaitWritten(Box<Writing>),
    AwaitWritable(PromptId, String, Box<Writing>),
    AwaitUnproved(PromptId, Box<Credential>, Box<Unproved>),
    AwaitLeftoverChoice(PromptId, Box<Question>),
    AwaitSent(Box<Dispatch>),
    AwaitListed(JobId, Box<Dispatch>, WhyListed),
    AwaitKept(PromptId, Box<Dispatch>, Pause),
    AwaitRemoval(Moment, Box<Back>),
    AwaitFoundChoice(PromptId, Box<LeftBehind>),
    /// Whether an entry that names no credential is the one that shall come off a key.
    AwaitSameChoice(PromptId, Box<Likely>),
    /// Whether the directory has what is to be taken off a key.
    AwaitLookup(JobId, Box<LeftBehind>),
    /// What the directory made of it.
    AwaitStored(JobId, Box<InDirectory>),
    Over(Box<Finish>),
}

/// What is registered, once the options have been read.
pub(super) struct Task {
    pub(super) scene: Scene,
    pub(super) organisation: Option<String>,
    /// Its object id.
    pub(super) tenant: Option<String>,
    pub(super) person: Option<PersonId>,
    /// The name that the key shall have in the directory.
    pub(super) name: String,
    pub(super) rp_id: Option<RpId>,
    pub(super) user_handle: Option<UserHandle>,
    pub(super) account: String,
    /// When the challenge expires, in seconds since 1970.
    pub(super) expires: Option<i64>,
    pub(super) gate: PolicyGate,
    pub(super) policy: Option<crate::OrganisationPolicy>,
    /// By how many seconds the directory's clock is ahead of ours.
    pub(super) ahead: i64,
    /// Whether it is kept until somebody sends it.
    pub(super) later: bool,
}

/// The ceremony, and what the record says of it.
#[derive(Default)]
pub(super) struct KeyWork {
    pub(super) moment: Option<Moment>,
    pub(super) touch_until: Option<UnixMillis>,
    /// The key that the ceremony has in hand, and whether the record knows it.
    pub(super) hand: Option<Hand>,
    pub(super) leave: Leaving,
    /// Keys that may have been told to make a credential, each under a name of its own.
    pub(super) begun: Vec<Begun>,
    /// A key that the policy refused.
    pub(super) refused: Option<String>,
}

/// The key in hand.
pub(super) struct Hand {
    pub(super) id: AuthenticatorId,
    pub(super) begun: bool,
}

/// One `Began` of the record.
pub(super) struct Begun {
    pub(super) registration: RegistrationId,
    pub(super) authenticator: AuthenticatorId,
}

/// Whether the ceremony waits for a leave.
#[derive(Default)]
pub(super) enum Leaving {
    #[default]
    NotAsked,
    /// `Began` is being written.
    AwaitBegan { registration: RegistrationId, authenticator: AuthenticatorId, then: AfterBegan },
    /// It cannot be.
    AwaitWritable { prompt: PromptId, authenticator: AuthenticatorId, why: String },
}

/// What follows once `Began` is on the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AfterBegan {
    GoOn,
    /// The person asked to stop meanwhile.
    Withhold,
}

/// A credential that a key made.
pub(super) struct Credential {
    pub(super) registration: RegistrationId,
    pub(super) authenticator: AuthenticatorId,
    pub(super) id: Option<CredentialId>,
    pub(super) aaguid: Option<Aaguid>,
    pub(super) remedy: Remedy,
    pub(super) not_removed: Option<NotRemoved>,
    /// When it was made, in seconds since 1970.
    pub(super) made: i64,
    pub(super) signs: Option<bool>,
    pub(super) slots_left: Option<u64>,
    /// `None` where an earlier run of the program judged it.
    pub(super) judgement: Option<Judgement>,
}

impl Credential {
    /// What is on the key while no directory has it.
    pub(super) fn leftover(&self) -> Leftover {
        Leftover {
            authenticator: self.authenticator.clone(),
            credential_id: self.id_text(),
            remedy: self.remedy,
            not_removed: self.not_removed.clone(),
        }
    }

    /// Its id in base64url; empty where it could not be read.
    pub(super) fn id_text(&self) -> String {
        self.id.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

/// Events that are being written, one after the other, and what comes then.
pub(super) struct Writing {
    pub(super) left: VecDeque<Write>,
    pub(super) then: Then,
    /// The place of the last one written.
    pub(super) entry: Option<u64>,
}

pub(super) enum Write {
    Record(Box<Event>),
    Seal(Arc<Waiting>),
}

/// What may only happen once it is written.
pub(super) enum Then {
    Send(Box<Dispatch>),
    Keep(Box<Dispatch>, TroubleView),
    /// It is sent another time.
    KeepForLater(Box<Dispatch>),
    AskUnproved(Box<Credential>, Box<Unproved>),
    /// What was kept can go, and the credential is asked about.
    AskLeftover(Box<Question>, Option<RegistrationId>),
    HandOut(Box<Handing>),
    /// What was kept can go, and the directory is read once more.
    ReadAgain(Box<InDirectory>, RegistrationId),
    /// Nothing: it is over, and what was kept can go.
    Finish(Box<Finish>, Option<RegistrationId>),
}

/// A registration that the directory has taken.
pub(super) struct InDirectory {
    pub(super) person: PersonId,
    pub(super) method: MethodId,
    pub(super) made: AsMade,
    pub(super) finish: Finish,
}

/// A response for whoever brought the options.
pub(super) struct Handing {
    pub(super) credential: Credential,
    pub(super) document: String,
    pub(super) finish: Finish,
}

/// A credential on a key that no directory will take.
pub(super) struct Question {
    pub(super) credential: Credential,
    pub(super) by: RefusedBy,
    pub(super) reason: String,
    pub(super) about: About,
}

/// What is drawn around the question.
pub(super) enum About {
    /// The judge's or the policy's word.
    Refused(Option<Refusal>),
    /// The directory's.
    NotAccepted(TroubleView),
}

/// A registration on its way to the directory.
pub(super) struct Dispatch {
    pub(super) credential: Credential,
    pub(super) waiting: Arc<Waiting>,
    pub(super) name: String,
    /// Whether the outbox's copy outlasts a power cut.
    pub(super) survives: bool,
    /// An earlier one may have been carried out: the directory is asked before it is sent again.
    pub(super) uncertain: bool,
    /// An earlier one may have arrived although the directory did not list it: a no may be to the second.
    pub(super) repeated: bool,
    pub(super) tries: u32,
    /// The person wants to go once there is an answer.
    pub(super) leaving: bool,
    /// Entries that name no credential, and of which somebody said that they are another one.
    pub(super) others: Vec<MethodId>,
}

/// An entry that may be the credential that is looked for.
pub(super) struct Likely {
    pub(super) method: Fido2Method,
    /// What else may be it.
    pub(super) others: VecDeque<Fido2Method>,
    pub(super) of: Doubted,
}

/// What is to come off a key, where the directory has nothing of it.
pub(super) enum Doubted {
    Kept(Box<Dispatch>, TroubleView),
    LeftBehind(LeftBehind),
}

/// Why the directory is asked what it has.
pub(super) enum WhyListed {
    /// What was sent may have been carried out.
    Unanswered(TroubleView),
    /// It said no to what may have been the second one.
    SaidNo(TroubleView, String),
    /// To send it again.
    ToSend,
    /// Its challenge expired after more than one was sent.
    Expired,
    /// To take its credential off the key: what the directory has must stay there.
    ToRemove(TroubleView),
}

/// What goes on while a response is kept.
pub(super) struct Pause {
    pub(super) trouble: TroubleView,
    /// When the directory is tried again by itself; `None`: only when asked to.
    pub(super) next: Option<UnixMillis>,
    pub(super) probe: Option<JobId>,
}

/// Where a removal came from.
pub(super) enum Back {
    Leftover(Question),
    Kept(Dispatch, TroubleView),
    LeftBehind(LeftBehind),
    /// Nothing is known yet of what there may be.
    Search(Traces),
}

/// What the record knows of a registration that may have left something on a key.
pub(super) struct Traces {
    pub(super) registration: RegistrationId,
    pub(super) rp_id: RpId,
    pub(super) user_handle: UserHandle,
    pub(super) known: Vec<CredentialId>,
    pub(super) authenticator: AuthenticatorId,
    pub(super) aaguid: Option<Aaguid>,
    pub(super) began: i64,
    pub(super) person: Option<PersonId>,
}

/// A credential that an interrupted registration left on a key.
pub(super) struct LeftBehind {
    pub(super) registration: RegistrationId,
    pub(super) rp_id: RpId,
    pub(super) authenticator: AuthenticatorId,
    pub(super) id: CredentialId,
    pub(super) aaguid: Option<Aaguid>,
    pub(super) account: Option<String>,
    pub(super) began: i64,
    /// Whose it would be in the directory, where it may have got there.
    pub(super) person: Option<PersonId>,
    pub(super) not_removed: Option<NotRemoved>,
}
