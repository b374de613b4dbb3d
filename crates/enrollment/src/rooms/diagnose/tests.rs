use serde_json::{Value, json};
use webauthn::{Check, Reason, Verdict, base64url};

use super::*;
use crate::{
    diagnosis::tests::{NOW, record},
    rooms::{CommandCode, CommandError},
};

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

/// Metadata of one number as they are kept.
fn kept(number: u64) -> (crate::store::KeptMetadata, crate::metadata::Metadata) {
    use crate::{
        metadata::{
            Metadata,
            tests::{Service, time},
        },
        store::MetadataFile,
    };
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let file = MetadataFile::at(&folder.path().join("mds"));
    let head = file.keep(&service.blob(number), &service.roots(), time("2026-06-01")).unwrap();
    let blob = file.load(&service.roots()).unwrap().unwrap();
    (head, Metadata::from(blob))
}

#[test]
fn the_metadata_of_this_computer_are_judged_by_and_their_age_said_where_no_file_is_given() {
    let table = OpenTicket::default();
    assert_eq!(read(&table, &record()).unwrap().given.metadata, None);
    table.lean_on(Some(kept(5)));
    let view = read(&table, &record()).unwrap();
    let Some(GivenMetadata::Kept(shown)) = view.given.metadata else { panic!() };
    assert_eq!(shown.number, 5);
    let found = view.shown.unwrap().judgement.findings;
    let finding = found.iter().find(|one| one.check == Check::Metadata).unwrap();
    assert_eq!(finding.evidence.get("no"), Some(json!(5)));
    let file = br#"{"no":9,"entries":[]}"#.as_slice();
    let view = table.open(DiagnosisFile::Metadata, ("own.json".into(), file), NOW).unwrap();
    assert!(matches!(view.given.metadata, Some(GivenMetadata::File { .. })));
    let view = change(&table, DiagnosisChange::TakeBack(DiagnosisFile::Metadata)).unwrap();
    assert!(matches!(view.given.metadata, Some(GivenMetadata::Kept(_))));
}

#[test]
fn the_practice_policy_is_not_held_together_with_metadata_that_know_nothing_of_its_keys() {
    let table = OpenTicket::default();
    table.lean_on(Some(kept(5)));
    read(&table, &record()).unwrap();
    let configuration = json!({ "state": "enabled", "includeTargets": [], "passkeyProfiles": [] });
    let id = "aaaaaaaa-0000-4000-8000-000000000001".to_owned();
    let person = crate::tenant::Person {
        id: crate::tenant::PersonId(id),
        display_name: "Mira".to_owned(),
        user_principal_name: "mira@example.org".to_owned(),
        groups: None,
    };
    let policy = crate::OrganisationPolicy::for_person(
        &configuration,
        &person,
        entra_policy::Registrant::Oneself,
    );
    let grounds = PolicyGrounds {
        organisation: "Practice".to_owned(),
        policy: policy.unwrap(),
        trust_anchors: vec![],
    };
    let practice = DiagnosisChange::Policy(PolicyChoice::Practice);
    let view = table.change(practice, || Ok(grounds), NOW).unwrap().unwrap();
    assert_eq!(view.given.metadata, None);
    let view = change(&table, DiagnosisChange::Policy(PolicyChoice::None)).unwrap();
    assert!(matches!(view.given.metadata, Some(GivenMetadata::Kept(_))));
}

#[test]
fn what_a_key_showed_is_told_with_its_key_and_what_a_file_says_is_no_rehearsal() {
    let table = OpenTicket::default();
    assert_eq!(table.tried(), None);
    read(&table, &record()).unwrap();
    assert_eq!(table.tried(), None, "nobody knows of which key");
    let ticket = crate::diagnosis::Ticket::read(record().to_string().as_bytes()).unwrap();
    let mut recorded = ticket.registrations.into_iter().next().unwrap().unwrap();
    let made = b"what the key made".to_vec();
    recorded.credential_id = Some(made.clone());
    let key = ctap::AuthenticatorId::new("usb-1");
    let no_practice = || panic!("it is no practice key");
    let shown = table.lay(Some((key, recorded)), no_practice, NOW).unwrap();
    let judgement = shown.shown.unwrap().judgement;
    let tried = table.tried().unwrap();
    assert_eq!((tried.credential, tried.model), (made.into(), judgement.aaguid));
    assert_eq!(tried.trial, crate::readiness::trial(&judgement));
    table.change(DiagnosisChange::Close, no_practice, NOW).unwrap();
    assert_eq!(table.tried(), None);
}
