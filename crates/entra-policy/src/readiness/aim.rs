//! At whom a method is aimed, as far as a pilot is concerned: a group that goes first. Everybody must never pass
//! for a group, nor a person for one.

use serde_json::Value;

use crate::{ObjectId, campaign::word::words};

words! {
    /// At whom a method is aimed.
    Aim {
        /// At the pilot group that was named, and not at everybody.
        Pilot "pilot"
        /// At groups, where none was named to go first.
        Groups "groups"
        /// At other groups than the one that was named.
        OtherGroups "other-groups"
        /// At everybody, whoever else is named.
        Everybody "everybody"
        /// At people one by one, or at nobody.
        NoGroup "no-group"
        /// At what is not known here.
        Unknown "unknown"
    }
}

impl Aim {
    /// Of `includeTargets`. `pilot` is the group that was named to go first.
    pub(super) fn of(targets: &[Value], pilot: Option<&ObjectId>) -> Self {
        let text = |target: &Value, name: &str| {
            target.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let all = targets.iter().map(|target| (text(target, "id"), text(target, "targetType")));
        if all.clone().any(|(id, _)| id.eq_ignore_ascii_case("all_users")) {
            return Self::Everybody;
        }
        if all.clone().any(|(id, kind)| {
            !["group", "user"].contains(&kind.as_str()) || id.parse::<ObjectId>().is_err()
        }) {
            return Self::Unknown;
        }
        let groups: Vec<ObjectId> =
            all.filter(|(_, kind)| kind == "group").filter_map(|(id, _)| id.parse().ok()).collect();
        match (groups.is_empty(), pilot) {
            (true, _) => Self::NoGroup,
            (false, Some(pilot)) if groups.contains(pilot) => Self::Pilot,
            (false, Some(_)) => Self::OtherGroups,
            (false, None) => Self::Groups,
        }
    }
}
