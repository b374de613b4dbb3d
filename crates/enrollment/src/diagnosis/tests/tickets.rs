use super::*;

fn read(text: &str) -> Ticket {
    Ticket::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn response() -> Value {
    let record = record();
    json!({
        "id": "AQIDBA", "rawId": "AQIDBA", "type": "public-key",
        "response": {
            "clientDataJSON": record["clientDataJSON"],
            "attestationObject": record["attestationObject"],
        },
    })
}

#[test]
fn an_attestation_object_is_read_in_every_spelling() {
    let object = object();
    let hex = data_encoding::HEXUPPER.encode(&object);
    let colons = hex.as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).into_owned());
    let spellings = [
        base64url::encode(&object),
        data_encoding::BASE64.encode(&object),
        format!("\"{}\"", base64url::encode(&object)),
        data_encoding::BASE64_MIME.encode(&object),
        hex.clone(),
        format!("0x{hex}"),
        colons.collect::<Vec<_>>().join(":"),
    ];
    for text in spellings {
        let ticket = read(&text);
        let [Ok(recorded)] = ticket.registrations.as_slice() else { panic!("{text}: {ticket:?}") };
        assert_eq!(recorded.attestation_object, object);
        assert_eq!(recorded.client_data_json, None);
    }
    assert_eq!(Ticket::read(&object).unwrap().registrations.len(), 1);
}

#[test]
fn json_is_found_among_other_words() {
    let text = format!("Hello,\nthis is what I got:\n{}\nRegards", response());
    assert_eq!(read(&text).registrations.len(), 1);
    assert_eq!(read(&json!([record(), record()]).to_string()).registrations.len(), 2);
}

#[test]
fn json_lines_are_as_many_records_whatever_stands_between_them() {
    let text = format!("{}\nand the spare key:\n\n  {}\n{{ no record", record(), record());
    assert_eq!(read(&text).registrations.len(), 2);
}

#[test]
fn what_was_posted_to_graph_was_registered_for_somebody() {
    let posted = json!({ "displayName": "Key", "publicKeyCredential": response() });
    let ticket = read(&posted.to_string());
    let [Ok(recorded)] = ticket.registrations.as_slice() else { panic!("{ticket:?}") };
    assert_eq!(recorded.registrant, Some(Registrant::OnBehalf));
    assert_eq!(recorded.credential_id.as_deref(), Some([1, 2, 3, 4].as_slice()));
}

#[test]
fn a_servers_refusal_keeps_its_words_and_what_is_nested_in_them() {
    let nested = json!({ "odata.error": {
        "message": { "value": "User or group restriction policy failed" },
        "values": [{ "item": "subCode", "value": "error_user_group_restriction_policy_failure" }],
    }});
    let body = json!({ "error": { "code": "badRequest", "message": nested.to_string() } });
    let ticket = read(&body.to_string());
    let [refusal] = ticket.refusals.as_slice() else { panic!("{ticket:?}") };
    assert_eq!(refusal.code, "badRequest");
    assert_eq!(refusal.sub_code.as_deref(), Some("error_user_group_restriction_policy_failure"));
    assert_eq!(refusal.message, nested.to_string());
}

#[test]
fn a_recording_brings_what_was_asked_sent_and_answered() {
    let options = json!({ "publicKey": {
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "AQ", "name": "a", "displayName": "a" },
        "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
    }});
    let text = data_encoding::BASE64.encode(options.to_string().as_bytes());
    let har = json!({ "log": { "entries": [
        { "startedDateTime": "2026-10-01T08:00:00.000Z",
          "request": {}, "response": { "status": 200, "content": { "text": text, "encoding": "base64" } } },
        { "startedDateTime": "2026-10-01T08:00:20.500+02:00",
          "request": { "postData": { "text": response().to_string() } },
          "response": { "status": 400, "content": { "text":
              json!({ "error": { "code": "badRequest", "message": "no" } }).to_string() } } },
    ]}});
    let ticket = read(&har.to_string());
    let [Ok(recorded)] = ticket.registrations.as_slice() else { panic!("{ticket:?}") };
    assert_eq!(recorded.challenge.as_deref(), Some("Y2hhbGxlbmdl"));
    assert!(recorded.verify_at.is_some());
    assert_eq!(diagnose(recorded, &Grounds::at(NOW)).verdict, Verdict::Admitted);
    assert_eq!(ticket.refusals.first().map(|refusal| refusal.status), Some(400));
}

#[test]
fn what_is_nothing_of_the_kind_is_said_to_be_that() {
    for text in ["", "hello", "{}", "[]", "12", "null", "deadbeef", "{\"log\":{\"entries\":[]}}"] {
        assert_eq!(Ticket::read(text.as_bytes()), Err(TicketError::NotRecognised), "{text}");
    }
    assert_eq!(Ticket::read(&[0xA1, 0x00]), Err(TicketError::NotRecognised));
}
