use proptest::prelude::*;

use super::*;

fn is_too_old(text: &str) -> bool {
    AppVersion::parse(text).unwrap().is_too_old()
}

#[test]
fn the_versions_of_the_page_on_number_matching_are_the_first_that_can() {
    assert!(is_too_old("6.2006.4197"));
    assert!(!is_too_old("6.2006.4198"));
    assert!(is_too_old("6.4.11"));
    assert!(!is_too_old("6.4.12"));
    assert!(is_too_old("5.9.99"));
}

#[test]
fn versions_of_today_are_not_old() {
    for today in ["6.8.37", "6.2507.4749", "6.2401.0617"] {
        assert!(!is_too_old(today), "{today}");
    }
}

#[test]
fn what_is_no_version_is_none() {
    for odd in
        ["", "6", "6.x.1", "6..1", "latest", "6.4.12-beta", "99999999999.1.1", "1.2.3.4.5.6.7"]
    {
        assert_eq!(AppVersion::parse(odd), None, "{odd:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_version_or_none(text in ".{0,40}") {
        let _ = AppVersion::parse(&text).map(|version| version.is_too_old());
    }
}
