//! What turns in an organisation while a registration is under way, before some step of it: tokens and sign-ins
//! end, the policy changes, requests are too many, more proof is wanted. It must change no answer by itself.

use std::sync::Mutex;

use enrollment::tenant::{
    ChallengeLife, Fido2Method, MethodId, Organisation, Parcel, Person, PersonId, Tenant,
    TenantError,
};
use entra_graph::GraphClient;
use practice::tenant::{Control, StepUp, Switches, Throttling};
use serde_json::{Value, json};
use webauthn::PublicKeyCredentialCreationOptions;

use super::way::request;
use crate::{chance::Chance, world::World};

const FIDO2: &str =
    "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2";
/// Before one of so many calls: a registration in which nothing goes wrong takes about as many.
const STEPS: u64 = 7;
/// The options are there, and the next call sends.
const SENDS: u64 = 3;

/// What turns, and before which step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    step: u64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    TokensEnd,
    SignInsEnd,
    MethodEnds,
    ModelEnds,
    TooMany,
    TooManySilent,
    MoreProof,
    MoreProofForbidden,
}

/// Each has to have happened often enough to count.
pub(super) const WORDS: [&str; 8] = [
    "tokens-end",
    "sign-ins-end",
    "method-ends",
    "model-ends",
    "too-many",
    "too-many-silent",
    "more-proof",
    "more-proof-forbidden",
];

impl Kind {
    /// What arrives whole is carried out all the same.
    const ENDS: [Self; 2] = [Self::TokensEnd, Self::SignInsEnd];

    const ALL: [Self; 8] = [
        Self::TokensEnd,
        Self::SignInsEnd,
        Self::MethodEnds,
        Self::ModelEnds,
        Self::TooMany,
        Self::TooManySilent,
        Self::MoreProof,
        Self::MoreProofForbidden,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::TokensEnd => "tokens-end",
            Self::SignInsEnd => "sign-ins-end",
            Self::MethodEnds => "method-ends",
            Self::ModelEnds => "model-ends",
            Self::TooMany => "too-many",
            Self::TooManySilent => "too-many-silent",
            Self::MoreProof => "more-proof",
            Self::MoreProofForbidden => "more-proof-forbidden",
        }
    }
}

impl Turn {
    pub(super) fn any(chance: &mut Chance) -> Self {
        let kinds: &[Kind] = if chance.below(2) == 0 { &Kind::ENDS } else { &Kind::ALL };
        let kind = chance.one_of(kinds);
        // Most where a key has made something already.
        let first = if chance.below(4) == 0 { 0 } else { SENDS };
        Self { step: first + chance.below(STEPS - first), kind }
    }

    /// Whether the directory may refuse what arrived whole from then on.
    pub(super) fn refuses(self) -> bool {
        !Kind::ENDS.contains(&self.kind)
    }
}

/// The hand at the organisation.
pub(super) struct Hand {
    control: Control,
    host: String,
    secret: String,
    policy: Value,
}

impl Hand {
    pub(super) fn of(world: &World) -> Self {
        Self {
            control: world.tenant.control().clone(),
            host: world.tenant.base_url().trim_start_matches("http://").to_owned(),
            secret: world.tenant.start_secret().reveal().to_owned(),
            policy: world.policy.clone(),
        }
    }

    /// Everything as it was at first, but for who is signed in.
    pub(super) fn sets_right(&self) {
        self.control.set_faults(Vec::new());
        self.control.set_switches(Switches::default());
        self.changes(&["state", "keyRestrictions", "passkeyProfiles"], &self.policy);
    }

    fn turns(&self, kind: Kind) {
        match kind {
            Kind::TokensEnd => self.control.expire_tokens(),
            Kind::SignInsEnd => self.control.revoke_sign_ins(),
            Kind::MethodEnds => self.changes(&["state"], &json!({ "state": "disabled" })),
            Kind::ModelEnds => {
                let mut policy = self.policy.clone();
                policy["keyRestrictions"]["enforcementType"] = "block".into();
                policy["passkeyProfiles"][0]["keyRestrictions"]["enforcementType"] = "block".into();
                self.changes(&["keyRestrictions", "passkeyProfiles"], &policy);
            }
            Kind::TooMany => self.throttles(Throttling::WithRetryAfter),
            Kind::TooManySilent => self.throttles(Throttling::Silent),
            Kind::MoreProof => self.wants(StepUp::Unauthorized),
            Kind::MoreProofForbidden => self.wants(StepUp::Forbidden),
        }
    }

    fn throttles(&self, throttling: Throttling) {
        self.control.set_switches(Switches { throttling, ..Switches::default() });
    }

    fn wants(&self, step_up: StepUp) {
        self.control.set_switches(Switches { step_up, ..Switches::default() });
    }

    /// Puts these members of the FIDO2 method's configuration.
    fn changes(&self, members: &[&str], of: &Value) {
        let mut body = json!({
            "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        });
        for name in members {
            body[*name] = of[*name].clone();
        }
        let (body, Self { host, secret, .. }) = (body.to_string(), self);
        let length = body.len();
        let answer = request(
            host,
            &format!(
                "PATCH {FIDO2} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {secret}\r\n\
                 Content-Type: application/json\r\nContent-Length: {length}\r\n\
                 Connection: close\r\n\r\n{body}"
            ),
        );
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    }
}

/// A client whose organisation turns before one of its calls.
pub(super) struct Turning {
    client: GraphClient,
    hand: Hand,
    state: Mutex<State>,
}

struct State {
    calls: u64,
    turn: Option<Turn>,
    turned: Option<&'static str>,
}

impl Turning {
    pub(super) fn new(client: GraphClient, world: &World, turn: Option<Turn>) -> Self {
        let state = State { calls: 0, turn, turned: None };
        Self { client, hand: Hand::of(world), state: Mutex::new(state) }
    }

    /// What has turned.
    pub(super) fn turned(&self) -> Option<&'static str> {
        self.state.lock().unwrap().turned
    }

    fn steps(&self) -> &GraphClient {
        let mut state = self.state.lock().unwrap();
        let calls = state.calls;
        state.calls += 1;
        if let Some(turn) = state.turn.take_if(|turn| turn.step == calls) {
            self.hand.turns(turn.kind);
            state.turned = Some(turn.kind.word());
        }
        &self.client
    }
}

impl Tenant for Turning {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        self.steps().organisation()
    }

    fn person(&self, id_or_upn: &str) -> Result<Person, TenantError> {
        self.steps().person(id_or_upn)
    }

    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        self.steps().fido2_configuration()
    }

    fn creation_options(
        &self,
        person: &PersonId,
        life: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        self.steps().creation_options(person, life)
    }

    fn ahead(&self) -> i64 {
        self.client.ahead()
    }

    fn register(&self, person: &PersonId, parcel: &Parcel) -> Result<Fido2Method, TenantError> {
        self.steps().register(person, parcel)
    }

    fn fido2_methods(&self, person: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        self.steps().fido2_methods(person)
    }

    fn delete_fido2_method(&self, person: &PersonId, method: &MethodId) -> Result<(), TenantError> {
        self.steps().delete_fido2_method(person, method)
    }
}
