use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};

use super::*;

/// Every value of a shape is in `all`: whoever reads a switch names those it knows.
fn is_whole<T: Serialize + DeserializeOwned + Debug>(all: &[T]) {
    let unknown = serde_json::from_str::<T>("\"?\"").unwrap_err().to_string();
    let names = all.iter().map(|value| serde_json::to_value(value).unwrap());
    let names: Vec<String> = names.map(|name| format!("`{}`", name.as_str().unwrap())).collect();
    assert_eq!(unknown.matches('`').count(), 2 + 2 * names.len(), "{unknown}: {names:?}");
    assert!(names.iter().all(|name| unknown.contains(name)), "{unknown}: {names:?}");
}

fn is_worn<T: PartialEq + Debug>(values: &[T], worn: impl Fn(Switches) -> T) {
    for value in values {
        assert!(Switches::few().iter().any(|dress| worn(*dress) == *value), "{value:?}");
    }
}

#[test]
fn each_value_of_each_shape_is_among_the_few() {
    is_whole(&Envelope::ALL);
    is_whole(&ODataTypes::ALL);
    is_whole(&Members::ALL);
    is_whole(&ExcludeIds::ALL);
    is_whole(&Lists::ALL);
    is_whole(&InnerErrorSpelling::ALL);
    is_worn(&Envelope::ALL, |dress| dress.envelope);
    is_worn(&ODataTypes::ALL, |dress| dress.odata_types);
    is_worn(&Members::ALL, |dress| dress.members);
    is_worn(&ExcludeIds::ALL, |dress| dress.exclude_ids);
    is_worn(&Lists::ALL, |dress| dress.lists);
    is_worn(&InnerErrorSpelling::ALL, |dress| dress.inner_error);
    is_worn(&Switches::PAGE_SIZES, |dress| dress.page_size);
}

/// A switch that is added has to be one or the other.
#[test]
fn what_is_no_shape_is_as_usual_in_each_dress() {
    let every = Switches::every();
    assert_eq!(every.len(), 2 * 2 * 2 * 3 * 2 * 2 * 2);
    assert!(Switches::few().iter().all(|dress| every.contains(dress)));
    let usual = Switches::default();
    for (at, dress) in every.iter().enumerate() {
        assert!(!every[..at].contains(dress), "{dress:?} is there twice");
        let Switches {
            envelope: _,
            odata_types: _,
            members: _,
            exclude_ids: _,
            lists: _,
            inner_error: _,
            page_size: _,
            method_ids,
            throttling,
            token_seconds,
            refresh_reuse,
            consent,
            step_up,
            licence,
        } = *dress;
        assert_eq!((throttling, token_seconds), (usual.throttling, usual.token_seconds));
        assert_eq!((refresh_reuse, consent), (usual.refresh_reuse, usual.consent));
        assert_eq!((step_up, method_ids), (usual.step_up, usual.method_ids));
        assert_eq!(licence, usual.licence);
    }
}
