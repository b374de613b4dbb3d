//! Who is let in: by the host, without a page, with the start secret.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream, UdpSocket},
};

use enrollment::tenant::{Tenant, TenantError};
use entra_graph::{BearerToken, Endpoint, GraphClient, Settings};
use serde_json::Value;

use crate::support::Practice;

/// Sends these header lines and answers the status and the body.
fn ask(practice: &Practice, target: &str, lines: &[String]) -> (u16, String) {
    let address = practice.running().base_url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET {target} HTTP/1.1\r\n{}\r\n\r\n", lines.join("\r\n"));
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer)
}

fn lines(practice: &Practice) -> [String; 3] {
    let host = practice.running().base_url().trim_start_matches("http://");
    let secret = practice.running().start_secret().reveal();
    [
        format!("Host: {host}"),
        format!("Authorization: Bearer {secret}"),
        "Connection: close".to_owned(),
    ]
}

const TARGET: &str = "/v1.0/organization";

#[test]
fn who_has_the_secret_is_let_in_on_both_addresses() {
    let practice = Practice::new();
    assert_eq!(ask(&practice, TARGET, &lines(&practice)).0, 200);
    for url in practice.running().base_urls() {
        let endpoint = Endpoint::parse(url).unwrap();
        let client = GraphClient::new(endpoint, practice.token(), Settings::default());
        assert!(client.organisation().is_ok(), "{url}");
    }
}

#[test]
fn a_name_that_was_made_to_point_here_is_not_answered() {
    let practice = Practice::new();
    let [host, secret, close] = lines(&practice);
    let port = host.rsplit(':').next().unwrap();
    for host in ["evil.example", "harbourpine.example", "127.0.0.1.evil.example", "[::1%lo]"] {
        let host = format!("Host: {host}:{port}");
        let (status, _) = ask(&practice, TARGET, &[host, secret.clone(), close.clone()]);
        assert_eq!(status, 421);
    }
    let other_port = "Host: 127.0.0.1:1".to_owned();
    assert_eq!(ask(&practice, TARGET, &[other_port, secret.clone(), close.clone()]).0, 421);
    // An absolute target names a host of its own.
    let (status, _) = ask(&practice, "http://evil.example/v1.0/organization", &lines(&practice));
    assert_eq!(status, 421);
    let twice = [host.clone(), "Host: evil.example".to_owned(), secret, close];
    assert_ne!(ask(&practice, TARGET, &twice).0, 200);
}

#[test]
fn a_page_is_not_answered_not_even_with_the_secret() {
    let practice = Practice::new();
    for origin in ["https://evil.example", "null", practice.running().base_url()] {
        let page = [&lines(&practice)[..], &[format!("Origin: {origin}")]].concat();
        let (status, answer) = ask(&practice, TARGET, &page);
        assert_eq!(status, 403);
        assert!(!answer.to_lowercase().contains("access-control"), "{answer}");
    }
}

#[test]
fn without_the_secret_nothing_is_said_but_that() {
    let practice = Practice::new();
    let [host, secret, close] = lines(&practice);
    let wrong = [
        None,
        Some("Authorization: Bearer ".to_owned()),
        Some("Authorization: Basic eDp5".to_owned()),
        Some(secret.replace("Bearer ", "Bearer x")),
        Some(secret[..secret.len() - 1].to_owned()),
        Some(format!("{secret}x")),
    ];
    for line in wrong {
        let asked: Vec<_> =
            [Some(host.clone()), line, Some(close.clone())].into_iter().flatten().collect();
        let (status, answer) = ask(&practice, TARGET, &asked);
        assert_eq!(status, 401);
        assert!(answer.to_lowercase().contains("www-authenticate: bearer"), "{answer}");
        let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(body["error"]["code"], "InvalidAuthenticationToken");
        assert!(body["error"]["innerError"]["date"].is_string());
        assert!(!answer.contains("Harbour"));
    }
    let endpoint = Endpoint::parse(practice.running().base_url()).unwrap();
    let token = BearerToken::new("another".to_owned().into());
    let client = GraphClient::new(endpoint, token, Settings::default());
    assert_eq!(client.organisation(), Err(TenantError::SignInNeeded));
}

#[test]
fn the_hand_at_the_clock_wants_the_secret_too() {
    let practice = Practice::new();
    let [host, _, close] = lines(&practice);
    assert_eq!(ask(&practice, "/practice/journal", &[host, close]).0, 401);
    assert_eq!(practice.raw("GET", "/practice/journal", None).status, 200);
}

#[test]
fn nothing_listens_on_other_addresses() {
    let practice = Practice::new();
    let port: u16 = practice.running().base_url().rsplit(':').next().unwrap().parse().unwrap();
    // The address that this computer would be known by, where it has one.
    let probe = UdpSocket::bind("0.0.0.0:0").unwrap();
    if probe.connect("192.0.2.1:9").is_ok() {
        let outside = probe.local_addr().unwrap().ip();
        if !outside.is_loopback() {
            assert!(TcpStream::connect((outside, port)).is_err());
        }
    }
    // 127.0.0.1 alone is taken, not the whole of loopback.
    assert!(TcpListener::bind(("127.0.0.2", port)).is_ok());
}

#[test]
fn a_start_secret_is_new_at_every_start_and_not_printed() {
    let (one, other) = (Practice::new(), Practice::new());
    let (one, other) = (one.running(), other.running());
    assert_ne!(one.start_secret().reveal(), other.start_secret().reveal());
    assert!(!format!("{one:?}").contains(one.start_secret().reveal()));
}
