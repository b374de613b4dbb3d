use super::{AuthorizationBasis, CallerOrigin, OriginError, RelatedOrigins, RelatedOriginsError};
use crate::rp_id::RpId;

fn origin(text: &str) -> CallerOrigin {
    CallerOrigin::parse(text).unwrap()
}

fn basis(origin_text: &str, rp_id: &str) -> Option<AuthorizationBasis> {
    let rp_id = RpId::parse(rp_id).unwrap();
    origin(origin_text).authorize(&rp_id, None).ok().map(|rp| rp.basis())
}

#[test]
fn an_origin_is_serialized_as_a_browser_does() {
    for (text, serialized) in [
        ("https://example.com", "https://example.com"),
        ("HTTPS://Example.COM/", "https://example.com"),
        ("https://example.com:443", "https://example.com"),
        ("https://example.com:8443", "https://example.com:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://app.localhost", "http://app.localhost"),
    ] {
        assert_eq!(origin(text).as_str(), serialized);
    }
}

#[test]
fn what_is_no_origin_is_refused() {
    for text in [
        "",
        "example.com",
        "https:example.com",
        "https://",
        "https://example.com/x",
        "https://example.com?q",
        "https://example.com#f",
        "https://user@example.com",
        "https://@example.com",
        " https://example.com",
        "https://example.com\\",
        "https://exa mple.com",
        "https://example.com:99999",
        "null",
    ] {
        assert_eq!(CallerOrigin::parse(text), Err(OriginError::NotAnOrigin(text.to_owned())));
    }
}

#[test]
fn only_secure_contexts_may_use_webauthn() {
    for text in [
        "http://example.com",
        "http://localhost.example",
        "http://notlocalhost",
        "ftp://example.com",
        "file:///etc",
        "app://example.com",
    ] {
        assert_eq!(CallerOrigin::parse(text), Err(OriginError::NotSecure(text.to_owned())));
    }
}

#[test]
fn addresses_and_invalid_domains_are_no_effective_domain() {
    for text in ["https://127.0.0.1", "https://[::1]:8443", "http://127.1", "https://0x7f.1"] {
        assert_eq!(CallerOrigin::parse(text), Err(OriginError::IpAddress(text.to_owned())));
    }
    for text in ["https://example.com.", "https://a_b.example", "https://-a.example"] {
        assert_eq!(CallerOrigin::parse(text), Err(OriginError::NotAValidDomain(text.to_owned())));
    }
}

#[test]
fn an_rp_id_is_the_host_or_a_registrable_suffix_of_it() {
    use AuthorizationBasis::{Equal, RegistrableSuffix};
    for (origin, rp_id, expected) in [
        ("https://example.com", "example.com", Some(Equal)),
        ("https://login.example.com:1337", "login.example.com", Some(Equal)),
        ("https://login.example.com", "example.com", Some(RegistrableSuffix)),
        ("https://a.b.example.co.uk", "example.co.uk", Some(RegistrableSuffix)),
        ("http://localhost:8000", "localhost", Some(Equal)),
        ("https://intranet", "intranet", Some(Equal)),
        // WebAuthn L3 §4, RP ID: m.login.example.com is not, nor is a sibling or a stranger.
        ("https://login.example.com", "m.login.example.com", None),
        ("https://login.example.com", "www.example.com", None),
        ("https://badexample.com", "example.com", None),
        ("https://example.com.evil.test", "example.com", None),
        // Single labels are public suffixes by the rule for the unlisted.
        ("https://sso.intranet", "intranet", None),
        ("http://app.localhost", "localhost", None),
        // Above the public suffix of the host, though none itself: *.kawasaki.jp.
        ("https://a.b.foo.kawasaki.jp", "kawasaki.jp", None),
        ("https://a.somebody.github.io", "somebody.github.io", Some(RegistrableSuffix)),
    ] {
        assert_eq!(basis(origin, rp_id), expected, "{origin} {rp_id}");
    }
}

#[test]
fn without_an_rp_id_the_host_is_it_unless_it_is_a_registry() {
    assert_eq!(origin("https://a.example.com").default_rp_id().unwrap().as_str(), "a.example.com");
    assert!(origin("https://co.uk").default_rp_id().is_err());
    let rp_id = RpId::parse("example.com").unwrap();
    assert_eq!(CallerOrigin::of(&rp_id), origin("https://example.com"));
}

#[test]
fn related_origins_are_followed_for_five_labels() {
    let document = br#"{"origins":["nonsense", "https://1.2.3.4", "https://a.example", "https://a.example.co.uk",
        "https://b.example", "https://c.example", "https://d.example", "https://e.example",
        "https://f.example", "https://shop.a.test:8443"]}"#;
    let related = RelatedOrigins::from_json(document).unwrap();
    let rp_id = RpId::parse("rp.example").unwrap();
    let allowed =
        |text: &str| origin(text).authorize(&rp_id, Some(&related)).map(|rp| rp.basis()).is_ok();
    // Labels seen: a, example, b, c, d. e and f come too late; a was seen before.
    for text in [
        "https://a.example",
        "https://a.example.co.uk",
        "https://d.example",
        "https://shop.a.test:8443",
    ] {
        assert!(allowed(text), "{text}");
    }
    for text in [
        "https://e.example",
        "https://f.example",
        "https://shop.a.test",
        "https://other.example",
        "http://localhost",
    ] {
        assert!(!allowed(text), "{text}");
    }
}

#[test]
fn a_related_origins_document_of_another_shape_is_refused() {
    for json in ["", "[]", "{}", r#"{"origins":"https://a.example"}"#, r#"{"origins":[1]}"#] {
        assert_eq!(RelatedOrigins::from_json(json.as_bytes()), Err(RelatedOriginsError), "{json}");
    }
}
