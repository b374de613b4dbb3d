use super::*;

/// Ten registrations that were made broken, each with the check and the reason that must be named.
fn ten() -> Vec<Value> {
    let kept = include_bytes!("../../../../../tests/window/fixtures/broken.json");
    serde_json::from_slice(kept).unwrap()
}

#[test]
fn the_sentences_name_the_link_and_the_reason_of_what_is_broken() {
    let ten = ten();
    assert_eq!(ten.len(), 10);
    for one in ten {
        let judgement = judged(&one["record"]);
        let name = &one["record"]["id"];
        assert_eq!(judgement.verdict, Verdict::Invalid, "{name}");
        let deciding = deciding(&judgement).unwrap();
        assert_eq!(deciding.check.as_str(), one["check"], "{name}");
        assert_eq!(deciding.reason.unwrap().as_str(), one["reason"], "{name}");
        let words = TicketWords::of(&judgement).to_string();
        let codes =
            format!("({}, {}; ", deciding.check.as_str(), deciding.reason.unwrap().as_str());
        assert!(words.contains(&codes), "{name}: {words}");
    }
}
