//! Each part is read by itself.

use entra_policy::{
    PasskeyType,
    readiness::{NotRead, Reading},
};
use serde_json::{Value, json};

use super::{SignInMethods, read_person, read_tenant, unread, what_it_makes};
use crate::tenant::{
    Administration, Claims, DirectoryObject, MethodKind, ObjectKind, Person, PersonId, TenantError,
    TenantRefusal, Tree,
};

/// A directory that lets nothing be read but the policy of v1.0 and passes.
struct Closed;

fn denied<T>() -> Result<T, TenantError> {
    let code = "Authorization_RequestDenied".to_owned();
    Err(TenantError::Refused(Box::new(TenantRefusal { status: 403, code, ..Default::default() })))
}

impl Administration for Closed {
    fn methods_policy(&self, tree: Tree) -> Result<Value, TenantError> {
        match tree {
            Tree::V1 => Ok(json!({})),
            Tree::Beta => Err(TenantError::Unreachable("cut".to_owned())),
        }
    }

    fn registration_details(&self) -> Result<Vec<Value>, TenantError> {
        Ok(vec![json!({ "methodsRegistered": [] })])
    }

    fn group_members(&self, _: &str) -> Result<Vec<String>, TenantError> {
        denied()
    }

    fn user_type(&self, _: &PersonId) -> Result<Option<String>, TenantError> {
        denied()
    }

    fn methods(&self, _: &PersonId, kind: MethodKind) -> Result<Vec<Value>, TenantError> {
        match kind {
            MethodKind::TemporaryAccessPass => {
                Ok(vec![json!({ "isUsable": false, "methodUsabilityReason": "Expired" })])
            }
            MethodKind::Fido2
            | MethodKind::MicrosoftAuthenticator
            | MethodKind::WindowsHelloForBusiness
            | MethodKind::PlatformCredential => denied(),
        }
    }

    fn hello_method(&self, _: &PersonId, _: &str) -> Result<Value, TenantError> {
        denied()
    }

    fn beginning_with(&self, _: &str) -> Result<Vec<DirectoryObject>, TenantError> {
        Ok(Vec::new())
    }

    fn display_name(&self, _: ObjectKind, id: &str) -> Result<String, TenantError> {
        Ok(id.to_owned())
    }
}

fn why<T: std::fmt::Debug>(reading: &Reading<T>) -> NotRead {
    reading.get().unwrap_err().why
}

#[test]
fn each_part_says_by_itself_why_it_was_not_read() {
    let group = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001".parse().unwrap();
    let facts = read_tenant(&Closed, Some(group));
    assert!(facts.policy.get().is_ok());
    assert_eq!(why(&facts.policy_beta), NotRead::Failed);
    assert_eq!(why(&facts.registrations), NotRead::Malformed);
    assert_eq!(why(&facts.pilot), NotRead::Forbidden);
    assert_eq!(why(&read_tenant(&Closed, None).pilot), NotRead::NotAsked);
}

#[test]
fn a_person_whose_methods_are_hidden_has_no_number_of_them() {
    let person = Person {
        id: PersonId("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101".to_owned()),
        display_name: "Ada".to_owned(),
        user_principal_name: "ada@example.org".to_owned(),
        groups: None,
    };
    let methods = SignInMethods::read(&Closed, &person.id);
    let facts = read_person(&Closed, &person, &methods, None);
    assert_eq!(why(&facts.registered.fido2), NotRead::Forbidden);
    assert_eq!(facts.subject.groups, None);
    assert_eq!(why(&facts.user_type), NotRead::Forbidden);
    let pass = facts.pass.get().unwrap().clone().unwrap();
    assert_eq!((pass.is_usable, pass.reason.as_deref()), (Some(false), Some("Expired")));
}

#[test]
fn what_a_model_makes_is_known_only_of_listed_ones() {
    let of = |model: &str| what_it_makes(model.parse().unwrap());
    assert_eq!(of("de1e552d-db1d-4423-a619-566b625cdc84"), Some(PasskeyType::DeviceBound));
    assert_eq!(of("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4"), Some(PasskeyType::Synced));
    assert_eq!(of("00000000-0000-0000-0000-000000000000"), None);
}

/// Seen of reports and logs (graph.md, section 5: a premium licence is needed). No permission would help.
#[test]
fn a_licence_that_is_missing_is_no_permission_that_is_missing() {
    let refused = |status, code: &str| {
        let error = TenantRefusal::from_value(&json!({ "error": { "code": code, "message": "" } }));
        unread(TenantError::Refused(Box::new(TenantRefusal { status, ..error.unwrap() }))).why
    };
    let code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";
    assert_eq!(refused(403, code), NotRead::LicenceMissing);
    assert_eq!(refused(403, &code.to_lowercase()), NotRead::LicenceMissing);
    assert_eq!(refused(403, "Authorization_RequestDenied"), NotRead::Forbidden);
    assert_eq!(refused(400, code), NotRead::Failed);
}

/// Checking the network would help nobody who has to sign in again.
#[test]
fn what_wants_a_new_or_a_stronger_sign_in_says_so() {
    let stronger = TenantError::StepUpNeeded { claims: Claims::from_json(b"{}").unwrap() };
    for error in [TenantError::SignInNeeded, stronger] {
        assert_eq!(unread(error).why, NotRead::SignInNeeded);
    }
    let away = TenantError::Unreachable("no route".to_owned());
    assert_eq!(unread(away).why, NotRead::Failed);
}
