//! From a directory or a document to a registration that may begin. Names of the options are claims,
//! and options that somebody brought are never used before the person has seen for what.

use ctap::ceremony::WhenUnusable;
use entra_policy::Standing;
use webauthn::{PublicKeyCredentialCreationOptions, RpId};

use super::{
    Effect, EventKind, Machine, Reading, State, Task,
    state::{KeyWork, Then},
};
use crate::{
    OrganisationPolicy, PolicyGate, PrepareError, Prepared, Terms,
    ledger::{RefusedBy, Scene, reason_of},
    tenant::{ChallengeLife, PersonId, TenantError},
    wizard::{Finish, Source, Subject, TroubleView},
};

impl Machine {
    /// Begins with what it was started from.
    pub(super) fn read(&mut self) {
        match self.source.clone() {
            Some(Source::Directory { person, later, .. }) => {
                self.turn_to(State::AwaitReading);
                self.out.push(Effect::Read { person, life: ChallengeLife::of(later) });
            }
            Some(Source::Options { json, origin }) => {
                match self.prepare_given(&json, origin.as_deref()) {
                    Ok(prepared) => {
                        let prompt = self.prompt();
                        self.turn_to(State::AwaitConfirm(prompt, Box::new(prepared)));
                    }
                    Err(trouble) => self.ask_to_read_again(trouble),
                }
            }
            Some(Source::Rehearsal) => {
                self.turn_to(State::AwaitReading);
                self.out.push(Effect::Draw);
            }
            None => {}
        }
    }

    pub(super) fn on_not_read(&mut self, why: TroubleView) {
        if let Some(State::AwaitReading) =
            self.take_if(|state| matches!(state, State::AwaitReading))
        {
            self.ask_to_read_again(why);
        }
    }

    pub(super) fn on_read(&mut self, read: Result<Box<Reading>, TenantError>) {
        let Some(State::AwaitReading) = self.take_if(|state| matches!(state, State::AwaitReading))
        else {
            return;
        };
        let prepared = match read {
            Ok(reading) => self.prepare_read(*reading),
            Err(error) => Err(error.into()),
        };
        match prepared {
            Ok(prepared) => match self.refused_whatever_the_key() {
                Some(reason) => self.refuse_before_any_key(reason),
                None => self.register(Box::new(prepared)),
            },
            Err(trouble) => self.ask_to_read_again(trouble),
        }
    }

    pub(super) fn register(&mut self, prepared: Box<Prepared>) {
        self.turn_to(State::AwaitKey(Box::<KeyWork>::default()));
        self.out.push(Effect::Register(prepared));
    }

    /// A method that is off, or a person who is not in scope, needs no key to be refused.
    fn refused_whatever_the_key(&self) -> Option<String> {
        let policy = self.task.as_ref()?.policy.as_ref()?;
        let admission = policy.before_any_key().admission;
        (admission.standing == Standing::Refused).then(|| reason_of(&admission.findings))
    }

    fn refuse_before_any_key(&mut self, reason: String) {
        let by = RefusedBy::Preflight;
        let writes = vec![self.note(EventKind::Refused { by, reason: reason.clone() })];
        let finish = Finish::Refused { by, reason, leftover: None };
        self.write(writes, Then::Finish(Box::new(finish), None));
    }

    pub(super) fn ask_to_read_again(&mut self, trouble: TroubleView) {
        let prompt = self.prompt();
        self.turn_to(State::AwaitReadAgain(prompt, trouble));
    }

    fn prepare_read(&mut self, reading: Reading) -> Result<Prepared, TroubleView> {
        let Reading { organisation, person, configuration, options, ahead } = reading;
        let registrant = self.setup.registrant;
        let policy = OrganisationPolicy::for_person(&configuration, &person, registrant)
            .map_err(|error| TroubleView::PolicyMalformed { detail: error.to_string() })?;
        let prepared = Prepared::new(options, None, None, &self.terms())?;
        // Entra takes no passkey without it.
        let prepared = prepared.with_user_verification();
        let (name, later) = match &self.source {
            Some(Source::Directory { name, later, .. }) => (name.clone(), later.is_some()),
            Some(Source::Options { .. } | Source::Rehearsal) | None => (String::new(), false),
        };
        let scene = self.setup.scene;
        let mut subject = self.subject(&prepared, scene);
        subject.organisation = Some(organisation.display_name.clone());
        subject.display_name.clone_from(&person.display_name);
        subject.account.clone_from(&person.user_principal_name);
        subject.policy_read = Some(self.seconds());
        subject.ahead = ahead;
        self.task = Some(Task {
            organisation: Some(organisation.display_name),
            tenant: Some(organisation.id),
            person: Some(person.id),
            name,
            gate: self.gate(Some(policy.clone())),
            policy: Some(policy),
            ahead,
            later,
            ..task(&prepared, scene)
        });
        self.subject = Some(subject);
        Ok(prepared)
    }

    fn prepare_given(&mut self, json: &str, origin: Option<&str>) -> Result<Prepared, TroubleView> {
        let malformed = |detail: String| TroubleView::OptionsMalformed { detail };
        if json.len() > PublicKeyCredentialCreationOptions::MAX_LENGTH {
            return Err(malformed(format!("{} bytes", json.len())));
        }
        let options = PublicKeyCredentialCreationOptions::from_json(json.as_bytes())
            .map_err(|error| malformed(error.to_string()))?;
        let prepared = Prepared::new(options, origin, None, &self.terms())?;
        self.subject = Some(self.subject(&prepared, Scene::Options));
        self.task = Some(Task { gate: self.gate(None), ..task(&prepared, Scene::Options) });
        Ok(prepared)
    }

    fn terms(&self) -> Terms {
        Terms {
            now: self.timestamp(),
            when_unusable: WhenUnusable::AwaitAnother,
            enterprise_attestation: self.setup.enterprise_attestation.clone(),
        }
    }

    pub(super) fn subject(&self, prepared: &Prepared, scene: Scene) -> Subject {
        let options = prepared.options();
        Subject {
            scene,
            organisation: None,
            display_name: options.user.display_name.clone(),
            account: options.user.name.clone(),
            rp_id: prepared.rp_id().to_owned(),
            origin: prepared.origin().to_owned(),
            expires: options.challenge_timeout.map(|end| end.0),
            policy_read: None,
            ahead: 0,
        }
    }
}

impl Machine {
    /// What a key is held against before any PIN and touch.
    fn gate(&self, policy: Option<OrganisationPolicy>) -> PolicyGate {
        PolicyGate::new(policy).with_metadata(self.setup.metadata.clone(), self.timestamp())
    }
}

pub(super) fn task(prepared: &Prepared, scene: Scene) -> Task {
    let options = prepared.options();
    Task {
        scene,
        organisation: None,
        tenant: None,
        person: None::<PersonId>,
        name: String::new(),
        rp_id: RpId::parse(prepared.rp_id()).ok(),
        user_handle: Some(options.user.id.clone()),
        account: options.user.name.clone(),
        expires: options.challenge_timeout.map(|end| end.0),
        gate: PolicyGate::default(),
        policy: None,
        ahead: 0,
        later: false,
    }
}

impl From<PrepareError> for TroubleView {
    fn from(error: PrepareError) -> Self {
        Self::OptionsRefused { code: error.code().to_owned(), detail: error.to_string() }
    }
}

impl From<TenantError> for TroubleView {
    fn from(error: TenantError) -> Self {
        match error {
            TenantError::Unreachable(_) => Self::Unreachable,
            TenantError::Unanswered(_) => Self::Unanswered,
            TenantError::Throttled { retry_after } => {
                Self::Throttled { retry_after: retry_after.map(|wait| wait.as_secs()) }
            }
            TenantError::Failing { status, .. } => Self::Failing { status },
            TenantError::SignInNeeded => Self::SignInNeeded { stronger: false },
            TenantError::StepUpNeeded { .. } => Self::SignInNeeded { stronger: true },
            TenantError::NotFound(_) => Self::NotFound,
            TenantError::Refused(refusal) => Self::Refused {
                status: refusal.status,
                code: refusal.code,
                message: refusal.message,
                sub_code: refusal.sub_code,
                request_id: refusal.request_id,
            },
            TenantError::Malformed { .. } => Self::Malformed,
        }
    }
}
