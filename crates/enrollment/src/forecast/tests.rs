//! What an entry of the report becomes.

use entra_policy::campaign::Tenant;
use serde_json::{Value, json};

use super::read_people;
use crate::tenant::{
    Administration, DirectoryObject, MethodKind, ObjectKind, PersonId, TenantError, Tree,
};

const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const ADA: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101";

/// A directory with these entries; `members` of every group.
struct Fixed(Vec<Value>, Result<Vec<String>, TenantError>);

impl Administration for Fixed {
    fn methods_policy(&self, _: Tree) -> Result<Value, TenantError> {
        Ok(Value::Null)
    }

    fn registration_details(&self) -> Result<Vec<Value>, TenantError> {
        Ok(self.0.clone())
    }

    fn group_members(&self, _: &str) -> Result<Vec<String>, TenantError> {
        self.1.clone()
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

    fn beginning_with(&self, _: &str) -> Result<Vec<DirectoryObject>, TenantError> {
        Ok(Vec::new())
    }

    fn display_name(&self, _: ObjectKind, id: &str) -> Result<String, TenantError> {
        Ok(id.to_owned())
    }
}

fn tenant() -> Tenant {
    Tenant::parse(&json!({ "state": "enabled", "includeTargets": [{ "id": STAFF }] })).unwrap()
}

fn line(entry: Value, members: Result<Vec<String>, TenantError>) -> Value {
    let people = read_people(&Fixed(vec![entry], members), &tenant()).unwrap();
    serde_json::from_str(&people.lines[0]).unwrap()
}

#[test]
fn a_person_is_in_the_groups_whose_members_name_them() {
    let entry = json!({
        "id": ADA, "userPrincipalName": "ada@example.org", "userType": "member",
        "methodsRegistered": ["mobilePhone"],
    });
    let inside = line(entry.clone(), Ok(vec![ADA.to_ascii_uppercase()]));
    assert_eq!(inside["user.groups"], json!([STAFF]));
    assert_eq!((&inside["id"], &inside["user.guest"]), (&json!("ada@example.org"), &json!(false)));
    assert_eq!(inside["user.authenticatorPush"], false);
    assert_eq!(line(entry.clone(), Ok(Vec::new()))["user.groups"], json!([]));
    // Gone, or the id of a user: nobody is in it.
    let gone = Err(TenantError::NotFound("it".to_owned()));
    assert_eq!(line(entry.clone(), gone)["user.groups"], json!([]));
    // Not to be read: whether somebody is in it is not known.
    let hidden = Err(TenantError::Unreachable("cut".to_owned()));
    assert_eq!(line(entry, hidden).get("user.groups"), None);
}

#[test]
fn what_the_report_does_not_say_is_not_a_fact() {
    let bare = line(json!({ "id": ADA }), Ok(Vec::new()));
    assert_eq!(bare.get("user.authenticatorPush"), None);
    assert_eq!(bare.get("user.guest"), None);
    assert_eq!(bare["id"], ADA);
}
