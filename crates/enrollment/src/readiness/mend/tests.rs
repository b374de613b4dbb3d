use std::sync::Mutex;

use serde_json::json;

use super::*;
use crate::tenant::{Administration, DirectoryObject, MethodKind, Nobody, ObjectKind, PersonId};

/// A directory that answers every change with something that nobody can read.
struct Mumbling {
    carries_out: bool,
    document: Mutex<Value>,
    changes: Mutex<usize>,
}

impl Mumbling {
    fn new(carries_out: bool) -> Self {
        let document = Mutex::new(json!({ "state": "disabled" }));
        Self { carries_out, document, changes: Mutex::new(0) }
    }
}

impl Editor for Mumbling {
    fn document(&self, _: Tree, _: &str) -> Result<Value, TenantError> {
        Ok(self.document.lock().unwrap().clone())
    }

    fn patch(&self, _: Tree, _: &str, body: &Value) -> Result<(), TenantError> {
        *self.changes.lock().unwrap() += 1;
        if self.carries_out {
            *self.document.lock().unwrap() = body.clone();
        }
        let (attempted, why) = ("changing", "4 MB of something".to_owned());
        Err(TenantError::Malformed { attempted, why })
    }
}

impl Administration for Mumbling {
    fn methods_policy(&self, tree: Tree) -> Result<Value, TenantError> {
        Nobody.methods_policy(tree)
    }

    fn registration_details(&self) -> Result<Vec<Value>, TenantError> {
        Nobody.registration_details()
    }

    fn group_members(&self, group: &str) -> Result<Vec<String>, TenantError> {
        Nobody.group_members(group)
    }

    fn user_type(&self, person: &PersonId) -> Result<Option<String>, TenantError> {
        Nobody.user_type(person)
    }

    fn methods(&self, person: &PersonId, kind: MethodKind) -> Result<Vec<Value>, TenantError> {
        Administration::methods(&Nobody, person, kind)
    }

    fn hello_method(&self, person: &PersonId, method: &str) -> Result<Value, TenantError> {
        Nobody.hello_method(person, method)
    }

    fn beginning_with(&self, text: &str) -> Result<Vec<DirectoryObject>, TenantError> {
        Nobody.beginning_with(text)
    }

    fn display_name(&self, kind: ObjectKind, id: &str) -> Result<String, TenantError> {
        Nobody.display_name(kind, id)
    }
}

fn change() -> Change {
    let (before, after) = (json!("disabled"), json!("enabled"));
    Change {
        version: "v1.0",
        path: "policies/authenticationMethodsPolicy".to_owned(),
        body: json!({ "state": "enabled" }),
        differences: vec![Difference { path: "state".to_owned(), before, after }],
    }
}

#[test]
fn an_answer_that_cannot_be_read_says_nothing_and_the_document_is_looked_at() {
    let made = Mumbling::new(true);
    mend(&made, &change(), None).unwrap();
    assert_eq!(*made.changes.lock().unwrap(), 1);
    let not_made = Mumbling::new(false);
    let error = mend(&not_made, &change(), None).unwrap_err();
    assert!(matches!(error, MendError::Tenant(TenantError::Malformed { .. })), "{error:?}");
    assert_eq!(*not_made.changes.lock().unwrap(), 1);
}
