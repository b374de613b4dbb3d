//! A registration on its way into a directory, and what is said of it there. What may have arrived must never be
//! said not to have.

use enrollment::tenant::{
    AsMade, Fido2Method, Parcel, Person, PersonId, Stored, Tenant, TenantError,
};
use entra_graph::GraphClient;
use serde_json::{Value, json};

use super::organisation::AtWork;

/// What the directory has now.
pub(super) fn registered(
    at_work: &AtWork,
    method: &Fido2Method,
    person: &Person,
    stored: Option<&[Stored]>,
) -> Value {
    json!({
        "method_id": method.id.0,
        "display_name": method.display_name,
        "user_id": person.id.0,
        "user_principal_name": person.user_principal_name,
        "organisation": at_work.name,
        "practice": at_work.organisation.is_practice(),
        "stored": stored,
    })
}

/// Sends it; where the directory wants a new or stronger sign-in and somebody is there, once more after that. It
/// was not let in before, so nothing was carried out, and the challenge may outlast a sign-in.
pub(super) fn deliver(
    at_work: &AtWork,
    person: &PersonId,
    parcel: &Parcel,
) -> Result<Fido2Method, TenantError> {
    match register(at_work.directory(), person, parcel) {
        Err(error) if matches!(at_work.signs_in_for(&error), Ok(true)) => {
            register(at_work.directory(), person, parcel)
        }
        sent => sent,
    }
}

/// What the directory stored, beside what was made; `None` where it could not be read again. The registration is
/// on record by now.
pub(super) fn stored(
    at_work: &AtWork,
    person: &PersonId,
    method: &Fido2Method,
    parcel: &Parcel,
) -> Option<Vec<Stored>> {
    // Nobody is asked to sign in for a comparison.
    let listed = at_work.directory().fido2_methods(person).ok()?;
    let listed = listed.into_iter().find(|one| one.id == method.id)?;
    Some(AsMade::of(parcel).beside(&listed))
}

/// Where it may have arrived, the list of keys says whether it did.
fn register(
    client: &GraphClient,
    person: &PersonId,
    parcel: &Parcel,
) -> Result<Fido2Method, TenantError> {
    let error = match client.register(person, parcel) {
        Ok(method) => return Ok(method),
        Err(error) => error,
    };
    if !error.leaves_open() {
        return Err(error);
    }
    let listed = client.fido2_methods(person).unwrap_or_default();
    let ours =
        |method: &Fido2Method| method.id.credential_id().as_ref() == Some(parcel.credential_id());
    listed.into_iter().find(ours).ok_or(error)
}
