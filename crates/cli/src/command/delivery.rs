//! A registration on its way into a directory, and what is said of it there. What may have arrived must never be
//! said not to have.

use enrollment::tenant::{
    AsMade, Fido2Method, Parcel, Person, PersonId, Stored, Tenant, TenantError,
};
use entra_graph::GraphClient;
use serde_json::{Value, json};
use webauthn::Timestamp;

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
/// was not let in before, so nothing was carried out, and the challenge may outlast a sign-in. `made`: when its
/// key was told to make it, by our clock.
pub(super) fn deliver(
    at_work: &AtWork,
    person: &PersonId,
    parcel: &Parcel,
    made: Timestamp,
) -> Result<Fido2Method, TenantError> {
    match register(at_work.directory(), person, parcel, made) {
        Err(error) if matches!(at_work.signs_in_for(&error), Ok(true)) => {
            register(at_work.directory(), person, parcel, made)
        }
        sent => sent,
    }
}

/// What the directory's list has of it, made then by our clock.
pub(super) fn listed(
    client: &GraphClient,
    person: &PersonId,
    parcel: &Parcel,
    made: Timestamp,
) -> Result<Option<Fido2Method>, TenantError> {
    let (as_made, name) = (AsMade::of(parcel), parcel.name().unwrap_or_default());
    let sought = as_made.sought(&name, made.0.saturating_add(client.ahead()));
    let listed = client.fido2_methods(person)?;
    Ok(listed.into_iter().find(|method| sought.is(method)))
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
    made: Timestamp,
) -> Result<Fido2Method, TenantError> {
    let error = match client.register(person, parcel) {
        Ok(method) => return Ok(method),
        Err(error) => error,
    };
    if !error.leaves_open() {
        return Err(error);
    }
    listed(client, person, parcel, made).ok().flatten().ok_or(error)
}
