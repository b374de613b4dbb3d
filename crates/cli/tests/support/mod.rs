//! What the end-to-end tests share: the program, options for it, and a folder that holds its state.
//! Nothing here may look into the program; it is what a person or another program would see.

#![allow(dead_code, reason = "each test binary uses its own part")]

#[cfg(unix)]
pub(crate) mod talk;

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The PIN of every practice key here, and what no output may contain.
pub(crate) const PIN: &str = "Geheim-7319";

/// A folder with options and state.
pub(crate) struct Place {
    folder: TempDir,
}

/// What a run came to.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The one document on stdout.
    pub(crate) fn document(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one line: {}{}", self.out, self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().expect("ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and answers its path.
    pub(crate) fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A `PATH` on which the browser is a script that remembers the address.
    #[cfg(unix)]
    pub(crate) fn browser(&self) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let folder = self.path("browser");
        fs::create_dir_all(&folder).unwrap();
        let script = folder.join("xdg-open");
        let kept = folder.join("address");
        let _ = fs::remove_file(&kept);
        let (new, kept) = (folder.join("new"), kept.display().to_string());
        let new = new.display();
        // Nothing but what the shell itself can do: there is no other program on this path.
        let lines = format!("#!/bin/sh\nprintf %s \"$1\" > '{new}'\n/bin/mv '{new}' '{kept}'\n");
        fs::write(&script, lines).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    /// The address that the browser was opened with.
    pub(crate) fn opened(&self) -> String {
        let kept = self.path("browser").join("address");
        for _ in 0..400 {
            if let Ok(address) = fs::read_to_string(&kept) {
                return address;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        panic!("no browser was opened")
    }

    pub(crate) fn options(&self, options: &Value) -> String {
        self.file("options.json", options.to_string())
    }

    /// The program with these arguments, its state here, and nothing of this machine's environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
        command
            .args(arguments)
            .arg("--state")
            .arg(self.path("state"))
            .env_remove("TOUCHSTONE_LOG")
            .env("RUST_BACKTRACE", "1");
        command
    }

    /// Runs it with this on stdin.
    pub(crate) fn run(&self, arguments: &[&str], stdin: &str) -> Run {
        run(&mut self.command(arguments), stdin)
    }

    /// Registers with the practice key, its PIN on stdin.
    pub(crate) fn register(&self, options: &Value, more: &[&str]) -> Run {
        let options = self.options(options);
        let arguments = ["register", "--key", "practice", "--options", &options, "--pin-fd", "0"];
        self.run(&[&arguments, more].concat(), PIN)
    }

    /// The practice key as `keys` shows it.
    pub(crate) fn practice_key(&self) -> Value {
        let found = self.run(&["keys", "--json"], "").document();
        let keys = found["keys"].as_array().unwrap();
        keys.iter().find(|key| key["id"] == "practice").cloned().unwrap_or(Value::Null)
    }
}

pub(crate) fn run(command: &mut Command, stdin: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read it all closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap().into()
}

pub(crate) fn options() -> Value {
    json!({
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "AQIDBA", "name": "ada@example.org", "displayName": "Ada Example" },
        "challenge": "Y2hhbGxlbmdlLW9mLXRoaXMtdGVzdA",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        "attestation": "direct",
        "extensions": { "credProps": true },
    })
}

/// A payload, which nobody signed, with one entry: this model in this state, its root as in this PEM.
pub(crate) fn metadata(aaguid: &str, root: &str, status: &str) -> String {
    let root: String = root.lines().filter(|line| !line.starts_with("---")).collect();
    json!({
        "no": 7, "nextUpdate": "2099-01-01", "legalHeader": "",
        "entries": [{
            "aaguid": aaguid,
            "metadataStatement": {
                "aaguid": aaguid, "description": "A practice key", "authenticatorVersion": 1,
                "protocolFamily": "fido2", "schema": 3, "upv": [{ "major": 1, "minor": 1 }],
                "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw"],
                "publicKeyAlgAndEncodings": ["cose"], "attestationTypes": ["basic_full"],
                "userVerificationDetails": [[{ "userVerificationMethod": "passcode_external" }]],
                "keyProtection": ["hardware"], "matcherProtection": ["on_chip"],
                "attachmentHint": ["external"], "tcDisplay": [],
                "attestationRootCertificates": [root],
                "authenticatorGetInfo": {
                    "versions": ["FIDO_2_0", "FIDO_2_1"], "extensions": ["hmac-secret"],
                    "aaguid": aaguid.replace('-', ""),
                    "options": { "rk": true, "clientPin": true, "up": true },
                },
            },
            "statusReports": [{ "status": status, "effectiveDate": "2024-01-01" }],
            "timeOfLastStatusChange": "2024-01-01",
        }],
    })
    .to_string()
}
