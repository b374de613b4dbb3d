//! What an authority answers (graph.md, section 8), in every dress, and a challenge for claims (section 6.1).

use enrollment::tenant::{Tenant, TenantError};
use entra_graph::{
    answer::Answer,
    sign_in::answer::{Polled, device_code, polled, tokens},
};
use serde_json::Value;

use crate::{
    dress::{dresses, shape, with_one_missing},
    server::{Directory, Reply},
};

fn answer(status: u16, document: &Value) -> Answer {
    Answer { status, body: document.to_string().into_bytes(), ..Answer::default() }
}

#[test]
fn tokens_and_codes_are_read_in_every_dress() {
    for document in dresses(&shape("8-tokens")) {
        tokens(answer(200, &document)).unwrap();
    }
    for document in dresses(&shape("8-device-code")) {
        let code = device_code(answer(200, &document)).unwrap();
        assert_eq!((code.user_code.as_str(), code.life.as_secs()), ("QWERTZ12", 900));
        assert_eq!(code.verification_uri, "https://microsoft.com/devicelogin");
    }
    for document in dresses(&shape("8-pending")) {
        assert!(matches!(polled(answer(400, &document)).unwrap(), Polled::Pending));
    }
}

#[test]
fn a_missing_member_is_said_or_done_without_and_never_shows_a_secret() {
    for (place, without) in with_one_missing(&shape("8-tokens")) {
        let read = tokens(answer(200, &without));
        // RFC 6749 §5.1 requires both.
        let needed = ["/access_token", "/token_type"];
        assert_eq!(read.is_err(), needed.contains(&&*place), "{place}");
        assert!(!format!("{read:?}").contains("of-a-test"), "{place}");
    }
    for (place, without) in with_one_missing(&shape("8-device-code")) {
        let read = device_code(answer(200, &without));
        // RFC 8628 §3.2 requires these.
        let needed = ["/user_code", "/device_code", "/verification_uri", "/expires_in"];
        assert_eq!(read.is_err(), needed.contains(&&*place), "{place}");
    }
}

#[test]
fn a_challenge_for_claims_is_read_beside_any_body() {
    // {"access_token":{"amr":{"essential":true,"values":["ngcmfa"]}}}
    let claims =
        "eyJhY2Nlc3NfdG9rZW4iOnsiYW1yIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWVzIjpbIm5nY21mYSJdfX19";
    let header = format!(
        "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
         error=\"insufficient_claims\", claims=\"{claims}\""
    );
    for status in [401, 403] {
        for body in dresses(&shape("6.1-claims")) {
            let reply = Reply(status, vec![("www-authenticate", header.clone())], body);
            let directory = Directory::that_says([("GET /v1.0/organization", reply)]);
            let TenantError::StepUpNeeded { claims } =
                directory.client().organisation().unwrap_err()
            else {
                panic!("{status}")
            };
            assert!(claims.as_str().contains("ngcmfa"));
        }
    }
}
