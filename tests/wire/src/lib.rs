//! A wire between the product and an organisation that remembers everything that went over it, in both directions.
//! It must change nothing but the host of a request and of an address in an answer.

#![allow(clippy::unwrap_used)] // a test says what it expects by unwrapping

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// Who remembers.
type Seen = Arc<Mutex<Vec<u8>>>;

/// A wire.
#[derive(Debug)]
pub struct Wire {
    base_url: String,
    there: String,
    seen: Seen,
}

impl Wire {
    /// To an organisation at this address.
    pub fn to(base_url: &str) -> Self {
        let there = base_url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let here = listener.local_addr().unwrap().to_string();
        let (seen, hosts) = (Seen::default(), (here.clone(), there));
        let (ours, carried) = (Arc::clone(&seen), hosts.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (hosts, seen) = (carried.clone(), Arc::clone(&ours));
                thread::spawn(move || carry(stream, &hosts, &seen));
            }
        });
        Self { base_url: format!("http://{}", hosts.0), there: format!("http://{}", hosts.1), seen }
    }

    /// The same address by way of this wire.
    pub fn over(&self, address: &str) -> String {
        address.replace(&self.there, &self.base_url)
    }

    /// Everything so far.
    pub fn seen(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }
}

/// One connection; the host in its first head is the one that is there, and whatever names that host in an
/// answer (`@odata.nextLink`) names the wire.
fn carry(mut here: TcpStream, (own, there): &(String, String), seen: &Seen) {
    let Some(head) = head(&mut here) else { return };
    let head = String::from_utf8_lossy(&head).replace(own.as_str(), there);
    let Ok(mut away) = TcpStream::connect(there) else { return };
    seen.lock().unwrap().extend_from_slice(head.as_bytes());
    let _ = away.write_all(head.as_bytes());
    let (from, to) = (here.try_clone().unwrap(), away.try_clone().unwrap());
    let ours = Arc::clone(seen);
    let up = thread::spawn(move || pipe(from, to, None, &ours));
    pipe(away, here, Renaming::new(there, own), seen);
    let _ = up.join();
}

fn head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    Some(head)
}

/// One name in place of another of the same length, so that no length of an answer changes.
struct Renaming {
    from: Vec<u8>,
    to: Vec<u8>,
    /// The end of what came, as long as it may be the beginning of the name.
    held: Vec<u8>,
}

impl Renaming {
    /// `None`: the lengths differ, and the answers stay as they are.
    fn new(from: &str, to: &str) -> Option<Self> {
        let (from, to) = (from.as_bytes().to_vec(), to.as_bytes().to_vec());
        (from.len() == to.len()).then(|| Self { from, to, held: Vec::new() })
    }

    /// What can go on of everything that came; at the end (nothing came) that is all.
    fn renamed(&mut self, came: &[u8]) -> Vec<u8> {
        let mut out = std::mem::take(&mut self.held);
        out.extend_from_slice(came);
        while let Some(at) = out.windows(self.from.len()).position(|part| part == self.from) {
            out.splice(at..at + self.from.len(), self.to.iter().copied());
        }
        if !came.is_empty() {
            let begun =
                |length: &usize| self.from.get(..*length).is_some_and(|begin| out.ends_with(begin));
            let held = (1..self.from.len()).rev().find(begun).unwrap_or(0);
            self.held = out.split_off(out.len() - held);
        }
        out
    }
}

fn pipe(mut from: TcpStream, mut to: TcpStream, mut renaming: Option<Renaming>, seen: &Seen) {
    let mut part = [0; 4096];
    loop {
        let read = from.read(&mut part).unwrap_or(0);
        let read = part.get(..read).unwrap_or_default();
        seen.lock().unwrap().extend_from_slice(read);
        let goes_on = match &mut renaming {
            Some(renaming) => renaming.renamed(read),
            None => read.to_vec(),
        };
        if to.write_all(&goes_on).is_err() || read.is_empty() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
    let _ = from.shutdown(Shutdown::Read);
}
