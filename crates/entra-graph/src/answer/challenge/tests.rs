use super::*;

const JSON: &str = r#"{"access_token":{"amr":{"essential":true,"values":["ngcmfa"]}}}"#;

/// graph.md §6.1 and §8.
#[test]
fn claims_are_read_in_each_spelling_of_base64() {
    for encoding in [BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD] {
        let claims = encoding.encode(JSON.as_bytes());
        for header in [
            format!("Bearer error=\"insufficient_claims\", claims=\"{claims}\""),
            format!("Bearer realm=\"\", authorization_uri=\"https://x/?a=b,c\", Claims={claims}"),
            format!("PoP x=y, Bearer claims = \"{claims}\", error=\"insufficient_claims\""),
        ] {
            // RFC 9110 §11.2 allows spaces around `=`; names before them are not found by us.
            let found = claims_of(&header.replace(" = ", "="));
            assert_eq!(found.unwrap().as_str(), JSON, "{header}");
        }
    }
}

#[test]
fn what_is_no_claim_is_none() {
    for header in [
        "",
        "Bearer",
        "Bearer claims",
        "Bearer claims=",
        "Bearer claims=\"",
        "Bearer claims=\"!!!\"",
        "Bearer claims=\"WzFd\"",
        "Bearer realm=\"claims=e30\"",
        "Bearer notclaims=\"e30\"",
    ] {
        assert_eq!(claims_of(header), None, "{header}");
    }
    let endless = format!("Bearer claims=\"{}\"", "A".repeat(100_000));
    assert_eq!(claims_of(&endless), None);
}

#[test]
fn a_quoted_value_ends_where_it_ends() {
    let header = r#"Bearer a="x\"claims=e30", claims="e30""#;
    assert_eq!(claims_of(header).unwrap().as_str(), "{}");
}
