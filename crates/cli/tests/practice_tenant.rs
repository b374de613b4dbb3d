//! `touchstone practice serve` as another program runs it: one line of JSON, and Graph behind it until a
//! signal. Nothing but this computer may be needed.

#![cfg(unix)] // a polite end is a signal here
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Stdio},
};

use enrollment::tenant::{Tenant, TenantError};
use entra_graph::{BearerToken, Endpoint, GraphClient, Settings};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use support::Place;

struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    document: Value,
}

impl Served {
    fn new(place: &Place, more: &[&str]) -> Self {
        let arguments = [&["practice", "serve"], more].concat();
        let mut child = place
            .command(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        Self { child, out, document: serde_json::from_str(&line).unwrap() }
    }

    fn client(&self) -> GraphClient {
        let endpoint = Endpoint::parse(self.document["base_url"].as_str().unwrap()).unwrap();
        let secret = self.document["start_secret"].as_str().unwrap().to_owned();
        GraphClient::new(endpoint, BearerToken::new(secret.into()), Settings::default())
    }

    /// Ends it with this signal; answers the status, and what else it said on either way out.
    fn end(mut self, signal: Signal) -> (i32, String, String) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).unwrap();
        kill_process(pid, signal).unwrap();
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.child.wait().unwrap().code().unwrap(), out, err)
    }
}

#[test]
fn it_says_where_it_is_on_one_line_and_serves_until_a_signal() {
    for signal in [Signal::INT, Signal::TERM] {
        let place = Place::new();
        let served = Served::new(&place, &[]);
        let secret = served.document["start_secret"].as_str().unwrap().to_owned();
        let base = served.document["base_url"].as_str().unwrap().to_owned();
        assert_eq!(served.document["graph"]["beta"], format!("{base}/beta"));
        assert_eq!(served.client().organisation().unwrap().display_name, "Harbour & Pine");
        let (status, out, err) = served.end(signal);
        assert_eq!((status, out.as_str()), (0, ""));
        assert!(err.contains("PRACTICE") && err.contains(&base), "{err}");
        assert!(!err.contains(&secret));
    }
}

#[test]
fn a_port_can_be_asked_for_and_one_that_is_taken_is_said() {
    let (place, other) = (Place::new(), Place::new());
    let served = Served::new(&place, &[]);
    let base = served.document["base_url"].as_str().unwrap().to_owned();
    let port = base.rsplit(':').next().unwrap();
    let run = other.run(&["practice", "serve", "--port", port, "--json"], "");
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("practice-tenant")));
    assert!(run.err.contains(port), "{}", run.err);
    served.end(Signal::TERM);
    let again = Served::new(&other, &["--port", port]);
    assert_eq!(again.document["base_url"], base);
}

#[test]
fn one_folder_has_one_tenant_at_a_time() {
    let place = Place::new();
    let served = Served::new(&place, &[]);
    let run = place.run(&["practice", "serve", "--json"], "");
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("practice-tenant")));
    served.end(Signal::TERM);
}

#[test]
fn faults_and_the_clock_are_as_the_arguments_say() {
    let place = Place::new();
    let script = json!([{ "match": { "path": "/organization" }, "times": 1,
        "action": { "do": "answer", "status": 503, "retryAfter": 3 } }]);
    let script = place.file("faults.json", script.to_string());
    let served = Served::new(&place, &["--faults", &script, "--clock-offset", "-86400"]);
    let client = served.client();
    assert!(matches!(client.organisation(), Err(TenantError::Failing { status: 503, .. })));
    assert!(client.organisation().is_ok());
    let mira = client.person("mira.okafor@harbourpine.example").unwrap();
    // Yesterday's challenge is over before it came.
    let options = client.creation_options(&mira.id).unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let left = options.challenge_timeout.unwrap().0 - i64::try_from(now).unwrap();
    assert!((-86_400..-86_000).contains(&left), "{left}");
    served.end(Signal::TERM);
}

#[test]
fn a_script_that_cannot_be_read_is_refused_before_anything_runs() {
    let place = Place::new();
    let script = place.file("faults.json", r#"[{ "action": { "do": "cut-befor" } }]"#);
    let run = place.run(&["practice", "serve", "--faults", &script, "--json"], "");
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("faults-malformed")));
    let run = place.run(&["practice", "serve", "--faults", "/nowhere", "--json"], "");
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("file-unreadable")));
}
