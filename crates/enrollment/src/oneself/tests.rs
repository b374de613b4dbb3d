use std::sync::Mutex;

use serde_json::Value;
use webauthn::PublicKeyCredentialCreationOptions;

use super::*;
use crate::tenant::{ChallengeLife, Organisation, Parcel, Person};

/// A directory of which only the list of keys is asked.
struct Listing(Mutex<Vec<&'static str>>);

impl Listing {
    fn unasked<T>() -> Result<T, TenantError> {
        Err(TenantError::NotFound("anything else".to_owned()))
    }
}

impl Tenant for Listing {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        Self::unasked()
    }
    fn person(&self, _: &str) -> Result<Person, TenantError> {
        Self::unasked()
    }
    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        Self::unasked()
    }
    fn creation_options(
        &self,
        _: &PersonId,
        _: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        Self::unasked()
    }
    fn register(&self, _: &PersonId, _: &Parcel) -> Result<Fido2Method, TenantError> {
        Self::unasked()
    }
    fn fido2_methods(&self, _: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        let method = |id: &&str| Fido2Method {
            id: MethodId((*id).to_owned()),
            display_name: None,
            aaguid: None,
            model: None,
            created: None,
            attestation_level: None,
            passkey_type: None,
        };
        Ok(self.0.lock().unwrap().iter().map(method).collect())
    }
    fn delete_fido2_method(&self, _: &PersonId, _: &MethodId) -> Result<(), TenantError> {
        Self::unasked()
    }
}

#[test]
fn only_what_came_since_is_new_and_it_is_new_once() {
    let directory = Listing(Mutex::new(vec!["a"]));
    let person = PersonId("ada".to_owned());
    let mut watch = Watch::begin(&directory, &person).unwrap();
    assert!(watch.look(&directory, &person).unwrap().is_empty());
    *directory.0.lock().unwrap() = vec!["b", "a"];
    let new = watch.look(&directory, &person).unwrap();
    assert_eq!(new.iter().map(|one| one.id.0.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(watch.look(&directory, &person).unwrap().is_empty());
}
