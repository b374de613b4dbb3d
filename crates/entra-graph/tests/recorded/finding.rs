//! Who and what is found by name, and what a person's sign-in begins with (graph.md, section 5).

use enrollment::{
    authenticator::Preference,
    tenant::{Administration, ObjectKind, PersonId, SignInPreferences},
};
use serde_json::json;

use crate::{
    dress::{dresses, shape, with_one_missing, with_one_word_unknown},
    server::Directory,
};

#[test]
fn a_search_lists_groups_then_people_to_the_last_page() {
    let documents = dresses(&shape("5-groups-found"))
        .into_iter()
        .zip(dresses(&shape("5-users-found")))
        .zip(dresses(&shape("5-users-found-second-page")));
    for ((groups, people), more) in documents {
        let directory = Directory::that_says([
            ("GET /v1.0/groups", groups),
            ("GET /v1.0/users?$skiptoken=second", more),
            ("GET /v1.0/users", people),
        ]);
        let found = directory.client().beginning_with("Rob").unwrap();
        let [group, robin, robina] = &found[..] else { panic!("{found:?}") };
        assert_eq!((group.kind, group.account.as_deref()), (ObjectKind::Group, None));
        assert_eq!((robin.kind, robin.name.as_str()), (ObjectKind::User, "Robin Ekdahl"));
        assert_eq!(robin.account.as_deref(), Some("robin#ext@example.com"));
        assert_eq!(robina.account.as_deref(), Some("robina@example.com"));
    }
    // Who has no name cannot be chosen by it; the others stay.
    let people = shape("5-users-found-second-page");
    for (place, without) in with_one_missing(&people) {
        let directory = Directory::that_says([
            ("GET /v1.0/groups", shape("5-groups-found")),
            ("GET /v1.0/users", without),
        ]);
        let found = directory.client().beginning_with("Rob");
        assert_eq!(found.is_err(), place == "/value", "{place}");
        assert!(found.is_err() || found.unwrap()[0].kind == ObjectKind::Group, "{place}");
    }
}

#[test]
fn what_a_group_is_called_is_read_and_needed() {
    let line = "GET /v1.0/groups/g";
    for document in dresses(&shape("5-named")) {
        let directory = Directory::that_says([(line, document)]);
        let name = directory.client().display_name(ObjectKind::Group, "g").unwrap();
        assert_eq!(name, "Robins of the house");
    }
    for (place, without) in with_one_missing(&shape("5-named")) {
        let directory = Directory::that_says([(line, without)]);
        let read = directory.client().display_name(ObjectKind::Group, "g");
        assert_eq!(read.is_err(), place == "/displayName", "{place}");
    }
}

#[test]
fn what_comes_first_at_a_sign_in_is_read_and_a_word_of_next_year_is_kept() {
    let line = "GET /beta/users/robin/authentication/signInPreferences";
    let read = |document| {
        let directory = Directory::that_says([(line, document)]);
        let said = directory.client().sign_in_preferences(&PersonId("robin".to_owned())).unwrap();
        Preference::of(&said)
    };
    let document = shape("5-sign-in-preferences");
    for dressed in dresses(&document) {
        assert_eq!(read(dressed), Preference::Push);
    }
    let word = "userPreferredMethodForSecondaryAuthentication";
    for (_, unknown) in with_one_word_unknown(&document, &[word]) {
        assert_eq!(read(unknown), Preference::Other("wordOfNextYear".to_owned()));
    }
    let mut managed = document.clone();
    managed["isSystemPreferredAuthenticationMethodEnabled"] = json!(true);
    assert_eq!(read(managed), Preference::System);
    for (place, without) in with_one_missing(&document) {
        let said = if place.ends_with(word) { Preference::NotSaid } else { Preference::Push };
        assert_eq!(read(without), said, "{place}");
    }
}
