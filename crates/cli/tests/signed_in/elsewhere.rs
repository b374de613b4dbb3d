//! Other hosts: redirects of Graph and of the authority, and addresses that change after a sign-in. Nobody but
//! those whose tokens they are may get one, nor a code.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use practice::tenant::CLIENT_ID;
use serde_json::json;

use crate::{
    markers::secrets,
    support::{PIN, Run, run},
    world::{ADA, Begun, MIRA, World, browse, get},
};

/// RFC 9110 §15.4: with the method kept, and without.
const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

/// Somebody on another port of this computer, who writes down everything that comes.
struct Elsewhere {
    base_url: String,
    seen: Arc<Mutex<String>>,
    /// What is answered: a status, and where to go instead.
    answer: Arc<Mutex<(u16, String)>>,
}

impl Elsewhere {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(String::new()));
        let answer = Arc::new(Mutex::new((200, String::new())));
        let (all, says) = (Arc::clone(&seen), Arc::clone(&answer));
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let request = whole(&mut stream);
                all.lock().unwrap().push_str(&request);
                let (status, location) = says.lock().unwrap().clone();
                let head = format!("HTTP/1.1 {status} Answer\r\nLocation: {location}\r\n");
                let rest = "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
                let _ = stream.write_all(format!("{head}{rest}").as_bytes());
            }
        });
        Self { base_url, seen, answer }
    }

    fn redirects(&self, status: u16, away: &Self) {
        *self.answer.lock().unwrap() = (status, format!("{}/taken", away.base_url));
    }

    fn seen(&self) -> String {
        self.seen.lock().unwrap().clone()
    }
}

/// A request with its body.
fn whole(stream: &mut TcpStream) -> String {
    let (mut request, mut byte) = (Vec::new(), [0]);
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    let _ = stream.read_exact(&mut body);
    String::from_utf8_lossy(&request).into_owned() + &String::from_utf8_lossy(&body)
}

impl World {
    /// A practice file with other addresses.
    fn file_of(&self, authority: &str, base_url: &str) -> String {
        let document =
            json!({ "authority": authority, "base_url": base_url, "client_id": CLIENT_ID });
        self.place.file("other.json", document.to_string())
    }

    fn begin_with(&self, file: &str, how: &str) -> Begun {
        let arguments = ["tenant", "sign-in", "--practice", file, "--json", how];
        Begun::of(&mut self.place.command(&arguments), "")
    }

    /// The address that a browser is to be opened with.
    fn address_with(&self, file: &str) -> Begun {
        let mut begun = self.begin_with(file, "--no-browser");
        let line = begun.until("http");
        begun.address = line.trim().to_owned();
        begun
    }

    /// The authority over the wire.
    fn authority(&self) -> String {
        self.wire.over(self.running.authority_url())
    }
}

/// Lets the browser come back with a code that nobody gave.
fn comes_back(begun: &Begun, code: &str) {
    let member = |name: &str| {
        let value = begun.address.split(name).nth(1).unwrap().split('&').next().unwrap();
        value.replace("%3A", ":").replace("%2F", "/")
    };
    let (back, state) = (member("redirect_uri="), member("&state="));
    get(&format!("{back}/?code={code}&state={state}"));
}

/// Whatever is asked of Graph, with its status.
fn everything(world: &World) -> Vec<(String, Run)> {
    let all: [&[&str]; 6] = [
        &["tenant", "check", "--for", ADA, "--json"],
        &["tenant", "methods", "list", "--for", ADA, "--json"],
        &["tenant", "methods", "delete", "--for", ADA, "--method", "any", "--yes", "--json"],
        &["tenant", "pass", "--for", ADA, "--print-pass"],
        &["tenant", "campaign", "get", "--json"],
        &["register", "--for", ADA, "--key", "practice", "--pin-fd", "0", "--json"],
    ];
    all.map(|arguments| (arguments.join(" "), world.place.run(arguments, PIN))).into()
}

#[test]
fn a_redirect_of_graph_takes_no_token_to_another_host_whatever_its_status() {
    let (world, graph, away) = (World::new(), Elsewhere::new(), Elsewhere::new());
    let begun = world.address_with(&world.file_of(&world.authority(), &graph.base_url));
    browse(&begun.address, MIRA);
    let run = begun.end();
    assert_eq!(run.status, 0, "{}", run.err);
    for status in STATUSES {
        graph.redirects(status, &away);
        for (what, run) in everything(&world) {
            assert_ne!(run.status, 0, "{status}, {what}: {}", run.err);
            assert!(!run.err.contains("panicked"), "{status}, {what}: {}", run.err);
        }
        assert_eq!(away.seen(), "", "{status}");
    }
    let there = graph.seen();
    assert!(there.matches("uthorization: Bearer ").count() > 10, "Graph was not asked");
}

#[test]
fn a_redirect_of_the_authority_takes_neither_code_nor_token_to_another_host() {
    let (world, authority, away) =
        (World::signed_in(MIRA, "desk"), Elsewhere::new(), Elsewhere::new());
    let file = world.file_of(&format!("{}/authority", authority.base_url), &away.base_url);
    for status in STATUSES {
        authority.redirects(status, &away);
        let begun = world.address_with(&file);
        comes_back(&begun, "marker-of-a-code");
        let run = begun.end();
        assert_eq!(run.status, 3, "{status}: {}", run.err);
        let run = world.begin_with(&file, "--device-code").end();
        assert_eq!(run.status, 3, "{status}: {}", run.err);
    }
    let there = authority.seen();
    assert_eq!(there.matches("code=marker-of-a-code").count(), STATUSES.len());
    assert!(there.contains("code_verifier=") && there.contains("/devicecode"), "{there}");
    // The sign-in of before is renewed at its own authority, which sends us elsewhere too.
    let location = format!("{}/taken", away.base_url);
    let action = json!({ "do": "redirect", "location": location });
    let fault = json!({ "match": { "path": "*/token" }, "times": "always", "action": action });
    world.script(&json!([fault]));
    for (what, run) in everything(&world) {
        assert_eq!(run.status, 3, "{what}: {}", run.err);
    }
    assert_eq!(away.seen(), "");
    world.script(&json!([]));
    assert_eq!(world.run(&["tenant", "status", "--json"]).document()["account"], MIRA);
}

/// What somebody may change on this computer: the settings, the practice file, the environment.
#[test]
fn an_address_that_changed_after_the_sign_in_gets_no_token() {
    let (world, away) = (World::signed_in(MIRA, "desk"), Elsewhere::new());
    let there = away.base_url.as_str();
    let path = world.place.path("state/settings.toml");
    let settings = fs::read_to_string(&path).unwrap();
    world.file_of(there, there);
    world.place.file("practice.json", fs::read(world.place.path("other.json")).unwrap());
    let changes = [
        settings.replace("\"practice\"", "\"china\""),
        settings.replace(CLIENT_ID, "7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d00ff"),
        format!("{settings}authority = \"{there}\"\ngraph = \"{there}\"\nbase_url = \"{there}\"\n"),
        format!("base_url = \"{there}\"\nauthority = \"{there}\"\n{settings}"),
    ];
    for changed in &changes {
        assert_ne!(*changed, settings);
        fs::write(&path, changed).unwrap();
        let before = world.wire.seen().len();
        let run = world.run(&["tenant", "check", "--json"]);
        // As before, or not at all.
        assert!(run.status != 0 || world.wire.seen().len() > before, "{changed}: {}", run.err);
        everything(&world);
        assert_eq!(away.seen(), "", "{changed}");
    }
    fs::write(&path, &settings).unwrap();
    let names =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let mut command = world.place.command(&["tenant", "check", "--json"]);
    command.envs(names.map(|name| (name, there))).env_remove("NO_PROXY").env_remove("no_proxy");
    let check = run(&mut command, "");
    assert_eq!(check.document()["signed_in_as"], MIRA, "{}", check.err);
    assert_eq!(away.seen(), "");
}

/// What is kept of the sign-in, changed or from another folder: it opens nothing, and nobody is asked.
#[test]
fn a_sign_in_that_was_tampered_with_asks_nobody() {
    let (world, other) = (World::signed_in(MIRA, "desk"), World::signed_in(MIRA, "desk"));
    let path = world.place.path("state/sign-in");
    let kept = fs::read(&path).unwrap();
    let mut changed = kept.clone();
    *changed.last_mut().unwrap() ^= 1;
    let cut = kept[..kept.len() / 2].to_vec();
    let foreign = fs::read(other.place.path("state/sign-in")).unwrap();
    let before = (world.wire.seen().len(), other.wire.seen().len());
    for bytes in [changed, cut, foreign, Vec::new()] {
        fs::write(&path, bytes).unwrap();
        let run = world.run(&["tenant", "check", "--json"]);
        assert_eq!((run.status, &run.document()["error"]), (3, &json!("sign-in-needed")));
    }
    assert_eq!((world.wire.seen().len(), other.wire.seen().len()), before);
    fs::write(&path, kept).unwrap();
    assert_eq!(world.run(&["tenant", "check", "--json"]).document()["signed_in_as"], MIRA);
}

/// Another authority, Graph or cloud on the command line: a sign-in of its own, with nothing of the one before.
#[test]
fn signing_in_elsewhere_takes_nothing_of_the_sign_in_before_along() {
    let (world, away) = (World::signed_in(MIRA, "desk"), Elsewhere::new());
    assert_eq!(world.run(&["tenant", "check", "--json"]).document()["signed_in_as"], MIRA);
    let old = secrets(&world.wire.seen());
    assert!(old.len() >= 4, "{}", old.len());
    let clean = |seen: &str, old: &BTreeSet<String>| !old.iter().any(|one| seen.contains(one));
    // Another authority, which answers what is none.
    let begun = world.address_with(&world.file_of(&format!("{}/a", away.base_url), &away.base_url));
    assert!(clean(&begun.address, &old));
    comes_back(&begun, "marker-of-a-code");
    assert_eq!(begun.end().status, 3);
    assert!(away.seen().contains("marker-of-a-code") && clean(&away.seen(), &old));
    assert_eq!(world.run(&["tenant", "status", "--json"]).document()["account"], MIRA);
    // Another cloud; nobody answers for it here.
    let arguments = ["tenant", "sign-in", "--client-id", CLIENT_ID, "--tenant", "contoso.example"];
    let more = ["--cloud", "china", "--no-browser"];
    let mut begun = Begun::of(&mut world.place.command(&[&arguments[..], &more].concat()), "");
    let address = begun.until("https://");
    assert!(address.contains("partner.microsoftonline.cn") && clean(&address, &old), "{address}");
    begun.child.kill().unwrap();
    begun.child.wait().unwrap();
    // The same authority and another Graph: it gets the new sign-in's tokens, none of the old.
    let begun = world.address_with(&world.file_of(&world.authority(), &away.base_url));
    browse(&begun.address, MIRA);
    let run = begun.end();
    assert_eq!(run.status, 0, "{}", run.err);
    everything(&world);
    assert!(away.seen().contains("uthorization: Bearer ") && clean(&away.seen(), &old));
}
