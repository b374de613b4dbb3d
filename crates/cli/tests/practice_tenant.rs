//! `touchstone practice serve` as another program runs it: one line of JSON, and Graph behind it until a
//! signal. Nothing but this computer may be needed.

#![cfg(unix)] // a polite end is a signal here
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdout, Stdio},
};

use enrollment::tenant::{Tenant, TenantError};
use entra_graph::{BearerToken, Endpoint, GraphClient, Settings};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use support::{PIN, Place};

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

/// A test that fails, or ends without a signal, must not leave it running.
impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
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
fn a_tenant_that_runs_elsewhere_is_said_and_not_bypassed() {
    let place = Place::new();
    let served = Served::new(&place, &[]);
    let mira = "mira.okafor@harbourpine.example";
    let arguments = ["register", "--for", mira, "--key", "practice", "--pin-fd", "0", "--json"];
    let run = place.run(&arguments, PIN);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("practice-tenant")));
    served.end(Signal::TERM);
    let run = place.run(&arguments, PIN);
    assert_eq!(run.status, 0, "{}", run.err);
    let served = Served::new(&place, &[]);
    let client = served.client();
    let person = client.person(mira).unwrap();
    assert_eq!(client.fido2_methods(&person.id).unwrap().len(), 1);
    served.end(Signal::TERM);
}

/// What was answered is kept, whenever the power goes; what was not answered may be.
#[test]
fn what_was_answered_survives_a_kill() {
    let place = Place::new();
    for round in 0..12_u64 {
        let served = Served::new(&place, &[]);
        let before = snooze(&served, None).unwrap();
        let pid = Pid::from_raw(served.child.id().cast_signed()).unwrap();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(3 + 7 * round));
            kill_process(pid, Signal::KILL).unwrap();
        });
        let mut answered = before;
        let mut asked = before;
        loop {
            asked = (asked + 1) % 15;
            match snooze(&served, Some(asked)) {
                Some(days) => answered = days,
                None => break,
            }
        }
        killer.join().unwrap();
        drop(served);
        let served = Served::new(&place, &[]);
        let kept = snooze(&served, None).unwrap();
        assert!([answered, asked].contains(&kept), "{kept}, not {answered} or {asked}");
        served.end(Signal::TERM);
    }
}

/// Reads the campaign's snooze, or sets it; `None` where no whole answer comes.
fn snooze(served: &Served, days: Option<u64>) -> Option<u64> {
    let change = days.map(|days| {
        json!({ "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "snoozeDurationInDays": days,
        } } })
        .to_string()
    });
    let host = served.document["base_url"].as_str()?.trim_start_matches("http://");
    let request = format!(
        "{} /v1.0/policies/authenticationMethodsPolicy HTTP/1.1\r\nHost: {host}\r\n\
         Authorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{}",
        if change.is_some() { "PATCH" } else { "GET" },
        served.document["start_secret"].as_str()?,
        change.as_ref().map_or(0, String::len),
        change.unwrap_or_default(),
    );
    let mut stream = TcpStream::connect(host).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()?;
    let campaign = "/registrationEnforcement/authenticationMethodsRegistrationCampaign";
    body.pointer(campaign)?["snoozeDurationInDays"].as_u64()
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
    // It is yesterday there, which is allowed for (decision 0016).
    let options =
        client.creation_options(&mira.id, enrollment::tenant::ChallengeLife::Standard).unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let left = options.challenge_timeout.unwrap().0 - i64::try_from(now).unwrap();
    assert!((290..=300).contains(&left), "{left}");
    assert!((-86_410..=-86_390).contains(&client.ahead()), "{}", client.ahead());
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
