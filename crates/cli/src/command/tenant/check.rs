//! `touchstone tenant check`: the runbook's checks, with the evidence of each and the request that would
//! mend what fails. It must change nothing.

use enrollment::{
    readiness::{SignInMethods, key_in_hand, read_person, read_tenant, trial},
    tenant::{Person, Tenant},
};
use entra_graph::sign_in::Job;
use entra_policy::readiness::{
    self, AtHand, Finding, KeyInHand, Outcome, PersonFacts, Reading, TenantFacts,
};
use local_passkeys::probe;
use serde_json::json;
use webauthn::Aaguid;

use super::{super::settings::preferences, about, fix};
use crate::{
    args::{Common, TenantCheckArguments},
    command::{
        check::{self, rehearse},
        organisation::AtWork,
    },
    exit::Exit,
    metadata,
    names::Names,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

/// Checks, and says what is not ready.
///
/// # Errors
/// The directory does not know the person, cannot be asked at all, or the result was not written.
pub(super) fn run(arguments: &TenantCheckArguments, common: &Common) -> Result<Exit, Problem> {
    let jobs: &[Job] = if arguments.fix.is_some() { &[Job::ChangePolicy] } else { &[] };
    let at_work = AtWork::open(common, jobs)?;
    let client = at_work.directory();
    let newest_version = preferences(common).newest_version;
    let access = at_work.organisation.access();
    let facts = TenantFacts { newest_version, access, ..read_tenant(client, arguments.pilot) };
    if let Some(check) = &arguments.fix {
        return fix::run(check, (&at_work, facts), arguments, common);
    }
    let models = |model: Aaguid| at_work.organisation.what_it_makes(model);
    let mut findings = readiness::tenant(&facts, &models);
    let person = arguments.upn.as_deref();
    let person = person.map(|upn| at_work.ask(|client| client.person(upn))).transpose()?;
    if let Some(person) = &person {
        let own = of_person(&at_work, &facts, person, arguments, common)?;
        findings = readiness::for_person(&findings, &own);
    }
    let name = person.as_ref().map(|person| person.user_principal_name.as_str());
    let runbook = readiness::checklist(&findings);
    // Three of the four cases are about somebody.
    let guidance = match &person {
        Some(_) => readiness::guide(&findings),
        None => readiness::guide_organisation(&findings),
    };
    let written = if common.json {
        let document = json!({
            "person": name, "checks": findings, "runbook": runbook, "guidance": guidance,
        });
        output::document(&about(&at_work, document))
    } else {
        let words = text::readiness(at_work.said(), name, &findings);
        output::result(&format!("{words}{}{}", text::runbook(&runbook), text::guidance(&guidance)))
    };
    let jobs: &[Job] = match &person {
        Some(_) => &[Job::Desk, Job::Methods, Job::Reports],
        None => &[Job::Desk, Job::Reports],
    };
    let missing = at_work.organisation.not_agreed(jobs);
    output::say(&text::goes_without(&missing));
    written.map_err(PlaceProblem::Output)?;
    let is_ready = |one: &Finding| matches!(one.outcome, Outcome::Pass | Outcome::Advice);
    Ok(if findings.iter().all(is_ready) { Exit::Done } else { Exit::Refused })
}

/// The checks of a person, of the keys at hand, and of this computer.
fn of_person(
    at_work: &AtWork,
    facts: &TenantFacts,
    person: &Person,
    arguments: &TenantCheckArguments,
    common: &Common,
) -> Result<Vec<Finding>, Problem> {
    let at_hand = at_hand(at_work, arguments, common)?;
    let key = at_hand.key.as_ref().map(|key| key.facts);
    let methods = SignInMethods::read(at_work.directory(), &person.id);
    let of_person: PersonFacts = read_person(at_work.directory(), person, &methods, key);
    let models = |model: Aaguid| at_work.organisation.what_it_makes(model);
    let mut findings = readiness::person(facts, &of_person, &models);
    findings.extend(readiness::key(facts, &of_person.subject, &at_hand));
    let computer = probe::this_computer().windows_hello;
    // Only Windows says on which computer it is.
    let devices = match computer {
        Some(_) => methods.hello_devices(at_work.directory(), &person.id),
        None => Reading::not_asked(),
    };
    findings.extend(readiness::windows_hello(computer.as_ref(), &devices));
    Ok(findings)
}

/// The keys that were named, asked what they are.
fn at_hand(
    at_work: &AtWork,
    arguments: &TenantCheckArguments,
    common: &Common,
) -> Result<AtHand, Problem> {
    let names = Names::default();
    let asked = |id: &String| check::info(id, common, &names);
    let second = arguments.second_key.as_ref().map(asked).transpose()?;
    let key = match &arguments.key {
        Some(key) if arguments.rehearse => Some(rehearsed(key, at_work, arguments, common)?),
        Some(key) => Some(key_in_hand(&asked(key)?, None)),
        None => None,
    };
    Ok(AtHand {
        browser: Some(probe::this_computer().browser()),
        key,
        second: second.map(|info| key_in_hand(&info, None).facts),
    })
}

/// The key as it said itself in the rehearsal: another one may stand in its place before or after.
fn rehearsed(
    key: &str,
    at_work: &AtWork,
    arguments: &TenantCheckArguments,
    common: &Common,
) -> Result<KeyInHand, Problem> {
    let shown = rehearse::show(
        rehearse::Wanted {
            key,
            yes: arguments.yes,
            touch_ms: None,
            pin_fd: arguments.pin_fd,
            anchors: at_work.organisation.trust_anchors(),
            policy: None,
            metadata: metadata::to_judge_by(None, &[], common)?,
        },
        common,
    )?;
    Ok(key_in_hand(&shown.info, Some(trial(&shown.judgement))))
}
