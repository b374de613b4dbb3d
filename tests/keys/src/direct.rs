//! A key in a thread of its own that is called with requests: no wire, no framing.
//! A call that waits for a touch blocks; whoever must not block begins it and polls.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::firmware;
use crate::{Attestation, Options, Person, Request, Responder, Unsupported};

/// Trussed keeps whole messages on its stack.
pub(crate) const STACK: usize = 32 << 20;

/// A key that is called.
pub struct DirectKey {
    /// Who sits in front of it.
    pub person: Person,
    /// What it attests with.
    pub attestation: Attestation,
    jobs: Sender<Job>,
    answers: Receiver<Vec<u8>>,
    is_busy: bool,
}

enum Job {
    Answer(Request),
    PowerCycle,
}

impl DirectKey {
    /// Makes a key and powers it.
    ///
    /// # Errors
    /// When its firmware cannot be like that.
    pub fn new(options: &Options) -> Result<Self, Unsupported> {
        let person = Person::new(options.touch);
        Self::with(options, Attestation::generate(options.aaguid), person)
    }

    /// The same with attestation and person from outside.
    ///
    /// # Errors
    /// When its firmware cannot be like that.
    pub fn with(
        options: &Options,
        attestation: Attestation,
        person: Person,
    ) -> Result<Self, Unsupported> {
        options.check()?;
        let (jobs, inbox) = channel();
        let (outbox, answers) = channel();
        let (options, inside) = (options.clone(), (attestation.clone(), person.clone()));
        let run = move || {
            let (attestation, person) = inside;
            let mut firmware = firmware::build(&options, &attestation, &person);
            while let Ok(job) = inbox.recv() {
                match job {
                    Job::PowerCycle => firmware.power_cycle(),
                    Job::Answer(request) => {
                        if outbox.send(firmware.answer(&request)).is_err() {
                            break;
                        }
                    }
                }
            }
        };
        thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread");
        Ok(Self { person, attestation, jobs, answers, is_busy: false })
    }

    /// One CTAP2 request, command byte and CBOR; the answer is status byte and CBOR.
    pub fn call(&mut self, request: &[u8]) -> Vec<u8> {
        self.begin(Request::Cbor(request.to_vec()));
        loop {
            if let Some(answer) = self.poll(Duration::from_secs(60)) {
                return answer;
            }
        }
    }

    /// Takes the power away and gives it back; what was under way ends.
    pub fn power_cycle(&mut self) {
        self.person.cancel();
        while self.is_busy {
            let _ = self.poll(Duration::from_secs(1));
        }
        self.jobs.send(Job::PowerCycle).expect("the key's thread lives");
    }
}

impl Responder for DirectKey {
    fn begin(&mut self, request: Request) {
        self.is_busy = true;
        self.jobs.send(Job::Answer(request)).expect("the key's thread lives");
    }

    fn poll(&mut self, wait: Duration) -> Option<Vec<u8>> {
        match self.answers.recv_timeout(wait) {
            Ok(answer) => {
                self.is_busy = false;
                Some(answer)
            }
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("the key's thread panicked"),
        }
    }

    fn awaits_touch(&self) -> bool {
        self.person.sees_blinking()
    }

    fn cancel(&mut self) {
        self.person.cancel();
    }

    fn is_gone(&self) -> bool {
        self.person.is_gone()
    }
}
