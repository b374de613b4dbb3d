//! `touchstone tenant methods`: a person's passkeys in the directory, shown, and one taken out. Nothing may be
//! deleted before it was said what the person has left.

use enrollment::{
    lost_key::{self, Deleted, Done, LeftWith, Loss},
    readiness::registered_beside,
    tenant::{Fido2Method, MethodId, Person, Tenant},
};
use entra_graph::sign_in::Job;
use serde_json::{Value, json};
use webauthn::base64url;

use super::{super::organisation::AtWork, about, confirm};
use crate::{
    args::{
        Common, MethodsArguments, MethodsCommand, MethodsDeleteArguments, MethodsListArguments,
    },
    exit::Exit,
    output,
    problem::{DirectoryProblem, PlaceProblem, Problem},
    text,
};

/// What a person types before a passkey goes.
const WORD: &str = "delete";

/// Lists or deletes.
///
/// # Errors
/// The directory cannot be asked or refuses, nobody agreed, or the result was not written.
pub(super) fn run(arguments: &MethodsArguments, common: &Common) -> Result<Exit, Problem> {
    let at_work = AtWork::open(common, &[Job::Desk])?;
    match &arguments.command {
        MethodsCommand::List(arguments) => list(&at_work, arguments, common),
        MethodsCommand::Delete(arguments) => delete(&at_work, arguments, common),
    }
}

fn read(at_work: &AtWork, upn: &str) -> Result<(Person, Vec<Fido2Method>), Problem> {
    let person = at_work.ask(|client| client.person(upn))?;
    let methods = at_work.ask(|client| client.fido2_methods(&person.id))?;
    Ok((person, methods))
}

fn list(
    at_work: &AtWork,
    arguments: &MethodsListArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let (person, methods) = read(at_work, &arguments.upn)?;
    let written = if common.json {
        let methods: Vec<_> = methods.iter().map(|one| describe(at_work, one)).collect();
        let document = json!({ "person": person.user_principal_name, "methods": methods });
        output::document(&about(at_work, document))
    } else {
        output::say(&at_work.said().line());
        let named = |one: &Fido2Method| model(at_work, one);
        output::result(&text::methods(&person.user_principal_name, &methods, &named))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

fn delete(
    at_work: &AtWork,
    arguments: &MethodsDeleteArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let (person, methods) = read(at_work, &arguments.upn)?;
    let id = MethodId(arguments.method.clone());
    let method = methods.iter().find(|one| one.id == id);
    let method = method.ok_or_else(|| DirectoryProblem::NoSuchMethod(arguments.method.clone()))?;
    let registered = registered_beside(Ok(methods.len()), at_work.directory(), &person.id);
    let left = LeftWith::after_one(&registered);
    let upn = &person.user_principal_name;
    output::say(&at_work.said().line());
    let model = model(at_work, method);
    output::say(&text::before_deletion(upn, method, model.as_deref(), &left));
    if left.loss == Loss::NotKnown {
        output::say(&text::goes_without(&at_work.organisation.not_agreed(&[Job::Methods])));
    }
    confirm(WORD, arguments.yes, common)?;
    let record = at_work.record()?;
    let mut deleted = lost_key::delete(at_work.directory(), &person.id, &id);
    if let Err(error) = &deleted
        && at_work.signs_in_for(error)?
    {
        deleted = lost_key::delete(at_work.directory(), &person.id, &id);
    }
    let deleted = deleted.map_err(DirectoryProblem::Tenant)?;
    at_work.put_on_record(&record, Done::Unregistered(method, deleted.how()), &person);
    let before = match deleted {
        Deleted::Gone => false,
        Deleted::GoneBefore => true,
        Deleted::Unsure(error) => return Err(DirectoryProblem::DeletionUnsure(error).into()),
    };
    let written = if common.json {
        let document = json!({
            "person": upn, "deleted": describe(at_work, method), "gone_before": before,
            "left_with": left,
        });
        output::document(&about(at_work, document))
    } else {
        let says = if before { text::gone_before } else { text::deleted };
        output::result(&says(upn, &left))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

/// What its model is called, by the directory or by what is known here.
fn model(at_work: &AtWork, method: &Fido2Method) -> Option<String> {
    let known = || method.aaguid.and_then(|model| at_work.organisation.model_name(model));
    method.model.clone().or_else(|| known().map(str::to_owned))
}

fn describe(at_work: &AtWork, method: &Fido2Method) -> Value {
    let credential = method.id.credential_id();
    json!({
        "id": method.id.0,
        "credential_id": credential.map(|id| base64url::encode(id.as_bytes())),
        "name": method.display_name,
        "model": model(at_work, method),
        "aaguid": method.aaguid.map(|aaguid| aaguid.to_string()),
        "created": method.created.map(|created| created.to_string()),
        "attestation_level": method.attestation_level,
        "passkey_type": method.passkey_type,
    })
}
