//! The organisation, its people and their groups.

use enrollment::tenant::{Administration, DirectoryObject, ObjectKind, Tenant, TenantError};
use practice::tenant::{PEOPLE, Settings, Switches};

use crate::support::{MIRA, Practice};

#[test]
fn the_practice_organisation_is_harbour_and_pine() {
    for practice in Practice::in_each_dress() {
        assert_eq!(practice.client().organisation().unwrap().display_name, "Harbour & Pine");
    }
}

#[test]
fn a_person_is_found_by_id_and_by_name_in_either_case() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let mira = client.person(MIRA).unwrap();
        assert_eq!(mira.display_name, "Mira Okafor");
        assert_eq!(mira.user_principal_name, MIRA);
        assert_eq!(client.person(&mira.id.0).unwrap(), mira);
        assert_eq!(client.person(&MIRA.to_uppercase()).unwrap(), mira);
    }
}

#[test]
fn somebody_who_is_not_there_is_not_found() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let nobody = "no#body?/..%2F@harbourpine.example";
        assert_eq!(client.person(nobody), Err(TenantError::NotFound(nobody.to_owned())));
        let raw = practice.raw("GET", "/v1.0/users/nobody", None);
        assert_eq!(
            (raw.status, &raw.body["error"]["code"]),
            (404, &"Request_ResourceNotFound".into())
        );
    }
}

/// New starters are in all staff through their own group.
#[test]
fn groups_in_groups_count() {
    for practice in Practice::in_each_dress() {
        let ada = PEOPLE.iter().find(|one| one.display_name == "Ada Brandt").unwrap();
        let mira = practice.mira().groups.unwrap();
        let ada = practice.client().person(ada.id).unwrap().groups.unwrap();
        assert_eq!((mira.len(), ada.len()), (1, 2));
        assert!(ada.is_superset(&mira));
    }
}

#[test]
fn small_pages_are_followed_to_the_end() {
    let whole = Practice::new();
    let switches = Switches { page_size: Some(1), ..Switches::default() };
    let pages = Practice::with(Settings { switches, ..Settings::default() });
    for one in PEOPLE {
        let (a, b) = (whole.client().person(one.id), pages.client().person(one.id));
        assert_eq!(a, b);
    }
    let first = pages.raw("GET", "/v1.0/users", None).body;
    assert_eq!(first["value"].as_array().unwrap().len(), 1);
    assert!(first["@odata.nextLink"].as_str().unwrap().contains("skiptoken="));
    // The second page of what was filtered is filtered too.
    let mut most = 0;
    for beginning in 'a'..='z' {
        let beginning = beginning.to_string();
        let found = |practice: &Practice| practice.client().beginning_with(&beginning).unwrap();
        let all = found(&whole);
        assert_eq!(found(&pages), all, "{beginning}");
        most = most.max(all.iter().filter(|one| one.kind == ObjectKind::User).count());
    }
    assert!(most > 1, "no two people begin alike");
}

fn names(found: &[DirectoryObject]) -> Vec<&str> {
    found.iter().map(|one| one.name.as_str()).collect()
}

#[test]
fn groups_and_people_are_found_by_how_their_names_begin() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let found = client.beginning_with("a").unwrap();
        assert_eq!(names(&found), ["All staff", "Ada Brandt"]);
        assert_eq!((found[0].kind, found[0].account.as_deref()), (ObjectKind::Group, None));
        let account = found[1].account.as_deref();
        assert_eq!(
            (found[1].kind, account),
            (ObjectKind::User, Some("ada.brandt@harbourpine.example"))
        );
        assert_eq!(names(&client.beginning_with("front.desk").unwrap()), ["Front desk kiosk"]);
        // An apostrophe ends no text, and a word of a filter is none.
        for nobody in ["O'Neill", "x') or startswith(displayName,'A", "'"] {
            assert_eq!(client.beginning_with(nobody).unwrap(), [], "{nobody}");
        }
    }
}

#[test]
fn a_group_and_a_person_are_called_what_the_directory_calls_them() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let all = client.beginning_with("A").unwrap();
        for one in &all {
            assert_eq!(client.display_name(one.kind, &one.id).as_ref(), Ok(&one.name));
        }
        let gone = client.display_name(ObjectKind::Group, &all[1].id);
        assert_eq!(gone, Err(TenantError::NotFound(all[1].id.clone())));
    }
}

#[test]
fn a_filter_that_the_practice_directory_does_not_know_is_refused() {
    let practice = Practice::new();
    for query in ["$filter=displayName%20eq%20'A'", "$top=many"] {
        let raw = practice.raw("GET", &format!("/v1.0/groups?{query}"), None);
        assert_eq!(
            (raw.status, &raw.body["error"]["code"]),
            (400, &"BadRequest".into()),
            "{query}"
        );
    }
    let raw = practice.raw("GET", "/v1.0/groups?$top=1", None);
    assert_eq!(raw.body["value"].as_array().unwrap().len(), 1);
}
