use super::{RpId, RpIdError, rp_id_hash};

fn error(text: &str) -> RpIdError {
    RpId::parse(text).unwrap_err()
}

#[test]
fn domains_are_taken_as_they_are() {
    for text in [
        "example.com",
        "localhost",
        "login.microsoft.com",
        "xn--bcher-kva.example",
        "intranet",
        "a-b.co.uk",
        "0example.com",
    ] {
        assert_eq!(RpId::parse(text).unwrap().as_str(), text);
    }
}

#[test]
fn what_is_no_domain_is_refused() {
    let long_label = format!("{}.com", "a".repeat(64));
    let long = format!("{}com", "a.".repeat(126));
    for text in [
        "",
        " ",
        "invalid domain.com",
        "-invaliddomain.com",
        "invalid-.com",
        "a..b",
        ".com",
        "example.com.",
        "https://example.com",
        "example.com:443",
        "example.com/",
        "a_b.com",
        "a@b.com",
        "xn--a.example",
        "exa%mple.com",
        "*.example.com",
        "[object Object]",
        &long_label,
        &long,
    ] {
        assert_eq!(error(text), RpIdError::NotADomain(text.to_owned()), "{text}");
    }
}

#[test]
fn addresses_are_refused_in_every_spelling_a_browser_reads() {
    for text in ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "0300.1.1.1", "1.2.3.4"]
    {
        assert_eq!(error(text), RpIdError::IpAddress(text.to_owned()), "{text}");
    }
}

#[test]
fn another_spelling_is_refused_with_the_one_that_is_hashed() {
    for (given, canonical) in [
        ("Example.com", "example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("example\u{3002}com", "example.com"),
        ("%65xample.com", "example.com"),
    ] {
        let expected =
            RpIdError::NotCanonical { given: given.to_owned(), canonical: canonical.to_owned() };
        assert_eq!(error(given), expected);
    }
}

#[test]
fn an_effective_top_level_domain_is_refused() {
    // publicsuffix.org: registries, a wildcard rule, a private registry, an internationalised one.
    for text in ["com", "co.uk", "uk", "foo.kawasaki.jp", "github.io", "xn--p1ai"] {
        assert_eq!(error(text), RpIdError::PublicSuffix(text.to_owned()));
    }
    assert!(RpId::parse("city.kawasaki.jp").is_ok(), "an exception rule");
    assert!(RpId::parse("somebody.github.io").is_ok());
}

#[test]
fn the_hash_is_sha_256_of_the_text() {
    let hash = data_encoding::HEXLOWER.encode(&rp_id_hash("localhost"));
    assert_eq!(hash, "49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763");
    assert_eq!(RpId::parse("localhost").unwrap().hash(), rp_id_hash("localhost"));
}
