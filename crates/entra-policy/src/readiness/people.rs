//! Administrators who go first and have two ways in, and people who have only what can be phished. A
//! method that is not known must leave the question open.

use serde_json::json;

use super::{
    facts::Registration,
    finding::{Check, Finding, Why},
    reading::NotRead,
    view::View,
};
use crate::campaign::RegisteredMethod;

/// How many administrators go first, and how many ways in each has.
const TWO: usize = 2;

/// What the checks tell apart of a person's methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Passkey,
    /// Windows Hello for Business, and its counterpart of macOS.
    Hello,
    PhoneSignIn,
    /// Phone numbers, codes, and what only resets a password.
    PhoneOrCode,
    /// Neither: Authenticator's notifications, a pass, another provider.
    Other,
}

pub(super) fn kind(method: &str) -> Option<Kind> {
    use RegisteredMethod as Method;
    Some(match Method::from_word(method)? {
        Method::Fido2SecurityKey
        | Method::PassKeyDeviceBound
        | Method::PassKeyDeviceBoundAuthenticator
        | Method::PassKeyDeviceBoundWindowsHello
        | Method::PassKeySynced => Kind::Passkey,
        Method::WindowsHelloForBusiness | Method::MacOsSecureEnclaveKey => Kind::Hello,
        Method::MicrosoftAuthenticatorPasswordless => Kind::PhoneSignIn,
        Method::MobilePhone
        | Method::AlternateMobilePhone
        | Method::OfficePhone
        | Method::SoftwareOneTimePasscode
        | Method::HardwareOneTimePasscode
        | Method::Email
        | Method::SecurityQuestion => Kind::PhoneOrCode,
        Method::MicrosoftAuthenticatorPush
        | Method::TemporaryAccessPass
        | Method::ExternalAuthMethod
        | Method::QrCode => Kind::Other,
    })
}

/// S1: two administrators are in the pilot group.
pub(super) fn pilot_admins(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::PilotAdmins;
    let (pilot, people) = match (view.facts.pilot.get(), view.facts.registrations.get()) {
        (Ok(pilot), Ok(people)) => (pilot, people),
        (Err(unread), _) if unread.why == NotRead::NotAsked => {
            return Finding::unknown(CHECK, Why::PilotNotNamed);
        }
        (Err(unread), _) | (_, Err(unread)) => return Finding::unread(CHECK, unread),
    };
    let in_pilot = |one: &&Registration| {
        pilot.members.iter().any(|member| member.eq_ignore_ascii_case(&one.id))
    };
    let of_pilot: Vec<&Registration> = people.iter().filter(in_pilot).collect();
    let admins = of_pilot.iter().filter(|one| one.is_admin == Some(true)).count();
    // Somebody whom the report leaves out, or of whom it does not say, may be one.
    let perhaps = pilot.members.len().saturating_sub(of_pilot.len())
        + of_pilot.iter().filter(|one| one.is_admin.is_none()).count();
    let found = if admins >= TWO {
        Finding::pass(CHECK)
    } else if admins + perhaps >= TWO {
        Finding::unknown(CHECK, Why::NotSaid)
    } else {
        Finding::fail(CHECK, Why::FewAdmins)
    };
    found.showing("group", json!(pilot.group)).showing("admins", admins.into())
}

/// S4: each administrator has two kinds of passwordless method; the loss of one locks nobody out.
pub(super) fn admin_two_methods(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::AdminTwoMethods;
    let people = match view.facts.registrations.get() {
        Ok(people) => people,
        Err(unread) => return Finding::unread(CHECK, unread),
    };
    let admins: Vec<&Registration> =
        people.iter().filter(|one| one.is_admin == Some(true)).collect();
    let few = |one: &&Registration| ways_in(one) < TWO;
    // Somebody of whom the report does not say may be one.
    let perhaps: Vec<&Registration> =
        people.iter().filter(|one| one.is_admin.is_none()).filter(few).collect();
    let has_unknown = |one: &Registration| one.methods.iter().any(|word| kind(word).is_none());
    let (open, short): (Vec<_>, Vec<_>) =
        admins.iter().copied().filter(few).partition(|one| has_unknown(one));
    let names = |list: &[&Registration]| -> Vec<String> {
        list.iter().map(|one| one.name.clone()).collect()
    };
    let found = if !short.is_empty() {
        Finding::fail(CHECK, Why::OneWayIn).showing("people", json!(names(&short)))
    } else if !open.is_empty() {
        Finding::unknown(CHECK, Why::WordUnknown).showing("people", json!(names(&open)))
    } else if !perhaps.is_empty() {
        Finding::unknown(CHECK, Why::NotSaid).showing("people", json!(names(&perhaps)))
    } else if admins.is_empty() {
        // An organisation has one; the report leaves disabled accounts out.
        Finding::unknown(CHECK, Why::NotSaid)
    } else {
        Finding::pass(CHECK)
    };
    found.showing("admins", admins.len().into())
}

/// Kinds of passwordless method that somebody has.
fn ways_in(person: &Registration) -> usize {
    let has = |kind_of: Kind| person.methods.iter().any(|word| kind(word) == Some(kind_of));
    [Kind::Passkey, Kind::Hello, Kind::PhoneSignIn].into_iter().filter(|kind| has(*kind)).count()
}

/// Background: nobody has only phone numbers and codes.
pub(super) fn sms_only_users(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::SmsOnlyUsers;
    let people = match view.facts.registrations.get() {
        Ok(people) => people,
        Err(unread) => return Finding::unread(CHECK, unread),
    };
    let kinds = |one: &Registration| -> Vec<Option<Kind>> {
        one.methods.iter().map(|word| kind(word)).collect()
    };
    let only = |one: &Registration, also: Option<Kind>| {
        let kinds = kinds(one);
        let phishable = Some(Kind::PhoneOrCode);
        kinds.contains(&phishable) && kinds.iter().all(|kind| *kind == phishable || *kind == also)
    };
    let certain = people.iter().filter(|one| only(one, Some(Kind::PhoneOrCode))).count();
    let possible = people.iter().filter(|one| only(one, None)).count();
    let found = if certain > 0 {
        Finding::fail(CHECK, Why::PhishableOnly)
    } else if possible > 0 {
        Finding::unknown(CHECK, Why::WordUnknown)
    } else if people.is_empty() {
        // A report of nobody is no report.
        Finding::unknown(CHECK, Why::NotSaid)
    } else {
        Finding::pass(CHECK)
    };
    found.showing("users", certain.into()).showing("of", people.len().into())
}
