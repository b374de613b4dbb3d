//! Trussed's `fido-authenticator` (Nitrokey 3, Solo 2) as a key, on a platform in memory.
//! Everything a client can observe comes from those crates; only the board is ours.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use ctaphid_app::{App, Command};
use fido_authenticator::{Authenticator, Config, Error, TrussedRequirements, UserPresence};
use littlefs2::fs::{Allocation, Filesystem};
use littlefs2::{const_ram_storage, path};
use littlefs2_core::{DynFilesystem, Path};
use rand::SeedableRng;
use rand::rngs::StdRng;
use trussed::backend::BackendId;
use trussed::pipe::{ServiceEndpoint, TrussedChannel};
use trussed::platform::{Platform, Syscall, UserInterface};
use trussed::service::Service;
use trussed::types::{CoreContext, ui::Status};
use trussed::virt::Store;
use trussed_core::types::consent::{Error as ConsentError, Level};
use trussed_core::{InterruptFlag, syscall};
use trussed_staging::StagingContext;
use trussed_staging::virt::{BackendIds, Dispatcher};

use super::{Firmware, Request};
use crate::person::Presence;
use crate::{Attestation, AttestationKind, Options, Person};

/// The longest message of CTAPHID: one packet of 57 bytes and 128 of 59 (CTAP 2.1 §11.2.4).
const MAX_MESSAGE: usize = 7609;
const BACKENDS: &[BackendId<BackendIds>] =
    &[BackendId::Custom(BackendIds::StagingBackend), BackendId::Core];

/// One Trussed key. Its parts that outlive a power cycle are leaked: a test makes few keys.
pub(crate) struct Key {
    internal: &'static dyn DynFilesystem,
    external: &'static dyn DynFilesystem,
    person: &'static Person,
    max_resident_keys: u32,
    authenticator: Authenticator<Asking, Client>,
}

impl Key {
    pub(crate) fn new(options: &Options, attestation: &Attestation, person: Person) -> Self {
        let (internal, external) = (disk(), disk());
        match options.attestation {
            AttestationKind::Batch | AttestationKind::Enterprise => {
                provision(internal, attestation);
            }
            AttestationKind::SelfSigned => (),
        }
        let person: &'static Person = Box::leak(Box::new(person));
        let max_resident_keys = options.max_resident_keys;
        let authenticator = boot(internal, external, person, max_resident_keys);
        Self { internal, external, person, max_resident_keys, authenticator }
    }
}

impl Firmware for Key {
    fn answer(&mut self, request: &Request) -> Vec<u8> {
        let (command, bytes) = match request {
            Request::Cbor(bytes) => (Command::Cbor, bytes),
            Request::Msg(bytes) => (Command::Msg, bytes),
        };
        let mut response = heapless_bytes::Bytes::<MAX_MESSAGE>::new();
        if let Some(flag) = self.authenticator.interrupt() {
            flag.set_working();
        }
        let result = self.authenticator.call(command, bytes, response.as_mut_view());
        if let Some(flag) = self.authenticator.interrupt() {
            flag.set_idle();
        }
        match result {
            Ok(()) => response.to_vec(),
            Err(_) => vec![0x03], // CTAP1_ERR_INVALID_LENGTH: the only way it fails
        }
    }

    fn power_cycle(&mut self) {
        self.authenticator =
            boot(self.internal, self.external, self.person, self.max_resident_keys);
    }
}

fn boot(
    internal: &'static dyn DynFilesystem,
    external: &'static dyn DynFilesystem,
    person: &'static Person,
    max_resident_keys: u32,
) -> Authenticator<Asking, Client> {
    let interrupt: &'static InterruptFlag = Box::leak(Box::default());
    let board = Board {
        random: StdRng::from_entropy(),
        store: Store { internal, external, volatile: disk() },
        panel: Panel { start: Instant::now(), status: Status::Idle, person, interrupt },
    };
    let channel: &'static TrussedChannel = Box::leak(Box::new(TrussedChannel::new()));
    let (requester, responder) = channel.split().expect("a fresh channel");
    let context = CoreContext::with_interrupt(path!("fido").into(), Some(interrupt));
    let endpoint = ServiceEndpoint::new(responder, context, BACKENDS);
    let service = Service::with_dispatch(board, Dispatcher::default());
    let call = Call(Rc::new(RefCell::new((service, [endpoint]))));
    let client = Client::new(requester, call, Some(interrupt));

    let mut config = Config::new(MAX_MESSAGE);
    config.nfc_transport = true;
    config.max_resident_credential_count = Some(max_resident_keys);
    config.firmware_version = Some(1.into());
    Authenticator::new(client, Asking(person), config)
}

type Client = trussed::ClientImplementation<'static, Call, Dispatcher>;
type Endpoint = ServiceEndpoint<'static, BackendIds, StagingContext>;

/// Runs the service in the caller's thread whenever the authenticator calls it.
struct Call(Rc<RefCell<Serviced>>);

type Serviced = (Service<Board, Dispatcher>, [Endpoint; 1]);

impl Syscall for Call {
    fn syscall(&mut self) {
        let (service, endpoints) = &mut *self.0.borrow_mut();
        service.process(endpoints);
    }
}

struct Board {
    random: StdRng,
    store: Store<'static>,
    panel: Panel,
}

impl Platform for Board {
    type R = StdRng;
    type S = Store<'static>;
    type UI = Panel;

    fn rng(&mut self) -> &mut StdRng {
        &mut self.random
    }
    fn store(&self) -> Self::S {
        self.store
    }
    fn user_interface(&mut self) -> &mut Panel {
        &mut self.panel
    }
}

/// Light and button.
struct Panel {
    start: Instant,
    status: Status,
    person: &'static Person,
    interrupt: &'static InterruptFlag,
}

impl UserInterface for Panel {
    fn check_user_presence(&mut self) -> Level {
        match self.person.presence(Duration::ZERO) {
            Presence::Touched => Level::Strong,
            Presence::Awaited => Level::None,
            Presence::Declined | Presence::Cancelled | Presence::Gone => {
                self.interrupt.interrupt();
                Level::None
            }
        }
    }

    fn status(&self) -> Status {
        self.status
    }

    fn set_status(&mut self, status: Status) {
        self.status = status;
        if status == Status::WaitingForUserPresence {
            self.person.start_blinking();
        } else {
            self.person.stop_blinking();
        }
    }

    fn refresh(&mut self) {
        thread::sleep(Duration::from_millis(1)); // its loop would use a whole core
    }

    fn uptime(&mut self) -> Duration {
        self.start.elapsed()
    }
}

/// The firmware's own consent, and a person who may say no.
#[derive(Clone, Copy)]
struct Asking(&'static Person);

impl UserPresence for Asking {
    fn user_present<T: TrussedRequirements>(
        self,
        trussed: &mut T,
        timeout_milliseconds: u32,
    ) -> Result<(), Error> {
        let consent = syscall!(trussed.confirm_user_present(timeout_milliseconds)).result;
        let declined = self.0.presence(Duration::ZERO) == Presence::Declined;
        self.0.stop_blinking(); // it leaves its light on when interrupted
        match consent {
            Ok(()) => Ok(()),
            Err(ConsentError::TimedOut) => Err(Error::UserActionTimeout),
            Err(ConsentError::Interrupted) if !declined => Err(Error::KeepaliveCancel),
            Err(_) => Err(Error::OperationDenied),
        }
    }
}

/// The attestation where the firmware looks for it: certificate, and key with its header.
fn provision(fs: &dyn DynFilesystem, attestation: &Attestation) {
    let key = [&[0, 2, 0, 5][..], &attestation.private_key].concat(); // sensitive; P-256
    let files: [(&Path, &[u8]); 2] =
        [(path!("fido/x5c/00"), &attestation.certificate), (path!("fido/sec/00"), &key)];
    for (path, content) in files {
        let folder = path.parent().expect("a folder");
        fs.create_dir_all(&folder).expect("the folder is made");
        fs.write(path, content).expect("the file is written");
    }
}

const_ram_storage!(Ram, 512 * 512);

fn disk() -> &'static dyn DynFilesystem {
    let storage = Box::leak(Box::new(Ram::new()));
    Filesystem::format(storage).expect("the disk is formatted");
    let table = Box::leak(Box::new(Allocation::new()));
    Box::leak(Box::new(Filesystem::mount(table, storage).expect("the disk is mounted")))
}
