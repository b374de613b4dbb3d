//! Recorded registrations on the command line: the verdict, the link that decides it and the two
//! sentences for the ticket, from whatever form the record has. The practice key made all of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Place, Run, metadata, options};

/// A registration of the practice key, and its root.
struct Ticket {
    place: Place,
    response: Value,
}

impl Ticket {
    fn new() -> Self {
        let place = Place::new();
        let run = place.register(&options(), &[]);
        assert_eq!(run.status, 0, "{}", run.err);
        Self { response: run.document(), place }
    }

    fn root(&self) -> String {
        let state = self.place.path("state");
        let found = walk(&state).into_iter().find(|path| path.ends_with("practice-root.pem"));
        found.unwrap_or_else(|| panic!("no root in {state:?}")).to_str().unwrap().to_owned()
    }

    fn diagnose(&self, content: &str, more: &[&str]) -> Run {
        let file = self.place.file("ticket", content);
        self.place.run(&[&["diagnose", &file], more].concat(), "")
    }

    fn record(&self) -> Value {
        json!({
            "id": "case-1",
            "rp_id": "example.org",
            "origin": "https://example.org",
            "challenge": options()["challenge"],
            "clientDataJSON": self.response["response"]["clientDataJSON"],
            "attestationObject": self.response["response"]["attestationObject"],
            "credentialId": self.response["id"],
        })
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

fn finding<'a>(document: &'a Value, check: &str) -> &'a Value {
    let findings = document["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["check"] == check).unwrap()
}

#[test]
fn a_response_with_what_was_asked_is_admitted_and_named_after_its_file() {
    let ticket = Ticket::new();
    let asked = ticket.place.options(&options());
    let run = ticket.diagnose(
        &ticket.response.to_string(),
        &["--options", &asked, "--trust", &ticket.root(), "--require-uv", "--json"],
    );
    let document = run.document();
    assert_eq!((run.status, &document["verdict"]), (0, &json!("admitted")), "{document:#}");
    assert_eq!(document["id"], "ticket");
    assert_eq!(document["attestation"]["trusted"], true);
}

#[test]
fn without_what_was_asked_nothing_is_taken_from_the_response() {
    let ticket = Ticket::new();
    let run = ticket.diagnose(&ticket.response.to_string(), &["--json"]);
    assert_eq!((run.status, &run.document()["verdict"]), (1, &json!("undetermined")));
    let challenge = run.document();
    assert_eq!(finding(&challenge, "challenge")["outcome"], "skipped");
    let words = ticket.diagnose(&ticket.response.to_string(), &[]);
    assert!(words.out.contains("For the ticket: Whether the registration is good is not known"));
    assert!(words.out.contains("--options"), "{}", words.out);
}

#[test]
fn a_broken_link_is_named_with_its_place_in_the_standard() {
    let ticket = Ticket::new();
    let mut record = ticket.record();
    record["challenge"] = json!("YW5vdGhlcg");
    let run = ticket.diagnose(&record.to_string(), &[]);
    assert_eq!(run.status, 1);
    let sentence = "For the ticket: The registration does not verify: the challenge is another \
                    (challenge, challenge-mismatch; WebAuthn L3 §7.1 step 8).";
    assert!(run.out.contains(sentence), "{}", run.out);
}

#[test]
fn anchors_that_are_not_reached_make_it_invalid() {
    let (ticket, stranger) = (Ticket::new(), Ticket::new());
    let run =
        ticket.diagnose(&ticket.record().to_string(), &["--trust", &stranger.root(), "--json"]);
    let document = run.document();
    assert_eq!(
        (&document["verdict"], &document["attestation"]["trusted"]),
        (&json!("invalid"), &json!(false))
    );
    assert_eq!(finding(&document, "chain")["reason"], "chain-untrusted");
}

#[test]
fn a_batch_answers_each_line_and_goes_on_after_a_bad_one() {
    let ticket = Ticket::new();
    let (good, mut bad) = (ticket.record(), ticket.record());
    bad["rp_id"] = json!("example.net");
    let text = format!("{good}\nnonsense\n{bad}\n");
    let batch = ticket.place.file("batch", &text);
    let run = ticket.place.run(&["diagnose", "--batch", &batch], "");
    let lines: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(run.status, 1);
    assert_eq!(lines[0]["verdict"], "admitted");
    assert_eq!(lines[1], json!({ "line": 2, "error": "not-json" }));
    assert_eq!((&lines[2]["verdict"], &lines[2]["id"]), (&json!("invalid"), &json!("case-1")));
    let array = ticket.place.file("array", json!([good, good]).to_string());
    assert_eq!(ticket.place.run(&["diagnose", "--batch", &array], "").status, 0);
    let piped = ticket.place.run(&["diagnose", "--batch", "-"], &text);
    assert_eq!(piped.out, run.out);
}

#[test]
fn metadata_name_the_model_and_a_revocation_refuses() {
    let ticket = Ticket::new();
    let object = ticket.response["response"]["attestationObject"].as_str().unwrap();
    let admitted = ticket.diagnose(object, &["--json"]).document();
    let aaguid = admitted["aaguid"].as_str().unwrap();
    let root = fs::read_to_string(ticket.root()).unwrap();
    let payload = |status: &str| metadata(aaguid, &root, status);
    let good = ticket.place.file("mds.json", payload("FIDO_CERTIFIED"));
    let run = ticket.diagnose(&ticket.record().to_string(), &["--mds", &good, "--json"]);
    let document = run.document();
    assert_eq!((run.status, &document["model"]), (0, &json!("A practice key")), "{document:#}");
    assert_eq!(document["attestation"]["trusted"], true);
    let revoked = ticket.place.file("mds.json", payload("REVOKED"));
    let document =
        ticket.diagnose(&ticket.record().to_string(), &["--mds", &revoked, "--json"]).document();
    assert_eq!(document["verdict"], "refused");
    assert_eq!(finding(&document, "metadata-status")["reason"], "metadata-revoked");
}

#[test]
fn a_servers_refusal_stands_beside_what_was_judged() {
    let ticket = Ticket::new();
    let refusal = json!({ "error": { "code": "badRequest", "message": "format error" } });
    let both = json!([refusal, ticket.record()]);
    let document = ticket.diagnose(&both.to_string(), &["--json"]).document();
    assert_eq!(document["server"][0]["code"], "badRequest");
    assert_eq!(document["verdict"], "admitted");
    let alone = ticket.diagnose(&refusal.to_string(), &[]);
    assert_eq!(alone.status, 1);
    assert!(alone.out.contains("the server said: badRequest: format error"), "{}", alone.out);
}

#[test]
fn a_file_that_holds_nothing_of_the_kind_is_said_to_be_that() {
    let ticket = Ticket::new();
    let run = ticket.diagnose("hello", &["--json"]);
    assert_eq!(run.status, 2);
    let missing = ticket.place.run(&["diagnose", "/nowhere/at/all"], "");
    assert_eq!(missing.status, 2);
    assert_eq!(ticket.place.run(&["diagnose"], "").status, 2);
}

#[test]
fn what_is_no_ticket_is_named_as_a_person_calls_it() {
    let run = Place::new().run(&["diagnose", "-"], "garbage");
    assert_eq!(run.status, 2);
    assert!(run.err.starts_with("The ticket in standard input cannot be used"), "{}", run.err);
}
