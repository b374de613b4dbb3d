use serde_json::{Value, json};
use webauthn::{Check, Reason, Timestamp, Verdict, base64url};

use super::*;
use crate::rooms::{CommandCode, CommandError};

const NOW: Timestamp = Timestamp(1_790_000_000);

/// What a ticket holds: a registration and what was asked.
fn record() -> Value {
    let client_data = br#"{"type":"webauthn.create","challenge":"Y2hhbGxlbmdl","origin":"https://example.org","crossOrigin":false}"#;
    json!({
        "id": "one",
        "rp_id": "example.org",
        "origin": "https://example.org",
        "challenge": "Y2hhbGxlbmdl",
        "clientDataJSON": base64url::encode(client_data),
        "attestationObject": base64url::encode(&object()),
    })
}

/// A `none` registration for `example.org`: UP, UV and AT, an ES256 key (the curve's generator).
fn object() -> Vec<u8> {
    let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    let mut data = webauthn::rp_id_hash("example.org").to_vec();
    data.extend([0x45, 0, 0, 0, 0]);
    data.extend([0; 16]);
    data.extend([0, 4, 1, 2, 3, 4]);
    data.extend(hex("a5010203262001215820"));
    data.extend(hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"));
    data.extend(hex("225820"));
    data.extend(hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
    let mut object = hex("a363666d74646e6f6e656761747453746d74a0686175746844617461");
    object.extend([0x58, u8::try_from(data.len()).unwrap()]);
    object.extend(data);
    object
}

fn read(table: &OpenTicket, document: &Value) -> Result<DiagnosisView, CommandError> {
    table.read(
        Some(base64url::encode(b"INC-1.json").as_bytes()),
        document.to_string().as_bytes(),
        NOW,
    )
}

fn change(table: &OpenTicket, change: DiagnosisChange) -> Result<DiagnosisView, CommandError> {
    let no_practice = || panic!("nobody asked for the practice organisation");
    table.change(change, no_practice, NOW).map(Option::unwrap)
}

fn code(answer: Result<DiagnosisView, CommandError>) -> CommandCode {
    answer.unwrap_err().code
}

#[test]
fn a_ticket_is_judged_when_it_is_read_and_named_after_its_file() {
    let table = OpenTicket::default();
    let mut nameless = record();
    nameless.as_object_mut().unwrap().remove("id");
    let view = read(&table, &nameless).unwrap();
    assert_eq!(view.name.as_deref(), Some("INC-1.json"));
    let shown = view.shown.unwrap();
    assert_eq!(shown.judgement.verdict, Verdict::Admitted);
    assert_eq!(shown.judgement.id.as_deref(), Some("INC-1.json"));
    assert_eq!(shown.facts.algorithm.as_deref(), Some("ES256 (-7)"));
    assert_eq!(shown.facts.judged_at, NOW.0);
    assert_eq!(shown.deciding, None);
}

#[test]
fn the_sentences_name_the_link_that_breaks() {
    let mut other = record();
    other["challenge"] = json!("YW5vdGhlcg");
    let view = read(&OpenTicket::default(), &other).unwrap();
    let shown = view.shown.unwrap();
    assert_eq!(
        (shown.deciding, shown.reason),
        (Some(Check::Challenge), Some(Reason::ChallengeMismatch))
    );
    let words = view.words.unwrap().to_string();
    assert!(words.contains("(challenge, challenge-mismatch; WebAuthn L3 §7.1 step 8)"), "{words}");
}

#[test]
fn of_several_registrations_each_can_be_shown() {
    let mut other = record();
    other["id"] = json!("two");
    other["rp_id"] = json!("example.net");
    let table = OpenTicket::default();
    let view = read(&table, &json!([record(), other, { "attestationObject": 1 }])).unwrap();
    assert_eq!((view.found.len(), view.place), (3, 0));
    let reason = Some(Reason::RpIdMismatch);
    let standing = FoundStanding::Judged { verdict: Verdict::Invalid, reason };
    assert_eq!(view.found[1], FoundRegistration { id: Some("two".to_owned()), standing });
    let second = change(&table, DiagnosisChange::Show(1)).unwrap();
    assert_eq!(second.shown.unwrap().judgement.id.as_deref(), Some("two"));
    let third = change(&table, DiagnosisChange::Show(2)).unwrap();
    assert_eq!((third.shown, third.words), (None, None));
    assert!(
        matches!(&third.found[2].standing, FoundStanding::Unreadable { code, .. } if code == "member-unreadable")
    );
    assert_eq!(code(change(&table, DiagnosisChange::Show(3))), CommandCode::Gone);
}

#[test]
fn what_would_decide_it_is_said_and_once_given_decides_it() {
    let mut bare = record();
    for asked in ["rp_id", "origin", "challenge"] {
        bare.as_object_mut().unwrap().remove(asked);
    }
    let table = OpenTicket::default();
    let open = read(&table, &bare).unwrap().shown.unwrap();
    assert_eq!((open.judgement.verdict, open.needs), (Verdict::Undetermined, vec![Need::Options]));
    let options = json!({
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "AQ", "name": "a", "displayName": "a" },
        "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
    });
    let file = ("asked.json".to_owned(), options.to_string());
    let given = table.open(DiagnosisFile::Options, (file.0, file.1.as_bytes()), NOW).unwrap();
    assert_eq!(given.given.options.as_deref(), Some("asked.json"));
    assert_eq!(given.shown.unwrap().judgement.verdict, Verdict::Admitted);
    let without = change(&table, DiagnosisChange::TakeBack(DiagnosisFile::Options)).unwrap();
    assert_eq!(without.shown.unwrap().judgement.verdict, Verdict::Undetermined);
}

#[test]
fn it_is_judged_by_the_time_that_is_given() {
    let table = OpenTicket::default();
    read(&table, &record()).unwrap();
    let at = |text: &str| DiagnosisChange::At(Some(text.to_owned()));
    let then = change(&table, at("2020-01-01T00:00:00Z")).unwrap();
    assert_eq!(then.given.at, Some(1_577_836_800));
    assert_eq!(then.shown.unwrap().facts.judged_at, 1_577_836_800);
    assert_eq!(code(change(&table, at("yesterday"))), CommandCode::NotATime);
    let now = change(&table, DiagnosisChange::At(None)).unwrap();
    assert_eq!(now.shown.unwrap().facts.judged_at, NOW.0);
}

#[test]
fn what_is_no_ticket_is_refused_by_what_it_is_and_the_last_one_stays() {
    let table = OpenTicket::default();
    read(&table, &record()).unwrap();
    assert_eq!(code(table.read(None, b"hello", NOW)), CommandCode::NotATicket);
    let options = json!({
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "AQ", "name": "a", "displayName": "a" },
        "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
    });
    assert_eq!(code(read(&table, &options)), CommandCode::OptionsOnly);
    let long = vec![b' '; crate::diagnosis::Ticket::MAX_LENGTH + 1];
    assert_eq!(code(table.read(None, &long, NOW)), CommandCode::TooLarge);
    let anchors = ("roots.pem".to_owned(), b"no certificate".as_slice());
    assert_eq!(code(table.open(DiagnosisFile::Anchors, anchors, NOW)), CommandCode::NotGiven);
    assert_eq!(
        change(&table, DiagnosisChange::Show(0)).unwrap().name.as_deref(),
        Some("INC-1.json")
    );
}

#[test]
fn a_servers_answer_alone_says_what_is_missing() {
    let refusal = json!({ "error": { "code": "BadRequest", "message": "no" } });
    let view = read(&OpenTicket::default(), &refusal).unwrap();
    assert_eq!((view.found.len(), view.shown, view.server.len()), (0, None, 1));
    assert!(view.words.unwrap().is.starts_with("The server refused"));
}

#[test]
fn a_closed_table_is_empty() {
    let table = OpenTicket::default();
    read(&table, &record()).unwrap();
    let none = || panic!("nobody asked for the practice organisation");
    assert_eq!(table.change(DiagnosisChange::Close, none, NOW), Ok(None));
    assert_eq!(code(change(&table, DiagnosisChange::Show(0))), CommandCode::Gone);
}
