use super::*;

const STATE: &str = "vC3-9kz2Qm5oJ7pR1sT4uV6wX8yZ0aB2cD4eF6gH8iJ";

fn head(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: localhost:4711\r\nAccept: */*\r\n\r\n")
}

fn refused(head: &str) -> NotOurs {
    read(head.as_bytes(), 4711, STATE).err().unwrap()
}

/// RFC 6749 §4.1.2.
#[test]
fn a_code_with_our_state_is_taken() {
    for target in [
        format!("/?code=a%2Fb&state={STATE}"),
        format!("/?session_state=x&state={STATE}&code=a%2Fb"),
    ] {
        let Ok(Landed::Code(code)) = read(head(&target).as_bytes(), 4711, STATE) else { panic!() };
        assert_eq!(code.as_str(), "a/b");
    }
}

/// RFC 6749 §4.1.2.1, with Microsoft's number in front of the description.
#[test]
fn a_refusal_keeps_the_authoritys_words() {
    let target = format!("/?error=access_denied&error_description=AADSTS65004%3A+no&state={STATE}");
    let Ok(Landed::Refused(refusal)) = read(head(&target).as_bytes(), 4711, STATE) else {
        panic!()
    };
    assert_eq!((refusal.error.as_str(), refusal.codes.as_slice()), ("access_denied", &[65004][..]));
    assert_eq!(refusal.description, "AADSTS65004: no");
}

#[test]
fn without_our_state_nothing_is_taken() {
    for state in ["", "x", &STATE[1..], &format!("{STATE}x"), &STATE.to_lowercase()] {
        assert_eq!(refused(&head(&format!("/?code=a&state={state}"))), NotOurs::State);
        assert_eq!(refused(&head(&format!("/?error=a&state={state}"))), NotOurs::State);
    }
    assert_eq!(refused(&head("/?code=a")), NotOurs::State);
    assert_eq!(refused(&head(&format!("/?code=a&state={STATE}&state={STATE}"))), NotOurs::State);
}

#[test]
fn another_path_method_or_host_is_not_ours() {
    let query = format!("code=a&state={STATE}");
    for path in ["/favicon.ico", "/", "/other?", "//?", "http://localhost:4711/?", "*"] {
        assert_eq!(refused(&head(&format!("{path}{query}"))), NotOurs::Path, "{path}");
    }
    let good = head(&format!("/?{query}"));
    for method in ["POST", "HEAD", "OPTIONS", "get"] {
        assert_eq!(refused(&good.replace("GET", method)), NotOurs::Method);
    }
    for host in ["example.org:4711", "localhost", "localhost:4712", "localhost.:4711", ""] {
        assert_eq!(refused(&good.replace("localhost:4711", host)), NotOurs::Host, "{host}");
    }
    assert_eq!(refused(&good.replace("Host", "Host: x\r\nHost")), NotOurs::Host);
    for host in ["127.0.0.1:4711", "[::1]:4711", "LOCALHOST:4711"] {
        assert!(read(good.replace("localhost:4711", host).as_bytes(), 4711, STATE).is_ok());
    }
}

#[test]
fn what_says_nothing_or_two_things_is_no_answer() {
    for query in ["", "code=", "code=a&code=b", "code=a&error=b", "error=a&error=b"] {
        let target = format!("/?{query}&state={STATE}");
        assert_eq!(refused(&head(&target)), NotOurs::Nothing, "{query}");
    }
    for head in ["", "GET", "GET / HTTP/2", "GET /?a b HTTP/1.1", "\u{16}\u{3}\u{1}"] {
        assert_eq!(refused(head), NotOurs::Malformed, "{head:?}");
    }
    assert_eq!(read(b"\xFF\xFF / HTTP/1.1", 1, STATE).err(), Some(NotOurs::Malformed));
}
