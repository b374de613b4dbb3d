//! The rules of web-platform-tests for creation options, as data of the corpus. A case must never
//! be left out without a reason written here.

use serde_json::{Value, json};
use webauthn::{
    CallerOrigin, PublicKeyCredentialCreationOptions, RegistrationRequest, RequestError, base64url,
    options::OptionsError,
};

use crate::record;

const HOST: &str = "web-platform.test";

/// What a browser would throw.
fn exception(options: Value) -> Result<RegistrationRequest, &'static str> {
    let origin = CallerOrigin::parse(&format!("https://{HOST}")).unwrap();
    let json = options.to_string();
    let options = PublicKeyCredentialCreationOptions::from_json(json.as_bytes()).map_err(
        |error| match error {
            OptionsError::Encoding { .. } => "EncodingError",
            OptionsError::TooLarge(_)
            | OptionsError::NotJson { .. }
            | OptionsError::Member { .. } => "TypeError",
        },
    )?;
    RegistrationRequest::new(options, &origin, None).map_err(|error| match error {
        RequestError::RpId(_) => "SecurityError",
        RequestError::NoPublicKeyType | RequestError::Extension(_) => "NotSupportedError",
        RequestError::ExtensionNotAllowed(_) => "NotAllowedError",
    })
}

/// Replaces the corpus's notations. `None`: the member is to be removed.
fn value(value: &Value) -> Option<Value> {
    if value["$undefined"] == true {
        return None;
    }
    if let Some(count) = value["$bytes"].as_u64() {
        let bytes = vec![0x5A; usize::try_from(count).unwrap()];
        return Some(base64url::encode(&bytes).into());
    }
    if value["$existing_credential"] == true {
        return Some("AAAA".into());
    }
    if value["$origin_host"] == true {
        return Some(HOST.into());
    }
    Some(match value {
        Value::Object(members) => members
            .iter()
            .filter_map(|(name, member)| Some((name.clone(), self::value(member)?)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().filter_map(self::value).collect(),
        Value::String(text) => text.replace("{host}", HOST).into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    })
}

fn options(base: &Value, set: &Value) -> Value {
    let mut options = value(base).unwrap();
    for (path, patch) in set.as_object().unwrap() {
        let (parent, name) = match path.split_once('.') {
            Some((parent, name)) => (&mut options[parent], name),
            None => (&mut options, path.as_str()),
        };
        let parent = parent.as_object_mut().unwrap();
        match value(patch) {
            Some(patch) => drop(parent.insert(name.to_owned(), patch)),
            None => drop(parent.remove(name)),
        }
    }
    options
}

/// Cases that are not about creation options, and cases whose label the corpus itself doubts.
fn set_aside(case: &Value) -> Option<&'static str> {
    if case["file"].as_str().unwrap().contains("getcredential") {
        return Some("about get()");
    }
    if case["name"] == "rp null" {
        return Some("WebIDL makes it a TypeError, which we answer; the corpus says so too");
    }
    None
}

#[test]
fn create_cases_end_as_in_a_browser() {
    let Some(folder) = record::corpus() else { return };
    let cases = record::read(&folder, "wpt_cases.json");
    let (mut client, mut authenticator) = (0, 0);
    for case in cases["create_cases"].as_array().unwrap() {
        if case["representable_in_json"] != true || set_aside(case).is_some() {
            continue;
        }
        let fallback = json!("createCredentialDefaultArgs");
        let base = if case["base"].is_null() { &fallback } else { &case["base"] };
        let options = options(&cases["bases"][base.as_str().unwrap()], &case["set"]);
        let result = exception(options);
        let expected = case["expected"].as_str().unwrap();
        let name = &case["name"];
        if case["layer"] == "client" {
            match &result {
                Ok(_) => assert_eq!(expected, "success", "{name}"),
                Err(error) => assert!(expected.split('|').any(|e| e == *error), "{name}: {error}"),
            }
            client += 1;
        } else {
            // What only the authenticator can refuse must get past the client.
            assert!(result.is_ok(), "{name}: {result:?}");
            authenticator += 1;
        }
        if let (Ok(request), Some(prefix)) =
            (&result, case["expected_result"]["clientDataJSON_prefix"].as_str())
        {
            let after = case["expected_result"]["after_origin"].as_str().unwrap();
            let json = std::str::from_utf8(request.client_data_json()).unwrap();
            assert!(json.starts_with(&format!("{prefix}https://{HOST}{after}")), "{json}");
        }
    }
    println!("{client} client cases, {authenticator} authenticator cases");
    assert!(client >= 90);
}

#[test]
fn json_cases_are_read_as_in_a_browser() {
    let Some(folder) = record::corpus() else { return };
    let cases = record::read(&folder, "wpt_cases.json");
    let mut read = 0;
    for case in cases["json_cases"].as_array().unwrap() {
        if case["input"].is_null() {
            continue;
        }
        let result = PublicKeyCredentialCreationOptions::from_value(case["input"].clone());
        if case["expected"] == "EncodingError" {
            assert!(matches!(result, Err(OptionsError::Encoding { .. })), "{result:?}");
            continue;
        }
        let options = result.unwrap();
        let parsed = &case["expected_parsed"];
        let hex = |bytes: &[u8]| Value::from(data_encoding::HEXLOWER.encode(bytes));
        if let Some(user) = parsed.get("user_id_hex") {
            assert_eq!(*user, hex(options.user.id.as_bytes()));
            assert_eq!(parsed["challenge_hex"], hex(options.challenge.as_bytes()));
            assert_eq!(parsed["attestation"], options.attestation().as_str());
        }
        if let Some(hints) = parsed.get("hints") {
            assert_eq!(*hints, json!(options.hints));
        }
        if let Some(bytes) = parsed.get("extensions_bytes_hex") {
            let extensions = &options.extensions;
            let prf = extensions.prf.as_ref().unwrap();
            let by_credential = &prf.eval_by_credential.as_ref().unwrap()[0];
            assert_eq!(by_credential.0, "test cred");
            let large_blob = extensions.large_blob.as_ref().unwrap();
            assert_eq!(bytes["largeBlob.write"], hex(large_blob.write.as_ref().unwrap()));
            assert_eq!(bytes["credBlob"], hex(extensions.cred_blob.as_ref().unwrap()));
            assert_eq!(bytes["prf.eval.first"], hex(&prf.eval.as_ref().unwrap().first));
            let second = by_credential.1.second.as_ref().unwrap();
            assert_eq!(bytes["prf.evalByCredential.test cred.second"], hex(second));
            assert_eq!(extensions.cred_protect().unwrap().as_str(), "userVerificationRequired");
            assert!(extensions.others.contains_key("appidExclude"));
        }
        read += 1;
    }
    assert!(read >= 3);
}
