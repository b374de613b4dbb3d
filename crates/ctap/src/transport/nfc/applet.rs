//! The FIDO applet on a card: selecting it, requests, keep-alives and cancelling (CTAP 2.1 §11.3).
//! It must never send a request twice that a card may have taken up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use zeroize::Zeroizing;

use super::{
    Card,
    apdu::{Command, StatusWord},
    exchange::{Exchange, Whole},
};
use crate::{Keepalive, StatusCode, TransportError, transport::patience::Patience};

/// The FIDO applet (CTAP 2.1 §11.3.3).
const FIDO_AID: [u8; 8] = [0xA0, 0x00, 0x00, 0x06, 0x47, 0x2F, 0x00, 0x01];

const AUTHENTICATOR_GET_INFO: u8 = 0x04;

/// How often to ask a card that is at work.
const POLL: Duration = Duration::from_millis(50);

/// How long a card that was told to cancel may take to say so.
const CANCEL_PATIENCE: Duration = Duration::from_secs(2);

/// Longest that leaving the applet may take.
const LEAVE: Duration = Duration::from_millis(200);

/// What the applet said it is when it was selected (CTAP 2.1 §11.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppletVersion {
    /// `U2F_V2`: CTAP1, and CTAP2 if authenticatorGetInfo is answered.
    U2fV2,
    /// `FIDO_2_0` or a later one: CTAP2 only.
    Fido2,
    /// Something else: perhaps not this applet at all.
    Unknown,
}

impl AppletVersion {
    /// Reads the answer to SELECT.
    pub fn parse(answer: &[u8]) -> Self {
        match answer {
            b"U2F_V2" => Self::U2fV2,
            other if other.starts_with(b"FIDO_2") => Self::Fido2,
            _ => Self::Unknown,
        }
    }
}

/// The applet on one card.
pub(super) struct Applet<C: Card> {
    exchange: Exchange<C>,
    selected: bool,
    /// Something other than authenticatorGetInfo was asked.
    used: bool,
    cancelled: Arc<AtomicBool>,
}

impl<C: Card> Applet<C> {
    pub(super) fn new(card: C) -> Self {
        let cancelled = Arc::new(AtomicBool::new(false));
        Self { exchange: Exchange::new(card), selected: false, used: false, cancelled }
    }

    pub(super) fn cancel_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    /// Selects the applet. A card without it is [`TransportError::Unsupported`].
    pub(super) fn select(&mut self, deadline: Duration) -> Result<AppletVersion, TransportError> {
        self.selected = false;
        let select = Command { cla: 0x00, ins: 0xA4, p1: 0x04, p2: 0x00, data: &FIDO_AID };
        let whole = self.exchange.command(&select, &Patience::new(deadline))?;
        tracing::debug!(bytes = whole.data.len(), status = ?whole.status, "SELECT");
        if whole.status != StatusWord::SUCCESS {
            return Err(TransportError::Unsupported);
        }
        self.selected = true;
        Ok(AppletVersion::parse(&whole.data))
    }

    /// Sends one CTAP2 request and answers its response.
    pub(super) fn cbor(
        &mut self,
        request: &[u8],
        deadline: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.cancelled.store(false, Ordering::SeqCst);
        let patience = Patience::new(deadline);
        self.undisturbed(&patience, |applet| applet.request(request, &patience, events))
    }

    /// Does something with the card to itself: another program's command between the parts of a
    /// command or of a response would put an end to either.
    fn undisturbed<T>(
        &mut self,
        patience: &Patience,
        exchange: impl FnOnce(&mut Self) -> Result<T, TransportError>,
    ) -> Result<T, TransportError> {
        let outcome = self.exchange.begin(patience).and_then(|()| exchange(self));
        self.exchange.end();
        outcome
    }

    fn request(
        &mut self,
        request: &[u8],
        patience: &Patience,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        if !self.selected {
            self.select(patience.left())?;
        }
        // Whatever breaks off from here on leaves the card at work: begin anew after it.
        self.selected = false;
        self.used |= request.first() != Some(&AUTHENTICATOR_GET_INFO);
        tracing::debug!(bytes = request.len(), "NFCCTAP_MSG");
        let whole = self.message(request, patience)?;
        let (whole, told) = self.await_end(whole, patience, events)?;
        tracing::debug!(bytes = whole.data.len(), status = ?whole.status, "NFCCTAP_MSG answered");
        let cancelled = [u8::from(StatusCode::KeepaliveCancel)];
        match whole.status {
            StatusWord::SUCCESS if told == Some(Told::TooLate) && *whole.data == cancelled => {
                Err(TransportError::TimedOut)
            }
            StatusWord::SUCCESS if !whole.data.is_empty() => {
                self.selected = told.is_none();
                Ok(whole.data)
            }
            StatusWord::SUCCESS => Err(TransportError::Malformed("a response without a status")),
            StatusWord(0x6700) => Err(TransportError::TooLong(request.len())),
            status if status.refuses_the_command() => Err(TransportError::Unsupported),
            _ => Err(TransportError::Malformed("the card refused NFCCTAP_MSG")),
        }
    }

    /// Sends the request, in the ways a card may want it. Each repetition follows a status word by
    /// which the card refused the command without taking it up.
    fn message(&mut self, request: &[u8], patience: &Patience) -> Result<Whole, TransportError> {
        // P1 = 0x80: we know NFCCTAP_GETRESPONSE (CTAP 2.1 §11.3.7.1).
        let message = Command { cla: 0x80, ins: 0x10, p1: 0x80, p2: 0x00, data: request };
        let whole = self.exchange.command(&message, patience)?;
        if whole.status.refuses_the_parameters() {
            return self.exchange.command(&Command { p1: 0x00, ..message }, patience);
        }
        // Another program on the same card may have selected its own applet in between.
        if whole.status.refuses_the_command() || whole.status.refuses_for_now() {
            self.select(patience.left())?;
            self.selected = false;
            return self.exchange.command(&message, patience);
        }
        Ok(whole)
    }

    /// Asks a card that is at work until it is done (CTAP 2.1 §11.3.7.2). Cancelling is asked for
    /// in the same way as over USB: when somebody wants it, and shortly before the deadline.
    fn await_end(
        &mut self,
        mut whole: Whole,
        patience: &Patience,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<(Whole, Option<Told>), TransportError> {
        let mut told: Option<(Told, Patience)> = None;
        while whole.status == StatusWord::PENDING {
            let status = whole.data.first().copied();
            events(status.map_or(Keepalive::Processing, Keepalive::from));
            let left = told.map_or(*patience, |(_, patience)| patience);
            if left.is_over() {
                return Err(TransportError::TimedOut);
            }
            let why = if told.is_none() { self.why_cancel(patience) } else { None };
            let Some(why) = why else {
                left.sleep(POLL);
                whole = self.exchange.command(&GET_RESPONSE, patience)?;
                continue;
            };
            tracing::debug!(?why, "NFCCTAP_GETRESPONSE, cancel");
            told = Some((why, patience.at_most(CANCEL_PATIENCE)));
            let answer = self.exchange.command(&Command { p1: 0x11, ..GET_RESPONSE }, patience)?;
            // A card that cannot be told to cancel goes on working.
            if !answer.status.refuses_the_parameters() {
                whole = answer;
            }
        }
        Ok((whole, told.map(|(why, _)| why)))
    }

    fn why_cancel(&self, patience: &Patience) -> Option<Told> {
        if self.cancelled.load(Ordering::SeqCst) {
            return Some(Told::Asked);
        }
        patience.is_nearly_over().then_some(Told::TooLate)
    }

    /// Sends one CTAP1/U2F APDU, in whatever form the card takes, and answers data and status word.
    pub(super) fn msg(
        &mut self,
        apdu: &[u8],
        deadline: Duration,
    ) -> Result<Vec<u8>, TransportError> {
        let patience = Patience::new(deadline);
        let Some(command) = Command::parse(apdu) else {
            return Err(TransportError::Malformed("a command APDU whose lengths do not add up"));
        };
        self.used = true;
        let whole = self
            .undisturbed(&patience, |applet| {
                if !applet.selected {
                    applet.select(patience.left())?;
                }
                tracing::debug!(ins = command.ins, bytes = command.data.len(), "CTAP1");
                applet.exchange.command(&command, &patience)
            })
            .inspect_err(|_| self.selected = false)?;
        tracing::debug!(bytes = whole.data.len(), status = ?whole.status, "CTAP1 answered");
        let mut response = whole.data.to_vec();
        response.extend_from_slice(&whole.status.0.to_be_bytes());
        Ok(response)
    }
}

impl<C: Card> Drop for Applet<C> {
    /// Says that no more commands come (CTAP 2.1 §11.3.4, NFCCTAP_CONTROL), so that a card may
    /// forget what it kept for this conversation. After a mere look it does not: a card may take
    /// this for the end of the tap, which is the user presence of the conversation that follows.
    fn drop(&mut self) {
        if self.selected && self.used {
            let end = Command { cla: 0x80, ins: 0x12, p1: 0x01, p2: 0x00, data: &[] };
            let ended = self.exchange.command(&end, &Patience::new(LEAVE));
            tracing::debug!(status = ?ended.map(|whole| whole.status), "NFCCTAP_CONTROL, end");
        }
    }
}

/// NFCCTAP_GETRESPONSE (CTAP 2.1 §11.3.7.2).
const GET_RESPONSE: Command<'static> =
    Command { cla: 0x80, ins: 0x11, p1: 0x00, p2: 0x00, data: &[] };

/// Why the card was told to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Asked,
    TooLate,
}
