use std::sync::Mutex;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use serde_json::json;
use webauthn::{
    Timestamp, TrustAnchor, base64url,
    metadata::{BlobError, MetadataRoots},
};

use super::{FetchError, MetadataSource, RefreshError, Refreshed, When, refresh};
use crate::store::MetadataFile;

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Signs metadata; its certificates live in 2026.
pub(crate) struct Service {
    root: Vec<u8>,
    leaf: Vec<u8>,
    key: KeyPair,
}

impl Service {
    pub(crate) fn new() -> Self {
        let parameters = || {
            let mut parameters = CertificateParams::default();
            parameters.not_before = date_time_ymd(2026, 1, 1);
            parameters.not_after = date_time_ymd(2027, 1, 1);
            parameters
        };
        let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let mut root = parameters();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let by = Issuer::from_params(&root, &root_key);
        let leaf = parameters().signed_by(&key, &by).unwrap().der().to_vec();
        Self { root: root.self_signed(&root_key).unwrap().der().to_vec(), leaf, key }
    }

    pub(crate) fn roots(&self) -> MetadataRoots {
        MetadataRoots::own(vec![TrustAnchor::from_der(&self.root).unwrap()])
    }

    /// A BLOB of this number, good until the first of July.
    pub(crate) fn blob(&self, number: u64) -> Vec<u8> {
        let payload = json!({ "no": number, "nextUpdate": "2026-07-01", "entries": [] });
        let x5c = [data_encoding::BASE64.encode(&self.leaf)];
        let header = json!({ "alg": "ES256", "x5c": x5c });
        let part = |json: serde_json::Value| base64url::encode(json.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(payload));
        let key = self.key.serialize_der();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &key).unwrap();
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", base64url::encode(signature.as_ref())).into_bytes()
    }
}

/// Gives what it was given, once.
struct Given(Mutex<Option<Answer>>);

type Answer = Result<Vec<u8>, FetchError>;

impl MetadataSource for Given {
    fn fetch(&self) -> Answer {
        self.0.lock().unwrap().take().expect("nobody should ask")
    }
}

fn given(answer: Answer) -> Given {
    Given(Mutex::new(Some(answer)))
}

fn nobody_asks() -> Given {
    Given(Mutex::new(None))
}

fn number(refreshed: &Refreshed) -> u64 {
    match refreshed {
        Refreshed::Fresh(kept) | Refreshed::Newer(kept) | Refreshed::Same(kept) => kept.number,
    }
}

#[test]
fn metadata_is_fetched_when_there_is_none_and_again_when_it_is_due() {
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let (roots, file) = (service.roots(), MetadataFile::at(&folder.path().join("mds")));
    let at = |source: &Given, when, now| refresh(&file, source, &roots, when, time(now)).unwrap();
    let first = at(&given(Ok(service.blob(5))), When::Due, "2026-06-01");
    assert!(matches!(first, Refreshed::Newer(_)));
    let fresh = at(&nobody_asks(), When::Due, "2026-06-30");
    assert!(matches!(fresh, Refreshed::Fresh(_)));
    let asked = at(&given(Ok(service.blob(5))), When::Now, "2026-06-30");
    assert!(matches!(asked, Refreshed::Same(_)));
    let same = at(&given(Ok(service.blob(5))), When::Due, "2026-07-01T12:00:00Z");
    assert!(matches!(same, Refreshed::Same(_)));
    // The service is late: it is asked once a day.
    let late = at(&nobody_asks(), When::Due, "2026-07-02T11:00:00Z");
    assert!(matches!(late, Refreshed::Fresh(_)));
    let newer = at(&given(Ok(service.blob(6))), When::Due, "2026-07-02T13:00:00Z");
    assert_eq!(newer, Refreshed::Newer(file.head().unwrap().unwrap()));
    assert_eq!(number(&newer), 6);
}

#[test]
fn being_offline_or_being_given_nonsense_costs_nothing_that_is_there() {
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let (roots, file) = (service.roots(), MetadataFile::at(&folder.path().join("mds")));
    file.keep(&service.blob(5), &roots, time("2026-06-01")).unwrap();
    let stranger = Service::new();
    let offline = FetchError::Unreachable("no network".to_owned());
    let unsigned = br#"{"no":9,"entries":[]}"#.to_vec();
    for answer in [
        Err(offline),
        Ok(b"<html>sign in to the network</html>".to_vec()),
        Ok(stranger.blob(6)),
        Ok(unsigned),
        Ok(service.blob(4)),
    ] {
        let now = time("2026-06-02");
        refresh(&file, &given(answer), &roots, When::Now, now).unwrap_err();
        assert_eq!(file.load(&roots).unwrap().unwrap().number(), 5);
        assert_eq!(file.head().unwrap().unwrap().fetched, time("2026-06-01"));
    }
    let older = given(Ok(service.blob(4)));
    let error = refresh(&file, &older, &roots, When::Now, time("2026-06-02")).unwrap_err();
    let RefreshError::Blob(error) = error else { panic!("{error}") };
    assert_eq!(error, BlobError::Older { number: 4, previous: 5 });
}
