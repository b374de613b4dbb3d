//! Which call a path is. What is in one tree only must not be answered in the other.

use super::{
    answer::Answer,
    audit, batch,
    call::{Call, Tree},
    clock::Ticks,
    core::Core,
    creation_options, dress, methods, others, passes, permissions, phone, policy, reading, reports,
    switches::Throttling,
};

/// Answers a call to Graph.
pub(super) fn answer(core: &mut Core, tree: Tree, call: &Call) -> Answer {
    if let ["$batch"] = call.segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        return batch::answer(core, tree, call).unwrap_or_else(|refusal| refusal);
    }
    one(core, tree, call)
}

/// Answers a call that is no batch.
pub(super) fn one(core: &mut Core, tree: Tree, call: &Call) -> Answer {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let segments = match permissions::own(&call.caller, &segments) {
        Ok(segments) => segments,
        Err(refusal) => return refusal,
    };
    if let ["users", _, "authentication", ..] = segments.as_slice()
        && let Some(refusal) = throttle(core)
    {
        return refusal;
    }
    let allowed = permissions::check(core, call, &segments);
    let answer = allowed.and_then(|()| dispatch(core, tree, call, &segments));
    dress::dressed(answer.unwrap_or_else(|refusal| refusal), core.switches)
}

fn dispatch(core: &mut Core, tree: Tree, call: &Call, segments: &[&str]) -> Result<Answer, Answer> {
    match (call.method.as_str(), segments) {
        ("GET", ["organization"]) => reading::organization(core, call),
        ("GET", ["users"]) => reading::users(core, call),
        ("GET", ["users", user]) => reading::user(core, call, user),
        ("GET", ["users", user, "transitiveMemberOf"]) => {
            reading::transitive_member_of(core, call, user)
        }
        ("GET", ["policies", "authenticationMethodsPolicy"]) => policy::read(core, tree, call),
        ("PATCH", ["policies", "authenticationMethodsPolicy"]) => policy::patch(core, tree, call),
        ("GET", ["policies", "authenticationMethodsPolicy", CONFIGURATIONS, id])
            if is_fido2(id) =>
        {
            policy::read_fido2(core, call)
        }
        ("PATCH", ["policies", "authenticationMethodsPolicy", CONFIGURATIONS, id])
            if is_fido2(id) =>
        {
            policy::patch_fido2(core, call)
        }
        ("GET", ["policies", "authenticationMethodsPolicy", CONFIGURATIONS, id]) => {
            policy::read_configuration(core, call, id)
        }
        ("PATCH", ["policies", "authenticationMethodsPolicy", CONFIGURATIONS, id]) => {
            policy::patch_configuration(core, call, id)
        }
        (method, ["users", user, "authentication", "fido2Methods", rest @ ..]) => {
            fido2_methods(core, tree, call, (method, user, rest))
        }
        (method, ["users", user, "authentication", "temporaryAccessPassMethods", rest @ ..]) => {
            match (method, rest) {
                ("GET", []) => passes::list(core, call, user),
                ("POST", []) => passes::create(core, call, user),
                ("DELETE", [id]) => passes::delete(core, user, id),
                (_, _) => Err(Answer::of_status(405, None)),
            }
        }
        ("GET", ["users", user, "authentication", "signInPreferences"]) if tree == Tree::Beta => {
            phone::preferences(core, user)
        }
        ("DELETE", ["users", user, "authentication", APPS, id]) => {
            others::delete_app(core, (user, id))
        }
        ("DELETE", ["users", user, "authentication", HELLO, id]) => {
            others::delete_hello(core, (user, id))
        }
        ("GET", ["users", user, "authentication", HELLO, id]) => {
            reports::hello_method(core, call, (user, id))
        }
        ("GET", ["users", user, "authentication", collection]) => {
            reports::methods(core, call, (user, collection))
        }
        ("GET", ["groups"]) => reading::groups(core, call),
        ("GET", ["groups", group]) => reading::group(core, call, group),
        ("GET", ["groups", group, "transitiveMembers"]) => {
            reports::transitive_members(core, call, group)
        }
        ("GET", ["reports", "authenticationMethods", "userRegistrationDetails"]) => {
            reports::registrations(core, call)
        }
        ("GET", ["auditLogs", "directoryAudits"]) => audit::list(core, call),
        (_, known) if is_known(known) => Err(Answer::of_status(405, None)),
        (_, unknown) => {
            let segment = unknown.first().copied().unwrap_or_default();
            Err(Answer::bad_request(format!("Resource not found for the segment '{segment}'.")))
        }
    }
}

/// Graph makes none, and takes them out.
pub(super) const APPS: &str = "microsoftAuthenticatorMethods";
/// Its methods name their computer one by one.
pub(super) const HELLO: &str = "windowsHelloForBusinessMethods";
const CONFIGURATIONS: &str = "authenticationMethodConfigurations";

fn is_fido2(id: &str) -> bool {
    id.eq_ignore_ascii_case("fido2")
}

fn is_known(segments: &[&str]) -> bool {
    matches!(
        segments,
        ["organization"]
            | ["users"]
            | ["users", _]
            | ["users", _, "transitiveMemberOf"]
            | ["policies", "authenticationMethodsPolicy"]
            | ["groups"]
            | ["groups", _]
            | ["groups", _, "transitiveMembers"]
            | ["reports", "authenticationMethods", "userRegistrationDetails"]
            | ["auditLogs", "directoryAudits"]
            | ["policies", _, CONFIGURATIONS, _]
    )
}

fn fido2_methods(
    core: &mut Core,
    tree: Tree,
    call: &Call,
    (method, user, rest): (&str, &str, &[&str]),
) -> Result<Answer, Answer> {
    match (method, rest) {
        ("GET", []) => methods::list(core, call, user),
        ("POST", []) => methods::register(core, call, user),
        ("GET", [function]) if function.starts_with("creationOptions") => {
            creation_options::answer(core, tree, call, user, function)
        }
        ("GET", [id]) => methods::one(core, call, user, id),
        ("DELETE", [id]) => methods::delete(core, user, id),
        (_, [] | [_]) => Err(Answer::of_status(405, None)),
        (_, [_, segment, ..]) => {
            Err(Answer::bad_request(format!("Resource not found for the segment '{segment}'.")))
        }
    }
}

fn throttle(core: &mut Core) -> Option<Answer> {
    let now: Ticks = core.now();
    let too_many = Answer::error(429, "TooManyRequests", "Too many requests.");
    match core.switches.throttling {
        Throttling::Off => None,
        Throttling::WithRetryAfter => {
            let wait = core.throttle.count(now)?;
            Some(too_many.with("retry-after", wait.to_string()))
        }
        Throttling::Silent => core.throttle.count(now).map(|_| too_many),
    }
}
