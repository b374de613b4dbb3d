//! Against a server on loopback that speaks TLS with a certificate of its own authority.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Instant,
};

use enrollment::{
    metadata::{MetadataCache, Refreshed, When},
    rooms::MetadataTroubleKind,
    store::MetadataFile,
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, SigningKey as _};
use rustls::{
    ServerConfig, ServerConnection, Stream,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use serde_json::json;
use webauthn::{TrustAnchor, base64url, metadata::MetadataRoots};

use super::*;

/// An authority, and a certificate of it for `localhost`.
struct Authority {
    root: Vec<u8>,
    tls: Arc<ServerConfig>,
}

impl Authority {
    fn new() -> Self {
        let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let by = Issuer::from_params(&root, &root_key);
        let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &by).unwrap().der().to_vec();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(leaf)],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        Self { root: root.self_signed(&root_key).unwrap().der().to_vec(), tls: Arc::new(tls) }
    }

    /// Answers one request, as this says; the port.
    fn serve(&self, answer: impl FnOnce(&mut dyn Write) + Send + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, tls) = (listener.local_addr().unwrap().port(), Arc::clone(&self.tls));
        thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let mut connection = ServerConnection::new(tls).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            if read_request(&mut stream) {
                answer(&mut stream);
                let _ = stream.flush();
            }
            connection.send_close_notify();
            let _ = connection.complete_io(&mut socket);
        });
        port
    }

    fn service(&self, port: u16) -> MetadataService {
        MetadataService::new(MetadataSettings {
            url: Some(format!("https://localhost:{port}/")),
            trust: Trust::Only(vec![self.root.clone()]),
            connecting: Duration::from_secs(5),
            limit: Duration::from_secs(5),
            longest: 1 << 20,
        })
    }
}

/// To the empty line; false where somebody hung up before.
fn read_request(stream: &mut impl Read) -> bool {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1..) => request.extend(byte),
            Ok(0) | Err(_) => return false,
        }
    }
    let request = String::from_utf8(request).unwrap().to_ascii_lowercase();
    assert!(request.starts_with("get / "), "{request}");
    assert!(!request.contains("authorization"), "{request}");
    true
}

fn answers(status: &'static str, body: Vec<u8>) -> impl FnOnce(&mut dyn Write) + Send {
    move |out: &mut dyn Write| {
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len());
        let _ = out.write_all(&[head.as_bytes(), &body].concat());
    }
}

#[test]
fn what_is_published_is_fetched_byte_for_byte() {
    let authority = Authority::new();
    let blob: Vec<u8> = (0..300_000u32).map(|n| n.to_be_bytes()[3]).collect();
    let port = authority.serve(answers("200 OK", blob.clone()));
    assert_eq!(authority.service(port).fetch(), Ok(blob));
}

#[test]
fn an_answer_that_is_none_is_told_apart() {
    let authority = Authority::new();
    for (status, expected) in
        [("404 Not Found", 404), ("503 Service Unavailable", 503), ("429 Too Many Requests", 429)]
    {
        let port = authority.serve(answers(status, b"sorry".to_vec()));
        assert_eq!(authority.service(port).fetch(), Err(FetchError::Refused(expected)));
    }
}

#[test]
fn nobody_reached_is_unreachable() {
    let authority = Authority::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let fetched = authority.service(free).fetch();
    assert!(matches!(fetched, Err(FetchError::Unreachable(_))), "{fetched:?}");
}

#[test]
fn a_stranger_with_another_authority_is_not_the_service() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let port = stranger.serve(answers("200 OK", b"other metadata".to_vec()));
    let fetched = authority.service(port).fetch();
    assert!(matches!(fetched, Err(FetchError::Unreachable(_))), "{fetched:?}");
}

#[test]
fn without_tls_nothing_is_asked() {
    let authority = Authority::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let settings = MetadataSettings {
        url: Some(format!("http://127.0.0.1:{port}/")),
        ..MetadataSettings::default()
    };
    let fetched = MetadataService::new(settings).fetch();
    assert!(matches!(fetched, Err(FetchError::Unreachable(_))), "{fetched:?}");
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "nobody came");
    // Nor is anybody followed there.
    let away = format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{port}/\r\n\r\n");
    let from = authority.serve(move |out| {
        let _ = out.write_all(away.as_bytes());
    });
    let fetched = authority.service(from).fetch();
    assert!(matches!(fetched, Err(FetchError::Unreachable(_))), "{fetched:?}");
    assert!(listener.accept().is_err(), "nobody came");
}

#[test]
fn more_than_any_blob_is_not_read_to_its_end_whatever_it_claims() {
    let authority = Authority::new();
    let port = authority.serve(answers("200 OK", vec![b'x'; (1 << 20) + 1]));
    assert_eq!(authority.service(port).fetch(), Err(FetchError::TooLong));
    // Without a length, for as long as somebody listens.
    let port = authority.serve(|out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n");
        while out.write_all(&[b'x'; 16 << 10]).is_ok() {}
    });
    assert_eq!(authority.service(port).fetch(), Err(FetchError::TooLong));
}

#[test]
fn an_answer_that_breaks_off_or_never_comes_ends_in_time() {
    let authority = Authority::new();
    let port = authority.serve(|out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf");
    });
    let fetched = authority.service(port).fetch();
    assert!(matches!(fetched, Err(FetchError::Broken(_))), "{fetched:?}");
    // It accepts and says nothing, not even in TLS.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent: thread::JoinHandle<TcpStream> = thread::spawn(move || listener.accept().unwrap().0);
    let (service, start) = (authority.service(port), Instant::now());
    let fetched = service.fetch();
    assert!(matches!(fetched, Err(FetchError::Unreachable(_))), "{fetched:?}");
    assert!(start.elapsed() < Duration::from_secs(10));
    drop(silent.join());
}

/// Signs metadata with an authority of its own.
struct Signer {
    root: Vec<u8>,
    leaf: Vec<u8>,
    key: KeyPair,
}

impl Signer {
    fn new() -> Self {
        let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let by = Issuer::from_params(&root, &root_key);
        let leaf = CertificateParams::default().signed_by(&key, &by).unwrap().der().to_vec();
        Self { root: root.self_signed(&root_key).unwrap().der().to_vec(), leaf, key }
    }

    fn roots(&self) -> MetadataRoots {
        MetadataRoots::own(vec![TrustAnchor::from_der(&self.root).unwrap()])
    }

    fn blob(&self, number: u64) -> Vec<u8> {
        let part = |json: serde_json::Value| base64url::encode(json.to_string().as_bytes());
        // RFC 7515 §4.1.6 wants ordinary base64 there, which the reader takes in either alphabet.
        let header = json!({ "alg": "ES256", "x5c": [base64url::encode(&self.leaf)] });
        let payload = json!({ "no": number, "nextUpdate": "2026-07-01", "entries": [] });
        let signed = format!("{}.{}", part(header), part(payload));
        let signature = self.key.sign(signed.as_bytes()).unwrap();
        format!("{signed}.{}", base64url::encode(&fixed(&signature))).into_bytes()
    }
}

/// An ECDSA signature in DER as RFC 7518 §3.4 has it: two numbers of 32 bytes.
fn fixed(der: &[u8]) -> Vec<u8> {
    let number = |at: usize| {
        let length = usize::from(der[at + 1]);
        let bytes = &der[at + 2..at + 2 + length];
        let kept = &bytes[bytes.len().saturating_sub(32)..];
        ([vec![0; 32 - kept.len()], kept.to_vec()].concat(), at + 2 + length)
    };
    let (r, next) = number(2);
    [r, number(next).0].concat()
}

#[test]
fn metadata_are_fetched_verified_and_kept_and_an_older_or_a_strangers_one_changes_nothing() {
    let (authority, signer) = (Authority::new(), Signer::new());
    let folder = tempfile::tempdir().unwrap();
    let file = MetadataFile::at(&folder.path().join("mds"));
    let now = "2026-06-01".parse().unwrap();
    let refresh = |answer: Vec<u8>| {
        let port = authority.serve(answers("200 OK", answer));
        let source = Box::new(authority.service(port));
        let cache = MetadataCache::new(file.clone(), signer.roots(), source);
        let refreshed = cache.refresh(When::Now, now);
        (refreshed, cache.kept().and_then(|(_, opened)| opened.number()))
    };
    let (first, number) = refresh(signer.blob(7));
    assert!(matches!(first, Ok(Refreshed::Newer(_))), "{first:?}");
    assert_eq!(number, Some(7));
    for (answer, kind) in [
        (signer.blob(6), MetadataTroubleKind::Older),
        (Signer::new().blob(8), MetadataTroubleKind::NotToBeUsed),
        (b"<html>sign in to the network</html>".to_vec(), MetadataTroubleKind::NotToBeUsed),
    ] {
        let (refused, number) = refresh(answer);
        assert_eq!(refused.unwrap_err().kind, kind);
        assert_eq!(number, Some(7));
    }
    let (same, _) = refresh(signer.blob(7));
    assert!(matches!(same, Ok(Refreshed::Same(_))), "{same:?}");
}
