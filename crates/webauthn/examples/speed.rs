//! What a judgement costs beside the signatures that it needs, in CPU time:
//! `cargo run --release -p webauthn --example speed -- [RECORDS]`. Every record has a certificate of
//! its own, and nothing is remembered from one to the next.
//! `speed write KIND RECORDS ROOT` writes such records as lines for other judges, and the root as a file.

use std::{env, error::Error, io::Write};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _,
        VerificationAlgorithm as _,
    },
};
use rcgen::{BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair};
use webauthn::{
    Expectations, RecordedRegistration, TrustAnchor, Verdict,
    cbor::{self, Value},
    client_data_hash, rp_id_hash, verify,
};

const AAGUID: [u8; 16] = [0xAA; 16];
const ROUNDS: usize = 7;

/// A registration, and the signatures in it.
struct Record {
    client_data: Vec<u8>,
    object: Vec<u8>,
    challenge: String,
    id: Vec<u8>,
    signatures: Vec<Signature>,
}

struct Signature {
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

struct Authority {
    certificate: Vec<u8>,
    point: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let root = authority()?;
    if let [write, kind, count, path] = arguments.as_slice()
        && write == "write"
    {
        std::fs::write(path, &root.certificate)?;
        return lines(kind, count.parse()?, &root);
    }
    let count = arguments.first().map_or(Ok(1000), |count| count.parse())?;
    let mut expected = Expectations::at("2026-11-20".parse()?);
    expected.origins = vec!["https://example.org".to_owned()];
    expected.rp_id = Some("example.org".to_owned());
    expected.trust_anchors = vec![TrustAnchor::from_der(&root.certificate)?];
    let mut out = std::io::stdout();
    writeln!(out, "{count} records, median of {ROUNDS} rounds, CPU time per record")?;
    for (_, name, make) in KINDS {
        let records = (0..count).map(|_| make(&root)).collect::<Result<Vec<_>, _>>()?;
        let mut ours = Vec::new();
        let mut floor = Vec::new();
        for _ in 0..ROUNDS {
            ours.push(time(&records, |record| judge(record, &mut expected))?);
            floor.push(time(&records, signatures)?);
        }
        let (ours, floor) = (median(ours), median(floor));
        let share = 100.0 * floor / ours;
        writeln!(
            out,
            "{name:20} {ours:7.1} µs, of which signatures {floor:7.1} µs ({share:.0} %)"
        )?;
    }
    Ok(())
}

/// Word on the command line, name, and how one is made.
const KINDS: [(&str, &str, Make); 3] = [
    ("packed", "packed basic ES256", packed),
    ("self", "packed self ES256", packed_self),
    ("none", "none ES256", none),
];

/// In the shape of `touchstone diagnose --batch`, which scripts turn into requests of others.
fn lines(kind: &str, count: usize, root: &Authority) -> Result<(), Box<dyn Error>> {
    let (_, _, make) = KINDS.into_iter().find(|(word, ..)| *word == kind).ok_or("what kind?")?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for number in 0..count {
        let record = make(root)?;
        let [client_data, object, id] = [&record.client_data, &record.object, &record.id]
            .map(|bytes| webauthn::base64url::encode(bytes));
        let challenge = &record.challenge;
        writeln!(
            out,
            r#"{{"id":"{number}","rp_id":"example.org","origin":"https://example.org","challenge":"{challenge}","clientDataJSON":"{client_data}","attestationObject":"{object}","credentialId":"{id}"}}"#
        )?;
    }
    out.flush()?;
    Ok(())
}

type Made = Result<Record, Box<dyn Error>>;
type Make = fn(&Authority) -> Made;

fn judge(record: &Record, expected: &mut Expectations) -> bool {
    expected.challenge = Some(record.challenge.clone());
    let recorded = RecordedRegistration {
        client_data_json: Some(&record.client_data),
        attestation_object: &record.object,
        credential_id: None,
    };
    verify(recorded, expected).judgement.verdict == Verdict::Admitted
}

fn signatures(record: &Record) -> bool {
    let verified = |one: &Signature| {
        ECDSA_P256_SHA256_ASN1.verify_sig(&one.key, &one.message, &one.signature).is_ok()
    };
    record.signatures.iter().all(verified)
}

/// Microseconds of CPU time per record.
fn time(records: &[Record], mut run: impl FnMut(&Record) -> bool) -> Result<f64, Box<dyn Error>> {
    let before = cpu_time();
    let all = records.iter().all(&mut run);
    let spent = cpu_time() - before;
    if !all {
        return Err("a record does not verify".into());
    }
    Ok(spent * 1e6 / f64::from(u32::try_from(records.len())?))
}

/// Seconds since some moment, where the system does not say what a process has computed.
#[cfg(not(unix))]
fn cpu_time() -> f64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0.0, |since| since.as_secs_f64())
}

/// Seconds that this process has computed.
#[cfg(unix)]
fn cpu_time() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let seconds = f64::from(u32::try_from(time.tv_sec).unwrap_or_default());
    seconds + f64::from(u32::try_from(time.tv_nsec).unwrap_or_default()) / 1e9
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn authority() -> Result<Authority, Box<dyn Error>> {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, "Speed Root");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate()?;
    let certificate = parameters.self_signed(&key)?.der().to_vec();
    let point = key.public_key_raw().to_vec();
    Ok(Authority { certificate, point, issuer: Issuer::new(parameters, key) })
}

/// The key pair, authenticator data, client data with its challenge, and what is signed.
struct Base {
    pair: EcdsaKeyPair,
    auth_data: Vec<u8>,
    client_data: Vec<u8>,
    challenge: String,
    id: Vec<u8>,
    signed: Vec<u8>,
}

fn base() -> Result<Base, Box<dyn Error>> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING)?;
    let point = pair.public_key().as_ref();
    let (x, y) = point.get(1..).unwrap_or_default().split_at(32);
    let key: Value =
        [(1, Value::from(2)), (3, (-7).into()), (-1, 1.into()), (-2, x.into()), (-3, y.into())]
            .into_iter()
            .collect();
    let mut random = [0; 64];
    aws_lc_rs::rand::fill(&mut random)?;
    let (challenge, id) = random.split_at(32);
    let challenge = webauthn::base64url::encode(challenge);
    let client_data = format!(
        r#"{{"type":"webauthn.create","challenge":"{challenge}","origin":"https://example.org","crossOrigin":false}}"#
    )
    .into_bytes();
    let head = [&rp_id_hash("example.org")[..], &[0x45, 0, 0, 0, 0], &AAGUID, &[0, 32], id];
    let auth_data = [&head.concat(), &*cbor::encode(&key)].concat();
    let signed = [&*auth_data, &client_data_hash(&client_data)].concat();
    Ok(Base { pair, auth_data, client_data, challenge, id: id.to_vec(), signed })
}

fn record(base: Base, fmt: &str, statement: Value, signatures: Vec<Signature>) -> Record {
    let object = [
        ("fmt", Value::from(fmt)),
        ("attStmt", statement),
        ("authData", base.auth_data.as_slice().into()),
    ];
    let object = cbor::encode(&object.into_iter().collect());
    let Base { client_data, challenge, id, .. } = base;
    Record { client_data, object, challenge, id, signatures }
}

fn none(_: &Authority) -> Made {
    Ok(record(base()?, "none", Value::Map(vec![]), vec![]))
}

fn packed_self(_: &Authority) -> Made {
    let base = base()?;
    let signature = base.pair.sign(&SystemRandom::new(), &base.signed)?.as_ref().to_vec();
    let statement = [("alg", Value::from(-7)), ("sig", signature.as_slice().into())];
    let key = base.pair.public_key().as_ref().to_vec();
    let signatures = vec![Signature { key, message: base.signed.clone(), signature }];
    Ok(record(base, "packed", statement.into_iter().collect(), signatures))
}

fn packed(root: &Authority) -> Made {
    const OID: [u64; 10] = [1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];
    let base = base()?;
    let mut leaf = CertificateParams::default();
    for (kind, name) in [
        (DnType::CountryName, "SE"),
        (DnType::OrganizationName, "Speed"),
        (DnType::OrganizationalUnitName, "Authenticator Attestation"),
        (DnType::CommonName, "Speed Batch"),
    ] {
        leaf.distinguished_name.push(kind, name);
    }
    leaf.is_ca = IsCa::ExplicitNoCa;
    let aaguid = [&[4, 16][..], &AAGUID].concat();
    leaf.custom_extensions = vec![CustomExtension::from_oid_content(&OID, aaguid)];
    let key = KeyPair::generate()?;
    let der = leaf.signed_by(&key, &root.issuer)?.der().to_vec();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &key.serialize_der())?;
    let signature = pair.sign(&SystemRandom::new(), &base.signed)?.as_ref().to_vec();
    let statement = [
        ("alg", Value::from(-7)),
        ("sig", signature.as_slice().into()),
        ("x5c", Value::Array(vec![der.as_slice().into()])),
    ];
    let (message, issued) = parts(&der).ok_or("not a certificate")?;
    let statement_signature = Signature {
        key: pair.public_key().as_ref().to_vec(),
        message: base.signed.clone(),
        signature,
    };
    let certificate_signature = Signature { key: root.point.clone(), message, signature: issued };
    let signatures = vec![statement_signature, certificate_signature];
    Ok(record(base, "packed", statement.into_iter().collect(), signatures))
}

/// What a certificate's issuer signed, and the signature: lengths of three bytes, then of one.
fn parts(der: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let body = der.get(4..)?;
    let [0x30, 0x82, high, low, ..] = body else { return None };
    let length = usize::from(u16::from_be_bytes([*high, *low])) + 4;
    let (message, rest) = body.split_at_checked(length)?;
    let algorithm = usize::from(*rest.get(1)?) + 2;
    // BIT STRING, its length, no unused bits.
    let signature = rest.get(algorithm + 3..)?;
    Some((message.to_vec(), signature.to_vec()))
}
