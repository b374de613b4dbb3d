//! The directory of somebody who is not signed in any more: every question to it wants a sign-in. Practice must
//! never answer in its place.

use serde_json::Value;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp};

use super::{
    Administration, AuditLog, ChallengeLife, DirectoryObject, Editor, Fido2Method, IssuedPass,
    MethodId, MethodKind, ObjectKind, Organisation, OtherKind, OtherMethods, Parcel, PassWish,
    Passes, Person, PersonId, SignInPreferences, Tenant, TenantError, Tree,
};

/// A directory that lets nobody in.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

fn no<T>() -> Result<T, TenantError> {
    Err(TenantError::SignInNeeded)
}

impl Tenant for Nobody {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        no()
    }

    fn person(&self, _: &str) -> Result<Person, TenantError> {
        no()
    }

    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        no()
    }

    fn creation_options(
        &self,
        _: &PersonId,
        _: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        no()
    }

    fn register(&self, _: &PersonId, _: &Parcel) -> Result<Fido2Method, TenantError> {
        no()
    }

    fn fido2_methods(&self, _: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        no()
    }

    fn delete_fido2_method(&self, _: &PersonId, _: &MethodId) -> Result<(), TenantError> {
        no()
    }
}

impl Administration for Nobody {
    fn methods_policy(&self, _: Tree) -> Result<Value, TenantError> {
        no()
    }

    fn registration_details(&self) -> Result<Vec<Value>, TenantError> {
        no()
    }

    fn group_members(&self, _: &str) -> Result<Vec<String>, TenantError> {
        no()
    }

    fn user_type(&self, _: &PersonId) -> Result<Option<String>, TenantError> {
        no()
    }

    fn methods(&self, _: &PersonId, _: MethodKind) -> Result<Vec<Value>, TenantError> {
        no()
    }

    fn hello_method(&self, _: &PersonId, _: &str) -> Result<Value, TenantError> {
        no()
    }

    fn beginning_with(&self, _: &str) -> Result<Vec<DirectoryObject>, TenantError> {
        no()
    }

    fn display_name(&self, _: ObjectKind, _: &str) -> Result<String, TenantError> {
        no()
    }
}

impl OtherMethods for Nobody {
    fn delete_other(&self, _: &PersonId, _: OtherKind, _: &MethodId) -> Result<(), TenantError> {
        no()
    }
}

impl AuditLog for Nobody {
    fn method_audits(&self, _: Timestamp) -> Result<Vec<Value>, TenantError> {
        no()
    }
}

impl SignInPreferences for Nobody {
    fn sign_in_preferences(&self, _: &PersonId) -> Result<Value, TenantError> {
        no()
    }
}

impl Passes for Nobody {
    fn issue_pass(&self, _: &PersonId, _: PassWish) -> Result<IssuedPass, TenantError> {
        no()
    }
}

impl Editor for Nobody {
    fn document(&self, _: Tree, _: &str) -> Result<Value, TenantError> {
        no()
    }

    fn patch(&self, _: Tree, _: &str, _: &Value) -> Result<(), TenantError> {
        no()
    }
}
