use super::*;

#[test]
fn without_tls_only_this_computer_is_a_directory() {
    for text in [
        "http://127.0.0.1:8080",
        "http://[::1]:8080/",
        "http://127.0.0.9",
        "https://graph.microsoft.com",
    ] {
        assert!(Endpoint::parse(text).is_ok(), "{text}");
    }
    for (text, error) in [
        ("http://graph.microsoft.com", EndpointError::NotLoopback),
        ("http://localhost:8080", EndpointError::NotLoopback),
        ("http://10.0.0.1", EndpointError::NotLoopback),
        ("http://[::ffff:10.0.0.1]", EndpointError::NotLoopback),
        ("http://127.0.0.1.example", EndpointError::NotLoopback),
        ("http://127.0.0.1:80@example.org", EndpointError::MoreThanAnOrigin),
        ("http://127.0.0.1/v1.0", EndpointError::MoreThanAnOrigin),
        ("http://127.0.0.1/?a", EndpointError::MoreThanAnOrigin),
        ("https://graph.microsoft.com/v1.0", EndpointError::MoreThanAnOrigin),
        ("ftp://127.0.0.1", EndpointError::Scheme),
        ("127.0.0.1", EndpointError::NotAUrl),
    ] {
        assert_eq!(Endpoint::parse(text), Err(error), "{text}");
    }
}

#[test]
fn a_name_never_becomes_part_of_a_path() {
    let endpoint = Endpoint::parse("http://127.0.0.1:1").unwrap();
    // graph.md §5: `#` of guests is escaped.
    let url = endpoint.below(&["v1.0", "users", "a_b#EXT#/../x?y%", "authentication"]);
    assert_eq!(
        url.as_str(),
        "http://127.0.0.1:1/v1.0/users/a_b%23EXT%23%2F..%2Fx%3Fy%25/authentication"
    );
}

/// graph.md §6.1: followed verbatim, only where it is the configured host's.
#[test]
fn a_link_to_elsewhere_is_not_followed() {
    let endpoint = Endpoint::parse("http://127.0.0.1:1").unwrap();
    assert!(endpoint.own("http://127.0.0.1:1/v1.0/users?$skiptoken=2").is_some());
    for link in [
        "http://127.0.0.1:2/v1.0/users",
        "https://127.0.0.1:1/v1.0/users",
        "http://127.0.0.1:1@example.org/",
        "http://x@127.0.0.1:1/",
        "/v1.0/users",
    ] {
        assert!(endpoint.own(link).is_none(), "{link}");
    }
}
