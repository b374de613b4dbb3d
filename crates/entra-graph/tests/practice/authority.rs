//! The practice authority as any client meets it: what graph.md sections 8 and 10 say it has to do. It
//! must never give anything to whoever did not agree, or twice.

use practice::tenant::{CLIENT_ID, Consent, RefreshReuse, StepUp, Switches};
use serde_json::json;
use webauthn::base64url;

use crate::{
    browser::{VERIFIER, get, text},
    support::{MIRA, Practice, Raw},
};

const INGRID: &str = "ingrid.solberg@harbourpine.example";
const ADA: &str = "ada.brandt@harbourpine.example";
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const DESK: &str = "openid offline_access User.ReadBasic.All Policy.Read.All \
                    UserAuthMethod-Passkey.ReadWrite.All";

fn refused(raw: &Raw, error: &str, code: u32) {
    assert_eq!((raw.status, &raw.body["error"]), (400, &json!(error)), "{raw:?}");
    assert_eq!(raw.body["error_codes"], json!([code]));
    let description = text(raw, "error_description");
    assert!(description.starts_with(&format!("AADSTS{code}: ")), "{description}");
    assert!(description.contains("Trace ID: ") && description.contains("Timestamp: "));
}

fn switched(practice: &Practice, switches: Switches) {
    practice.running().control().set_switches(switches);
}

#[test]
fn the_metadata_names_endpoints_that_are_there() {
    let practice = Practice::new();
    let base = practice.running().authority_url();
    let seen = get(&format!("{base}/v2.0/.well-known/openid-configuration"));
    let metadata: serde_json::Value = serde_json::from_str(&seen.text).unwrap();
    assert_eq!(metadata["token_endpoint"], format!("{base}/oauth2/v2.0/token"));
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    // Without the authority's secret there is nothing.
    let outside =
        format!("{}/v2.0/.well-known/openid-configuration", practice.running().base_url());
    assert_eq!(get(&outside).status, 401);
}

#[test]
fn a_person_chosen_on_the_page_comes_back_as_a_code_and_the_code_as_tokens() {
    let practice = Practice::new();
    let page = get(&practice.authorize_url(&[]));
    assert!(page.status == 200 && page.text.contains("PRACTICE"));
    assert!(page.text.contains("Mira Okafor") && page.text.contains("<li>User.Read</li>"));
    let seen = get(&practice.authorize_url(&[("practice_person", MIRA)]));
    assert_eq!((seen.status, seen.query()["state"].as_str()), (302, "a-state"));
    let tokens = practice.redeem(&seen.query()["code"]);
    assert_eq!((tokens.status, &tokens.body["expires_in"]), (200, &json!(3599)), "{tokens:?}");
    let id_token = text(&tokens, "id_token");
    let claims = base64url::decode(id_token.split('.').nth(1).unwrap()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!((&claims["aud"], &claims["nonce"]), (&json!(CLIENT_ID), &json!("a-nonce")));
    assert_eq!(claims["preferred_username"], MIRA);
    let me = practice.with_token(&text(&tokens, "access_token"), "GET", "/v1.0/me", None);
    assert_eq!((me.status, &me.body["userPrincipalName"]), (200, &json!(MIRA)));
}

#[test]
fn whoever_declines_sends_back_a_refusal() {
    let practice = Practice::new();
    let seen = get(&practice.authorize_url(&[("practice_decision", "decline")]));
    let query = seen.query();
    assert_eq!((query["error"].as_str(), query["state"].as_str()), ("access_denied", "a-state"));
    let silent = get(&practice.authorize_url(&[("prompt", "none")])).query();
    assert_eq!(silent["error"], "interaction_required");
}

#[test]
fn a_redirect_to_anywhere_else_is_none() {
    let practice = Practice::new();
    for redirect in [
        "https://localhost:9",
        "http://localhost.example.org",
        "http://localhost:9/other",
        "http://localhost:9/?x",
        "http://[::1]:9",
        "http://x@localhost:9",
        "nonsense",
    ] {
        let changes = [("redirect_uri", redirect), ("practice_person", MIRA)];
        let seen = get(&practice.authorize_url(&changes));
        assert_eq!((seen.status, seen.location), (400, None), "{redirect}");
    }
    let strange = get(&practice.authorize_url(&[("client_id", "<b>"), ("practice_person", MIRA)]));
    assert_eq!((strange.status, strange.location), (400, None));
}

/// RFC 7636 §4.6, with the example of its appendix B.
#[test]
fn a_code_without_its_verifier_is_worth_nothing() {
    let practice = Practice::new();
    let changes = [("code_challenge_method", "plain"), ("practice_person", MIRA)];
    assert_eq!(get(&practice.authorize_url(&changes)).query()["error"], "invalid_request");
    let wrong = VERIFIER.replace('d', "e");
    for verifier in ["", wrong.as_str()] {
        let code = practice.code(MIRA, DESK);
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", crate::browser::REDIRECT),
            ("code_verifier", verifier),
        ];
        refused(&practice.form("token", &fields), "invalid_grant", 501_481);
        refused(&practice.redeem(&code), "invalid_grant", 54005);
    }
}

/// RFC 6749 §10.5: what came of the first is worth nothing then.
#[test]
fn a_code_is_good_once_and_for_ten_minutes() {
    let practice = Practice::new();
    let code = practice.code(MIRA, DESK);
    let access = text(&practice.redeem(&code), "access_token");
    assert_eq!(practice.with_token(&access, "GET", "/v1.0/me", None).status, 200);
    refused(&practice.redeem(&code), "invalid_grant", 54005);
    assert_eq!(practice.with_token(&access, "GET", "/v1.0/me", None).status, 401);
    let late = practice.code(MIRA, DESK);
    practice.running().control().set_clock_offset(601);
    refused(&practice.redeem(&late), "invalid_grant", 70008);
}

#[test]
fn a_refresh_token_is_replaced_and_the_old_one_ends_them_all() {
    let practice = Practice::new();
    let first = text(&practice.redeem(&practice.code(MIRA, DESK)), "refresh_token");
    let second = text(&practice.refresh(&first, &[]), "refresh_token");
    assert_ne!(first, second);
    refused(&practice.refresh(&first, &[]), "invalid_grant", 70000);
    refused(&practice.refresh(&second, &[]), "invalid_grant", 700_082);
    switched(&practice, Switches { refresh_reuse: RefreshReuse::Accepted, ..Switches::default() });
    let first = text(&practice.redeem(&practice.code(MIRA, DESK)), "refresh_token");
    for _ in 0..2 {
        assert_eq!(practice.refresh(&first, &[]).status, 200);
    }
}

#[test]
fn a_scope_that_nobody_agreed_to_is_in_no_token() {
    let practice = Practice::new();
    let refresh = text(&practice.redeem(&practice.code(MIRA, DESK)), "refresh_token");
    let more = [("scope", "offline_access AuditLog.Read.All")];
    let missing = practice.refresh(&refresh, &more);
    refused(&missing, "invalid_grant", 65001);
    assert_eq!(missing.body["suberror"], "consent_required");
    // It was spent by nothing, and is good once they agree.
    practice.code(MIRA, "AuditLog.Read.All");
    let tokens = practice.refresh(&refresh, &more);
    assert!(text(&tokens, "scope").contains("AuditLog.Read.All"), "{tokens:?}");
    assert!(!text(&tokens, "scope").contains("Passkey"));
    switched(&practice, Switches { consent: Consent::ByAdministrator, ..Switches::default() });
    let seen = get(&practice.authorize_url(&[("scope", DESK), ("practice_person", MIRA)]));
    assert_eq!(seen.query()["error"], "consent_required");
}

/// graph.md §8: fifteen minutes; RFC 8628 §3.5: five seconds between two questions.
#[test]
fn a_device_code_is_pending_until_somebody_types_it() {
    let practice = Practice::new();
    let begun = practice.form("devicecode", &[("scope", DESK)]);
    let (code, typed) = (text(&begun, "device_code"), text(&begun, "user_code"));
    let poll =
        |code: &str| practice.form("token", &[("grant_type", DEVICE_CODE), ("device_code", code)]);
    refused(&poll(&code), "authorization_pending", 70016);
    assert_eq!(poll(&code).body["error"], "slow_down");
    practice.running().control().set_clock_offset(6);
    refused(&poll(&code), "authorization_pending", 70016);
    let page = text(&begun, "verification_uri");
    assert!(get(&format!("{page}?user_code=WRONG&practice_person={MIRA}")).status == 400);
    assert!(get(&page).text.contains("user_code"));
    let done = get(&format!("{page}?user_code={}&practice_person={MIRA}", typed.to_lowercase()));
    assert!(done.status == 200 && done.text.contains("Done"), "{done:?}");
    assert_eq!(poll(&code).status, 200);
    assert_eq!(poll(&code).body["error"], "invalid_grant");
    assert_eq!(poll("x").body["error"], "bad_verification_code");
}

#[test]
fn a_device_code_that_was_declined_or_is_old_is_worth_nothing() {
    let practice = Practice::new();
    let poll =
        |code: &str| practice.form("token", &[("grant_type", DEVICE_CODE), ("device_code", code)]);
    let begun = practice.form("devicecode", &[("scope", DESK)]);
    let (page, typed) = (text(&begun, "verification_uri"), text(&begun, "user_code"));
    get(&format!("{page}?user_code={typed}&practice_decision=decline"));
    assert_eq!(poll(&text(&begun, "device_code")).body["error"], "authorization_declined");
    let begun = practice.form("devicecode", &[("scope", DESK)]);
    practice.running().control().set_clock_offset(901);
    refused(&poll(&text(&begun, "device_code")), "expired_token", 70019);
}

#[test]
fn a_token_that_is_over_is_refused_by_graph() {
    let practice = Practice::new();
    switched(&practice, Switches { token_seconds: Some(60), ..Switches::default() });
    let access = practice.access(MIRA, DESK);
    assert_eq!(practice.with_token(&access, "GET", "/v1.0/me", None).status, 200);
    practice.running().control().set_clock_offset(61);
    let over = practice.with_token(&access, "GET", "/v1.0/me", None);
    assert_eq!(
        (over.status, &over.body["error"]["code"]),
        (401, &json!("InvalidAuthenticationToken"))
    );
    assert!(over.headers.contains_key("www-authenticate"));
    let fresh = practice.access(MIRA, DESK);
    practice.running().control().expire_tokens();
    assert_eq!(practice.with_token(&fresh, "GET", "/v1.0/me", None).status, 401);
}

/// graph.md §2, §4.1, §10 item 6.
#[test]
fn permissions_and_roles_bound_what_a_token_can_do() {
    let practice = Practice::new();
    let get = |token: &str, path: &str| practice.with_token(token, "GET", path, None).status;
    let methods = |upn: &str| format!("/v1.0/users/{upn}/authentication/fido2Methods");
    let (mira, ada) = (practice.access(MIRA, DESK), practice.access(ADA, DESK));
    let options = |upn: &str| format!("{}/creationOptions", methods(upn));
    assert_eq!(get(&mira, &options(ADA)), 200);
    // For oneself: not supported.
    assert_eq!(get(&mira, &options(MIRA)), 405);
    assert_eq!(get(&mira, &methods(MIRA)), 200);
    // No role, no scope.
    assert_eq!(get(&ada, &options(MIRA)), 403);
    assert_eq!(get(&practice.access(MIRA, "User.ReadBasic.All"), &options(ADA)), 403);
    assert_eq!(get(&mira, &format!("/v1.0/users/{ADA}/transitiveMemberOf")), 403);
    // An Authentication Administrator is not for administrators.
    let delete = |token: &str, upn: &str| {
        practice.with_token(token, "DELETE", &format!("{}/x", methods(upn)), None).status
    };
    assert_eq!((delete(&mira, ADA), delete(&mira, INGRID)), (404, 403));
    assert_eq!(delete(&practice.access(INGRID, DESK), ADA), 404);
    // The hand at the clock is nobody's who signed in.
    assert_eq!(get(&mira, "/practice/journal"), 403);
}

/// graph.md §8: fresh multi-factor authentication, by claims.
#[test]
fn a_change_wants_fresh_claims_where_it_is_switched_so() {
    let practice = Practice::new();
    let path = format!("/v1.0/users/{ADA}/authentication/fido2Methods/x");
    for (step_up, status) in [(StepUp::Unauthorized, 401), (StepUp::Forbidden, 403)] {
        switched(&practice, Switches { step_up, ..Switches::default() });
        let stale = practice.access(MIRA, DESK);
        let challenged = practice.with_token(&stale, "DELETE", &path, None);
        assert_eq!(challenged.status, status);
        let header = challenged.headers["www-authenticate"].to_str().unwrap();
        assert!(header.contains("insufficient_claims") && header.contains("claims=\""), "{header}");
        let claims = r#"{"access_token":{"amr":{"essential":true,"values":["ngcmfa"]}}}"#;
        let changes = [("scope", DESK), ("claims", claims), ("practice_person", MIRA)];
        let code = get(&practice.authorize_url(&changes)).query()["code"].clone();
        let fresh = text(&practice.redeem(&code), "access_token");
        assert_eq!(practice.with_token(&fresh, "DELETE", &path, None).status, 404);
    }
}

#[test]
fn the_journal_has_no_secret_of_the_authority() {
    let practice = Practice::new();
    let code = practice.code(MIRA, DESK);
    let tokens = practice.redeem(&code);
    let journal = serde_json::to_string(&practice.running().control().journal()).unwrap();
    assert!(journal.contains("/oauth2/v2.0/token"), "{journal}");
    let url = practice.running().authority_url();
    let (_, secret) = url.rsplit_once('/').unwrap();
    for secret in [secret, &code, &text(&tokens, "access_token"), VERIFIER, "a-state"] {
        assert!(!journal.contains(secret), "{secret}");
    }
    assert!(!format!("{:?}", practice.running()).contains(secret));
}

#[test]
fn faults_befall_the_authority_too() {
    let practice = Practice::new();
    let faults = json!([{ "match": { "path": "/oauth2/v2.0/token" },
        "action": { "do": "answer", "status": 503 } }]);
    let faults = practice::tenant::faults::read(faults.to_string().as_bytes()).unwrap();
    practice.running().control().set_faults(faults);
    let code = practice.code(MIRA, DESK);
    assert_eq!(practice.redeem(&code).status, 503);
    assert_eq!(practice.redeem(&code).status, 200);
}

/// graph.md §5 and §3.3.
#[test]
fn a_pass_is_shown_once_and_a_new_one_replaces_it() {
    let practice = Practice::new();
    let path = format!("/v1.0/users/{ADA}/authentication/temporaryAccessPassMethods");
    let token = practice.access(MIRA, "UserAuthenticationMethod.ReadWrite.All");
    let create = |body| practice.with_token(&token, "POST", &path, Some(&body));
    let first = create(json!({}));
    assert_eq!((first.status, &first.body["lifetimeInMinutes"]), (201, &json!(60)), "{first:?}");
    assert_eq!(text(&first, "temporaryAccessPass").len(), 8);
    let second = create(json!({ "lifetimeInMinutes": 120, "isUsableOnce": true }));
    let list = practice.with_token(&token, "GET", &path, None);
    assert_eq!(list.body["value"].as_array().unwrap().len(), 1);
    assert_eq!(list.body["value"][0]["id"], second.body["id"]);
    assert_eq!(list.body["value"][0]["temporaryAccessPass"], json!(null));
    for wrong in [json!({ "lifetimeInMinutes": 10 }), json!({ "isUsableOnce": false })] {
        assert_eq!(create(wrong).status, 400);
    }
    let own = format!("/v1.0/users/{MIRA}/authentication/temporaryAccessPassMethods");
    assert_eq!(practice.with_token(&token, "POST", &own, Some(&json!({}))).status, 403);
    let one = format!("{path}/{}", text(&second, "id"));
    assert_eq!(practice.with_token(&token, "DELETE", &one, None).status, 204);
    let kept =
        std::fs::read_to_string(practice.folder.path().join("tenant").join("practice-tenant.json"))
            .unwrap();
    assert!(!kept.contains(&text(&second, "temporaryAccessPass")));
}

/// graph.md §6.1.
#[test]
fn a_batch_has_an_answer_for_each_of_its_requests() {
    let practice = Practice::new();
    let batch =
        |requests| practice.raw("POST", "/v1.0/$batch", Some(&json!({ "requests": requests })));
    let done = batch(json!([
        { "id": "1", "method": "GET", "url": "/organization" },
        { "id": "2", "method": "GET", "url": "/users/nobody" },
        { "id": "3", "method": "GET", "url": "/organization", "dependsOn": ["2"] },
        { "id": "4", "method": "GET", "url": format!("/users/{ADA}/authentication/fido2Methods") },
    ]));
    let statuses: Vec<_> = done.body["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["status"].clone())
        .collect();
    assert_eq!(statuses, [json!(200), json!(404), json!(424), json!(200)]);
    let twice = json!({ "id": "1", "method": "GET", "url": "/organization" });
    assert_eq!(batch(json!([twice, twice])).status, 400);
    let many: Vec<_> = (0..21)
        .map(|id| json!({ "id": id.to_string(), "method": "GET", "url": "/organization" }))
        .collect();
    assert_eq!(batch(json!(many)).status, 400);
    assert_eq!(batch(json!([{ "id": "1", "method": "POST", "url": "/$batch" }])).status, 400);
}
