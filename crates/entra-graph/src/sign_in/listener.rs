//! Where the browser comes back to: one port on 127.0.0.1 and ::1, for one answer and a time. It must never
//! listen anywhere else, be held up by whoever is slow, or end for whoever is wrong.

mod page;

use std::{
    io::{self, Read as _, Write as _},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

pub use page::Words;

use super::{
    SignInError,
    redirect::{self, LONGEST_HEAD, Landed, NotOurs},
};

/// How often a free number is looked for that is free on both.
const ATTEMPTS: usize = 16;
/// For one request.
const PATIENCE: Duration = Duration::from_secs(5);
/// Connections at a time; more are dropped.
const MOST: usize = 32;

/// What ends the waiting.
pub(super) enum Event {
    Landed(Landed),
    Stopped,
}

/// The port, until it is dropped.
pub(super) struct Listener {
    addresses: Vec<SocketAddr>,
    room: Arc<Room>,
    pub(super) tell: mpsc::Sender<Event>,
    hear: mpsc::Receiver<Event>,
}

/// What the threads share.
struct Room {
    port: u16,
    state: Zeroizing<String>,
    words: Words,
    /// Whether an answer was taken.
    taken: AtomicBool,
    /// Whether nobody waits any more.
    over: AtomicBool,
    guests: AtomicUsize,
}

impl Listener {
    pub(super) fn open(state: Zeroizing<String>, words: Words) -> Result<Self, SignInError> {
        let listeners = both().map_err(|error| SignInError::NoPort(error.to_string()))?;
        let addresses: Vec<SocketAddr> =
            listeners.iter().filter_map(|one| one.local_addr().ok()).collect();
        let port = addresses.first().map_or(0, SocketAddr::port);
        let (tell, hear) = mpsc::channel();
        let room = Arc::new(Room {
            port,
            state,
            words,
            taken: AtomicBool::new(false),
            over: AtomicBool::new(false),
            guests: AtomicUsize::new(0),
        });
        for listener in listeners {
            let (room, tell) = (Arc::clone(&room), tell.clone());
            thread::Builder::new()
                .name("sign-in".to_owned())
                .spawn(move || accept(&listener, &room, &tell))
                .map_err(|error| SignInError::NoPort(error.to_string()))?;
        }
        Ok(Self { addresses, room, tell, hear })
    }

    pub(super) fn port(&self) -> u16 {
        self.room.port
    }

    /// Waits for the answer.
    pub(super) fn wait(&self, limit: Duration) -> Result<Landed, SignInError> {
        match self.hear.recv_timeout(limit) {
            Ok(Event::Landed(landed)) => Ok(landed),
            Ok(Event::Stopped) => Err(SignInError::Stopped),
            Err(_) => Err(SignInError::TimedOut),
        }
    }
}

/// The threads that accept are woken, and let go of the port.
impl Drop for Listener {
    fn drop(&mut self) {
        self.room.over.store(true, Ordering::SeqCst);
        for address in &self.addresses {
            let _ = TcpStream::connect_timeout(address, Duration::from_secs(1));
        }
    }
}

fn both() -> io::Result<Vec<TcpListener>> {
    let mut attempts = ATTEMPTS;
    loop {
        attempts -= 1;
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = v4.local_addr()?.port();
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
            Ok(v6) => return Ok(vec![v4, v6]),
            // Somebody else would answer on ::1, where a browser may well look first.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && attempts > 0 => {}
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            // A computer without IPv6.
            Err(_) => return Ok(vec![v4]),
        }
    }
}

fn accept(listener: &TcpListener, room: &Arc<Room>, tell: &mpsc::Sender<Event>) {
    loop {
        let accepted = listener.accept();
        // An answer that was taken still lets the browser's next request see a page; only the end
        // of the waiting ends this.
        if room.over.load(Ordering::SeqCst) {
            return;
        }
        let Ok((stream, from)) = accepted else {
            // Too many open files, for instance; it may pass.
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        let ours = from.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST)
            || from.ip() == IpAddr::V6(Ipv6Addr::LOCALHOST);
        if !ours || room.guests.fetch_add(1, Ordering::SeqCst) >= MOST {
            if ours {
                room.guests.fetch_sub(1, Ordering::SeqCst);
            }
            continue;
        }
        let (host, tell) = (Arc::clone(room), tell.clone());
        let spawned = thread::Builder::new().name("sign-in-guest".to_owned()).spawn(move || {
            receive(stream, &host, &tell);
            host.guests.fetch_sub(1, Ordering::SeqCst);
        });
        if spawned.is_err() {
            room.guests.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// One request and its page.
fn receive(mut stream: TcpStream, room: &Room, tell: &mpsc::Sender<Event>) {
    let read = head(&mut stream).ok_or(NotOurs::Malformed);
    let read = read.and_then(|head| redirect::read(&head, room.port, &room.state));
    let (answer, landed) = match read {
        Ok(_) if room.taken.swap(true, Ordering::SeqCst) => (page::gone(&room.words), None),
        // Nobody waits any more: then nobody is signed in.
        Ok(_) if room.over.load(Ordering::SeqCst) => (page::gone(&room.words), None),
        Ok(landed) => (page::of(&landed, &room.words), Some(landed)),
        Err(why) => {
            tracing::debug!(%why, "not the answer to a sign-in");
            (page::refused(why, &room.words), None)
        }
    };
    let _ = stream.set_write_timeout(Some(PATIENCE));
    let _ = stream.write_all(&answer);
    // After the page: a program that waits for nothing else ends at once, and this thread with it.
    if let Some(landed) = landed {
        let _ = tell.send(Event::Landed(landed));
    }
    let _ = stream.shutdown(Shutdown::Write);
    // What was sent and not read would have the system reset the connection, page and all.
    let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
    let _ = stream.read(&mut [0; 1024]);
}

/// To the empty line; `None` where it does not come in time or in bounds.
fn head(stream: &mut TcpStream) -> Option<Zeroizing<Vec<u8>>> {
    let end = Instant::now() + PATIENCE;
    // At once as large as it may get, so that no copy stays behind.
    let mut head = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD));
    let mut part = Zeroizing::new([0; 2048]);
    loop {
        let left = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        stream.set_read_timeout(Some(left)).ok()?;
        let read = stream.read(part.as_mut_slice()).ok().filter(|read| *read > 0)?;
        let part = part.get(..read)?;
        if head.len().saturating_add(part.len()) > LONGEST_HEAD {
            return None;
        }
        head.extend_from_slice(part);
        if let Some(at) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            head.truncate(at);
            return Some(head);
        }
    }
}
