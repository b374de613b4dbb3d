//! A browser's recording (HTTP Archive 1.2): what was asked, what was sent, what was answered. It must
//! never take a cookie or a token out of it.

use serde_json::Value;
use webauthn::{CollectedClientData, PublicKeyCredentialCreationOptions, base64url};

use super::{Recorded, Ticket, text, tree::Room};
use crate::tenant::TenantRefusal;

/// Most exchanges that are looked at.
const MOST: usize = 20_000;

/// Adds what the recording holds. A registration is judged on the options with its challenge, else on
/// the last that were asked before it.
pub(super) fn read(document: &Value, ticket: &mut Ticket) {
    let entries = document.pointer("/log/entries").and_then(Value::as_array);
    for entry in entries.into_iter().flatten().take(MOST) {
        let sent = entry.pointer("/request/postData/text").and_then(Value::as_str);
        let found = sent.and_then(body).and_then(|body| registration(&body));
        let registers = found.is_some();
        if let Some(read) = found {
            let when = entry.get("startedDateTime").and_then(Value::as_str);
            let when = when.and_then(|when| when.parse().ok());
            ticket.add(read.map(|one| Recorded { verify_at: when, ..asked(one, &ticket.asked) }));
        }
        if let Some(answer) = answer(entry) {
            let status = entry.pointer("/response/status").and_then(Value::as_u64);
            learn(&answer, status, registers, ticket);
        }
    }
}

fn registration(body: &Value) -> Option<Result<Recorded, super::RecordedError>> {
    match Recorded::from_value(body) {
        Err(super::RecordedError::NotAnObject | super::RecordedError::NoAttestationObject) => None,
        read => Some(read),
    }
}

fn asked(recorded: Recorded, all: &[PublicKeyCredentialCreationOptions]) -> Recorded {
    let client_data = recorded.client_data_json.as_deref();
    let challenge = client_data.and_then(|json| CollectedClientData::from_json(json).ok());
    let challenge = challenge.map(|data| data.challenge);
    let same = |options: &&PublicKeyCredentialCreationOptions| {
        Some(base64url::encode(options.challenge.as_bytes())) == challenge
    };
    match all.iter().find(same).or_else(|| all.last()) {
        Some(options) => recorded.asked(options, None),
        None => recorded,
    }
}

fn answer(entry: &Value) -> Option<Value> {
    let content = entry.pointer("/response/content")?;
    let words = content.get("text")?.as_str()?;
    if content.get("encoding").and_then(Value::as_str) == Some("base64") {
        return body(std::str::from_utf8(&base64url::decode(words)?).ok()?);
    }
    body(words)
}

/// One that finds no room is no registration and no options.
fn body(words: &str) -> Option<Value> {
    text::json(words, &Room::new()).ok().flatten()
}

fn learn(answer: &Value, status: Option<u64>, registers: bool, ticket: &mut Ticket) {
    if registers && let Some(refusal) = TenantRefusal::from_value(answer) {
        let status = status.and_then(|status| u16::try_from(status).ok()).unwrap_or_default();
        ticket.add_refusal(TenantRefusal { status, ..refusal });
    } else if let Ok(options) = PublicKeyCredentialCreationOptions::from_value(answer.clone()) {
        ticket.add_asked(options);
    }
}
