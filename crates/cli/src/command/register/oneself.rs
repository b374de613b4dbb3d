//! `touchstone register --for` oneself, which Graph refuses: which keys in hand would be accepted, where the
//! browser does it, and with `--watch` whether it was done. Without `--watch` nothing may be asked of a key but what
//! it is.

mod keys;
mod proof;
mod watch;

use std::{io, sync::Arc};

use ctap::ceremony::Failure;
use enrollment::{
    Preflight,
    oneself::{Means, NewPasskey, PasskeyHolder, Proof, ProofEnd, machine::Grounds},
    tenant::{Person, Tenant, TenantError},
    wizard::means::system_entropy,
};
use entra_graph::{CloudKind, sign_in::Job};
use entra_policy::{Registrant, Standing};
use faces::organisation::Organisation;
use practice::drawer::PracticeModels;
use serde_json::{Value, json};
use webauthn::Timestamp;

use self::{keys::Keys, proof::Pins, watch::Watch};
use super::on_behalf::policy;
use crate::{
    args::{Common, RegisterArguments},
    clock::now,
    command::{
        ceremony::{Attendance, Waiting},
        organisation::AtWork,
    },
    exit::Exit,
    face::Stopped,
    metadata, output,
    problem::{DirectoryProblem, PlaceProblem, Problem},
    text,
};

pub(crate) use keys::InHand;

/// A passkey that came, and on which key in hand it is.
pub(crate) struct Came {
    pub(crate) passkey: NewPasskey,
    /// Why a key that hides it was not asked to the end.
    pub(crate) untold: Option<Untold>,
}

/// Why a key that hides a passkey was not asked to the end.
pub(crate) enum Untold {
    /// Nobody could answer it.
    Stopped(Stopped),
    /// Something stood in the way, or the person stopped it.
    Failed(Failure),
}

/// Whether somebody names oneself.
pub(super) fn is_named(organisation: &Organisation, upn: &str) -> bool {
    organisation.session().is_some_and(|session| {
        let account = session.account();
        account.username.eq_ignore_ascii_case(upn) || account.object.eq_ignore_ascii_case(upn)
    })
}

/// Says what Graph does not do, and what can be done.
///
/// # Errors
/// The directory cannot be asked, or the result was not written.
pub(super) fn run(
    at_work: &AtWork,
    arguments: &RegisterArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    at_work.agree(&[Job::Own])?;
    let pins = arguments.watch.then(|| Pins::read(arguments, common)).transpose()?;
    let me = at_work.ask(|client| client.me())?;
    let me = at_work.ask(|client| client.person(&me.id.0))?;
    let metadata = metadata::to_judge_by(arguments.mds.as_deref(), &arguments.mds_root, common)?;
    let policy = match policy(at_work, &me, Registrant::Oneself) {
        Ok(policy) => Some(policy),
        // Whoever only looks at their own methods may not read it.
        Err(Problem::Directory(DirectoryProblem::Tenant(TenantError::Refused(_)))) => None,
        Err(problem) => return Err(problem),
    };
    let keys = Arc::new(Keys::of(at_work, arguments, common)?);
    let in_hand = keys.in_hand(policy.as_ref(), metadata.as_ref());
    let session = at_work.organisation.session();
    let kind = session.map_or(CloudKind::Worldwide, |one| one.authority().cloud().kind());
    let address = kind.security_info();
    let told = text::not_for_oneself(address, policy.is_some(), &in_hand);
    let opened;
    let came = match pins {
        Some(mut pins) => {
            let grounds = Grounds {
                practice: at_work.organisation.is_practice(),
                holder: PasskeyHolder::SecurityKey,
                models: Arc::new(PracticeModels),
                metadata,
                at: now(),
            };
            let means = means(at_work, &me, Arc::clone(&keys), (grounds, address));
            // From before the person is told, so that nothing is missed.
            let watch = Watch::begin((at_work, &me), keys, means)?;
            output::say(&told);
            opened = page(arguments, address, common);
            output::say(text::WATCHING);
            let came = watch.wait(&mut pins)?;
            output::say(&text::proofs(&came));
            came
        }
        None => {
            output::say(&told);
            opened = page(arguments, address, common);
            Vec::new()
        }
    };
    let document = json!({
        "error": if came.is_empty() { Value::from("not-for-oneself") } else { Value::Null },
        "organisation": at_work.name,
        "practice": at_work.organisation.is_practice(),
        "security_info": address,
        "opened": opened,
        "policy_read": policy.is_some(),
        "keys": in_hand.iter().map(describe).collect::<Vec<_>>(),
        "registered": came.iter().map(describe_came).collect::<Vec<_>>(),
    });
    output::document(&document).map_err(PlaceProblem::Output)?;
    Ok(if came.is_empty() { Exit::Refused } else { Exit::Done })
}

/// Opens the page for a person who is there and asked for it; whether that was done is said. Where nobody is, a
/// browser would come up before nobody.
fn page(arguments: &RegisterArguments, address: &str, common: &Common) -> bool {
    if !arguments.open {
        return false;
    }
    match Attendance::here(common, Waiting::WhereSomebodyReads) {
        Attendance::Unattended(_) => {
            output::say(text::NOT_OPENED_UNATTENDED);
            false
        }
        Attendance::Attended => {
            let opened = faces::browser::open(address)
                .inspect_err(|error| tracing::info!(%error, "no browser was opened"))
                .is_ok();
            output::say(if opened { text::PAGE_OPENED } else { text::PAGE_NOT_OPENED });
            opened
        }
    }
}

/// What the engine works with.
fn means(
    at_work: &AtWork,
    me: &Person,
    keys: Arc<Keys>,
    (grounds, security_info): (Grounds, &'static str),
) -> Means {
    Means {
        directory: at_work.organisation.shared(),
        person: me.id.0.clone(),
        keys,
        grounds,
        entropy: system_entropy,
        security_info,
        browser: sent_there,
    }
}

/// The person was told the address; which browser it is opened in is theirs to say.
#[expect(clippy::unnecessary_wraps, reason = "a window opens a browser here, which may fail")]
fn sent_there(_: &str) -> io::Result<()> {
    Ok(())
}

fn describe(key: &InHand) -> Value {
    let standing = key.preflight.as_ref().map(|preflight| match preflight.standing() {
        Standing::Admitted => "admitted",
        Standing::Refused => "refused",
        Standing::Undetermined => "undetermined",
    });
    json!({
        "id": key.id.as_str(),
        "name": key.name,
        "standing": standing,
        "decided_by": key.preflight.as_ref().map(|one| &one.admission.decided_by),
        "judgement": key.preflight.as_ref().map(Preflight::judgement),
    })
}

/// `proof` is how the key said that it holds it: `silent` of itself, `verified` with its PIN or a finger; null: no key
/// did. `proof_ended` is the code of what ended the question with a PIN, where one was called for and no key said so.
fn describe_came(came: &Came) -> Value {
    let NewPasskey { listed, proof, silent, .. } = &came.passkey;
    let (on_key, proof) = match proof {
        Proof::On { key, verified: true } => (Some(key.id.as_str()), Some("verified")),
        Proof::On { key, verified: false } => (Some(key.id.as_str()), Some("silent")),
        Proof::Asked
        | Proof::Hidden { .. }
        | Proof::NotAsked
        | Proof::NoKey
        | Proof::OnNone
        | Proof::NotSaid
        | Proof::NoId => (None, None),
    };
    json!({
        "method_id": listed.method_id,
        "display_name": listed.name,
        "model": listed.model,
        "created": listed.created.map(|at| Timestamp(at).to_string()),
        "on_key": on_key,
        "keys_silent": silent,
        "proof": proof,
        "proof_ended": if proof.is_some() { None } else { came.ended() },
    })
}

impl Came {
    /// The code of what ended the question with a PIN, where one was called for and no key said yes.
    fn ended(&self) -> Option<&str> {
        match (&self.untold, &self.passkey.ended) {
            (Some(Untold::Stopped(why)), _) => Some(why.code()),
            (Some(Untold::Failed(why)), _) => Some(why.code()),
            (None, Some(ProofEnd::Failed { code, .. })) => Some(code),
            (None, Some(ProofEnd::NotSupported)) => Some("no-credential-management"),
            (None, Some(ProofEnd::NotOn { .. })) => Some("not-on-key"),
            (None, None) => None,
        }
    }
}
