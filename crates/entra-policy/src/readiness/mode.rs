//! The mode of Microsoft Authenticator: whether it serves phone sign-in and a campaign, for an organisation and for
//! one person. A target whose mode is not known must not count as good, nor one that may reach somebody as theirs.

use serde_json::{Map, Value, json};

use super::{
    authenticator::{BOTH, ID, MODE, TARGETS},
    change::Change,
    facts::PersonFacts,
    finding::{Check, Finding, Outcome, Why},
    view::{Missing, View, of},
};
use crate::{
    IncludeTarget,
    admission::{Belongs, Inside, belongs, inside},
    fido2::targets,
};

const PHONE_SIGN_IN: Check = Check::AuthModePasswordless;

/// S1.6: phone sign-in needs mode Any or Passwordless.
pub(super) fn phone_sign_in(view: &View<'_>) -> Finding {
    let refused = ("push", Why::PushOnly, Check::AuthModeCampaign);
    modes(PHONE_SIGN_IN, view.configuration(ID), refused)
}

/// The campaign's pages: mode Passwordless cannot be nudged.
pub(super) fn campaign(view: &View<'_>) -> Finding {
    let refused = ("deviceBasedPush", Why::PasswordlessOnly, Check::AuthModePasswordless);
    modes(Check::AuthModeCampaign, view.configuration(ID), refused)
}

/// S1.6 for one person: the mode of those targets that reach them. What would mend it is for the organisation's
/// check to say.
pub(super) fn of_person(view: &View<'_>, person: &PersonFacts) -> Finding {
    of(PHONE_SIGN_IN, view.configuration(ID), |configuration| {
        let (include, exclude) = match targets(configuration) {
            Ok(lists) => lists,
            Err(error) => {
                return Finding::unknown(PHONE_SIGN_IN, Why::Malformed)
                    .showing("said", error.to_string().into());
            }
        };
        let none = |why| Finding::unknown(PHONE_SIGN_IN, why);
        match inside(&include, &exclude, &person.subject).0 {
            Inside::Yes => by_targets(configuration, &include, person),
            Inside::NotIncluded => none(Why::NotIncluded),
            Inside::Excluded => none(Why::Excluded),
            Inside::PerhapsByPerson => none(Why::GroupsUnknown),
            Inside::PerhapsByPolicy => none(Why::WordUnknown),
        }
    })
}

/// Somebody in several targets has what they agree on; which of two modes counts, no document says.
fn by_targets(
    configuration: &Map<String, Value>,
    include: &[IncludeTarget],
    person: &PersonFacts,
) -> Finding {
    let entries = configuration.get(TARGETS).and_then(Value::as_array);
    let reach = include.iter().zip(entries.into_iter().flatten()).map(|(target, entry)| {
        (belongs(&target.id, &target.target_type, &person.subject), entry.get(MODE))
    });
    let reach: Vec<_> = reach.filter(|(belongs, _)| *belongs != Belongs::No).collect();
    let mut all = reach.iter().map(|(_, mode)| one(*mode));
    let first = all.next().unwrap_or(Err(Why::NotSaid));
    let agree = all.all(|other| other == first);
    let of_others = reach.iter().find_map(|(belongs, _)| match belongs {
        Belongs::PerhapsByPerson => Some(Why::GroupsUnknown),
        Belongs::PerhapsByPolicy => Some(Why::WordUnknown),
        Belongs::Yes | Belongs::No => None,
    });
    let unread = || reach.iter().find_map(|(_, mode)| one(*mode).err());
    let open = of_others.or_else(unread);
    let found = match (first, agree) {
        (Ok(Outcome::Pass), true) => Finding::pass(PHONE_SIGN_IN),
        (Ok(_), true) => Finding::fail(PHONE_SIGN_IN, Why::PushOnly),
        (Err(why), true) => Finding::unknown(PHONE_SIGN_IN, why),
        (_, false) => Finding::unknown(PHONE_SIGN_IN, open.unwrap_or(Why::TargetsDiffer)),
    };
    found.showing("modes", json!(reach.iter().map(|(_, mode)| mode).collect::<Vec<_>>()))
}

/// Whether a mode allows phone sign-in.
fn one(mode: Option<&Value>) -> Result<Outcome, Why> {
    match mode.and_then(Value::as_str) {
        Some("any" | "deviceBasedPush") => Ok(Outcome::Pass),
        Some("push") => Ok(Outcome::Fail),
        Some(_) => Err(Why::WordUnknown),
        None => Err(Why::NotSaid),
    }
}

/// Whether no target has the mode that stands in the way; the other check may want that very mode.
fn modes(
    check: Check,
    method: Result<&Map<String, Value>, Missing>,
    (refused, why, other): (&str, Why, Check),
) -> Finding {
    of(check, method, |method| {
        let Some(list) = method.get(TARGETS).and_then(Value::as_array) else {
            return Finding::unknown(check, Why::NotSaid);
        };
        if list.is_empty() {
            return Finding::unknown(check, Why::NoTargets);
        }
        let mode = |target: &Value| target.get(MODE).and_then(Value::as_str).map(str::to_owned);
        let all: Vec<Option<String>> = list.iter().map(mode).collect();
        let known = ["any", "push", "deviceBasedPush"];
        let found = if all.iter().flatten().any(|mode| mode == refused) {
            let change = with_mode(method, list, refused);
            Finding::fail(check, why).showing("conflictsWith", json!(other)).mended_by(change)
        } else if all.iter().any(Option::is_none) {
            Finding::unknown(check, Why::NotSaid)
        } else if all.iter().flatten().any(|mode| !known.contains(&mode.as_str())) {
            Finding::unknown(check, Why::WordUnknown)
        } else {
            Finding::pass(check)
        };
        found.showing("modes", json!(all))
    })
}

/// The targets with mode Any where they have this one; everything else of them stays.
fn with_mode(method: &Map<String, Value>, list: &[Value], refused: &str) -> Option<Change> {
    let mut list = list.to_vec();
    for target in &mut list {
        if let Some(mode) = target.get_mut(MODE).filter(|mode| **mode == refused) {
            *mode = BOTH.into();
        }
    }
    Change::of_configuration(method, [(TARGETS, list.into())])
}
