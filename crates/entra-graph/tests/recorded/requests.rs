//! What the client sends, beside the shapes of it (graph.md, sections 4.3 and 5). No member may be sent that
//! the sheet does not have.

use enrollment::tenant::PersonId;
use entra_graph::PassWanted;
use serde_json::{Value, json};

use crate::{dress::shape, server::Directory};

/// Asks for a pass; what was sent.
fn asked(wanted: PassWanted) -> Value {
    let line = "POST /v1.0/users/robin/authentication/temporaryAccessPassMethods";
    let directory = Directory::that_says([(line, shape("5-pass-issued"))]);
    directory.client().issue_access_pass(&PersonId("robin".to_owned()), wanted).unwrap();
    let [(_, sent)] = directory.sent("POST").try_into().unwrap();
    sent
}

#[test]
fn a_pass_is_asked_for_with_what_was_wanted_and_nothing_else() {
    let whole = shape("5-pass-wanted");
    let wanted = PassWanted {
        start: Some(whole["startDateTime"].as_str().unwrap().parse().unwrap()),
        lifetime_in_minutes: Some(60),
        is_usable_once: Some(true),
    };
    assert_eq!(asked(wanted), whole);
    assert_eq!(asked(PassWanted::default()), json!({}));
    let often = PassWanted { is_usable_once: Some(false), ..PassWanted::default() };
    assert_eq!(asked(often), json!({ "isUsableOnce": false }));
    for (name, value) in whole.as_object().unwrap() {
        let alone = match name.as_str() {
            "startDateTime" => PassWanted { start: wanted.start, ..PassWanted::default() },
            "lifetimeInMinutes" => {
                PassWanted { lifetime_in_minutes: Some(60), ..PassWanted::default() }
            }
            "isUsableOnce" => PassWanted { is_usable_once: Some(true), ..PassWanted::default() },
            other => panic!("{other} cannot be asked for"),
        };
        assert_eq!(asked(alone), json!({ name: value }));
    }
}
