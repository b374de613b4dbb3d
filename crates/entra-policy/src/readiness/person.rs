//! One person: in scope, registered, no guest, and with a key that fits. Somebody whose groups are not
//! known must be neither in nor out.

use serde_json::{Value, json};
use webauthn::Outcome as LinkOutcome;

use super::{
    doubt::first_doubt,
    facts::PersonFacts,
    finding::{Check, Finding, Why},
    reading::Reading,
    view::{View, of},
};
use crate::{
    Registrant, Standing,
    admission::{Inside, inside},
    fido2::targets,
    preflight,
};

/// T1: passkeys are aimed at the person.
pub(super) fn in_fido_scope(view: &View<'_>, person: &PersonFacts) -> Finding {
    in_scope(Check::UserInFidoScope, "Fido2", view, person)
}

/// T1: Authenticator is aimed at the person.
pub(super) fn in_authenticator_scope(view: &View<'_>, person: &PersonFacts) -> Finding {
    in_scope(Check::UserInAuthScope, "MicrosoftAuthenticator", view, person)
}

fn in_scope(check: Check, method: &str, view: &View<'_>, person: &PersonFacts) -> Finding {
    of(check, view.configuration(method), |configuration| {
        let (include, exclude) = match targets(configuration) {
            Ok(lists) => lists,
            Err(error) => {
                return Finding::unknown(check, Why::Malformed)
                    .showing("said", error.to_string().into());
            }
        };
        let (inside, at) = inside(&include, &exclude, &person.subject);
        let found = match inside {
            Inside::Yes => Finding::pass(check),
            Inside::NotIncluded => Finding::fail(check, Why::NotIncluded),
            Inside::Excluded => Finding::fail(check, Why::Excluded),
            Inside::PerhapsByPerson => Finding::unknown(check, Why::GroupsUnknown),
            Inside::PerhapsByPolicy => Finding::unknown(check, Why::WordUnknown),
        };
        found.showing("line", at.path().into())
    })
}

/// T1: the person has a passkey.
pub(super) fn registered(person: &PersonFacts) -> Finding {
    const CHECK: Check = Check::UserRegistered;
    let all = &person.registered;
    let kinds = [
        ("fido2", &all.fido2),
        ("microsoftAuthenticator", &all.authenticator),
        ("windowsHelloForBusiness", &all.windows_hello),
        ("platformCredential", &all.platform),
    ];
    let unread = kinds.iter().find_map(|(_, count)| count.get().err());
    let found = match (all.fido2.get(), unread) {
        (Ok(1..), _) => Finding::pass(CHECK),
        // readiness.md: any call that failed leaves it open.
        (Ok(0) | Err(_), Some(unread)) => Finding::unread(CHECK, unread),
        (Ok(0) | Err(_), None) => Finding::fail(CHECK, Why::NotRegistered),
    };
    kinds.iter().fold(found, |found, (name, count)| {
        let count = count.get().map_or(Value::Null, |count| json!(count));
        found.showing(name, count)
    })
}

/// Campaign pages since 2026-05-20: guests cannot register passkeys.
pub(super) fn guest(person: &PersonFacts) -> Finding {
    const CHECK: Check = Check::UserGuest;
    let kind = match person.user_type.get() {
        Ok(kind) => kind.as_deref(),
        Err(unread) => return Finding::unread(CHECK, unread),
    };
    let found = match kind {
        Some("Guest") => Finding::fail(CHECK, Why::Guest),
        Some("Member") => Finding::pass(CHECK),
        Some(_) => Finding::unknown(CHECK, Why::WordUnknown),
        None => Finding::unknown(CHECK, Why::NotSaid),
    };
    found.showing("userType", json!(kind))
}

/// S2.5 and 003: the key in hand satisfies a profile of the person's.
pub(super) fn profile_fit(view: &View<'_>, person: &PersonFacts) -> Finding {
    const CHECK: Check = Check::UserProfileFit;
    let Some(key) = &person.key else { return Finding::unknown(CHECK, Why::NoKey) };
    of(CHECK, view.fido2(), |policy| {
        let admission = preflight(policy, &person.subject, Registrant::OnBehalf, key);
        let found = match admission.standing {
            Standing::Admitted => Finding::pass(CHECK),
            Standing::Refused => Finding::fail(CHECK, Why::NoProfileFits),
            Standing::Undetermined => Finding::unknown(CHECK, first_doubt(&admission)),
        };
        let against: Vec<_> =
            admission.findings.iter().filter(|one| one.outcome != LinkOutcome::Pass).collect();
        found.showing("findings", json!(against)).showing("line", json!(admission.decided_by))
    })
}

/// graph.md, section 5: a pass that is there can be used. One that is good later may be meant: another would
/// replace it.
pub(super) fn pass(person: &PersonFacts) -> Finding {
    const CHECK: Check = Check::UserTap;
    let pass = match &person.pass {
        Reading::Read(Some(pass)) => pass,
        Reading::Read(None) => return Finding::pass(CHECK).showing("exists", false.into()),
        Reading::Not(unread) => return Finding::unread(CHECK, unread),
    };
    let found = match (pass.is_usable, pass.reason.as_deref()) {
        (Some(true), _) => Finding::pass(CHECK),
        (Some(false), Some("NotYetValid")) => Finding::advice(CHECK, Why::PassNotYetValid),
        (Some(false), Some("Expired" | "OneTimeUsed")) => Finding::fail(CHECK, Why::PassNotUsable),
        (Some(false), Some(_)) => Finding::unknown(CHECK, Why::WordUnknown),
        (Some(false), None) | (None, _) => Finding::unknown(CHECK, Why::NotSaid),
    };
    found
        .showing("exists", true.into())
        .showing("reason", json!(pass.reason))
        .showing("start", json!(pass.start))
}
