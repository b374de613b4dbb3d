//! A computer without a keyring: the sign-in ends with its command, which says so, and nothing of it is written
//! down.

use std::process::Command;

use serde_json::json;

use crate::{
    markers::secrets,
    support::{PIN, Run, run},
    world::{ADA, Begun, MIRA, World, browse},
};

impl World {
    /// The program, which no keyring is open to: neither the desktop's nor the kernel's.
    fn without_keyring(&self, arguments: &[&str]) -> Command {
        let usual = self.place.command(arguments);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/without_keyring.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(usual.get_program()).args(usual.get_args());
        command.env_remove("TOUCHSTONE_LOG").env("RUST_BACKTRACE", "1");
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        command
    }

    fn signs_in_without(&self) -> Run {
        let file = self.practice_file();
        let arguments =
            ["tenant", "sign-in", "--practice", &file, "--no-browser", "--json", "-vvv"];
        let mut begun = Begun::of(&mut self.without_keyring(&arguments), "");
        let line = begun.until("/authorize?");
        browse(line.trim(), MIRA);
        begun.end()
    }

    fn writes_down_nothing(&self, least: usize) {
        let (secrets, kept) = (secrets(&self.wire.seen()), self.kept());
        let kept = String::from_utf8_lossy(&kept);
        assert!(secrets.len() >= least, "{}", secrets.len());
        for secret in &secrets {
            assert!(!kept.contains(secret), "{secret} is on disk");
        }
        assert!(!self.place.path("state/sign-in").exists());
    }
}

#[test]
fn without_a_keyring_the_sign_in_ends_with_its_command_and_says_so() {
    let world = World::new();
    let signed_in = world.signs_in_without();
    // 1: it was done, and the next command does not know of it.
    assert_eq!(signed_in.status, 1, "{}", signed_in.err);
    assert_eq!(signed_in.document()["kept"], "memory-only");
    assert_eq!(signed_in.document()["account"], MIRA);
    for words in ["has no keyring", "kept nowhere", "ends with this command"] {
        assert!(signed_in.err.contains(words), "no {words}: {}", signed_in.err);
    }
    // Code, verifier, access, refresh and ID token.
    world.writes_down_nothing(5);
    let secrets = secrets(&world.wire.seen());
    assert!(!secrets.iter().any(|one| (signed_in.out.clone() + &signed_in.err).contains(one)));
    // Nobody is signed in, practice is no substitute, and nobody is asked.
    let asked = world.wire.seen().len();
    let register = ["register", "--for", ADA, "--key", "practice", "--pin-fd", "0", "--json"];
    for arguments in [&["tenant", "check", "--json"][..], &register] {
        let run = run(&mut world.without_keyring(arguments), PIN);
        assert_eq!((run.status, &run.document()["error"]), (3, &json!("sign-in-needed")));
        assert!(run.err.contains("touchstone tenant sign-in"), "{}", run.err);
    }
    assert_eq!(world.wire.seen().len(), asked);
    assert!(!world.place.path("state/practice-tenant").exists());
    let out = run(&mut world.without_keyring(&["tenant", "sign-out", "--json"]), "");
    assert_eq!(out.status, 0, "{}", out.err);
    assert_eq!(out.document()["key_may_stay"], false, "nothing was ever kept");
    world.writes_down_nothing(5);
}

/// Signed in while there was a keyring, and out when there is none: the file goes, and the key cannot.
#[test]
fn a_keyring_that_cannot_be_read_at_the_sign_out_is_said_to_keep_its_key() {
    let world = World::signed_in(MIRA, "desk");
    let out = run(&mut world.without_keyring(&["tenant", "sign-out", "--json"]), "");
    // 1: it was done, and not all of it could be.
    assert_eq!((out.status, &out.document()["key_may_stay"]), (1, &json!(true)), "{}", out.err);
    assert!(out.err.contains("unlock the keyring and sign out once more"), "{}", out.err);
    assert!(!out.err.contains("Nothing of a sign-in is kept"), "{}", out.err);
    world.writes_down_nothing(5);
    let again = world.run(&["tenant", "sign-out", "--json"]);
    assert_eq!((again.status, &again.document()["key_may_stay"]), (0, &json!(false)));
}

/// Kept while there was a keyring, and again when there is none: the old one goes.
#[test]
fn a_sign_in_that_cannot_be_kept_leaves_none_behind_that_was() {
    let world = World::signed_in(MIRA, "desk");
    assert!(world.place.path("state/sign-in").exists());
    assert_eq!(world.signs_in_without().status, 1);
    world.writes_down_nothing(10);
    // With the keyring back there is nothing that it would open.
    let run = world.run(&["tenant", "check", "--json"]);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("sign-in-needed")));
}
