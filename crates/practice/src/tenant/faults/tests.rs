use super::*;

fn script(json: &str) -> Script {
    Script::new(read(json.as_bytes()).unwrap())
}

#[test]
fn a_fault_has_its_turn_at_the_nth_request_that_matches() {
    let json = r#"[{"match": {"method": "POST", "path": "*/fido2Methods"}, "nth": 2, "times": 2,
        "action": {"do": "cut-after-commit"}}]"#;
    let mut script = script(json);
    let path = "/users/x/authentication/fido2Methods";
    assert_eq!(script.befall("GET", path), None);
    let answers: Vec<_> = (0..4).map(|_| script.befall("POST", path)).collect();
    let cut = Some(Action::CutAfterCommit);
    assert_eq!(answers, [None, cut.clone(), cut, None]);
}

#[test]
fn always_never_ends() {
    let mut script = script(
        r#"[{"times": "always", "action": {"do": "answer", "status": 503, "retryAfter": 7}}]"#,
    );
    let action = Action::Answer { status: 503, code: None, retry_after: Some(7) };
    assert!((0..100).all(|_| script.befall("GET", "/organization") == Some(action.clone())));
}

#[test]
fn a_word_that_nobody_knows_is_an_error_and_not_passed_over() {
    assert!(read(br#"[{"action": {"do": "cut-befor"}}]"#).is_err());
    assert!(read(br#"[{"action": {"do": "cut-before"}, "time": 3}]"#).is_err());
    assert!(read(br#"[{"match": {"pathh": "*"}, "action": {"do": "cut-before"}}]"#).is_err());
}

#[test]
fn stars_stand_for_any_run_of_characters() {
    for (pattern, text, fits) in [
        ("*", "", true),
        ("/users/*", "/users/a/b", true),
        ("/users/*/x", "/users/a/b/x", true),
        ("/users/*/x", "/users/a/b/y", false),
        ("/users", "/users/a", false),
        ("*a*b*", "xxbxxa", false),
        ("*a*b*", "xxaxxb", true),
        ("a*a", "a", false),
    ] {
        assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
    }
}
