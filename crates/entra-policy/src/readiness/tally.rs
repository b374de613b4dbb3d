//! How many people have registered what: the baseline before a campaign, and what came of it. A method that
//! is not known must be counted under its own word, and whoever has one counts as nothing worse.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    facts::Registration,
    people::{Kind, kind},
};

/// Counts of people, out of `userRegistrationDetails`. Nobody can be told from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(default)]
pub struct MethodsTally {
    /// Everybody in the report, which leaves disabled accounts out.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub people: u64,
    /// Who has a passkey of any kind.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub passkey: u64,
    /// Who can sign in without a password: passkey, Windows Hello for Business, phone sign-in.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub passwordless: u64,
    /// Who has Authenticator, for notifications or phone sign-in.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub authenticator: u64,
    /// Who has phone numbers and codes, and nothing else.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub phishable_only: u64,
    /// Who has nothing.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub nothing: u64,
    /// How many have each method, by Graph's word.
    #[cfg_attr(feature = "bindings", ts(type = "Record<string, number>"))]
    pub methods: BTreeMap<String, u64>,
}

impl MethodsTally {
    /// Counts.
    pub fn of(people: &[Registration]) -> Self {
        let mut tally = Self::default();
        people.iter().for_each(|person| tally.add(person));
        tally
    }

    fn add(&mut self, person: &Registration) {
        let kinds: Vec<Option<Kind>> = person.methods.iter().map(|word| kind(word)).collect();
        let has = |wanted: &[Kind]| wanted.iter().any(|one| kinds.contains(&Some(*one)));
        let word = |wanted: &str| person.methods.iter().any(|word| word == wanted);
        let is_phishable = |kind: &Option<Kind>| *kind == Some(Kind::PhoneOrCode);
        self.people += 1;
        self.passkey += u64::from(has(&[Kind::Passkey]));
        self.passwordless += u64::from(has(&[Kind::Passkey, Kind::Hello, Kind::PhoneSignIn]));
        let pushes = ["microsoftAuthenticatorPush", "microsoftAuthenticatorPasswordless"];
        self.authenticator += u64::from(pushes.into_iter().any(word));
        self.phishable_only += u64::from(!kinds.is_empty() && kinds.iter().all(is_phishable));
        self.nothing += u64::from(kinds.is_empty());
        let mut words: Vec<&String> = person.methods.iter().collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *self.methods.entry(word.clone()).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(methods: &[&str]) -> Registration {
        let methods = methods.iter().map(|word| (*word).to_owned()).collect();
        Registration { id: "a".to_owned(), name: "a".to_owned(), is_admin: None, methods }
    }

    #[test]
    fn people_are_counted_once_by_what_they_have() {
        let tally = MethodsTally::of(&[
            person(&["mobilePhone", "mobilePhone", "email"]),
            person(&["passKeySynced", "fido2SecurityKey", "microsoftAuthenticatorPush"]),
            person(&["microsoftAuthenticatorPasswordless"]),
            person(&["mobilePhone", "methodOfNextYear"]),
            person(&[]),
        ]);
        assert_eq!((tally.people, tally.passkey, tally.passwordless), (5, 1, 2));
        assert_eq!((tally.authenticator, tally.phishable_only, tally.nothing), (2, 1, 1));
        assert_eq!((tally.methods["mobilePhone"], tally.methods["methodOfNextYear"]), (2, 1));
    }
}
