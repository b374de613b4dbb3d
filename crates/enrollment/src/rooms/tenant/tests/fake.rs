//! A directory of three people in memory.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp};

use crate::tenant::{
    Administration, AuditLog, ChallengeLife, DirectoryObject, Editor, Fido2Method, IssuedPass,
    MethodId, MethodKind, ObjectKind, Organisation, OtherKind, OtherMethods, Parcel, PassWish,
    Passes, Person, PersonId, SignInPreferences, Tenant, TenantError, TenantRefusal, Tree,
};

pub(super) const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
pub(super) const KIOSKS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30003";
pub(super) const ADA: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101";
pub(super) const MYSELF: &str = "ada@harbourpine.example";
pub(super) const BO: &str = "bo@harbourpine.example";
pub(super) const BO_ID: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90102";
const GUEST_ID: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90103";
const PROFILE: &str = "00000000-0000-0000-0000-000000000001";
const LISTED: &str = "70726163-7469-6365-4b45-590000000005";
const OTHER: &str = "70726163-7469-6365-4b45-590000000009";

pub(super) struct Directory {
    pub(super) policy: Mutex<Value>,
    pub(super) sent: Mutex<Vec<Value>>,
    pub(super) reports: AtomicUsize,
    pub(super) denies: bool,
    pub(super) hides_report: bool,
    /// Whether the report lists security keys.
    pub(super) has_keys: bool,
    /// How many more people it lists.
    pub(super) more: usize,
    /// How many people it gives before it wants a new sign-in.
    pub(super) gives: Mutex<usize>,
    /// How often it wanted one instead.
    pub(super) turned_away: AtomicUsize,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            policy: Mutex::new(policy()),
            sent: Mutex::default(),
            reports: AtomicUsize::new(0),
            denies: false,
            hides_report: false,
            has_keys: false,
            more: 0,
            gives: Mutex::new(usize::MAX),
            turned_away: AtomicUsize::new(0),
        }
    }
}

fn policy() -> Value {
    let listed = json!({ "isEnforced": true, "enforcementType": "allow", "aaGuids": [LISTED] });
    json!({
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "snoozeDurationInDays": 3,
            "enforceRegistrationAfterAllowedSnoozes": true, "excludeTargets": [],
            "includeTargets": [{
                "id": STAFF, "targetType": "group", "targetedAuthenticationMethod": "fido2",
            }],
        } },
        "authenticationMethodConfigurations": [
            {
                "id": "Fido2", "state": "enabled", "excludeTargets": [],
                "isSelfServiceRegistrationAllowed": true, "isAttestationEnforced": false,
                "keyRestrictions": listed, "defaultPasskeyProfile": PROFILE,
                "passkeyProfiles": [{
                    "id": PROFILE, "name": "Office keys", "passkeyTypes": "deviceBound",
                    "attestationEnforcement": "disabled", "keyRestrictions": listed,
                }],
                "includeTargets": [{
                    "id": STAFF, "targetType": "group", "allowedPasskeyProfiles": [PROFILE],
                }],
            },
            {
                "id": "MicrosoftAuthenticator", "state": "enabled", "excludeTargets": [],
                "includeTargets": [],
            },
        ],
    })
}

impl Directory {
    /// Somebody else sets a member of the campaign.
    pub(super) fn campaign(&self, member: &str, value: Value) {
        let mut policy = self.policy.lock().unwrap();
        let of = &mut policy["registrationEnforcement"];
        of["authenticationMethodsRegistrationCampaign"][member] = value;
    }

    /// A member of the passkey method.
    pub(super) fn fido2(&self, member: &str, value: Value) {
        self.policy.lock().unwrap()["authenticationMethodConfigurations"][0][member] = value;
    }

    /// The bodies that were sent.
    pub(super) fn sent(&self) -> Vec<Value> {
        self.sent.lock().unwrap().clone()
    }

    /// How often the report was asked for.
    pub(super) fn reports(&self) -> usize {
        self.reports.load(Ordering::Relaxed)
    }

    /// The sign-in ends after so many more people.
    pub(super) fn ends_after(&self, people: usize) {
        *self.gives.lock().unwrap() = people;
    }

    /// How often somebody was asked for after it had ended.
    pub(super) fn turned_away(&self) -> usize {
        self.turned_away.load(Ordering::Relaxed)
    }

    fn let_in(&self, denied: bool) -> Result<(), TenantError> {
        let code = "Authorization_RequestDenied".to_owned();
        let refusal = TenantRefusal { status: 403, code, ..TenantRefusal::default() };
        if denied { Err(TenantError::Refused(Box::new(refusal))) } else { Ok(()) }
    }
}

impl Administration for Directory {
    fn methods_policy(&self, _: Tree) -> Result<Value, TenantError> {
        self.let_in(self.denies).map(|()| self.policy.lock().unwrap().clone())
    }

    fn registration_details(&self) -> Result<Vec<Value>, TenantError> {
        self.reports.fetch_add(1, Ordering::Relaxed);
        self.let_in(self.denies || self.hides_report)?;
        let methods: &[&str] = if self.has_keys { &["fido2SecurityKey"] } else { &["mobilePhone"] };
        let entry = |id: &str, name: &str, kind: &str, admin: bool| {
            json!({
                "id": id, "userPrincipalName": name, "userType": kind, "isAdmin": admin,
                "methodsRegistered": methods,
            })
        };
        let mut listed = vec![
            entry(BO_ID, BO, "member", false),
            entry(ADA, MYSELF, "member", true),
            entry(GUEST_ID, "guest@harbourpine.example", "guest", false),
        ];
        listed.extend((0..self.more).map(|at| {
            let name = format!("person-{at}@harbourpine.example");
            entry(&name, &name, "member", false)
        }));
        Ok(listed)
    }

    fn group_members(&self, group: &str) -> Result<Vec<String>, TenantError> {
        self.let_in(self.denies)?;
        match group {
            STAFF => Ok([ADA, BO_ID, GUEST_ID].map(str::to_owned).to_vec()),
            KIOSKS => Ok(vec![BO_ID.to_owned()]),
            other => Err(TenantError::NotFound(other.to_owned())),
        }
    }

    fn user_type(&self, _: &PersonId) -> Result<Option<String>, TenantError> {
        Ok(None)
    }

    fn methods(&self, _: &PersonId, _: MethodKind) -> Result<Vec<Value>, TenantError> {
        Ok(Vec::new())
    }

    fn hello_method(&self, _: &PersonId, _: &str) -> Result<Value, TenantError> {
        Ok(Value::Null)
    }

    fn beginning_with(&self, beginning: &str) -> Result<Vec<DirectoryObject>, TenantError> {
        let kiosks = DirectoryObject {
            kind: ObjectKind::Group,
            id: KIOSKS.to_owned(),
            name: "Reception kiosks".to_owned(),
            account: None,
        };
        Ok([kiosks].into_iter().filter(|one| one.name.starts_with(beginning)).collect())
    }

    fn display_name(&self, _: ObjectKind, id: &str) -> Result<String, TenantError> {
        match id {
            STAFF => Ok("All staff".to_owned()),
            other => Err(TenantError::NotFound(other.to_owned())),
        }
    }
}

impl OtherMethods for Directory {
    fn delete_other(&self, _: &PersonId, _: OtherKind, _: &MethodId) -> Result<(), TenantError> {
        Err(TenantError::SignInNeeded)
    }
}

impl AuditLog for Directory {
    fn method_audits(&self, _: Timestamp) -> Result<Vec<Value>, TenantError> {
        self.let_in(self.hides_report)?;
        Ok(vec![json!({
            "activityDateTime": "2026-11-17T09:00:00Z", "result": "success",
            "activityDisplayName": "User registered security info",
            "loggedByService": "Authentication Methods",
            "resultReason": "User registered Fido2 Authentication Method",
            "targetResources": [{ "id": ADA }],
        })])
    }
}

impl SignInPreferences for Directory {
    fn sign_in_preferences(&self, _: &PersonId) -> Result<Value, TenantError> {
        Ok(Value::Null)
    }
}

impl Passes for Directory {
    fn issue_pass(&self, _: &PersonId, _: PassWish) -> Result<IssuedPass, TenantError> {
        Err(TenantError::SignInNeeded)
    }
}

impl Editor for Directory {
    fn document(&self, _: Tree, path: &str) -> Result<Value, TenantError> {
        let policy = self.policy.lock().unwrap();
        let of_method = path.ends_with("/fido2");
        Ok(if of_method {
            policy["authenticationMethodConfigurations"][0].clone()
        } else {
            policy.clone()
        })
    }

    fn patch(&self, _: Tree, path: &str, body: &Value) -> Result<(), TenantError> {
        self.sent.lock().unwrap().push(body.clone());
        let mut policy = self.policy.lock().unwrap();
        let place = if path.ends_with("/fido2") {
            &mut policy["authenticationMethodConfigurations"][0]
        } else {
            &mut *policy
        };
        let members = place.as_object_mut().unwrap();
        members.extend(body.as_object().unwrap().clone());
        Ok(())
    }
}

impl Tenant for Directory {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        Ok(Organisation { id: STAFF.to_owned(), display_name: "Harbour & Pine".to_owned() })
    }

    fn person(&self, id_or_upn: &str) -> Result<Person, TenantError> {
        let mut gives = self.gives.lock().unwrap();
        let Some(left) = gives.checked_sub(1) else {
            self.turned_away.fetch_add(1, Ordering::Relaxed);
            return Err(TenantError::SignInNeeded);
        };
        *gives = left;
        let name = match id_or_upn {
            ADA => MYSELF,
            _ if id_or_upn.eq_ignore_ascii_case(MYSELF) => MYSELF,
            BO_ID => BO,
            other => other,
        };
        Ok(Person {
            id: PersonId(if name == MYSELF { ADA } else { id_or_upn }.to_owned()),
            display_name: name.to_owned(),
            user_principal_name: name.to_owned(),
            groups: Some(BTreeSet::from([STAFF.to_owned()])),
        })
    }

    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        Err(TenantError::SignInNeeded)
    }

    fn creation_options(
        &self,
        _: &PersonId,
        _: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        Err(TenantError::SignInNeeded)
    }

    fn register(&self, _: &PersonId, _: &Parcel) -> Result<Fido2Method, TenantError> {
        Err(TenantError::SignInNeeded)
    }

    /// Ada and Bo have a key of a model that no list names, the guest one that it does.
    fn fido2_methods(&self, person: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        let model = if person.0 == GUEST_ID { LISTED } else { OTHER };
        Ok(vec![Fido2Method {
            id: MethodId(String::new()),
            display_name: Some("Blue key".to_owned()),
            aaguid: model.parse().ok(),
            model: None,
            created: None,
            attestation_level: None,
            passkey_type: Some("deviceBound".to_owned()),
        }])
    }

    fn delete_fido2_method(&self, _: &PersonId, _: &MethodId) -> Result<(), TenantError> {
        Err(TenantError::SignInNeeded)
    }
}
