//! The browser of a desk: what the app has it open, and a person who follows that to the end. It must never
//! ask anybody but this computer.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(20);

/// A browser that opens nothing and remembers what it was to open.
#[derive(Debug)]
pub(crate) struct Browser {
    folder: PathBuf,
}

impl Browser {
    /// In this folder, which is to come first where programs are looked for.
    pub(crate) fn new(folder: PathBuf) -> Self {
        fs::create_dir(&folder).unwrap();
        let program = folder.join("xdg-open");
        let opened = folder.join("opened");
        let text = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$1\" > '{0}.new'\nmv '{0}.new' '{0}'\n",
            opened.display()
        );
        fs::write(&program, text).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address that is opened next.
    pub(crate) fn opened(&self) -> String {
        let place = self.folder.join("opened");
        let end = Instant::now() + PATIENCE;
        loop {
            if let Ok(address) = fs::read_to_string(&place) {
                fs::remove_file(&place).unwrap();
                return address.trim_end().to_owned();
            }
            assert!(Instant::now() < end, "no address was opened");
            thread::sleep(GLANCE);
        }
    }
}

/// Follows the sign-in page as this person; the browser comes back to the app.
pub fn signs_in(address: &str, person: &str) {
    let back = get(&format!("{address}&practice_person={person}"));
    get(&back.expect("the authority leads back"));
}

/// Asks for a page; answers where it leads.
pub fn get(address: &str) -> Option<String> {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().find_map(|line| line.strip_prefix("location: ")).map(str::to_owned)
}
