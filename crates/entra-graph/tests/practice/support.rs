//! What the tests share: a tenant that runs, a client of it, and practice keys that register.

use std::{
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ctap::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Pin, SystemEntropy,
    ceremony::{Answer, Moment, RegistrationView, Verdict, WhenUnusable},
    driver::{Arrival, Controls, Driver, Face, Opener},
};
use enrollment::{
    Prepared, Sendable, Standing, Terms,
    tenant::{ChallengeLife, Parcel, Person, Tenant},
};
use entra_graph::{BearerToken, Endpoint, GraphClient, Settings};
use practice::{
    PracticeError,
    key::{self, PracticeKey, firmware::PinPreset, presence::Habit},
    models::Model,
    tenant::{self, PracticeTenant, Running},
};
use serde_json::Value;
use tempfile::TempDir;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor};

use crate::dress::Dress;

pub(crate) const MIRA: &str = "mira.okafor@harbourpine.example";
pub(crate) const FIDO2: &str =
    "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2";

/// A tenant that runs, and a folder with its keys.
pub(crate) struct Practice {
    pub(crate) folder: TempDir,
    pub(crate) running: Option<Running>,
    pub(crate) dress: Dress,
}

/// The sub code nested in an error's message, in Graph's shape (graph.md §6.2).
pub(crate) fn sub_code(raw: &Raw) -> String {
    assert_eq!(raw.status, 400, "{raw:?}");
    assert_eq!(raw.body["error"]["code"], "BadRequest");
    let message = raw.body["error"]["message"].as_str().unwrap();
    let nested: Value = serde_json::from_str(message).unwrap();
    let values = nested["odata.error"]["values"].as_array().unwrap();
    assert_eq!(values[0]["item"], "subCode");
    values[0]["value"].as_str().unwrap().to_owned()
}

/// What a request came to, whoever read it.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Value,
}

impl Practice {
    pub(crate) fn new() -> Self {
        Self::with(tenant::Settings::default())
    }

    pub(crate) fn with(settings: tenant::Settings) -> Self {
        let (folder, dress) = (tempfile::tempdir().unwrap(), Dress::default());
        let mut practice = Self { folder, running: None, dress };
        practice.start(settings);
        practice
    }

    pub(crate) fn start(&mut self, settings: tenant::Settings) {
        let key_folders = vec![self.folder.path().join("keys")];
        let settings = tenant::Settings { key_folders, ..settings };
        let state = self.folder.path().join("tenant");
        self.running = Some(PracticeTenant::start(&state, settings).unwrap());
    }

    pub(crate) fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub(crate) fn token(&self) -> BearerToken {
        BearerToken::new(self.running().start_secret().reveal().to_owned().into())
    }

    pub(crate) fn client(&self) -> GraphClient {
        self.client_with(Settings { version: self.dress.version, ..Settings::default() })
    }

    pub(crate) fn client_with(&self, settings: Settings) -> GraphClient {
        let endpoint = Endpoint::parse(self.running().base_url()).unwrap();
        GraphClient::new(endpoint, self.token(), settings)
    }

    pub(crate) fn mira(&self) -> Person {
        self.client().person(MIRA).unwrap()
    }

    /// A request by hand, with the start secret.
    pub(crate) fn raw(&self, method: &str, path: &str, body: Option<&Value>) -> Raw {
        self.with_token(self.running().start_secret().reveal(), method, path, body)
    }

    /// A request by hand, with this token.
    pub(crate) fn with_token(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Raw {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.running().base_url()))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        let response = match body {
            Some(body) => agent.run(request.body(body.to_string()).unwrap()).unwrap(),
            None => agent.run(request.body(()).unwrap()).unwrap(),
        };
        let (parts, mut body) = response.into_parts();
        let body = body.read_to_vec().unwrap();
        Raw {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        }
    }

    pub(crate) fn key_folder(&self, model: &Model) -> PathBuf {
        self.folder.path().join("keys").join(model.name)
    }

    /// A key of this model with the PIN 123456, made where there is none.
    pub(crate) fn key(&self, model: &Model) -> PracticeKey {
        key_in(&self.key_folder(model), model)
    }

    pub(crate) fn root(&self, model: &Model) -> TrustAnchor {
        let pem = self.key_folder(model).join("practice-root.pem");
        TrustAnchor::from_text(&std::fs::read_to_string(pem).unwrap()).unwrap()
    }

    /// Makes a credential for these options on this key, judged and ready to be sent.
    pub(crate) fn sendable(
        &self,
        options: PublicKeyCredentialCreationOptions,
        model: &Model,
    ) -> Sendable {
        self.made(options, None, model)
    }

    fn made(
        &self,
        options: PublicKeyCredentialCreationOptions,
        origin: Option<&str>,
        model: &Model,
    ) -> Sendable {
        let terms = Terms {
            now: now(),
            when_unusable: WhenUnusable::End,
            enterprise_attestation: Vec::new(),
        };
        let prepared = Prepared::new(options, origin, None, &terms).unwrap();
        let driver = Driver::new();
        let controls = driver.controls();
        let key = self.key(model);
        let open: Opener = Box::new(move || Ok(Box::new(key)));
        let id = AuthenticatorId::new(model.name);
        controls.arrived(Arrival::Attached(id, AuthenticatorTransport::Internal, open));
        controls.arrived(Arrival::Surveyed);
        let entropy = Box::new(SystemEntropy::new());
        let made = prepared.run(driver, entropy, &mut KnowsThePin(controls)).unwrap();
        match made.judge(vec![self.root(model)], None, now()).standing {
            Standing::Verified(sendable) => *sendable,
            standing => panic!("{standing:?}"),
        }
    }

    /// The same for an origin that is not the RP ID's.
    pub(crate) fn body_from(&self, options: Value, origin: Option<&str>, model: &Model) -> Value {
        let options = PublicKeyCredentialCreationOptions::from_value(options).unwrap();
        let sendable = self.made(options, origin, model);
        let parcel = Parcel::pack(&sendable, "key").unwrap();
        serde_json::from_slice(parcel.body()).unwrap()
    }

    /// Creation options as they came.
    pub(crate) fn options(&self, upn: &str) -> Value {
        let path = format!("/v1.0/users/{upn}/authentication/fido2Methods/creationOptions");
        self.raw("GET", &path, None).body
    }

    pub(crate) fn post(&self, upn: &str, body: &Value) -> Raw {
        self.raw("POST", &format!("/v1.0/users/{upn}/authentication/fido2Methods"), Some(body))
    }

    /// Changes the FIDO2 method's configuration.
    pub(crate) fn patch_fido2(&self, mut change: Value) {
        change["@odata.type"] = "#microsoft.graph.fido2AuthenticationMethodConfiguration".into();
        let answer = self.raw("PATCH", FIDO2, Some(&change));
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// A parcel for this person, fresh from a key.
    pub(crate) fn parcel(&self, person: &Person, model: &Model) -> Parcel {
        let options = self.client().creation_options(&person.id, ChallengeLife::Standard).unwrap();
        Parcel::pack(&self.sendable(options, model), "Mira's blue key").unwrap()
    }
}

/// The key in this folder, once whoever had it has put it away.
pub(crate) fn key_in(folder: &Path, model: &Model) -> PracticeKey {
    loop {
        let pin = PinPreset { pin: "123456".to_owned().into(), retries: 8, force_change: false };
        let settings = key::Settings {
            aaguid: Some(model.aaguid.0),
            pin: Some(pin),
            ..key::Settings::default()
        };
        let presence = Box::new(Habit::touches_after(Duration::ZERO));
        match PracticeKey::open_or_create(folder, settings, presence) {
            Err(PracticeError::InUse(_)) => thread::sleep(Duration::from_millis(5)),
            opened => return opened.unwrap(),
        }
    }
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_secs()).unwrap())
}

struct KnowsThePin(Controls);

impl Face for KnowsThePin {
    fn show(&mut self, view: &RegistrationView) {
        if let Moment::EnterPin { prompt, .. } = view.moment {
            let pin = Pin::new(b"123456".to_vec().into()).unwrap();
            self.0.answer(prompt, Answer::Pin(pin));
        }
    }
    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}
