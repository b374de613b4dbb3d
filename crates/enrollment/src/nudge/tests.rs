//! The prompt of a sign-in, against a directory that says what a test wants.

mod authenticator;
mod faults;
mod said;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use ctap::{SystemEntropy, ceremony::Failure};
use entra_policy::campaign::{Browser, MfaMethod, Os};
use serde_json::{Value, json};
use tempfile::TempDir;
use webauthn::{Aaguid, PublicKeyCredentialCreationOptions, Timestamp};

use super::*;
use crate::{
    ledger::RegistrationId,
    rooms::{CommandCode, Nudge, NudgeStanding, NudgeView, PasskeyWay, RuleOutcome},
    store::{SqliteStore, keyring::Keyring},
    tenant::{
        Administration, ChallengeLife, DirectoryObject, Fido2Method, MethodId, MethodKind,
        ObjectKind, Organisation, Parcel, Person, PersonId, Tenant, TenantError, Tree,
    },
    wizard::{Aside, Finish, Step, WizardView, means::NoModels},
};

const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const MIRA: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101";
const LISTED: &str = "70726163-7469-6365-4b45-590000000005";
const PHONE: &str = "fbfc3007-154e-4ecc-8c0b-6e020557d7bd";
const DAY: i64 = 86_400;

/// A directory in which one person is.
struct Fixed {
    /// The campaign's members, profile and lists are changed here.
    policy: Value,
    fido2: Vec<Value>,
    hello: usize,
    apps: Vec<Value>,
    methods_are_read: AtomicBool,
    /// What beta answers instead of its policy, if anything.
    beta: Mutex<Option<TenantError>>,
}

fn policy(profile: &Value) -> Value {
    json!({
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "snoozeDurationInDays": 3,
            "enforceRegistrationAfterAllowedSnoozes": true, "excludeTargets": [],
            "includeTargets": [{
                "id": STAFF, "targetType": "group", "targetedAuthenticationMethod": "fido2",
            }],
        } },
        "authenticationMethodConfigurations": [{
            "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
            "id": "Fido2", "state": "enabled", "isSelfServiceRegistrationAllowed": true,
            "excludeTargets": [],
            "passkeyProfiles": [profile],
            "includeTargets": [{
                "targetType": "group", "id": STAFF,
                "allowedPasskeyProfiles": ["00000000-0000-0000-0000-000000000001"],
            }],
        }],
    })
}

fn profile(types: &str, attestation: &str, listed: &[&str]) -> Value {
    json!({
        "id": "00000000-0000-0000-0000-000000000001", "name": "Ours", "passkeyTypes": types,
        "attestationEnforcement": attestation,
        "keyRestrictions": {
            "isEnforced": !listed.is_empty(), "enforcementType": "allow", "aaGuids": listed,
        },
    })
}

impl Fixed {
    fn with(profile: &Value) -> Self {
        let methods_are_read = AtomicBool::new(true);
        Self {
            policy: policy(profile),
            fido2: Vec::new(),
            hello: 1,
            apps: Vec::new(),
            methods_are_read,
            beta: Mutex::default(),
        }
    }

    fn office_keys() -> Self {
        Self::with(&profile("deviceBound", "registrationOnly", &[LISTED]))
    }

    fn campaign(&mut self) -> &mut Value {
        &mut self.policy["registrationEnforcement"]["authenticationMethodsRegistrationCampaign"]
    }
}

impl Administration for Fixed {
    fn methods_policy(&self, tree: Tree) -> Result<Value, TenantError> {
        match (tree, &*self.beta.lock().unwrap()) {
            (Tree::Beta, Some(error)) => Err(error.clone()),
            (Tree::Beta, None) => Ok(self.policy.clone()),
            (Tree::V1, _) => {
                let mut policy = self.policy.clone();
                let enforcement = &mut policy["registrationEnforcement"];
                let campaign = &mut enforcement["authenticationMethodsRegistrationCampaign"];
                campaign.as_object_mut().unwrap().remove("enforceRegistrationAfterAllowedSnoozes");
                Ok(policy)
            }
        }
    }

    fn registration_details(&self) -> Result<Vec<Value>, TenantError> {
        Ok(Vec::new())
    }

    fn group_members(&self, _: &str) -> Result<Vec<String>, TenantError> {
        Ok(Vec::new())
    }

    fn user_type(&self, _: &PersonId) -> Result<Option<String>, TenantError> {
        Ok(Some("Member".to_owned()))
    }

    fn methods(&self, _: &PersonId, kind: MethodKind) -> Result<Vec<Value>, TenantError> {
        if !self.methods_are_read.load(Ordering::Relaxed) {
            return Err(TenantError::Unreachable("no".to_owned()));
        }
        Ok(match kind {
            MethodKind::Fido2 => self.fido2.clone(),
            MethodKind::WindowsHelloForBusiness => vec![json!({}); self.hello],
            MethodKind::MicrosoftAuthenticator => self.apps.clone(),
            MethodKind::PlatformCredential | MethodKind::TemporaryAccessPass => Vec::new(),
        })
    }

    fn hello_method(&self, _: &PersonId, _: &str) -> Result<Value, TenantError> {
        Ok(Value::Null)
    }

    fn beginning_with(&self, _: &str) -> Result<Vec<DirectoryObject>, TenantError> {
        Ok(Vec::new())
    }

    fn display_name(&self, _: ObjectKind, id: &str) -> Result<String, TenantError> {
        Ok(id.to_owned())
    }
}

impl Tenant for Fixed {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        Ok(Organisation { id: "org".to_owned(), display_name: "Org".to_owned() })
    }

    fn person(&self, _: &str) -> Result<Person, TenantError> {
        Ok(Person {
            id: PersonId(MIRA.to_owned()),
            display_name: "Mira".to_owned(),
            user_principal_name: "mira@org.example".to_owned(),
            groups: Some([STAFF.to_owned()].into()),
        })
    }

    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        Ok(Value::Null)
    }

    fn creation_options(
        &self,
        _: &PersonId,
        _: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        Err(TenantError::NotFound("none".to_owned()))
    }

    fn register(&self, _: &PersonId, _: &Parcel) -> Result<Fido2Method, TenantError> {
        Err(TenantError::NotFound("none".to_owned()))
    }

    fn fido2_methods(&self, _: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        Ok(Vec::new())
    }

    fn delete_fido2_method(&self, _: &PersonId, _: &MethodId) -> Result<(), TenantError> {
        Ok(())
    }
}

/// A state on a disk, and windows on it one after the other.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn window(&self) -> Nudges {
        let path = self.0.path().join("record.sqlite");
        let store = SqliteStore::open(&path, Keyring::none(), Box::new(SystemEntropy::new()));
        Nudges::new(Arc::new(store.unwrap())).unwrap()
    }
}

fn on(os: Os, browser: Browser) -> SignIn {
    SignIn { os: Some(os), browser: Some(browser), mfa: Some(MfaMethod::Sms) }
}

fn windows() -> SignIn {
    on(Os::Windows, Browser::Edge)
}

fn at(day: i64) -> Timestamp {
    Timestamp(1_795_000_000 + day * DAY)
}

fn read(window: &Nudges, directory: &Fixed, sign_in: SignIn, day: i64) -> Nudge {
    let view = window.read(directory, MIRA, (sign_in, None), &NoModels, at(day)).unwrap();
    let NudgeView::Judged { nudge } = view else { panic!("{view:?}") };
    *nudge
}

fn asked(required: bool) -> NudgeStanding {
    NudgeStanding::Asked { required, failed: false }
}

fn over(finish: Finish) -> WizardView {
    WizardView {
        revision: 1,
        registration: RegistrationId("00".to_owned()),
        subject: None,
        keys: Vec::new(),
        step: Step::Over { finish, aside: Aside::default() },
    }
}

#[test]
fn three_skips_are_taken_and_the_fourth_prompt_has_none() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    for (prompt, day) in [0, 3, 6].into_iter().enumerate() {
        let window = desk.window();
        let nudge = read(&window, &directory, windows(), day);
        assert_eq!((nudge.standing, nudge.rule.id()), (asked(false), "eligible-nudge"));
        assert_eq!(usize::try_from(nudge.skips.used).unwrap(), prompt);
        assert_eq!(nudge.skips.after_skip, Some(at(day + 3).0));
        window.show(at(day)).unwrap();
        window.skip(at(day)).unwrap();
        let snoozed = read(&window, &directory, windows(), day);
        assert_eq!(snoozed.standing, NudgeStanding::NotAsked);
        assert_eq!(
            (snoozed.rule.id(), snoozed.skips.next),
            ("snooze-not-elapsed", Some(at(day + 3).0))
        );
    }
    let window = desk.window();
    let nudge = read(&window, &directory, windows(), 9);
    assert_eq!((nudge.standing, nudge.rule.id()), (asked(true), "limited-three-then-required"));
    window.show(at(9)).unwrap();
    assert_eq!(window.skip(at(9)).unwrap_err().code, CommandCode::Required);
    // It comes again at the very next sign-in.
    window.leave(at(9)).unwrap();
    let nudge = read(&desk.window(), &directory, windows(), 9);
    assert_eq!(nudge.standing, asked(true));
}

#[test]
fn a_prompt_that_nobody_saw_is_no_snooze_and_one_that_was_left_is_one() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    let window = desk.window();
    read(&window, &directory, windows(), 0);
    window.leave(at(0)).unwrap();
    assert_eq!(read(&window, &directory, windows(), 0).skips.used, 0);
    window.show(at(0)).unwrap();
    window.leave(at(0)).unwrap();
    assert_eq!(read(&window, &directory, windows(), 0).skips.used, 1);
    // A window that is killed does not say so; the next one counts it.
    let window = desk.window();
    read(&window, &directory, windows(), 4);
    window.show(at(4)).unwrap();
    drop(window);
    assert_eq!(read(&desk.window(), &directory, windows(), 4).skips.used, 2);
}

#[test]
fn a_skip_after_an_error_is_taken_only_after_one_and_does_not_count() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    let window = desk.window();
    read(&window, &directory, windows(), 0);
    window.show(at(0)).unwrap();
    assert_eq!(window.skip_error(at(0)).unwrap_err().code, CommandCode::Gone);
    window.follow(&over(Finish::NotMade { failure: Failure::Cancelled }), at(0));
    let cancelled = read(&window, &directory, windows(), 0);
    assert_eq!(cancelled.standing, asked(false), "who cancels met no error");
    window.follow(&over(Finish::NotMade { failure: Failure::TimedOut }), at(0));
    let failed = read(&window, &directory, windows(), 0);
    assert_eq!(failed.standing, NudgeStanding::Asked { required: false, failed: true });
    window.skip_error(at(0)).unwrap();
    let nudge = read(&window, &directory, windows(), 0);
    assert_eq!((nudge.skips.used, nudge.skips.errors), (0, 1));
    // No document says whether it begins a wait; after the days there is none in any case.
    let nudge = read(&desk.window(), &directory, windows(), 4);
    assert_eq!((nudge.standing, nudge.skips.used), (asked(false), 0));
}

#[test]
fn a_passkey_that_the_policy_takes_ends_the_prompt_without_a_skip() {
    let (desk, mut directory) = (Desk::new(), Fixed::office_keys());
    let window = desk.window();
    read(&window, &directory, windows(), 0);
    window.show(at(0)).unwrap();
    directory.fido2.push(json!({
        "aaGuid": LISTED, "passkeyType": "deviceBound", "attestationLevel": "attested",
    }));
    let nudge = read(&window, &directory, windows(), 0);
    assert_eq!(nudge.standing, NudgeStanding::NotAsked);
    assert_eq!(nudge.rule.id(), "profile-aaguid-one-eligible-stops-all");
    window.leave(at(0)).unwrap();
    let nudge = read(&desk.window(), &directory, windows(), 9);
    assert_eq!(nudge.skips.used, 0);
}

#[test]
fn who_skipped_is_not_asked_again_in_the_same_sign_in_where_days_are_none() {
    let (desk, mut directory) = (Desk::new(), Fixed::office_keys());
    directory.campaign()["snoozeDurationInDays"] = json!(0);
    let window = desk.window();
    read(&window, &directory, windows(), 0);
    window.show(at(0)).unwrap();
    window.skip(at(0)).unwrap();
    assert_eq!(read(&window, &directory, windows(), 0).standing, NudgeStanding::Answered);
    window.leave(at(0)).unwrap();
    assert_eq!(read(&window, &directory, windows(), 0).standing, asked(false));
}

#[test]
fn where_the_sign_in_happens_decides_as_the_documents_say() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    let window = desk.window();
    let linux = read(&window, &directory, on(Os::Linux, Browser::Firefox), 0);
    assert_eq!((linux.standing, linux.rule.id()), (NudgeStanding::NotAsked, "linux-not-nudged"));
    let without = SignIn { mfa: Some(MfaMethod::None), ..windows() };
    assert_eq!(read(&window, &directory, without, 0).rule.id(), "mfa-must-complete");
    let nothing_said = read(&window, &directory, SignIn::default(), 0);
    assert_eq!(nothing_said.standing, NudgeStanding::Unknown);
    assert!(nothing_said.settled_by.contains(&"context.os".to_owned()), "{nothing_said:?}");
    assert_eq!(window.show(at(0)).unwrap_err().code, CommandCode::Gone, "nothing is asked");
    assert!(nothing_said.assumed.iter().any(|one| one.fact == "context.interactive"));
    assert!(!nothing_said.assumed.iter().any(|one| one.fact == "context.os"));
}

#[test]
fn methods_that_could_not_be_read_leave_it_open_and_never_ask() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    directory.methods_are_read.store(false, Ordering::Relaxed);
    let nudge = read(&desk.window(), &directory, windows(), 0);
    assert_eq!(nudge.standing, NudgeStanding::Unknown);
    assert_eq!(nudge.settled_by, ["user.credentials"]);
}

#[test]
fn the_trace_names_the_rule_that_decides_once_and_what_it_looked_at() {
    let (desk, directory) = (Desk::new(), Fixed::office_keys());
    let nudge = read(&desk.window(), &directory, windows(), 0);
    let decides: Vec<_> = nudge.trace.iter().filter(|line| line.decides).collect();
    assert_eq!(decides.len(), 1);
    assert_eq!((decides[0].rule.id(), decides[0].outcome), ("eligible-nudge", RuleOutcome::Holds));
    let included = nudge.trace.iter().find(|line| line.rule.id() == "not-included").unwrap();
    let include = included.evidence.iter().find(|one| one.fact == "policy.include").unwrap();
    assert_eq!(include.value.as_deref(), Some(&*format!("[\"{STAFF}\"]")));
}

#[test]
fn nobody_is_sent_to_a_security_key_that_the_profile_refuses() {
    let way = |profile: &Value| {
        let directory = Fixed::with(profile);
        read(&Desk::new().window(), &directory, windows(), 0).way
    };
    assert_eq!(
        way(&profile("deviceBound", "registrationOnly", &[LISTED])),
        PasskeyWay::SecurityKey
    );
    assert_eq!(way(&profile("deviceBound,synced", "disabled", &[])), PasskeyWay::SecurityKey);
    for restricted in [
        profile("synced", "disabled", &[]),
        profile("synced", "disabled", &[PHONE]),
        profile("deviceBound,synced", "disabled", &[PHONE]),
    ] {
        let led = way(&restricted);
        let PasskeyWay::Provider { profile, path } = &led else { panic!("{restricted}: {led:?}") };
        assert_eq!(profile.as_deref(), Some("Ours"), "{restricted}: {path:?}");
    }
}

#[test]
fn a_passkey_counts_by_the_policy_that_is_the_persons() {
    let policy = policy(&profile("deviceBound", "registrationOnly", &[LISTED]));
    let fido2 = entra_policy::Fido2Policy::parse(&policy).unwrap();
    let directory = Fixed::office_keys();
    let subject = facts::subject(&directory.person("").unwrap());
    let eligible = |model: &str, kind: &str, level: Option<&str>| {
        let passkey = eligible::Passkey {
            model: model.parse::<Aaguid>().ok(),
            passkey_type: Some(kind),
            attestation_level: level,
        };
        passkey.is_eligible(&fido2, &subject)
    };
    assert_eq!(eligible(LISTED, "deviceBound", Some("attested")), Some(true));
    assert_eq!(eligible(LISTED, "deviceBound", Some("notAttested")), Some(false));
    assert_eq!(eligible(PHONE, "synced", Some("notAttested")), Some(false));
    assert_eq!(eligible(LISTED, "somethingNew", Some("attested")), None);
}
