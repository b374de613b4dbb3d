//! What somebody signs in with besides passkeys: listed, and one taken out. A kind of which Graph's documents name no
//! deletion must be refused before anybody is asked.

use enrollment::{
    lost_key::{Deleted, Done, OtherMethod, Others, delete_other},
    tenant::{MethodId, OtherKind, Person, Tenant},
};
use entra_graph::sign_in::Job;
use entra_policy::readiness::Reading;
use serde_json::{Value, json};

use super::{
    super::{super::organisation::AtWork, about, confirm},
    WORD,
};
use crate::{
    args::{Common, KindArgument, MethodsDeleteArguments},
    exit::Exit,
    output,
    problem::{DirectoryProblem, PlaceProblem, Problem},
    text,
};

/// The kind that is meant, where it is none of passkeys.
///
/// # Errors
/// No deletion of it is documented.
pub(super) fn deletable(kind: KindArgument) -> Result<Option<OtherKind>, Problem> {
    match kind {
        KindArgument::Passkey => Ok(None),
        KindArgument::Authenticator => Ok(Some(OtherKind::MicrosoftAuthenticator)),
        KindArgument::WindowsHello => Ok(Some(OtherKind::WindowsHelloForBusiness)),
        KindArgument::Platform | KindArgument::Pass => {
            Err(DirectoryProblem::NotDeletable(kind).into())
        }
    }
}

/// What there is.
///
/// # Errors
/// Not all of it could be read.
pub(super) fn read(at_work: &AtWork, person: &Person, passkeys: usize) -> Result<Others, Problem> {
    at_work.ask(|client| {
        let others = Others::read(client, &person.id, Reading::Read(passkeys));
        others.unread.clone().map_or(Ok(others), Err)
    })
}

/// Takes one out, after its word.
///
/// # Errors
/// As of a passkey.
pub(super) fn delete(
    at_work: &AtWork,
    kind: OtherKind,
    arguments: &MethodsDeleteArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    // Its permission is the one that changes every method (graph.md, section 5).
    at_work.agree(&[Job::Pass])?;
    let person = at_work.ask(|client| client.person(&arguments.upn))?;
    let passkeys = at_work.ask(|client| client.fido2_methods(&person.id))?.len();
    let others = read(at_work, &person, passkeys)?;
    let method = others.find(kind, &MethodId(arguments.method.clone())).ok_or_else(|| {
        Problem::from(DirectoryProblem::NoSuchOther(kind, arguments.method.clone()))
    })?;
    let (upn, left) = (&person.user_principal_name, others.left_without(kind));
    output::say(&at_work.said().line());
    output::say(&text::before_other_deletion(upn, method, &left));
    confirm(WORD, arguments.yes, common)?;
    let record = at_work.record()?;
    let mut deleted = delete_other(at_work.directory(), &person.id, method);
    if let Err(error) = &deleted
        && at_work.signs_in_for(error)?
    {
        deleted = delete_other(at_work.directory(), &person.id, method);
    }
    let deleted = deleted.map_err(DirectoryProblem::Tenant)?;
    at_work.put_on_record(&record, Done::OtherTakenOut(method, deleted.how()), &person);
    let before = match deleted {
        Deleted::Gone => false,
        Deleted::GoneBefore => true,
        Deleted::Unsure(error) => return Err(DirectoryProblem::DeletionUnsure(error).into()),
    };
    let written = if common.json {
        let document = json!({
            "person": upn, "deleted": describe(method), "gone_before": before, "left_with": left,
        });
        output::document(&about(at_work, document))
    } else {
        let says = if before { text::gone_before } else { text::deleted };
        output::result(&says(upn, &left))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

/// For programs.
pub(super) fn describe_all(others: &Others) -> Value {
    others.listed.iter().map(describe).collect()
}

fn describe(method: &OtherMethod) -> Value {
    json!({
        "kind": text::kind_word(method.kind),
        "id": method.id.0,
        "name": method.name,
        "version": method.version,
        "created": method.created.map(|at| at.to_string()),
    })
}
