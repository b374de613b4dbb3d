//! A process that writes is killed at a random moment, again and again on the same file. What it said
//! was done must be there afterwards, and nothing may be there in clear.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::*;
use crate::{
    recovery::{Left, Recovery},
    tenant::MethodId,
};

const RUNS: usize = 200;
const MARKER: &str = "marker-in-the-response";
const FOLDER: &str = "TOUCHSTONE_CRASH_FOLDER";
const PREFIX: &str = "TOUCHSTONE_CRASH_PREFIX";
const THIS: &str = "store::sqlite::tests::crash::writes_until_it_is_killed";

/// A keyring in a file, which outlives the process. For tests only: the product has none.
struct InFile(PathBuf);

impl KeyStore for InFile {
    fn load(&self, _: &str) -> Result<Option<Secret>, KeyStoreError> {
        let Ok(bytes) = fs::read(&self.0) else { return Ok(None) };
        bytes.try_into().map(|bytes| Some(Secret::new(bytes))).map_err(|_| KeyStoreError::Malformed)
    }

    fn store(&self, _: &str, secret: &Secret) -> Result<(), KeyStoreError> {
        let written = self.0.with_extension("new");
        fs::write(&written, secret.as_slice()).unwrap();
        fs::rename(written, &self.0).unwrap();
        Ok(())
    }

    fn remove(&self, _: &str) -> Result<(), KeyStoreError> {
        let _ = fs::remove_file(&self.0);
        Ok(())
    }

    fn keeps(&self) -> Keeps {
        Keeps::ForGood
    }
}

fn open(folder: &Path) -> SqliteStore {
    let keyring = Keyring::new(vec![Box::new(InFile(folder.join("keyring")))]);
    let path = folder.join("state").join("ledger.db");
    SqliteStore::open(&path, keyring, Box::new(SystemEntropy::new())).unwrap()
}

/// What is done with one registration, in this order.
const STEPS: [&str; 5] = ["began", "kept", "created", "registered", "discarded"];

fn run(store: &SqliteStore, name: &str, step: &str) {
    let waiting = waiting(name, MARKER);
    let credential_id = waiting.parcel.credential_id().to_string();
    let write = |kind| drop(add(store, &Event { registration: id(name), kind }));
    match step {
        "began" => drop(add(store, &began(name))),
        "kept" => assert_eq!(store.keep(&waiting).unwrap(), Kept::Sealed),
        "created" => {
            let expires = Some(waiting.expires.0);
            write(EventKind::Created { credential_id, aaguid: None, expires });
        }
        "registered" => {
            let method_id = MethodId(format!("{credential_id}2")).0;
            write(EventKind::Registered { method_id, name: "A key".to_owned() });
        }
        "discarded" => store.discard(&waiting.registration).unwrap(),
        other => panic!("no step is called {other}"),
    }
}

/// The process that is killed: says after each step that it is done.
#[test]
#[ignore = "is started by the next one"]
fn writes_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let prefix = env::var(PREFIX).unwrap();
    let store = open(Path::new(&folder));
    for number in 0.. {
        let name = format!("{prefix}-{number}");
        for step in STEPS {
            run(&store, &name, step);
            let mut out = std::io::stdout().lock();
            writeln!(out, "\ndone {name} {step}").unwrap();
            out.flush().unwrap();
        }
    }
}

fn start(folder: &Path, prefix: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", THIS, "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env(PREFIX, prefix)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The last step of each registration that the process said was done.
fn said(child: &mut Child) -> BTreeMap<String, usize> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let done = lines.map_while(Result::ok).filter_map(|line| {
        let (name, step) = line.strip_prefix("done ")?.split_once(' ')?;
        Some((name.to_owned(), STEPS.iter().position(|one| *one == step)?))
    });
    done.collect()
}

/// How long a process takes to its second registration, on this machine as busy as it is now.
fn time_of_two() -> Duration {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let mut child = start(folder.path(), "first");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.ends_with("-1 began")), "it ended before");
    let took = begun.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    took
}

/// A number below this.
fn chance(below: u64) -> u64 {
    let mut bytes = [0; 8];
    SystemEntropy::new().fill(&mut bytes).unwrap();
    u64::from_ne_bytes(bytes) % below
}

/// How a registration stands after so many steps, as recovery tells it.
fn told(recovery: &Recovery, name: &str) -> Option<&'static str> {
    let mut of = recovery.unfinished.iter().filter(|one| one.registration == id(name));
    let what = of.next().map(|one| match &one.what {
        Left::PossiblyOnKey(_) => "possibly",
        Left::Pending { .. } => "pending",
        Left::OnKey { .. } => "on key",
    });
    assert!(of.next().is_none(), "{name} stands there twice");
    what
}

/// What may be told after the last step that was said to be done, or the one after it.
const TOLD: [Option<&str>; 5] = [Some("possibly"), Some("pending"), Some("pending"), None, None];

#[test]
fn what_was_said_to_be_done_survives_two_hundred_kills() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = [0usize; STEPS.len()];
    let mut entries = 0;
    let longest = u64::try_from(time_of_two().as_micros()).unwrap().max(40_000);
    for number in 0..RUNS {
        // Every fourth time two processes write at once.
        let writers = if number % 4 == 3 { 2 } else { 1 };
        let mut children: Vec<Child> =
            (0..writers).map(|one| start(folder.path(), &format!("{number}-{one}"))).collect();
        thread::sleep(Duration::from_micros(chance(longest)));
        for child in &mut children {
            child.kill().unwrap();
        }
        let done: BTreeMap<String, usize> = children.iter_mut().flat_map(said).collect();
        for child in &mut children {
            child.wait().unwrap();
        }

        let store = open(folder.path());
        let recovery = Recovery::read(&store, &store, NOW).unwrap();
        assert!(recovery.unreadable.is_empty());
        for (name, step) in &done {
            let told = told(&recovery, name);
            let next = TOLD.get(step + 1).copied().unwrap_or(None);
            assert!(told == TOLD[*step] || told == next, "{name} after {}: {told:?}", STEPS[*step]);
            seen[*step] += 1;
        }
        for one in &recovery.unfinished {
            if matches!(one.what, Left::Pending { .. }) {
                let waiting = store.open(&one.registration).unwrap().unwrap();
                assert!(contains(waiting.parcel.body(), MARKER));
            }
        }
        let state = store.verify_chain(None).unwrap();
        assert!(state.entries >= entries, "entries were lost");
        entries = state.entries;
        if entries > 0 {
            assert_eq!(state.standing, intact(1, entries), "after run {number}");
        }
    }
    for file in fs::read_dir(folder.path().join("state")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!contains(&bytes, MARKER), "a response lies there in clear");
    }
    assert!(seen.iter().all(|times| *times > 0), "not every step was interrupted: {seen:?}");
}
