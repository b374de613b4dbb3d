//! From what a key made to what may leave: judged, put on record, and sealed before it is sent. What
//! the judge or the policy refuses never becomes a parcel.

use std::sync::Arc;

use ctap::AuthenticatorInfo;
use entra_policy::Admission;
use webauthn::{Timestamp, metadata::Consulted};

use super::{
    EventKind, Machine, State,
    key::abandoned,
    state::{About, Credential, Dispatch, Handing, KeyWork, Question, Then, Write},
};
use crate::{
    Basis, Judged, Made, ProofOfPossession, SendUnproved, Sendable, Standing, Unproved,
    ledger::{Abandonment, RefusedBy, Scene, reason_of},
    metadata::Metadata,
    outbox::Waiting,
    tenant::Parcel,
    wizard::{Finish, Refusal, Remedy, TroubleView},
};

/// How long a response is kept where its options do not say how long their challenge lives.
const UNSAID: i64 = 300;

impl Machine {
    pub(super) fn on_made(&mut self, made: Made) {
        let Some(State::AwaitKey(work)) = self.take_if(|state| matches!(state, State::AwaitKey(_)))
        else {
            return;
        };
        self.asked = None;
        if self.rehearses() {
            return self.on_rehearsed(made);
        }
        self.aside.possibly_on = made.possibly_on().to_vec();
        self.aside.pin_changed_on = made.pin_changed_on().to_vec();
        self.aside.after_cancel = made.is_after_cancel();
        let mut writes = self.began_before(*work, &made);
        let mut credential = self.credential(&made);
        writes.push(self.note(EventKind::Created {
            credential_id: credential.id_text(),
            aaguid: credential.aaguid.map(|aaguid| aaguid.to_string()),
            expires: self.task.as_ref().and_then(|task| task.expires),
        }));
        let policy = self.task.as_ref().and_then(|task| task.policy.as_ref());
        let metadata = self.setup.metadata.as_ref();
        let Judged { mut judgement, admission, proof, standing } = made.judge_on(&Basis {
            trust_anchors: &self.setup.trust_anchors,
            policy,
            metadata: metadata.map_or(Consulted::Nothing, Metadata::consulted),
            now: self.timestamp(),
        });
        if let Some(aaguid) = judgement.aaguid.filter(|_| judgement.model.is_none()) {
            judgement.model = self.setup.models.name(aaguid);
        }
        credential.signs = signs(proof);
        credential.judgement = Some(judgement);
        match standing {
            Standing::Verified(sendable) => self.sendable(writes, credential, &sendable),
            Standing::Undetermined(unproved) => {
                self.write(writes, Then::AskUnproved(Box::new(credential), unproved));
            }
            Standing::Refused => self.refused(writes, credential, admission.as_ref()),
        }
    }

    /// What of the attempts made nothing; and `Began`, should a ceremony not have asked for leave.
    fn began_before(&mut self, work: KeyWork, made: &Made) -> Vec<Write> {
        let KeyWork { mut begun, .. } = work;
        let of_this = begun.iter().rposition(|one| one.authenticator == *made.authenticator());
        let mut writes = Vec::new();
        match of_this {
            Some(at) => self.registration = begun.remove(at).registration,
            None => writes.push(self.note(self.began(made.authenticator()))),
        }
        writes.extend(abandoned(&begun, made.possibly_on(), Abandonment::ANOTHER_KEY));
        writes
    }

    fn credential(&self, made: &Made) -> Credential {
        let (id, aaguid) = made.credential().unzip();
        let left = made.info().remaining_discoverable_credentials;
        Credential {
            registration: self.registration.clone(),
            authenticator: made.authenticator().clone(),
            id,
            aaguid,
            remedy: if made.is_discoverable() { remedy(made.info()) } else { Remedy::TakesNoSlot },
            not_removed: None,
            made: self.seconds(),
            signs: None,
            // The key said it before it made one more.
            slots_left: left.map(|left| left.saturating_sub(u64::from(made.is_discoverable()))),
            judgement: None,
        }
    }

    /// It may leave: to the directory, or to whoever brought the options.
    fn sendable(&mut self, mut writes: Vec<Write>, credential: Credential, sendable: &Sendable) {
        let scene = self.task.as_ref().map_or(self.setup.scene, |task| task.scene);
        if scene == Scene::Options {
            return self.hand_out(writes, credential, sendable, true);
        }
        let name = self.task.as_ref().map_or_else(String::new, |task| task.name.clone());
        let person = self.task.as_ref().and_then(|task| task.person.clone());
        let (Ok(parcel), Some(person)) = (Parcel::pack(sendable, &name), person) else {
            return self.refused(writes, credential, None);
        };
        let expires = self.task.as_ref().and_then(|task| task.expires);
        let expires = Timestamp(expires.unwrap_or_else(|| self.seconds().saturating_add(UNSAID)));
        let registration = credential.registration.clone();
        let waiting = Arc::new(Waiting { registration, person, expires, parcel });
        writes.insert(0, Write::Seal(Arc::clone(&waiting)));
        let dispatch = Box::new(Dispatch {
            credential,
            waiting,
            name,
            survives: false,
            uncertain: false,
            repeated: false,
            tries: 0,
            leaving: false,
            others: Vec::new(),
        });
        // Asked to stop is not asked to send.
        let then = if self.aside.after_cancel {
            Then::Keep(dispatch, TroubleView::AskedToStop)
        } else if self.task.as_ref().is_some_and(|task| task.later) {
            Then::KeepForLater(dispatch)
        } else {
            Then::Send(dispatch)
        };
        self.write(writes, then);
    }

    fn hand_out(
        &mut self,
        mut writes: Vec<Write>,
        credential: Credential,
        sendable: &Sendable,
        proved: bool,
    ) {
        let response = sendable.response().ok();
        let document = response.and_then(|one| serde_json::to_string_pretty(&one).ok());
        let (Some(document), Some(judgement)) = (document, credential.judgement.clone()) else {
            return self.refused(writes, credential, None);
        };
        writes.push(self.note(EventKind::HandedOver { proved }));
        let ticks = self.ticks(&credential, None);
        let finish = Finish::HandedOver { judgement, proved, ticks };
        self.write(writes, Then::HandOut(Box::new(Handing { credential, document, finish })));
    }

    fn refused(
        &mut self,
        mut writes: Vec<Write>,
        credential: Credential,
        admission: Option<&Admission>,
    ) {
        let findings = credential.judgement.as_ref().map(|one| one.findings.as_slice());
        let reason = reason_of(findings.unwrap_or_default());
        let by = RefusedBy::Judge;
        let kind = EventKind::Refused { by, reason: reason.clone() };
        writes.push(self.note(kind));
        let refusal = admission
            .filter(|admission| admission.standing == entra_policy::Standing::Refused)
            .and_then(|admission| self.refusal_of(admission));
        let about = About::Refused(refusal);
        let question = Question { credential, by, reason, about };
        self.write(writes, Then::AskLeftover(Box::new(question), None));
    }

    /// The person wants it sent though not all of it is proved.
    pub(super) fn send_unproved(&mut self, credential: Credential, unproved: Unproved) {
        let sendable = unproved.with_consent(SendUnproved::as_the_person_said());
        if self.task.as_ref().is_some_and(|task| task.scene == Scene::Options) {
            return self.hand_out(Vec::new(), credential, &sendable, false);
        }
        self.aside.after_cancel = false;
        self.sendable(Vec::new(), credential, &sendable);
    }

    /// The person does not.
    pub(super) fn keep_unproved_back(&mut self, credential: Credential) {
        let reason = Abandonment::UNPROVED.to_owned();
        let kind = EventKind::Abandoned { reason: reason.clone() };
        let writes = vec![self.note(kind)];
        let by = RefusedBy::Judge;
        let about = About::Refused(None);
        let question = Question { credential, by, reason, about };
        self.write(writes, Then::AskLeftover(Box::new(question), None));
    }

    pub(super) fn refusal_of(&self, admission: &Admission) -> Option<Refusal> {
        Refusal::of(admission, self.setup.models.as_ref())
    }
}

/// CTAP 2.1 §6.8: keys without credential management give nothing back but by a reset.
fn remedy(info: &AuthenticatorInfo) -> Remedy {
    if info.has("credMgmt") || info.has("credentialMgmtPreview") {
        Remedy::RemoveHere
    } else {
        Remedy::ResetOnly
    }
}

fn signs(proof: ProofOfPossession) -> Option<bool> {
    match proof {
        ProofOfPossession::Holds => Some(true),
        ProofOfPossession::Fails => Some(false),
        ProofOfPossession::Refused(_) | ProofOfPossession::Unknown => None,
    }
}
