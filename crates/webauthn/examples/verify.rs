//! Judges one recorded registration: `cargo run -p webauthn --example verify -- RECORD.json`.
//! The record has `rp_id`, `origin`, `challenge`, `clientDataJSON`, `attestationObject`, `verify_at`.

use std::{env, error::Error, fs, io::Write};

use serde_json::Value;
use webauthn::{Expectations, RecordedRegistration, base64url, verify};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("usage: verify RECORD.json")?;
    let record: Value = serde_json::from_slice(&fs::read(path)?)?;
    let text = |name: &'static str| record.get(name).and_then(Value::as_str).ok_or(name);
    let bytes = |name| base64url::decode(text(name)?).ok_or(name);

    let mut expected = Expectations::at(text("verify_at")?.parse()?);
    expected.challenge = Some(text("challenge")?.to_owned());
    expected.origins = vec![text("origin")?.to_owned()];
    expected.rp_id = Some(text("rp_id")?.to_owned());

    let client_data_json = bytes("clientDataJSON")?;
    let attestation_object = bytes("attestationObject")?;
    let recorded = RecordedRegistration {
        client_data_json: Some(&client_data_json),
        attestation_object: &attestation_object,
        credential_id: None,
    };
    let judgement = verify(recorded, &expected).judgement;
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&judgement)?)?;
    Ok(())
}
