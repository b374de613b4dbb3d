//! The commands as other programs call them: exit statuses, the one document on stdout, and people
//! addressed on stderr only. No key but the practice key may be needed here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::{
    fs,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{PIN, Place, Run, options, run};

fn refused(run: &Run, status: i32, code: &str) {
    assert_eq!(run.status, status, "{}", run.err);
    assert_eq!(run.document()["error"], code, "{}", run.out);
    assert!(!run.err.is_empty());
}

#[test]
fn a_registration_is_the_response_on_stdout_and_words_on_stderr() {
    let place = Place::new();
    let run = place.register(&options(), &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    let response = run.document();
    let members: Vec<_> = response.as_object().unwrap().keys().collect();
    // contracts.md, "register"; WebAuthn L3 §5.1 RegistrationResponseJSON.
    assert_eq!(
        members,
        ["id", "rawId", "type", "authenticatorAttachment", "response", "clientExtensionResults"]
    );
    assert_eq!(response["id"], response["rawId"]);
    for member in [
        "clientDataJSON",
        "attestationObject",
        "authenticatorData",
        "publicKey",
        "publicKeyAlgorithm",
        "transports",
    ] {
        assert!(!response["response"][member].is_null(), "{member}");
    }
    assert!(run.err.contains("example.org"), "{}", run.err);
    assert!(run.err.contains("ada@example.org"), "{}", run.err);
    assert!(run.err.contains("PRACTICE"), "{}", run.err);
}

#[test]
fn the_rp_id_and_the_account_are_shown_before_anything_is_asked() {
    let place = Place::new();
    let mut options = options();
    options["user"]["displayName"] = json!("Ada\u{1B}[2J\u{202E}nimda");
    let run = place.register(&options, &[]);
    let (account, touch) = (run.err.find("ada@").unwrap(), run.err.find("touch").unwrap());
    assert!(account < touch, "{}", run.err);
    assert!(!run.err.contains(['\u{1B}', '\u{202E}']), "{:?}", run.err);
}

#[test]
fn a_key_that_holds_the_account_already_refuses() {
    let place = Place::new();
    let first = place.register(&options(), &[]).document();
    let mut again = options();
    again["excludeCredentials"] = json!([{ "type": "public-key", "id": first["id"] }]);
    let second = place.register(&again, &["--json"]);
    refused(&second, 1, "already-registered");
    assert_eq!(second.document()["status"], 0x19);
}

#[test]
fn a_wrong_pin_is_tried_once_and_the_tries_left_are_said() {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    let options = place.options(&options());
    let arguments = ["register", "--key", "practice", "--options", &options, "--pin-fd", "0"];
    let wrong = place.run(&[&arguments[..], &["--json"]].concat(), "wrong-pin");
    refused(&wrong, 3, "wrong-pin");
    assert_eq!(wrong.document()["retries"], 7);
    assert_eq!(place.practice_key()["pin"]["retries"], 7);
}

#[test]
fn without_a_pin_and_a_terminal_nothing_is_tried() {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    let options = place.options(&options());
    let arguments = ["register", "--key", "practice", "--options", &options, "--json"];
    refused(&place.run(&arguments, ""), 3, "pin-wanted");
    assert_eq!(place.practice_key()["pin"]["retries"], 8);
}

#[test]
fn a_new_practice_key_without_a_pin_says_what_would_help() {
    let place = Place::new();
    let options = place.options(&options());
    let run = place.run(&["register", "--key", "practice", "--options", &options, "--json"], "");
    refused(&run, 3, "pin-not-set");
    assert!(run.err.contains("--pin-fd"), "{}", run.err);
}

#[test]
fn a_new_practice_key_takes_its_pin_even_where_verification_is_not_required() {
    let place = Place::new();
    let mut options = options();
    options["authenticatorSelection"]["userVerification"] = json!("preferred");
    assert_eq!(place.register(&options, &[]).status, 0);
    assert_eq!(place.practice_key()["pin"]["set"], true);
    let short = Place::new();
    let file = short.options(&options);
    let arguments = ["register", "--key", "practice", "--options", &file, "--pin-fd", "0"];
    refused(&short.run(&[&arguments[..], &["--json"]].concat(), "123"), 2, "new-pin-rejected");
}

#[test]
fn options_that_cannot_be_used_are_refused_before_a_key_is_touched() {
    let place = Place::new();
    let cases = [
        (json!({ "rp": { "id": "127.0.0.1", "name": "x" } }), &[][..], "rp-id-ip-address"),
        (json!({ "rp": { "id": "co.uk", "name": "x" } }), &[], "rp-id-public-suffix"),
        (json!({ "rp": { "id": "EXAMPLE.org", "name": "x" } }), &[], "rp-id-not-canonical"),
        (json!({ "rp": { "name": "x" } }), &[], "rp-id-missing"),
        (json!({}), &["--origin", "https://example.com"], "rp-id-not-for-origin"),
        (json!({}), &["--origin", "http://example.org"], "origin-not-secure"),
        (json!({}), &["--origin", "https://127.0.0.1"], "origin-ip-address"),
        (json!({}), &["--origin", "example.org"], "origin-malformed"),
        (
            json!({ "authenticatorSelection": { "authenticatorAttachment": "platform" } }),
            &[],
            "platform-authenticator-only",
        ),
        (json!({ "challenge": 7 }), &[], "options-malformed"),
        (json!({ "user": null }), &[], "options-malformed"),
    ];
    for (changes, more, code) in cases {
        let mut options = options();
        for (name, value) in changes.as_object().unwrap() {
            options[name] = value.clone();
        }
        let run = place.register(&options, &[more, &["--json"]].concat());
        refused(&run, 2, code);
        assert!(!place.path("state").exists(), "{code}");
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = Place::new();
    let missing = place.path("missing.json").to_str().unwrap().to_owned();
    let run = place.run(&["register", "--key", "practice", "--options", &missing, "--json"], "");
    refused(&run, 2, "file-unreadable");
    assert_eq!(run.document()["file"], missing.as_str());
    let long = place.file("long.json", vec![b' '; (1 << 20) + 1]);
    let run = place.run(&["register", "--key", "practice", "--options", &long, "--json"], "");
    refused(&run, 2, "file-unreadable");
    let nonsense = place.file("nonsense.json", "{ \"rp\": ");
    let run = place.run(&["register", "--key", "practice", "--options", &nonsense, "--json"], "");
    refused(&run, 2, "options-malformed");
    assert!(run.err.contains("line 1"), "{}", run.err);
    let no_root = place.file("root.pem", "no certificate");
    let run = place.register(&options(), &["--trust", &no_root, "--json"]);
    refused(&run, 2, "trust-malformed");
}

#[test]
fn a_root_that_is_trusted_in_any_spelling_proves_the_model_and_a_strange_one_refuses() {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    let pem = place.path("state/practice-key/practice-root.pem");
    let text = fs::read_to_string(&pem).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = data_encoding::BASE64.decode(body.as_bytes()).unwrap();
    let der = place.file("root.der", der);
    let twice = place.file("two.pem", format!("# two\n{text}\n{text}"));
    for root in [pem.to_str().unwrap(), &der, &twice] {
        let run = place.register(&options(), &["--trust", root]);
        assert_eq!(run.status, 0, "{}", run.err);
        assert!(run.err.contains("proved up to"), "{}", run.err);
    }

    let stranger = Place::new();
    assert_eq!(stranger.register(&options(), &[]).status, 0);
    let root = stranger.path("state/practice-key/practice-root.pem");
    let run = place.register(&options(), &["--trust", root.to_str().unwrap()]);
    assert_eq!(run.status, 1, "{}", run.err);
    // contracts.md: the findings document, and no response.
    let findings = run.document();
    assert_eq!(findings["verdict"], "invalid");
    assert_eq!(findings["attestation"]["trusted"], false);
    let chain = |finding: &&Value| finding["check"] == "chain";
    let chain = findings["findings"].as_array().unwrap().iter().find(chain).unwrap();
    assert_eq!((&chain["outcome"], &chain["reason"]), (&json!("fail"), &json!("chain-untrusted")));
    assert!(findings.get("response").is_none());
}

#[test]
fn options_come_from_stdin_and_the_pin_then_by_another_way() {
    let place = Place::new();
    let arguments = ["register", "--key", "practice", "--options", "-", "--json"];
    let both = place.run(&[&arguments[..], &["--pin-fd", "0"]].concat(), "{}");
    refused(&both, 2, "stdin-twice");
    let mut options = options();
    options["authenticatorSelection"] = json!({ "userVerification": "discouraged" });
    let run = place.run(&arguments, &options.to_string());
    assert_eq!(run.status, 0, "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_pin_comes_through_any_descriptor() {
    let place = Place::new();
    let options = place.options(&options());
    let pin = place.file("pin", format!("{PIN}\n"));
    let mut shell = std::process::Command::new("sh");
    shell
        .args([
            "-c",
            r#"exec "$0" register --key practice --options "$1" --state "$2" --pin-fd 9 9<"$3""#,
        ])
        .arg(env!("CARGO_BIN_EXE_touchstone"))
        .arg(&options)
        .arg(place.path("state"))
        .arg(&pin);
    let registered = run(&mut shell, "");
    assert_eq!(registered.status, 0, "{}", registered.err);
    for (fd, status) in [("1", 2), ("2", 2), ("77", 2)] {
        let arguments = ["register", "--key", "practice", "--options", &options, "--pin-fd", fd];
        let run = place.run(&[&arguments[..], &["--json"]].concat(), "");
        refused(&run, status, "pin-fd");
    }
    let run =
        place.run(&["register", "--options", &options, "--key", "practice", "--pin-fd", "77"], "");
    assert!(run.err.contains("--pin-fd 77 is not open"), "{}", run.err);
    assert!(run.err.contains("77<FILE"), "{}", run.err);
}

#[test]
fn a_command_that_is_given_none_of_what_it_wants_names_all_that_would_do() {
    let place = Place::new();
    for (arguments, wanted) in [
        (&["register"][..], ["--options", "--for"]),
        (&["check", "--key", "practice"], ["--policy", "--rehearse"]),
        (&["diagnose"], ["FILE", "--batch"]),
        (&["nudge"], ["--scenarios", "--ask"]),
    ] {
        let run = place.run(arguments, "");
        assert_eq!(run.status, 2, "{}", run.err);
        let (says, _) = run.err.split_once("Usage:").unwrap();
        assert!(wanted.iter().all(|word| says.contains(word)), "{}", run.err);
    }
}

#[test]
fn what_is_not_there_yet_says_so_and_does_nothing() {
    for arguments in [&["desk"][..], &["desk", "run", "--roster", "x"]] {
        let run = run(
            std::process::Command::new(env!("CARGO_BIN_EXE_touchstone"))
                .arg("--json")
                .args(arguments),
            "",
        );
        refused(&run, 2, "not-available-yet");
    }
    let place = Place::new();
    refused(&place.run(&["desk", "run", "--json"], ""), 2, "not-available-yet");
}

#[test]
fn help_of_a_command_says_what_it_does() {
    let place = Place::new();
    for command in [
        "keys", "register", "doctor", "check", "diagnose", "nudge", "matrix", "census", "tenant",
        "practice",
    ] {
        let help = place.run(&[command, "--help"], "");
        let first = help.out.lines().next().unwrap();
        assert!(first.split(' ').count() > 3 && !first.contains('`'), "{command}: {first}");
    }
}

#[test]
fn a_command_line_that_makes_no_sense_is_two() {
    let place = Place::new();
    let file = place.options(&options());
    let touch = ["register", "--options", &file, "--touch-ms", "5", "--json"];
    refused(&place.run(&touch, ""), 2, "not-practice");
    assert_eq!(place.run(&[], "").status, 2);
    assert_eq!(place.run(&["register"], "").status, 2);
    refused(&place.run(&["register", "--no-such-thing", "--json"], ""), 2, "usage");
    let help = place.run(&["--help"], "");
    assert_eq!((help.status, help.err.as_str()), (0, ""));
    assert!(help.out.contains("register"), "{}", help.out);
}

#[test]
fn keys_shows_the_practice_key_only_when_there_is_one() {
    let place = Place::new();
    assert_eq!(place.practice_key(), Value::Null);
    assert_eq!(place.register(&options(), &[]).status, 0);
    let key = place.practice_key();
    assert_eq!(key["transport"], "internal");
    assert_eq!(key["access"], "open");
    assert_eq!(key["aaguid"], "9e0e8d5b-5d0f-4c1e-9c53-746f75636873");
    assert_eq!(key["pin"]["set"], true);
    assert_eq!(key["pin"]["retries"], 8);
    assert_eq!(key["slots_left"], 24);
    assert_eq!(key["options"]["rk"], true);
    assert!(key["versions"].as_array().unwrap().contains(&json!("FIDO_2_1")));
    let words = place.run(&["keys"], "");
    assert!(words.out.contains("tries left: 8"), "{}", words.out);
    refused(&place.run(&["keys", "--key", "usb:nowhere", "--json"], ""), 3, "no-such-key");
}

#[test]
fn doctor_names_a_fix_for_whatever_is_lacking_and_is_done() {
    let place = Place::new();
    let run = place.run(&["doctor", "--json"], "");
    assert_eq!(run.status, 0);
    let document = run.document();
    let checks = document["checks"].as_array().unwrap();
    for check in checks {
        assert!(check["outcome"] != "lacking" || check["fix"].is_string(), "{check}");
    }
    let has = |code| checks.iter().any(|check| check["check"] == code);
    assert!(has("phones-elsewhere") && has("no-terminal"), "{checks:?}");
    #[cfg(unix)]
    assert!(has("core-dumps-off"));
    let words = place.run(&["doctor"], "");
    assert_eq!(words.out.lines().count(), checks.len(), "one line each: {}", words.out);
    let rule = place.run(&["doctor", "--udev-rule"], "");
    assert!(rule.out.contains("uaccess"), "{}", rule.out);
}

#[test]
fn doctor_says_which_metadata_are_kept_and_how_old_they_are() {
    let place = Place::new();
    let said = |code: &str| {
        let document = place.run(&["doctor", "--json"], "").document();
        let checks = document["checks"].as_array().unwrap().clone();
        checks.into_iter().find(|check| check["check"] == code).unwrap_or(Value::Null)
    };
    assert!(said("no-metadata").is_object());
    let file = place.path("state/fido-metadata");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = i64::try_from(now.as_secs()).unwrap();
    let head = |days: i64, next: &str| {
        let fetched = webauthn::Timestamp(now - days * 86_400);
        let head = json!({ "format": 1, "no": 291, "nextUpdate": next, "fetched": fetched });
        fs::write(&file, format!("{head}\n")).unwrap();
    };
    head(3, "2199-01-01");
    let words = place.run(&["doctor"], "").out;
    assert!(said("metadata").is_object());
    assert!(words.contains("FIDO metadata no. 291, fetched 3 days ago.\n"), "{words}");
    head(62, "2026-01-01");
    let words = place.run(&["doctor"], "").out;
    assert!(said("metadata-due")["fix"].is_string());
    assert!(words.contains("fetched 62 days ago; a newer one is due. The window"), "{words}");
    fs::write(&file, "nonsense").unwrap();
    assert_eq!(said("metadata-unusable")["outcome"], "lacking");
}

#[test]
fn the_pin_is_nowhere_not_even_in_the_whole_log() {
    let place = Place::new();
    let options = place.options(&options());
    let arguments =
        ["register", "--key", "practice", "--options", &options, "--pin-fd", "0", "-vvv"];
    let run = run(place.command(&arguments).env("TOUCHSTONE_LOG", "trace"), PIN);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("DEBUG") || run.err.contains("TRACE"), "the log is on: {}", run.err);
    let hash = data_encoding::HEXLOWER.encode(PIN.as_bytes());
    for text in [&run.out, &run.err] {
        assert!(!text.contains(PIN) && !text.contains(&hash));
    }
    let mut files = 0;
    for entry in fs::read_dir(place.path("state/practice-key")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(PIN.len()).any(|window| window == PIN.as_bytes()));
        files += 1;
    }
    assert!(files > 0);
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let place = Place::new();
    let mut child =
        place.command(&["doctor"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(!err.contains("panicked"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_polite_end_stops_a_key_that_waits_for_a_touch() {
    use std::io::Read;
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    let options = place.options(&options());
    let pin = place.file("pin", PIN);
    let arguments = [
        "register",
        "--key",
        "practice",
        "--options",
        &options,
        "--pin-fd",
        "0",
        "--touch-ms",
        "60000",
        "--json",
    ];
    for signal in [rustix::process::Signal::TERM, rustix::process::Signal::INT] {
        let mut child = place
            .command(&arguments)
            .stdin(fs::File::open(&pin).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut err = child.stderr.take().unwrap();
        let mut said = String::new();
        let mut byte = [0];
        while !said.contains("waits for a touch") {
            assert_eq!(err.read(&mut byte).unwrap(), 1, "{said}");
            said.push(char::from(byte[0]));
        }
        let start = Instant::now();
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, signal).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
        assert_eq!(output.status.code(), Some(1));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["error"], "cancelled");
        assert_eq!(document["possibly_on"], json!([]));
    }
}

#[test]
fn a_census_says_what_is_here_and_what_nobody_can_know() {
    let place = Place::new();
    let run = place.run(&["census", "--json"], "");
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    assert_eq!(document["os"], std::env::consts::OS);
    let passkeys = document["passkeys"].as_array().unwrap();
    let of = |kind: &str| passkeys.iter().find(|one| one["kind"] == kind).unwrap();
    // Nothing asks a browser's profile, so that its passkeys stay unknown.
    assert_eq!(of("google_password_manager")["found"], "unknown");
    assert_eq!(of("security_key")["found"], "unknown");
    assert_eq!(passkeys.len(), 10, "each kind once");
    if std::env::consts::OS == "linux" {
        let hello = of("windows_hello_for_business");
        let sign = json!({ "source": "system", "name": "Linux", "says": "not_found" });
        assert_eq!((&hello["found"], &hello["evidence"]), (&json!("not_found"), &json!([sign])));
        let words = place.run(&["census"], "").out;
        assert!(words.contains("    Linux: there is none\n"), "{words}");
    }
    // The practice key is no key of this computer.
    assert_eq!(place.register(&options(), &["--json"]).status, 0);
    let with_practice = place.run(&["census", "--json"], "").document();
    assert_eq!(with_practice["passkeys"], document["passkeys"]);
    assert_eq!(document["evidence"].as_array().unwrap().len(), 3);
    assert_eq!(place.run(&["census", "--rules", "1999-01-01"], "").status, 2);
}
