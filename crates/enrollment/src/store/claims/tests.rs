use std::{
    env,
    io::BufRead as _,
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use ctap::SystemEntropy;

use super::*;

const FOLDER: &str = "TOUCHSTONE_CLAIMS_FOLDER";
const THIS: &str = "store::claims::tests::claims_until_it_is_killed";

fn id(name: &str) -> RegistrationId {
    RegistrationId(name.to_owned())
}

fn claim(claims: &Claims, name: &str) -> Result<Claim, StoreError> {
    claims.claim(&id(name), &mut SystemEntropy::new())
}

fn here() -> (tempfile::TempDir, Claims) {
    let folder = tempfile::tempdir().unwrap();
    let claims = Claims::at(&folder.path().join("at-work"));
    (folder, claims)
}

#[test]
fn what_is_claimed_is_told_and_cannot_be_claimed_twice() {
    let (_folder, claims) = here();
    assert!(claims.claimed().unwrap().is_empty());
    let first = claim(&claims, "a").unwrap();
    assert_eq!(claims.claimed().unwrap(), [id("a")].into());
    assert!(matches!(claim(&claims, "a").unwrap_err(), StoreError::Busy(_)));
    let second = claim(&claims, "b").unwrap();
    drop(first);
    assert_eq!(claims.claimed().unwrap(), [id("b")].into());
    drop(second);
    assert!(claim(&claims, "a").is_ok());
    assert_eq!(fs::read_dir(&claims.folder).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn a_name_that_leaves_the_folder_is_none() {
    let (_folder, claims) = here();
    for name in ["", "../x", "a/b", "..", "a\0"] {
        assert!(matches!(claim(&claims, name).unwrap_err(), StoreError::Unkeepable), "{name:?}");
    }
}

#[test]
fn of_many_who_want_it_at_once_one_has_it() {
    let (_folder, claims) = here();
    let (holders, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..40 {
                    let Ok(_claim) = claim(&claims, "a") else { continue };
                    most.fetch_max(holders.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    holders.fetch_sub(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(most.load(Ordering::SeqCst), 1);
}

#[test]
fn whoever_only_looks_takes_nothing_away() {
    let (_folder, claims) = here();
    thread::scope(|scope| {
        let claiming = scope.spawn(|| {
            for number in 0..100 {
                let claim = claim(&claims, &number.to_string()).unwrap();
                assert!(claim.path.exists());
                assert!(claims.claimed().unwrap().contains(&id(&number.to_string())));
            }
        });
        while !claiming.is_finished() {
            claims.claimed().unwrap();
        }
    });
}

#[test]
#[ignore = "is started by the next one"]
fn claims_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let _claim = claim(&Claims::at(Path::new(&folder)), "a").unwrap();
    println!("\nclaimed");
    thread::sleep(Duration::from_secs(600));
}

#[test]
fn a_killed_process_claims_nothing() {
    let (_folder, claims) = here();
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", THIS, "--ignored", "--nocapture"])
        .env(FOLDER, &claims.folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = io::BufReader::new(child.stdout.take().unwrap());
    assert!(out.lines().map_while(Result::ok).any(|line| line == "claimed"));
    assert_eq!(claims.claimed().unwrap(), [id("a")].into());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(claims.claimed().unwrap().is_empty());
    assert!(claim(&claims, "a").is_ok());
}
