use data_encoding::BASE64URL_NOPAD as BASE64URL;

use super::response::{Response, ResponseError};

const HEADER: &str = r#"{"alg":"RS256","x5c":["AAAA"]}"#;
const PAYLOAD: &str = r#"{"nonce":"n","timestampMs":1,"ctsProfileMatch":true}"#;

fn jws(header: &str, payload: &str) -> String {
    let parts = [header, payload, "signature"].map(|part| BASE64URL.encode(part.as_bytes()));
    parts.join(".")
}

fn error(jws: &str) -> Option<ResponseError> {
    Response::from_bytes(jws.as_bytes()).err()
}

#[test]
fn an_answer_is_read() {
    let response = Response::from_bytes(jws(HEADER, PAYLOAD).as_bytes()).unwrap();
    assert_eq!((response.cts_profile_match, response.timestamp_ms), (Some(true), Some(1)));
    assert_eq!(response.x5c, [[0, 0, 0]]);
    assert_eq!(response.signature, b"signature");
}

#[test]
fn a_jws_that_readers_could_disagree_on_is_refused() {
    let good = jws(HEADER, PAYLOAD);
    assert_eq!(error(&format!("{good}.")), Some(ResponseError::NotCompact));
    assert_eq!(error(&format!("{good}=")), Some(ResponseError::NotBase64("signature")));
    assert_eq!(error("a.b"), Some(ResponseError::NotCompact));
    // RFC 7515 §4: header parameter names are unique.
    let twice = r#"{"alg":"none","alg":"RS256","x5c":["AAAA"]}"#;
    assert_eq!(error(&jws(twice, PAYLOAD)), Some(ResponseError::NotJson("header")));
    let critical = r#"{"alg":"RS256","crit":["exp"],"x5c":["AAAA"]}"#;
    assert_eq!(error(&jws(critical, PAYLOAD)), Some(ResponseError::Critical));
    let no_certificate = r#"{"alg":"RS256","x5c":[]}"#;
    assert_eq!(error(&jws(no_certificate, PAYLOAD)), Some(ResponseError::Certificates));
    let text = r#"{"nonce":"n","ctsProfileMatch":"true"}"#;
    assert_eq!(error(&jws(HEADER, text)), Some(ResponseError::NotJson("payload")));
}

#[test]
fn an_algorithm_without_a_key_is_none_that_is_known() {
    for alg in ["none", "HS256", "rs256"] {
        let header = HEADER.replace("RS256", alg);
        let response = Response::from_bytes(jws(&header, PAYLOAD).as_bytes()).unwrap();
        assert_eq!(response.algorithm, None, "{alg}");
    }
}
