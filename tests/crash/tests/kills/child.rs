//! The process that is killed.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use data_encoding::HEXLOWER;
use practice::tenant::Running;
use test_crash::{
    desk::{BASE_URL, PAUSE, START_SECRET},
    wire::{ANSWER, REQUEST, TOUCH},
};

use crate::key::Key;

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Registrar {
    process: Child,
    said: Receiver<String>,
    heard: Vec<String>,
    reader: Option<JoinHandle<()>>,
}

impl Registrar {
    pub(crate) fn start(
        folder: &Path,
        words: [&str; 2],
        tenant: &Running,
        key: &Arc<Key>,
        pause: Duration,
    ) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_registrar"))
            .arg(folder)
            .args(words)
            .env(BASE_URL, tenant.base_url())
            .env(START_SECRET, tenant.start_secret().reveal())
            .env(PAUSE, pause.as_millis().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = process.stdin.take().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let (say, said) = mpsc::channel();
        let key = Arc::clone(key);
        let reader = thread::spawn(move || {
            let mut line = String::new();
            // A line that the kill cut short was never said.
            while output.read_line(&mut line).is_ok_and(|length| length > 0) && line.ends_with('\n')
            {
                let text = line.trim_end();
                if let Some(request) = text.strip_prefix(REQUEST) {
                    let request = HEXLOWER.decode(request.as_bytes()).unwrap();
                    // Nobody may be there any more to hear it; the key goes on all the same.
                    let answer = key.serve(&request, &mut || drop(writeln!(input, "{TOUCH}")));
                    let answer = answer.map_or_else(
                        || "gone".to_owned(),
                        |answer| format!("{ANSWER}{}", HEXLOWER.encode(&answer)),
                    );
                    drop(writeln!(input, "{answer}"));
                } else {
                    let _ = say.send(text.to_owned());
                }
                line.clear();
            }
        });
        Self { process, said, heard: Vec::new(), reader: Some(reader) }
    }

    /// Waits until it has said this.
    pub(crate) fn until(&mut self, wanted: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.heard.iter().any(|one| one == wanted) {
            let left = end.saturating_duration_since(Instant::now());
            match self.said.recv_timeout(left) {
                Ok(line) => self.heard.push(line),
                Err(RecvTimeoutError::Timeout) => panic!("no {wanted}: {:?}", self.heard),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("it ended before {wanted}: {:?}", self.heard)
                }
            }
        }
    }

    /// Sends SIGKILL, and answers what it had said once its key is still.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.process.kill().unwrap();
        let status = self.process.wait().unwrap();
        assert_eq!(status.code(), None, "it ended by itself: {:?}", self.heard);
        self.reader.take().unwrap().join().unwrap();
        self.heard.extend(self.said.try_iter());
        std::mem::take(&mut self.heard)
    }
}

impl Drop for Registrar {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
