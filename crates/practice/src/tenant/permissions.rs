//! What a token allows: delegated permissions and directory roles, as graph.md sections 2, 4.1 and 5 have
//! them. Somebody who signed in must never be allowed more than both say.

use super::{
    answer::Answer,
    call::Call,
    caller::{Caller, Delegate},
    core::Core,
    directory::roles_of,
    graph::{APPS, HELLO},
    switches::StepUp,
};

/// Of passkeys alone, or of every method.
const PASSKEYS_READ: &[&str] = &[
    "UserAuthMethod-Passkey.Read.All",
    "UserAuthMethod-Passkey.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
];
/// What is agreed to for passkeys opens no other list.
const METHODS_READ: &[&str] =
    &["UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"];
const METHODS_WRITE: &[&str] = &["UserAuthenticationMethod.ReadWrite.All"];
const PASSKEYS_WRITE: &[&str] =
    &["UserAuthMethod-Passkey.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"];
const PASSES: &[&str] =
    &["UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"];
const PEOPLE: &[&str] = &["User.ReadBasic.All", "User.Read.All", "Directory.Read.All"];
const GROUPS: &[&str] = &["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"];
const REPORTS: &[&str] = &["AuditLog.Read.All"];
const POLICY_READ: &[&str] = &[
    "Policy.Read.All",
    "Policy.Read.AuthenticationMethod",
    "Policy.ReadWrite.AuthenticationMethod",
];
const POLICY_WRITE: &[&str] = &["Policy.ReadWrite.AuthenticationMethod"];
/// Least, and what is one's own.
const OWN: &[&str] = &["User.Read", "User.ReadBasic.All", "User.Read.All", "Directory.Read.All"];
const OWN_METHODS: &[&str] = &["UserAuthenticationMethod.Read"];

pub(super) const AUTHENTICATION: &str = "Authentication Administrator";
pub(super) const PRIVILEGED: &str = "Privileged Authentication Administrator";
pub(super) const POLICY: &str = "Authentication Policy Administrator";
pub(super) const GLOBAL: &str = "Global Administrator";
pub(super) const READER: &str = "Global Reader";

/// `/me` as the path of whoever signed in.
pub(super) fn own<'s>(caller: &'s Caller, segments: &[&'s str]) -> Result<Vec<&'s str>, Answer> {
    match (caller, segments) {
        (Caller::Delegate(delegate), ["me", rest @ ..]) => {
            Ok([&["users", delegate.user.as_str()], rest].concat())
        }
        (Caller::Owner | Caller::Nobody, ["me", ..]) => Err(Answer::bad_request(
            "/me request is only valid with delegated authentication flow.",
        )),
        (Caller::Owner | Caller::Delegate(_) | Caller::Nobody, other) => Ok(other.to_vec()),
    }
}

/// Whether this caller may do this.
pub(super) fn check(core: &Core, call: &Call, segments: &[&str]) -> Result<(), Answer> {
    let delegate = match &call.caller {
        Caller::Owner => return Ok(()),
        Caller::Delegate(delegate) => delegate,
        // The gate lets nobody but these come here.
        Caller::Nobody => return Err(denied()),
    };
    let reads = call.method == "GET";
    match segments {
        ["organization"] => any(delegate, &[OWN]),
        ["users", user] if is_self(core, delegate, user) => any(delegate, &[OWN]),
        ["users"] | ["users", _] => any(delegate, &[PEOPLE]),
        ["users", user, "transitiveMemberOf"] if is_self(core, delegate, user) => {
            any(delegate, &[OWN, GROUPS])
        }
        ["users", _, "transitiveMemberOf"] => any(delegate, &[GROUPS]),
        ["policies", ..] if reads => any(delegate, &[POLICY_READ]),
        ["policies", ..] => any(delegate, &[POLICY_WRITE])
            .and_then(|()| role(delegate, &[POLICY, GLOBAL]))
            .and_then(|()| stepped_up(core, delegate)),
        ["users", user, "authentication", "fido2Methods", rest @ ..] => {
            passkeys(core, call, delegate, (user, rest))
        }
        ["users", user, "authentication", "temporaryAccessPassMethods", ..] => {
            if is_self(core, delegate, user) && !reads {
                return Err(denied());
            }
            any(delegate, &[PASSES]).and_then(|()| over(core, delegate, user))?;
            if reads { Ok(()) } else { stepped_up(core, delegate) }
        }
        ["users", user, "authentication", APPS | HELLO, _] if !reads => {
            any(delegate, &[METHODS_WRITE])?;
            if !is_self(core, delegate, user) {
                over(core, delegate, user)?;
            }
            stepped_up(core, delegate)
        }
        ["users", user, "authentication", _] | ["users", user, "authentication", HELLO, _]
            if is_self(core, delegate, user) =>
        {
            any(delegate, &[METHODS_READ, OWN_METHODS])
        }
        ["users", _, "authentication", _] | ["users", _, "authentication", HELLO, _] => {
            any(delegate, &[METHODS_READ])
                .and_then(|()| role(delegate, &[AUTHENTICATION, PRIVILEGED, READER]))
        }
        ["groups", ..] => any(delegate, &[GROUPS]),
        // Its documents name Directory.Read.All besides; what they observe of it is not written.
        ["auditLogs", ..] => any(delegate, &[REPORTS]),
        ["reports", ..] => any(delegate, &[REPORTS]),
        // What is not there says so itself.
        _ => Ok(()),
    }
}

fn passkeys(
    core: &Core,
    call: &Call,
    delegate: &Delegate,
    (user, rest): (&str, &[&str]),
) -> Result<(), Answer> {
    let own = is_self(core, delegate, user);
    let options = rest.first().is_some_and(|one| one.starts_with("creationOptions"));
    match call.method.as_str() {
        // graph.md, section 4.1: observed for oneself.
        "GET" if options && own => Err(Answer::of_status(405, None)),
        "POST" if own => Err(Answer::of_status(405, None)),
        "GET" if options => any(delegate, &[PASSKEYS_WRITE])
            .and_then(|()| role(delegate, &[AUTHENTICATION, PRIVILEGED, READER])),
        "GET" if own => any(delegate, &[PASSKEYS_READ, OWN_METHODS]),
        "GET" => any(delegate, &[PASSKEYS_READ])
            .and_then(|()| role(delegate, &[AUTHENTICATION, PRIVILEGED, READER])),
        _ => {
            any(delegate, &[PASSKEYS_WRITE])?;
            over(core, delegate, user)?;
            stepped_up(core, delegate)
        }
    }
}

fn is_self(core: &Core, delegate: &Delegate, user: &str) -> bool {
    core.state.user(user).is_some_and(|user| user.id == delegate.user)
}

fn any(delegate: &Delegate, sufficient: &[&[&str]]) -> Result<(), Answer> {
    let has = sufficient.iter().any(|list| list.iter().any(|one| delegate.scopes.contains(*one)));
    has.then_some(()).ok_or_else(denied)
}

fn role(delegate: &Delegate, sufficient: &[&str]) -> Result<(), Answer> {
    let has = roles_of(&delegate.user).iter().any(|role| sufficient.contains(role));
    has.then_some(()).ok_or_else(denied)
}

/// An Authentication Administrator is for members, a privileged one for administrators too.
fn over(core: &Core, delegate: &Delegate, user: &str) -> Result<(), Answer> {
    let target = core.state.user(user).map(|user| roles_of(&user.id)).unwrap_or_default();
    let administers = target.iter().any(|role| [PRIVILEGED, POLICY, GLOBAL].contains(role));
    let sufficient: &[&str] =
        if administers { &[PRIVILEGED] } else { &[AUTHENTICATION, PRIVILEGED] };
    role(delegate, sufficient)
}

/// The claims that a new sign-in has to ask for (graph.md, section 8).
fn stepped_up(core: &Core, delegate: &Delegate) -> Result<(), Answer> {
    match core.switches.step_up {
        StepUp::Unauthorized if !delegate.fresh => Err(super::core::claims_challenge(401)),
        StepUp::Forbidden if !delegate.fresh => Err(super::core::claims_challenge(403)),
        StepUp::Off | StepUp::Unauthorized | StepUp::Forbidden => Ok(()),
    }
}

fn denied() -> Answer {
    let message = "Insufficient privileges to complete the operation.";
    Answer::error(403, "Authorization_RequestDenied", message)
}
