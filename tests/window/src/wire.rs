//! A wire between the app and an organisation that remembers everything that went over it, in both directions.
//! It must change nothing but the host of a request.

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

/// One connection; the host in its first head is the one that is there.
fn carry(mut here: TcpStream, (own, there): &(String, String), seen: &Seen) {
    let Some(head) = head(&mut here) else { return };
    let head = String::from_utf8_lossy(&head).replace(own.as_str(), there);
    let Ok(mut away) = TcpStream::connect(there) else { return };
    seen.lock().unwrap().extend_from_slice(head.as_bytes());
    let _ = away.write_all(head.as_bytes());
    let (from, to) = (here.try_clone().unwrap(), away.try_clone().unwrap());
    let ours = Arc::clone(seen);
    let up = thread::spawn(move || pipe(from, to, &ours));
    pipe(away, here, seen);
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

fn pipe(mut from: TcpStream, mut to: TcpStream, seen: &Seen) {
    let mut part = [0; 4096];
    loop {
        let read = from.read(&mut part).unwrap_or(0);
        let read = part.get(..read).unwrap_or_default();
        seen.lock().unwrap().extend_from_slice(read);
        if read.is_empty() || to.write_all(read).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
    let _ = from.shutdown(Shutdown::Read);
}
