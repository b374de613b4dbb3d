//! The FIDO applet (CTAP 2.1 §11.3): select, chaining, 61xx, the 9100 way, cancel, U2F.
//! It says nothing when the card has left the field: there is nobody to say it to.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::apdu::{Apdu, parse};
use super::{CardOptions, Patience};
use crate::{Request, Responder};

const FIDO_AID: [u8; 8] = [0xA0, 0x00, 0x00, 0x06, 0x47, 0x2F, 0x00, 0x01];
/// NFCCTAP_MSG and NFCCTAP_GETRESPONSE, P1: the client understands 9100.
const UNDERSTANDS_KEEPALIVE: u8 = 0x80;
/// NFCCTAP_GETRESPONSE, P1: cancel the request.
const CANCEL: u8 = 0x11;
const MAX_REQUEST: usize = 7609;

/// An applet on top of something that answers requests.
pub struct Applet<R> {
    responder: R,
    options: CardOptions,
    is_selected: bool,
    chain: Vec<u8>,
    is_busy: bool,
    pending: VecDeque<u8>,
}

impl<R: Responder> Applet<R> {
    /// A fresh card.
    pub fn new(responder: R, options: CardOptions) -> Self {
        Self {
            responder,
            options,
            is_selected: false,
            chain: Vec::new(),
            is_busy: false,
            pending: VecDeque::new(),
        }
    }

    /// What is behind the applet.
    pub fn responder(&mut self) -> &mut R {
        &mut self.responder
    }

    /// The field went away or came back.
    pub fn reset(&mut self) {
        self.drop_request();
        self.is_selected = false;
        self.chain.clear();
        self.pending.clear();
    }

    /// The answer to one command, or none when the card was taken away.
    pub fn transmit(&mut self, raw: &[u8]) -> Option<Vec<u8>> {
        let Some(apdu) = parse(raw, self.options.lengths) else { return Some(vec![0x67, 0x00]) };
        match (apdu.class, apdu.instruction) {
            (0x00, 0xA4) => Some(self.select(&apdu)),
            _ if !self.is_selected => Some(vec![0x69, 0x85]),
            (0x00 | 0x80, 0xC0) => Some(self.respond(apdu.expected)),
            (0x90, 0x10) => Some(self.add_to_chain(apdu.data)),
            (0x80, 0x10) => {
                if self.chain.len() + apdu.data.len() > MAX_REQUEST {
                    self.chain.clear();
                    return Some(vec![0x67, 0x00]);
                }
                self.drop_request();
                let mut request = std::mem::take(&mut self.chain);
                request.extend_from_slice(apdu.data);
                self.begin(Request::Cbor(request));
                self.wait(&apdu)
            }
            (0x80, 0x11) if !self.is_busy => Some(vec![0x69, 0x85]),
            (0x80, 0x11) if apdu.p1 == CANCEL => {
                self.responder.cancel();
                self.wait(&Apdu { p1: 0, ..apdu })
            }
            (0x80, 0x11) => self.wait(&Apdu { p1: UNDERSTANDS_KEEPALIVE, ..apdu }),
            (0x80, 0x12) => Some(vec![0x90, 0x00]), // NFCCTAP_CONTROL: end
            (0x00, 0x01..=0x03) => {
                self.drop_request();
                self.begin(Request::Msg(raw.to_vec()));
                self.wait_for_u2f()
            }
            (0x00 | 0x80 | 0x90, _) => Some(vec![0x6D, 0x00]),
            _ => Some(vec![0x6E, 0x00]),
        }
    }

    fn select(&mut self, apdu: &Apdu<'_>) -> Vec<u8> {
        self.reset();
        if apdu.p1 != 0x04 || apdu.data != FIDO_AID {
            return vec![0x6A, 0x82];
        }
        self.is_selected = true;
        b"U2F_V2\x90\x00".to_vec()
    }

    fn add_to_chain(&mut self, data: &[u8]) -> Vec<u8> {
        if self.chain.len() + data.len() > MAX_REQUEST {
            self.chain.clear();
            return vec![0x67, 0x00];
        }
        self.chain.extend_from_slice(data);
        vec![0x90, 0x00]
    }

    fn begin(&mut self, request: Request) {
        self.pending.clear();
        self.responder.begin(request);
        self.is_busy = true;
    }

    /// Waits for the answer; says 9100 meanwhile when both sides know how.
    fn wait(&mut self, apdu: &Apdu<'_>) -> Option<Vec<u8>> {
        let start = Instant::now();
        loop {
            let answer = self.responder.poll(Duration::from_millis(5));
            if self.responder.is_gone() {
                self.is_busy &= answer.is_none();
                return None;
            }
            if let Some(answer) = answer {
                self.is_busy = false;
                self.pending = answer.into();
                return Some(self.respond(apdu.expected));
            }
            match self.options.patience {
                Patience::KeepAlive(after)
                    if apdu.p1 & UNDERSTANDS_KEEPALIVE != 0 && start.elapsed() >= after =>
                {
                    let status = if self.responder.awaits_touch() { 2 } else { 1 };
                    return Some(vec![status, 0x91, 0x00]);
                }
                Patience::KeepAlive(_) | Patience::Block => (),
            }
        }
    }

    /// U2F answers carry their own status word.
    fn wait_for_u2f(&mut self) -> Option<Vec<u8>> {
        loop {
            let answer = self.responder.poll(Duration::from_millis(5));
            if self.responder.is_gone() {
                self.is_busy &= answer.is_none();
                return None;
            }
            if answer.is_some() {
                self.is_busy = false;
                return answer;
            }
        }
    }

    /// As much of the answer as the reader takes, then 61xx or 9000.
    fn respond(&mut self, expected: usize) -> Vec<u8> {
        let taken = self.pending.len().min(expected);
        let mut out: Vec<u8> = self.pending.drain(..taken).collect();
        match self.pending.len() {
            0 => out.extend_from_slice(&[0x90, 0x00]),
            left => out.extend_from_slice(&[0x61, u8::try_from(left).unwrap_or(0)]),
        }
        out
    }

    /// Ends a request whose answer nobody waits for any more.
    fn drop_request(&mut self) {
        while self.is_busy {
            self.responder.cancel();
            self.is_busy = self.responder.poll(Duration::from_millis(5)).is_none();
        }
    }
}
