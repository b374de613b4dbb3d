//! What must be nowhere but on the wire: tokens, codes, passes, PINs. The log is at its most talkative.

use std::collections::BTreeSet;

use practice::tenant::Protection;
use serde_json::json;

use crate::{
    oneself::{WATCH, as_a_browser_would},
    support::{PIN, Run, run},
    world::{ADA, Begun, MIRA, World, browse, get},
};

/// A PIN that no key has.
const WRONG: &str = "Falsch-0000";

/// The values of these members and fields, wherever they went over the wire.
pub(crate) fn secrets(wire: &str) -> BTreeSet<String> {
    let members =
        ["access_token", "refresh_token", "id_token", "device_code", "temporaryAccessPass"];
    let members = members.map(|name| format!("\"{name}\":\""));
    let fields =
        ["code=", "code_verifier=", "refresh_token=", "device_code=", "uthorization: Bearer "];
    let begin = members.iter().map(String::as_str).chain(fields);
    // What a person reads and types is shown to be read.
    let wire = wire.replace("user_code=", "typed:");
    let end = |letter: char| !(letter.is_ascii_alphanumeric() || "-_.~".contains(letter));
    begin
        .flat_map(|begin| wire.split(begin).skip(1))
        .map(|rest| rest.split(end).next().unwrap_or_default().to_owned())
        .filter(|secret| secret.len() >= 8)
        .collect()
}

#[test]
fn neither_tokens_nor_passes_nor_pins_are_anywhere_but_on_the_wire() {
    let world = World::new();
    let loud = |arguments: &[&str], stdin: &str| -> Run {
        let mut command = world.place.command(&[arguments, &["-vvv"]].concat());
        run(command.env("TOUCHSTONE_LOG", "trace"), stdin)
    };
    let begun = world.begin("desk,pass,own", &["--no-browser", "-vvv"]);
    browse(&begun.address, MIRA);
    let address = begun.address.clone();
    let mut runs = vec![("sign-in", begun.end())];
    runs.push(("status", loud(&["tenant", "status", "--json"], "")));
    runs.push(("check", loud(&["tenant", "check", "--for", ADA], "")));
    let register = ["register", "--for", ADA, "--key", "practice", "--pin-fd", "0"];
    runs.push(("register", loud(&register, PIN)));
    // For oneself: a key that hides what it holds, asked with the right PIN and with a wrong one.
    let hidden = Protection::VerificationRequired;
    for (name, pin) in [("proof", PIN), ("no proof", WRONG)] {
        let arguments = [&WATCH[..], &["--pin-fd", "0", "-vvv"]].concat();
        let mut command = world.place.command(&arguments);
        let mut watching = Begun::of(command.env("TOUCHSTONE_LOG", "trace"), pin);
        watching.until("Waiting until");
        as_a_browser_would(&world, "practice", hidden);
        runs.push((name, watching.end()));
        world.clear(MIRA);
    }
    let proof = |at: usize| runs[at].1.document()["registered"][0].clone();
    assert_eq!(proof(runs.len() - 2)["proof"], "verified");
    assert_eq!(proof(runs.len() - 1)["proof_ended"], "wrong-pin");
    // A token that is over is renewed in mid-flow.
    world.running.control().expire_tokens();
    runs.push(("list", loud(&["tenant", "methods", "list", "--for", ADA], "")));
    let pass = ["tenant", "pass", "--for", ADA, "--print-pass"];
    runs.push(("pass", loud(&pass, "")));
    let id = world.methods(ADA)[0].id.0.clone();
    let delete = ["tenant", "methods", "delete", "--for", ADA, "--method", &id, "--yes"];
    runs.push(("delete", loud(&delete, "")));
    world.script(&json!([{ "match": { "path": "/organization" }, "times": "always",
        "action": { "do": "answer", "status": 403 } }]));
    runs.push(("refused", loud(&["tenant", "check"], "")));
    let kept = String::from_utf8_lossy(&world.kept()).into_owned();
    runs.push(("sign-out", loud(&["tenant", "sign-out"], "")));
    let left = String::from_utf8_lossy(&world.kept()).into_owned();

    let wire = world.wire.seen();
    let secrets = secrets(&wire);
    // One or more of each kind, or the test looks for nothing.
    assert!(secrets.len() >= 8, "{}", secrets.len());
    let pass = runs.iter().find(|(name, _)| *name == "pass").unwrap().1.out.trim().to_owned();
    assert_eq!(pass.len(), 8);
    assert!(secrets.contains(&pass));
    assert!(runs.iter().any(|(_, run)| run.err.contains("TRACE") || run.err.contains("DEBUG")));
    for (name, run) in &runs {
        // The address that the person opens has the practice authority's own secret, and no token.
        let err = run.err.replace(&address, "");
        for secret in secrets.iter().map(String::as_str).chain([PIN, WRONG]) {
            let shown = *name == "pass" && secret == pass;
            assert!(shown || !run.out.contains(secret), "{name} prints {secret}");
            assert!(!err.contains(secret), "{name} says or logs {secret}");
        }
    }
    for secret in secrets.iter().map(String::as_str).chain([PIN, WRONG]) {
        assert!(!kept.contains(secret) && !left.contains(secret), "{secret} is on disk");
    }
    assert!(!runs.iter().any(|(_, run)| run.err.contains("panicked")));
}

/// A code on another device: the person's is shown, ours and what it is redeemed for are not.
#[test]
fn neither_the_device_code_nor_its_tokens_are_anywhere_but_on_the_wire() {
    let world = World::new();
    let begin = || {
        let begun = world.begin("desk", &["--device-code", "-vvv"]);
        let shown = begun.said.split("type the code ").nth(1).unwrap();
        let code = shown.split('.').next().unwrap().to_owned();
        (begun, code)
    };
    let (declined, first) = begin();
    let page = format!("{}?user_code={first}&practice_decision=decline", declined.address);
    get(&page);
    let mut runs = vec![("declined", declined.end())];
    assert_eq!(runs[0].1.document()["error"], "declined");
    let (begun, code) = begin();
    get(&format!("{}?user_code={code}&practice_person={MIRA}", begun.address));
    runs.push(("sign-in", begun.end()));
    assert_eq!(runs[1].1.document()["account"], MIRA, "{}", runs[1].1.err);
    let loud = |arguments: &[&str], stdin: &str| -> Run {
        let mut command = world.place.command(&[arguments, &["-vvv"]].concat());
        run(command.env("TOUCHSTONE_LOG", "trace"), stdin)
    };
    runs.push(("status", loud(&["tenant", "status", "--json"], "")));
    let register = ["register", "--for", ADA, "--key", "practice", "--pin-fd", "0"];
    runs.push(("register", loud(&register, PIN)));
    assert_eq!(world.methods(ADA).len(), 1);
    world.running.control().expire_tokens();
    runs.push(("check", loud(&["tenant", "check", "--for", ADA], "")));
    runs.push(("list", loud(&["tenant", "methods", "list", "--for", ADA, "--json"], "")));
    let kept = String::from_utf8_lossy(&world.kept()).into_owned();
    runs.push(("sign-out", loud(&["tenant", "sign-out"], "")));

    let wire = world.wire.seen();
    let device_codes = wire.matches("\"device_code\":\"").count();
    let secrets = secrets(&wire);
    // Two device codes; of one sign-in and three renewals access, refresh and ID tokens.
    assert!(device_codes == 2 && secrets.len() >= 8, "{device_codes}, {}", secrets.len());
    for secret in secrets.iter().map(String::as_str).chain([PIN]) {
        for (name, run) in &runs {
            assert!(!run.out.contains(secret), "{name} prints {secret}");
            assert!(!run.err.contains(secret), "{name} says or logs {secret}");
        }
        assert!(!kept.contains(secret), "{secret} is on disk");
    }
    // Whoever has seen it on the screen has seen a code that was good once.
    for code in [first, code] {
        assert!(!kept.contains(&code), "{code} is on disk");
        let later = runs.iter().filter(|(name, _)| !matches!(*name, "declined" | "sign-in"));
        assert!(!later.clone().any(|(_, run)| run.err.contains(&code)));
    }
}

/// Graph sends the program elsewhere: neither token nor request goes there.
#[test]
fn a_redirect_to_another_host_gets_no_token() {
    let world = World::signed_in(MIRA, "desk");
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let away = format!("http://{}/", elsewhere.local_addr().unwrap());
    for path in ["/organization", "/users/*", "*/creationOptions", "*/fido2Methods"] {
        let action = json!({ "do": "redirect", "location": away });
        let fault = json!({ "match": { "path": path }, "times": "always", "action": action });
        world.script(&json!([fault]));
        let run = world.register(ADA, &["--json"]);
        assert_eq!(run.status, 3, "{path}: {}", run.err);
        assert!(elsewhere.accept().is_err(), "{path}: somebody followed");
    }
    world.script(&json!([]));
    assert!(world.methods(ADA).is_empty());
}
