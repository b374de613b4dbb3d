//! A practice organisation in this process, the program beside it, a wire between them, and a browser.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use enrollment::tenant::{Fido2Method, Tenant};
use entra_graph::{BearerToken, Endpoint, GraphClient, Settings};
use practice::tenant::{self, CLIENT_ID, PracticeTenant, Running, Switches, faults};
use serde_json::{Value, json};
use test_wire::Wire;

use crate::support::{PIN, Place, Run};

pub(crate) const MIRA: &str = "mira.okafor@harbourpine.example";
pub(crate) const INGRID: &str = "ingrid.solberg@harbourpine.example";
pub(crate) const ADA: &str = "ada.brandt@harbourpine.example";

pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) running: Running,
    pub(crate) wire: Wire,
    /// What the organisation's answers wear.
    pub(crate) dress: Switches,
}

/// Says that this computer has no keyring, and that this is meant.
const WITHOUT_KEYRING: &str = "TOUCHSTONE_WITHOUT_KEYRING";

/// A sign-in outlasts its command only in a keyring, and most of what is here needs one. Without one this
/// part must not look as if it had passed: nothing of it would have run.
fn no_keyring() -> ! {
    let without = "this computer has no keyring, so that nobody stays signed in";
    if env::var_os(WITHOUT_KEYRING).is_some_and(|meant| meant == "1") {
        eprintln!("skipped, with all tests of this part that had not ended: {without}");
        std::process::exit(0);
    }
    panic!(
        "{without}. On Linux the kernel's keyring is enough (/proc/keys, the calls add_key and keyctl): a \
         container has it where its filter lets these calls through (Docker: a seccomp profile that allows \
         add_key, keyctl and request_key); its quota may be full (/proc/key-users). {WITHOUT_KEYRING}=1 \
         leaves these tests out"
    );
}

impl World {
    /// Nobody is signed in yet.
    pub(crate) fn new() -> Self {
        let place = Place::new();
        let settings = tenant::Settings {
            key_folders: vec![place.path("state")],
            ..tenant::Settings::default()
        };
        let running = PracticeTenant::start(&place.path("organisation"), settings).unwrap();
        let wire = Wire::to(running.base_url());
        Self { place, running, wire, dress: Switches::default() }
    }

    /// Somebody is.
    pub(crate) fn signed_in(person: &str, jobs: &str) -> Self {
        let world = Self::new();
        world.sign_in(person, jobs, &[]);
        world
    }

    /// What `practice serve` would print, with the wire in between.
    pub(crate) fn practice_file(&self) -> String {
        let document = json!({
            "base_url": self.wire.over(self.running.base_url()),
            "authority": self.wire.over(self.running.authority_url()),
            "client_id": CLIENT_ID,
            "start_secret": "not read",
        });
        self.place.file("practice.json", document.to_string())
    }

    /// Sets the organisation's clock so many seconds ahead of ours.
    pub(crate) fn clock(&self, ahead: i64) {
        self.running.control().set_clock_offset(ahead);
    }

    pub(crate) fn switch(&self, switches: Switches) {
        self.running.control().set_switches(switches);
    }

    pub(crate) fn script(&self, script: &Value) {
        let faults = faults::read(script.to_string().as_bytes()).unwrap();
        self.running.control().set_faults(faults);
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.place.run(arguments, "")
    }

    pub(crate) fn register(&self, upn: &str, more: &[&str]) -> Run {
        let arguments = ["register", "--for", upn, "--key", "practice", "--pin-fd", "0"];
        self.place.run(&[&arguments, more].concat(), PIN)
    }

    /// The sign-in begun; what it said up to the address, and the address.
    pub(crate) fn begin(&self, jobs: &str, more: &[&str]) -> Begun {
        let file = self.practice_file();
        let arguments = ["tenant", "sign-in", "--practice", &file, "--jobs", jobs, "--json"];
        let mut begun = Begun::of(&mut self.place.command(&[&arguments, more].concat()), "");
        let line = begun.until("http");
        let address = line.split_whitespace().find(|word| word.starts_with("http"));
        begun.address = address.unwrap().to_owned();
        begun
    }

    /// Signs in by browser.
    pub(crate) fn sign_in(&self, person: &str, jobs: &str, more: &[&str]) -> Value {
        let begun = self.begin(jobs, &[&["--no-browser"], more].concat());
        browse(&begun.address, person);
        let run = begun.end();
        if run.out.contains("memory-only") {
            no_keyring();
        }
        assert_eq!(run.status, 0, "{}", run.err);
        run.document()
    }

    /// A client with every permission, which does not go over the wire.
    pub(crate) fn owner(&self) -> GraphClient {
        let endpoint = Endpoint::parse(self.running.base_url()).unwrap();
        let secret = self.running.start_secret().reveal().to_owned();
        GraphClient::new(endpoint, BearerToken::new(secret.into()), Settings::default())
    }

    pub(crate) fn methods(&self, upn: &str) -> Vec<Fido2Method> {
        let (owner, person) = (self.owner(), self.owner().person(upn).unwrap());
        owner.fido2_methods(&person.id).unwrap()
    }

    pub(crate) fn clear(&self, upn: &str) {
        let (owner, person) = (self.owner(), self.owner().person(upn).unwrap());
        for method in self.methods(upn) {
            owner.delete_fido2_method(&person.id, &method.id).unwrap();
        }
    }

    /// Everything in the program's folder.
    pub(crate) fn kept(&self) -> Vec<u8> {
        fn read(folder: &std::path::Path, all: &mut Vec<u8>) {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() {
                    read(&path, all);
                } else {
                    all.extend(fs::read(path).unwrap_or_default());
                }
            }
        }
        let mut all = Vec::new();
        read(&self.place.path("state"), &mut all);
        all
    }
}

impl Drop for World {
    /// Signs out: the kernel has room for two hundred keys of a person, and would be full after a few runs.
    fn drop(&mut self) {
        self.running.control().set_faults(Vec::new());
        let _ = self.place.run(&["tenant", "sign-out"], "");
    }
}

/// A command that waits, of a sign-in with the address to go to.
pub(crate) struct Begun {
    pub(crate) child: Child,
    err: BufReader<std::process::ChildStderr>,
    pub(crate) said: String,
    pub(crate) address: String,
}

impl Begun {
    /// Begins it with this on stdin.
    pub(crate) fn of(command: &mut Command, stdin: &str) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child, err, said: String::new(), address: String::new() }
    }

    /// Waits until it says this; the line in which it did.
    pub(crate) fn until(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.err.read_line(&mut line).unwrap(), 0, "no {text} in {}", self.said);
            self.said += &line;
            if line.contains(text) {
                return line;
            }
        }
    }

    pub(crate) fn end(mut self) -> Run {
        let (mut out, mut err) = (String::new(), self.said);
        self.err.read_to_string(&mut err).unwrap();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        Run { status: self.child.wait().unwrap().code().unwrap(), out, err }
    }
}

/// A page, without any token.
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

/// Asks for a page as a browser does.
pub(crate) fn get(address: &str) -> Seen {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let location = head.lines().find_map(|line| line.strip_prefix("location: "));
    Seen {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        location: location.map(str::to_owned),
        body: body.to_owned(),
    }
}

/// The person is chosen, and the browser comes back.
pub(crate) fn browse(address: &str, person: &str) -> Seen {
    let back = get(&format!("{address}&practice_person={person}")).location.unwrap();
    get(&back)
}
