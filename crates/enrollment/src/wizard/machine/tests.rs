//! The machine against a scripted world. `table` walks the moments one by one, `orders` throws events
//! at it in any order and checks what must hold after every step.

mod later;
mod metadata;
mod orders;
mod rehearsed;
mod resumed;
mod stored;
mod table;

use std::{collections::VecDeque, sync::Arc};

use ctap::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport,
    ceremony::{
        Created, Ended, Failure, Leave, Moment, Proof, RegistrationView, Verdict, WhenUnusable,
    },
};
use serde_json::{Value, json};
use webauthn::{CallerOrigin, PublicKeyCredentialCreationOptions, RegistrationRequest, cbor};

use super::*;
use crate::{
    Made, Prepared,
    diagnosis::Recorded,
    ledger::RefusedBy,
    outbox::{Kept, Waiting},
    rehearsal::Rehearsal,
    removal::{Finding, Removal, Removed},
    tenant::{Fido2Method, MethodId, Organisation, Person, PersonId, TenantError, TenantRefusal},
    wizard::{
        Choice, Finish, Step, TroubleView, WizardView,
        means::{KeySeen, NoModels},
    },
};

/// In milliseconds since 1970; the challenge of the options lives for five minutes from here.
pub(super) const START: u64 = 1_790_000_000_000;
pub(super) const LIFE: u64 = 300_000;

pub(super) fn key() -> AuthenticatorId {
    AuthenticatorId::new("usb:1")
}

pub(super) fn options(expires: Option<u64>) -> Value {
    let mut options = json!({
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "AQIDBA", "name": "ada@example.org", "displayName": "Ada" },
        "challenge": "Y2hhbGxlbmdlLW9mLXRoaXMtdGVzdA",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        "attestation": "direct",
    });
    if let Some(end) = expires {
        // Graph's form.
        let end = time_text(end / 1000);
        options = json!({ "challengeTimeoutDateTime": end, "publicKey": options });
    }
    options
}

/// 1_790_000_000 is 2026-09-21T14:13:20Z; every test stays within that hour.
fn time_text(seconds: u64) -> String {
    let since = seconds - 1_790_000_000 + 13 * 60 + 20;
    format!("2026-09-21T14:{:02}:{:02}Z", since / 60, since % 60)
}

pub(super) fn setup() -> Setup {
    Setup {
        seed: 0xABCD,
        scene: Scene::Tenant,
        registrant: Registrant::OnBehalf,
        trust_anchors: Vec::new(),
        metadata: None,
        enterprise_attestation: Vec::new(),
        models: Arc::new(NoModels),
    }
}

pub(super) fn for_ada() -> Source {
    Source::Directory {
        person: "ada@example.org".to_owned(),
        name: "Blue key".to_owned(),
        later: None,
    }
}

pub(super) fn pasted() -> Source {
    Source::Options { json: options(None).to_string(), origin: None }
}

/// A throw-away request.
pub(super) fn drawn() -> Box<Prepared> {
    let now = Timestamp(i64::try_from(START / 1000).unwrap());
    let entropy = &mut ctap::SystemEntropy::new();
    Box::new(Rehearsal::new(entropy, WhenUnusable::AwaitAnother, now).unwrap().into_prepared())
}

pub(super) fn person() -> PersonId {
    PersonId("6ff0dd13-8a8b-4b5a-9c0e-0f1e7c4f5a01".to_owned())
}

/// What the directory says before. Models on `blocked` are refused.
pub(super) fn reading(blocked: &[&str]) -> Box<Reading> {
    Box::new(Reading {
        organisation: Organisation { id: "o".to_owned(), display_name: "Contoso".to_owned() },
        person: Person {
            id: person(),
            display_name: "Ada Lovelace".to_owned(),
            user_principal_name: "ada@example.org".to_owned(),
            groups: None,
        },
        configuration: json!({
            "id": "Fido2",
            "state": "enabled",
            "isSelfServiceRegistrationAllowed": true,
            "isAttestationEnforced": false,
            "keyRestrictions": {
                "isEnforced": !blocked.is_empty(),
                "enforcementType": "block",
                "aaGuids": blocked,
            },
            "includeTargets": [{ "targetType": "group", "id": "all_users" }],
            "excludeTargets": [],
        }),
        options: PublicKeyCredentialCreationOptions::from_value(options(Some(START + LIFE)))
            .unwrap(),
        ahead: 0,
    })
}

pub(super) const MODEL: &str = "07070707-0707-0707-0707-070707070707";

pub(super) fn info() -> Arc<AuthenticatorInfo> {
    let options = [("rk", true), ("clientPin", true), ("credMgmt", true)];
    let options: cbor::Value =
        options.into_iter().map(|(id, on)| (id, cbor::Value::from(on))).collect();
    let members: cbor::Value = [
        (1, cbor::Value::from(vec![cbor::Value::from("FIDO_2_1")])),
        (3, [7u8; 16].into()),
        (4, options),
        (0x14, cbor::Value::from(9)),
    ]
    .into_iter()
    .collect();
    Arc::new(AuthenticatorInfo::parse(&cbor::encode(&members)).unwrap())
}

/// An empty statement; for `packed` one with ECDAA, which Level 1 had and this build cannot verify.
fn statement(fmt: &str) -> cbor::Value {
    if fmt != "packed" {
        return cbor::Value::Map(Vec::new());
    }
    let members: [(cbor::Value, cbor::Value); 3] = [
        ("alg".into(), (-7).into()),
        ("sig".into(), vec![0_u8].into()),
        ("ecdaaKeyId".into(), vec![0_u8].into()),
    ];
    members.into_iter().collect()
}

/// What a key made: `none` verifies, this `packed` cannot be verified, anything else is nonsense.
pub(super) fn made(fmt: &str, after_cancel: bool) -> Made {
    let point: cbor::Value = [
        (1, cbor::Value::from(2)),
        (3, (-7).into()),
        (-1, 1.into()),
        (-2, point("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296")),
        (-3, point("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5")),
    ]
    .into_iter()
    .collect();
    let attested = [&[7; 16], &[0, 4][..], b"cred", &cbor::encode(&point)].concat();
    let auth_data =
        [&webauthn::rp_id_hash("example.org")[..], &[0x45, 0, 0, 0, 0], &attested].concat();
    let members: cbor::Value =
        [(1, cbor::Value::from(fmt)), (2, auth_data.into()), (3, statement(fmt))]
            .into_iter()
            .collect();
    let created = Created {
        authenticator: key(),
        transport: AuthenticatorTransport::Usb,
        info: info(),
        response: cbor::encode(&members),
        discoverable: true,
        proof: Proof::NotTried,
        traces: None,
        after_cancel,
        possibly_on: Vec::new(),
        pin_changed_on: Vec::new(),
    };
    let options =
        PublicKeyCredentialCreationOptions::from_value(options(Some(START + LIFE))).unwrap();
    let origin = CallerOrigin::parse("https://example.org").unwrap();
    Made::new(RegistrationRequest::new(options, &origin, None).unwrap(), created)
}

fn point(hex: &str) -> cbor::Value {
    data_encoding::HEXUPPER.decode(hex.as_bytes()).unwrap().into()
}

/// As the directory lists it.
pub(super) fn listed(id: &[u8]) -> Fido2Method {
    let pad = (3 - id.len() % 3) % 3;
    Fido2Method {
        id: MethodId(format!("{}{pad}", webauthn::base64url::encode(id))),
        display_name: Some("Blue key".to_owned()),
        aaguid: None,
        model: None,
        created: None,
        attestation_level: None,
        passkey_type: None,
    }
}

pub(super) fn no() -> TenantError {
    TenantError::Refused(Box::new(TenantRefusal {
        status: 400,
        code: "badRequest".to_owned(),
        message: "No.".to_owned(),
        ..TenantRefusal::default()
    }))
}

pub(super) fn ended(failure: Failure, possibly_on: Vec<AuthenticatorId>) -> Box<Ended> {
    Box::new(Ended { failure, possibly_on, pin_changed_on: Vec::new() })
}

/// What a bench does by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stores {
    /// Writes succeed at once.
    Obey,
    /// The test answers.
    ByHand,
}

/// The machine with what it asked for.
pub(super) struct Bench {
    pub(super) machine: Machine,
    pub(super) now: u64,
    pub(super) stores: Stores,
    pub(super) views: Vec<WizardView>,
    /// Everything but views, in order.
    pub(super) done: Vec<&'static str>,
    pub(super) events: Vec<Event>,
    pub(super) leaves: Vec<Leave>,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) lists: Vec<JobId>,
    pub(super) removals: Vec<Removal>,
    pub(super) document: Option<String>,
    pub(super) laid: Option<Recorded>,
    pub(super) told: Vec<(PromptId, ctap::ceremony::Answer)>,
}

impl Bench {
    pub(super) fn new(source: Source) -> Self {
        Self::of(Machine::begin(setup(), source, UnixMillis(START)))
    }

    pub(super) fn resumed(resumption: Resumption) -> Self {
        Self::of(Machine::resume(setup(), resumption, UnixMillis(START)))
    }

    fn of((machine, effects): (Machine, Vec<Effect>)) -> Self {
        let mut bench = Self {
            machine,
            now: START,
            stores: Stores::Obey,
            views: Vec::new(),
            done: Vec::new(),
            events: Vec::new(),
            leaves: Vec::new(),
            verdicts: Vec::new(),
            lists: Vec::new(),
            removals: Vec::new(),
            document: None,
            laid: None,
            told: Vec::new(),
        };
        bench.take(effects);
        bench
    }

    pub(super) fn step(&mut self, input: Input) {
        let effects = self.machine.step(UnixMillis(self.now), input);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        let mut at_once = VecDeque::new();
        for effect in effects {
            self.done.push(match effect {
                Effect::Show(view) => {
                    self.views.push(*view);
                    continue;
                }
                Effect::Read { .. } => "read",
                Effect::Draw => "draw",
                Effect::Register(_) => "register",
                Effect::Verdict(verdict) => {
                    self.verdicts.push(verdict);
                    "verdict"
                }
                Effect::Leave(leave) => {
                    self.leaves.push(leave);
                    "leave"
                }
                Effect::Tell(prompt, answer) => {
                    self.told.push((prompt, answer));
                    "tell"
                }
                Effect::StopCeremony => "stop",
                Effect::Record(event) => {
                    self.events.push(event);
                    at_once.push_back(Input::Recorded(Ok(self.events.len().try_into().unwrap())));
                    kind(&self.events.last().unwrap().kind)
                }
                Effect::Seal(_) => {
                    at_once.push_back(Input::Sealed(Ok(Kept::Sealed)));
                    "seal"
                }
                Effect::Erase(_) => "erase",
                Effect::Send(_) => "send",
                Effect::List(job, _) => {
                    self.lists.push(job);
                    "list"
                }
                Effect::Remove(removal, _) => {
                    self.removals.push(removal);
                    "remove"
                }
                Effect::HandOut(document) => {
                    self.document = Some(document);
                    "hand out"
                }
                Effect::Lay(recorded) => {
                    self.laid = Some(*recorded);
                    "lay"
                }
            });
        }
        if self.stores == Stores::Obey {
            at_once.into_iter().for_each(|input| self.step(input));
        }
    }

    pub(super) fn step_shown(&self) -> &Step {
        &self.views.last().unwrap().step
    }

    pub(super) fn finish(&self) -> &Finish {
        let Step::Over { finish, .. } = self.step_shown() else {
            panic!("{:?}", self.step_shown())
        };
        finish
    }

    pub(super) fn prompt(&self) -> PromptId {
        prompt(self.step_shown()).unwrap_or_else(|| panic!("{:?}", self.step_shown()))
    }

    pub(super) fn choose(&mut self, choice: Choice) {
        let prompt = self.prompt();
        self.step(Input::Answered(prompt, Reply::Choice(choice)));
    }

    pub(super) fn list(&mut self, methods: Result<Vec<Fido2Method>, TenantError>) {
        let job = *self.lists.last().unwrap();
        self.step(Input::Listed(job, methods));
    }

    /// Read, with the key in hand and leave asked for.
    pub(super) fn at_the_leave(source: Source) -> Self {
        let mut bench = Self::new(source.clone());
        match source {
            Source::Directory { .. } => bench.step(Input::Read(Ok(reading(&[])))),
            Source::Options { .. } => bench.choose(Choice::GoOn),
            Source::Rehearsal => bench.step(Input::Drawn(Ok(drawn()))),
        }
        let transport = AuthenticatorTransport::Usb;
        bench.step(Input::KeySeen(KeySeen { id: key(), transport, name: Some("Key".to_owned()) }));
        bench.step(Input::KeyInHand(key(), info()));
        bench
    }

    /// The key was told to make one.
    pub(super) fn at_the_touch(source: Source) -> Self {
        let mut bench = Self::at_the_leave(source);
        bench.step(Input::LeaveAsked(key()));
        bench.done.clear();
        bench
    }

    /// It was made, and sent.
    pub(super) fn sent() -> Self {
        let mut bench = Self::at_the_touch(for_ada());
        bench.step(Input::Made(Box::new(made("none", false))));
        bench
    }
}

pub(super) fn kind(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Began { .. } => "Began",
        EventKind::Created { .. } => "Created",
        EventKind::Registered { .. } => "Registered",
        EventKind::HandedOver { .. } => "HandedOver",
        EventKind::Refused { .. } => "Refused",
        EventKind::Abandoned { .. } => "Abandoned",
        EventKind::Removed { .. } => "Removed",
        EventKind::FoundNothing => "FoundNothing",
        EventKind::Unregistered { .. } => "Unregistered",
        EventKind::PassIssued { .. } => "PassIssued",
        EventKind::Erased { .. } => "Erased",
    }
}

/// The question that a step asks, the key's included.
pub(super) fn prompt(step: &Step) -> Option<PromptId> {
    match step {
        Step::NotRead { prompt, .. }
        | Step::Confirm { prompt }
        | Step::Refused { prompt, .. }
        | Step::Unproved { prompt, .. }
        | Step::NotRecorded { prompt, .. }
        | Step::Kept { prompt, .. }
        | Step::NotAccepted { prompt, .. }
        | Step::Found { prompt, .. }
        | Step::IsItThis { prompt, .. } => Some(*prompt),
        Step::Key { moment, .. } | Step::Removing { moment } => {
            prompt_of(&mut moment.clone()).copied()
        }
        Step::Reading | Step::Judging | Step::Sending | Step::ReadingBack | Step::Over { .. } => {
            None
        }
    }
}

pub(super) fn view(revision: u64, moment: Moment) -> Input {
    Input::Moment(RegistrationView { revision, moment })
}
