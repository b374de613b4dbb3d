//! The key in its folder: what it keeps, what it refuses, and how it is touched and pulled.

use std::{
    fs,
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use ctap::{Authenticator, AuthenticatorId, AuthenticatorTransport, Keepalive, TransportError};
use tempfile::TempDir;
use webauthn::cbor::{Value, decode, encode};
use x509_parser::{parse_x509_certificate, pem::parse_x509_pem, x509::X509Version};

use super::{
    AttestationChoice, LOCK, PRACTICE_AAGUID, Plug, PracticeKey, Settings,
    board::{HostBoard, Request, Signals},
    firmware::{Board, PinPreset, Touch},
    presence::{Gesture, Habit, Presence, TouchButton},
};
use crate::{PracticeError, store::Store};

const LONG: Duration = Duration::from_secs(60);

fn open_with(
    folder: &Path,
    settings: Settings,
    presence: impl Presence + 'static,
) -> Result<PracticeKey, PracticeError> {
    PracticeKey::open_or_create(folder, settings, Box::new(presence))
}

fn open(folder: &Path) -> PracticeKey {
    let touching = Habit::touches_after(Duration::ZERO);
    open_with(folder, Settings::default(), touching).unwrap()
}

fn fresh(presence: impl Presence + 'static) -> (TempDir, PracticeKey) {
    let folder = tempfile::tempdir().unwrap();
    let key = open_with(folder.path(), Settings::default(), presence).unwrap();
    (folder, key)
}

fn send(key: &mut PracticeKey, request: &[u8]) -> Vec<u8> {
    key.send_cbor(request, LONG, &mut |_| {}).unwrap().to_vec()
}

fn creation(user: &[u8], rk: bool) -> Vec<u8> {
    let entity = |id: Value| [("id", id), ("name", "n".into())].into_iter().collect::<Value>();
    let algorithm = [("alg", Value::from(-7)), ("type", "public-key".into())].into_iter().collect();
    let request: Value = [
        (1, Value::from([7; 32])),
        (2, entity("example.com".into())),
        (3, entity(user.into())),
        (4, Value::Array(vec![algorithm])),
        (7, [("rk", Value::from(rk))].into_iter().collect()),
    ]
    .into_iter()
    .collect();
    [&[0x01], encode(&request).as_slice()].concat()
}

fn response(bytes: &[u8]) -> Value {
    assert_eq!(bytes[0], 0);
    decode(&bytes[1..]).unwrap().value
}

fn slots_left(key: &mut PracticeKey) -> u64 {
    let info = send(key, &[0x04]);
    response(&info).get(0x14).unwrap().as_u64().unwrap()
}

#[test]
fn what_was_made_is_there_when_the_folder_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut key = open(folder.path());
    assert_eq!(send(&mut key, &creation(b"u", true))[0], 0);
    let root = fs::read(key.root_certificate()).unwrap();
    drop(key);
    let mut key = open(folder.path());
    assert_eq!(slots_left(&mut key), 24);
    assert_eq!(fs::read(key.root_certificate()).unwrap(), root);
    assert_eq!(key.aaguid(), PRACTICE_AAGUID);
}

#[test]
fn the_practice_key_introduces_itself() {
    let (_folder, mut key) = fresh(Habit::never_touches());
    assert_eq!(key.id().as_str(), "practice");
    assert_eq!(key.transport(), AuthenticatorTransport::Internal);
    assert_eq!(key.send_msg(&[0, 3, 0, 0], LONG), Err(TransportError::Unsupported));
    let key = key.named(AuthenticatorId::new("practice-b"));
    assert_eq!(key.id().as_str(), "practice-b");
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("practice");
    let mut key = open(&folder);
    send(&mut key, &creation(b"u", true));
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        names.push(entry.file_name().into_string().unwrap());
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
    }
    names.sort();
    let listed =
        ["practice-key.cbor", "practice-key.lock", "practice-root.key", "practice-root.pem"];
    assert_eq!(names, listed);
}

#[test]
fn a_folder_is_one_programs_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path());
    let second = open_with(folder.path(), Settings::default(), Habit::never_touches());
    assert!(matches!(second, Err(PracticeError::InUse(_))));
    drop(first);
    open(folder.path());
}

#[test]
fn damage_is_an_error_that_says_what_to_do_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let path = folder.path().join("practice-key.cbor");
    let whole = fs::read(&path).unwrap();
    for damaged in [whole[..whole.len() / 2].to_vec(), Vec::new(), b"{}".to_vec()] {
        fs::write(&path, &damaged).unwrap();
        let error = open_with(folder.path(), Settings::default(), Habit::never_touches());
        let Err(error @ PracticeError::Damaged { .. }) = error else { panic!("opened") };
        assert!(error.to_string().contains("move it away"));
        assert_eq!(fs::read(&path).unwrap(), damaged);
    }
    fs::write(&path, whole).unwrap();
    drop(open(folder.path()));
    // A root that is gone bad is of no concern to a key that has its batch; a new key needs it.
    fs::write(folder.path().join("practice-root.key"), "nonsense").unwrap();
    drop(open(folder.path()));
    fs::remove_file(&path).unwrap();
    let error = open_with(folder.path(), Settings::default(), Habit::never_touches());
    assert!(matches!(error, Err(PracticeError::RootDamaged(_))));
}

#[test]
fn what_an_interrupted_write_left_is_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let mut key = open(folder.path());
    send(&mut key, &creation(b"u", true));
    drop(key);
    let whole = fs::read(folder.path().join("practice-key.cbor")).unwrap();
    for length in [0, 1, whole.len() / 2, whole.len()] {
        fs::write(folder.path().join("practice-key.cbor.new"), &whole[..length]).unwrap();
        assert_eq!(slots_left(&mut open(folder.path())), 24);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = open_with(&file, Settings::default(), Habit::never_touches());
    let Err(PracticeError::Io { path, .. }) = error else { panic!("opened") };
    assert_eq!(path, file);
}

#[test]
fn a_write_that_fails_later_is_answered_and_changes_nothing() {
    let (folder, mut key) = fresh(Habit::touches_after(Duration::ZERO));
    // A folder where the file should go: renaming onto it fails.
    let path = folder.path().join("practice-key.cbor");
    fs::remove_file(&path).unwrap();
    fs::create_dir_all(path.join("occupied")).unwrap();
    // CTAP1_ERR_OTHER.
    assert_eq!(send(&mut key, &creation(b"u", true)), [0x7F]);
    fs::remove_dir_all(&path).unwrap();
    assert_eq!(slots_left(&mut key), 25);
    assert_eq!(send(&mut key, &creation(b"u", true))[0], 0);
}

#[test]
fn the_model_of_a_key_is_settled_when_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let settings = |aaguid| Settings { aaguid, ..Settings::default() };
    let open = |aaguid| open_with(folder.path(), settings(aaguid), Habit::never_touches());
    assert_eq!(open(Some([3; 16])).unwrap().aaguid(), [3; 16]);
    assert_eq!(open(None).unwrap().aaguid(), [3; 16]);
    assert!(matches!(open(Some([4; 16])), Err(PracticeError::OtherAaguid(_))));
}

#[test]
fn settings_that_make_no_key_are_refused() {
    let pin = |pin: &str, retries| {
        Some(PinPreset { pin: pin.to_owned().into(), retries, force_change: false })
    };
    for settings in [
        Settings { min_pin_length: 3, ..Settings::default() },
        Settings { min_pin_length: 64, ..Settings::default() },
        Settings { pin: pin("123", 8), ..Settings::default() },
        Settings { pin: pin(&"1".repeat(64), 8), ..Settings::default() },
        Settings { pin: pin("1234", 9), ..Settings::default() },
    ] {
        let folder = tempfile::tempdir().unwrap();
        let error = open_with(folder.path(), settings, Habit::never_touches());
        assert!(matches!(error, Err(PracticeError::Settings(_))));
    }
}

#[test]
fn the_batch_certificate_is_what_web_authn_wants_and_leads_to_the_root() {
    // WebAuthn L3 §8.2.1.
    let (_folder, mut key) = fresh(Habit::touches_after(Duration::ZERO));
    let made = response(&send(&mut key, &creation(b"u", false)));
    let statement = made.get(3).unwrap();
    let chain = statement.get("x5c").unwrap().as_array().unwrap();
    assert_eq!(chain.len(), 1);
    let (rest, leaf) = parse_x509_certificate(chain[0].as_bytes().unwrap()).unwrap();
    assert!(rest.is_empty());
    assert_eq!(leaf.version(), X509Version::V3);
    let subject = leaf.subject();
    let only = |values: Vec<&str>| {
        assert_eq!(values.len(), 1);
        values[0].to_owned()
    };
    let country = only(subject.iter_country().map(|it| it.as_str().unwrap()).collect());
    assert_eq!(country.len(), 2);
    assert!(only(subject.iter_organization().map(|it| it.as_str().unwrap()).collect()).len() > 1);
    let unit = only(subject.iter_organizational_unit().map(|it| it.as_str().unwrap()).collect());
    assert_eq!(unit, "Authenticator Attestation");
    only(subject.iter_common_name().map(|it| it.as_str().unwrap()).collect());
    assert!(!leaf.basic_constraints().unwrap().unwrap().value.ca);
    let extensions = leaf.extensions().iter();
    let mut aaguid = extensions.filter(|one| one.oid.to_id_string() == "1.3.6.1.4.1.45724.1.1.4");
    let extension = aaguid.next().unwrap();
    assert!(aaguid.next().is_none() && !extension.critical);
    assert_eq!(extension.value, [&[0x04, 0x10], PRACTICE_AAGUID.as_slice()].concat());

    let pem = fs::read(key.root_certificate()).unwrap();
    let (_, pem) = parse_x509_pem(&pem).unwrap();
    let root = pem.parse_x509().unwrap();
    assert!(root.is_ca() && root.subject() == root.issuer());
    assert_eq!(leaf.issuer(), root.subject());
    leaf.verify_signature(Some(root.public_key())).unwrap();
    root.verify_signature(None).unwrap();

    let key = leaf.public_key().subject_public_key.data.as_ref();
    let key = aws_lc_rs::signature::UnparsedPublicKey::new(
        &aws_lc_rs::signature::ECDSA_P256_SHA256_ASN1,
        key,
    );
    let signed = [made.get(2).unwrap().as_bytes().unwrap(), &[7; 32]].concat();
    key.verify(&signed, statement.get("sig").unwrap().as_bytes().unwrap()).unwrap();
}

#[test]
fn keys_of_other_models_in_one_folder_share_its_root() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path());
    let root = fs::read(first.root_certificate()).unwrap();
    drop(first);
    fs::remove_file(folder.path().join("practice-key.cbor")).unwrap();
    fs::remove_file(folder.path().join("practice-root.pem")).unwrap();
    let settings = Settings { aaguid: Some([9; 16]), ..Settings::default() };
    let touching = Habit::touches_after(Duration::ZERO);
    let mut second = open_with(folder.path(), settings, touching).unwrap();
    let made = response(&send(&mut second, &creation(b"u", false)));
    let chain = made.get(3).unwrap().get("x5c").unwrap().as_array().unwrap();
    let (_, leaf) = parse_x509_certificate(chain[0].as_bytes().unwrap()).unwrap();
    let (_, pem) = parse_x509_pem(&root).unwrap();
    let root = pem.parse_x509().unwrap();
    leaf.verify_signature(Some(root.public_key())).unwrap();
}

#[test]
fn a_key_may_attest_for_itself() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { attestation: AttestationChoice::SelfSigned, ..Settings::default() };
    let touching = Habit::touches_after(Duration::ZERO);
    let mut key = open_with(folder.path(), settings, touching).unwrap();
    let made = response(&send(&mut key, &creation(b"u", false)));
    assert_eq!(made.get(3).unwrap().get("x5c"), None);
    assert!(!key.root_certificate().exists());
}

#[test]
fn while_it_waits_for_a_touch_the_key_says_so() {
    let (_folder, mut key) = fresh(Habit::touches_after(Duration::from_millis(250)));
    let mut heard = Vec::new();
    let begun = Instant::now();
    let answer = key.send_cbor(&[0x0B], LONG, &mut |keepalive| heard.push(keepalive)).unwrap();
    assert_eq!(*answer, [0]);
    assert!(begun.elapsed() >= Duration::from_millis(250));
    assert!((2..=4).contains(&heard.len()), "{}", heard.len());
    assert!(heard.iter().all(|keepalive| *keepalive == Keepalive::UpNeeded));
    // Nothing is said by a request that needs no touch.
    key.send_cbor(&[0x04], LONG, &mut |_| panic!("no keep-alive")).unwrap();
}

#[test]
fn a_declined_touch_is_answered_so() {
    let (_folder, mut key) = fresh(Habit::declines());
    assert_eq!(send(&mut key, &[0x0B]), [0x27]);
}

#[test]
fn the_keys_own_patience_ends_the_wait_as_too_late() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), LOCK).unwrap();
    let signals = Signals::default();
    let mut heard = 0;
    let mut events = |_| heard += 1;
    let mut nobody = Habit::never_touches();
    let request =
        Request { presence: &mut nobody, events: &mut events, signals: &signals, deadline: None };
    let mut board = HostBoard::idle(&store, Instant::now()).working(request);
    assert_eq!(board.touch(Duration::from_millis(150)), Touch::Missing);
    assert!(!board.timed_out());
    assert_eq!(heard, 2);
}

#[test]
fn the_platforms_deadline_ends_the_wait() {
    let (_folder, mut key) = fresh(Habit::never_touches());
    let deadline = Duration::from_millis(150);
    let answer = key.send_cbor(&[0x0B], deadline, &mut |_| {});
    assert_eq!(answer, Err(TransportError::TimedOut));
}

#[test]
fn a_cancel_counts_only_while_a_request_is_under_way() {
    let (_folder, mut key) = fresh(Habit::never_touches());
    let canceller = key.canceller();
    canceller.cancel();
    assert_eq!(send(&mut key, &[0x04])[0], 0);
    let begun = Instant::now();
    let mut cancel = |_| canceller.cancel();
    let answer = key.send_cbor(&creation(b"u", true), LONG, &mut cancel).unwrap();
    // CTAP2_ERR_KEEPALIVE_CANCEL.
    assert_eq!(*answer, [0x2D]);
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(slots_left(&mut key), 25);
}

#[test]
fn a_key_pulled_out_in_mid_request_answers_nothing_and_keeps_nothing() {
    let (_folder, mut key) = fresh(Habit::never_touches());
    let plug = key.plug();
    let pulling = plug.clone();
    let mut pull = |_| pulling.pull();
    let answer = key.send_cbor(&creation(b"u", true), LONG, &mut pull);
    assert_eq!(answer, Err(TransportError::Removed));
    assert!(!plug.is_inserted());
    assert_eq!(key.send_cbor(&[0x04], LONG, &mut |_| {}), Err(TransportError::Removed));
    assert_eq!(key.wink(), Err(TransportError::Removed));
    plug.insert();
    assert_eq!(slots_left(&mut key), 25);
    // Pulled and put back between two glances, the answer is lost all the same.
    let mut flick = |_| {
        plug.pull();
        plug.insert();
        plug.pull();
        plug.insert();
    };
    let again = key.send_cbor(&[0x0B], Duration::from_millis(100), &mut flick);
    assert_eq!(again, Err(TransportError::Removed));
}

/// Touches the key, and pulls it out with the same hand.
struct Clumsy(Option<Plug>);

impl Presence for Clumsy {
    fn asked(&mut self) {}

    fn wait(&mut self, _: Duration) -> Option<Gesture> {
        self.0.take().iter().for_each(Plug::pull);
        Some(Gesture::Touch)
    }
}

#[test]
fn a_key_pulled_out_after_the_touch_keeps_nothing_either() {
    let (_folder, mut key) = fresh(Habit::never_touches());
    let plug = key.plug();
    key.presence = Box::new(Clumsy(Some(plug.clone())));
    let answer = key.send_cbor(&creation(b"u", true), LONG, &mut |_| {});
    assert_eq!(answer, Err(TransportError::Removed));
    plug.insert();
    assert_eq!(slots_left(&mut key), 25);
    assert_eq!(send(&mut key, &creation(b"u", true))[0], 0);
}

#[test]
fn putting_the_key_back_is_a_power_up() {
    let folder = tempfile::tempdir().unwrap();
    let pin = PinPreset { pin: "1234".to_owned().into(), retries: 8, force_change: false };
    let settings = Settings { pin: Some(pin), ..Settings::default() };
    let mut key = open_with(folder.path(), settings, Habit::never_touches()).unwrap();
    let asked: Value = [(1, Value::from(2)), (2, 2.into())].into_iter().collect();
    let agreement = [&[0x06], encode(&asked).as_slice()].concat();
    let before = send(&mut key, &agreement);
    assert_eq!(send(&mut key, &agreement), before);
    let plug = key.plug();
    plug.insert();
    assert_eq!(send(&mut key, &agreement), before);
    plug.pull();
    plug.insert();
    assert_ne!(send(&mut key, &agreement), before);
    let before = send(&mut key, &agreement);
    key.power_cycle().unwrap();
    assert_ne!(send(&mut key, &agreement), before);
}

#[test]
fn the_button_counts_only_after_the_key_asked() {
    let button = TouchButton::default();
    let (_folder, mut key) = fresh(button.clone());
    button.touch();
    assert!(!button.is_asked());
    let answer = key.send_cbor(&[0x0B], Duration::from_millis(100), &mut |_| {});
    assert_eq!(answer, Err(TransportError::TimedOut));
    let (tell, told) = mpsc::channel();
    let person = thread::spawn({
        let button = button.clone();
        move || {
            for decline in [false, true] {
                told.recv().unwrap();
                if decline { button.decline() } else { button.touch() }
            }
        }
    });
    for expected in [0x00, 0x27] {
        let mut first = true;
        let answer = key.send_cbor(&[0x0B], LONG, &mut |_| {
            if std::mem::take(&mut first) {
                tell.send(()).unwrap();
            }
        });
        assert_eq!(*answer.unwrap(), [expected]);
        assert!(!button.is_asked());
    }
    person.join().unwrap();
}
