//! Whether an organisation, and one person in it, is ready for passkeys and Authenticator: the runbook's
//! steps as checks. What could not be read must be unknown, and no change is made from here.

mod access;
mod aim;
mod audit;
mod authenticator;
mod browser;
mod campaign;
mod change;
mod doubt;
mod facts;
mod finding;
mod hello;
mod key;
mod lockout;
mod mode;
mod passkeys;
mod people;
mod person;
mod reading;
mod restrictions;
mod runbook;
mod script;
mod tally;
#[cfg(test)]
mod tests;
mod trouble;
mod view;

pub use aim::Aim;
pub use audit::{AUTHENTICATION_METHODS, AuditCounts, AuditDay};
pub use browser::BrowserSeen;
pub use change::{Change, Difference};
pub use facts::{
    Access, JobAccess, Models, Pass, PersonFacts, Pilot, Registered, Registration,
    RegistrationError, TenantFacts,
};
pub use finding::{Check, Finding, Outcome, Why};
pub use hello::{WindowsHello, windows_hello};
pub use key::{AtHand, KeyInHand, Trial, key};
pub use lockout::{Holder, LockedOut, LockoutPreview, Passkey, preview, same_at_sign_in};
pub use reading::{NotRead, Reading, Unread};
pub use runbook::{Step, StepStanding, StepState, checklist};
pub use script::{NoScript, passkeys_for_everybody};
pub use tally::MethodsTally;
pub use trouble::{Conclusion, Guidance, Trouble, guide, guide_organisation};

use view::View;

/// Every check of an organisation, in the order of the runbook.
pub fn tenant(facts: &TenantFacts, models: Models<'_>) -> Vec<Finding> {
    let view = View::new(facts, models);
    let checks: [fn(&View<'_>) -> Finding; 19] = [
        access::graph_permission,
        authenticator::enabled,
        authenticator::targets,
        mode::phone_sign_in,
        mode::campaign,
        passkeys::enabled,
        passkeys::targets,
        passkeys::self_service,
        passkeys::attestation,
        restrictions::check,
        passkeys::profile_consistency,
        access::windows_hello_policy,
        people::pilot_admins,
        people::admin_two_methods,
        people::sms_only_users,
        campaign::legacy_migration,
        campaign::state,
        campaign::limit,
        access::tool_current,
    ];
    checks.iter().map(|check| check(&view)).collect()
}

/// Every check of one person.
pub fn person(facts: &TenantFacts, person: &PersonFacts, models: Models<'_>) -> Vec<Finding> {
    let view = View::new(facts, models);
    vec![
        person::in_fido_scope(&view, person),
        person::in_authenticator_scope(&view, person),
        mode::of_person(&view, person),
        person::registered(person),
        person::guest(person),
        person::profile_fit(&view, person),
        person::pass(person),
    ]
}

/// What counts for one person: where a check was made for them, the organisation's word on it does not.
pub fn for_person(tenant: &[Finding], person: &[Finding]) -> Vec<Finding> {
    let own = |check: Check| person.iter().any(|one| one.check == check);
    let of_all = tenant.iter().filter(|one| !own(one.check));
    of_all.chain(person).cloned().collect()
}
