//! The rule sets that come with this crate, and books that are odd.

use super::*;

#[test]
fn the_shipped_book_is_whole_and_names_a_source_for_each_rule() {
    let book = RuleBook::shipped().unwrap();
    let ids: Vec<_> = book.sets().iter().map(RuleSet::id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    assert_eq!((ids.len(), &ids), (9, &sorted), "oldest first");
    assert_eq!(book.newest().map(RuleSet::id), Some("2026-09-02"));
    for rule in Rule::ALL {
        assert!(!book.sources(*rule).is_empty(), "{rule} has no source");
        assert!(book.sets().iter().any(|set| set.lists(*rule)), "no rule set has {rule}");
    }
}

#[test]
fn a_matrix_has_the_ticks_that_its_page_has() {
    // Ticks per row, 2026-05-20: 2, 2, 3, 3, 2, 1, 6.
    let book = RuleBook::shipped().unwrap();
    let matrix = book.set("2026-05-20a").unwrap().matrix().unwrap();
    let ticks = |row| matrix.columns().iter().filter(|one| matrix.suppresses(row, one)).count();
    assert_eq!(matrix.rows().iter().map(ticks).collect::<Vec<_>>(), [2, 2, 3, 3, 2, 1, 6]);
}

#[test]
fn a_book_that_names_what_is_not_there_is_refused() {
    let wrong =
        |from: &str, to: &str| RuleBook::from_json(&SHIPPED.replacen(from, to, 1)).unwrap_err();
    assert_eq!(
        wrong("\"sso-session-not-nudged\",", "\"no-such-rule\","),
        BookError::Unknown("no-such-rule".to_owned())
    );
    assert_eq!(
        wrong("\"matrix\": \"2026-05-04\"", "\"matrix\": \"1999\""),
        BookError::Unknown("1999".to_owned())
    );
    assert!(matches!(RuleBook::from_json("{"), Err(BookError::Json(_))));
}
