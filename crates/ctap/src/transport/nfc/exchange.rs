//! One command to a card and its whole response, however long either is: chaining, the extended
//! form, GET RESPONSE (ISO/IEC 7816-4 §5, CTAP 2.1 §11.3). A command that a card may have taken up
//! is never sent again.

use zeroize::Zeroizing;

use super::{
    Card, Protocol,
    apdu::{Command, Expected, MAX_SHORT, Response, StatusWord},
};
use crate::{MAX_RESPONSE, TransportError, transport::patience::Patience};

/// Data bytes in each part of a chain: some readers' buffers end short of 255.
const PART: usize = 240;

/// Bytes around the data in the extended form.
const EXTENDED_HEADER: usize = 9;

/// How many times a card may announce more data and then send none.
const MOST_EMPTY: u8 = 4;

/// How a command with more data than the short form holds is sent. Extended takes one exchange
/// instead of many, but a reader that cannot pass it on fails in the same words as for a card that
/// left the field in mid-command, so that it is only tried where card and reader say they can, or
/// where the card refused the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Long {
    Extended,
    Chained,
}

/// What is known of how to speak to one card.
pub(super) struct Exchange<C> {
    card: C,
    long: Long,
}

/// A whole response, chains put together.
pub(super) struct Whole {
    pub(super) data: Zeroizing<Vec<u8>>,
    pub(super) status: StatusWord,
}

impl<C: Card> Exchange<C> {
    pub(super) fn new(card: C) -> Self {
        // A key must take both (CTAP 2.1 §11.3.5); what it says decides, and later what it does.
        let atr = card.atr();
        let extended = atr.extended == Some(true) && card.protocol() == Protocol::T1;
        let long = if extended { Long::Extended } else { Long::Chained };
        Self { card, long }
    }

    /// Keeps other programs from the card, as soon as they let it.
    pub(super) fn begin(&mut self, patience: &Patience) -> Result<(), TransportError> {
        let mut backoff = patience.backoff();
        loop {
            match self.card.begin(patience.left()) {
                Err(TransportError::Busy) if backoff.pause() => {}
                // The system waits until the other program lets go of it.
                Err(TransportError::TimedOut) => return Err(TransportError::Busy),
                outcome => return outcome,
            }
        }
    }

    /// Lets them at it again.
    pub(super) fn end(&mut self) {
        self.card.end();
    }

    /// One command and its whole response, in the form that fits it and the card.
    pub(super) fn command(
        &mut self,
        command: &Command<'_>,
        patience: &Patience,
    ) -> Result<Whole, TransportError> {
        let needed = command.data.len().saturating_add(EXTENDED_HEADER);
        let passes = self.card.longest().map(|longest| needed <= longest);
        let first = if command.data.len() <= MAX_SHORT {
            None
        } else if passes == Some(true) {
            Some(self.long)
        } else {
            Some(Long::Chained)
        };
        let outcome = self.in_form(command, first, patience);
        let refused = match &outcome {
            Ok(whole) => whole.status.refuses_the_form(),
            // The reader did not even pass it on.
            Err(TransportError::TooLong(_)) => true,
            Err(_) => false,
        };
        let second = match first {
            Some(Long::Extended) => Long::Chained,
            None | Some(Long::Chained) => Long::Extended,
        };
        // A short command is only worth repeating when its length is what was wrong with it.
        let only_length = matches!(&outcome, Ok(whole) if whole.status == StatusWord(0x6700));
        if !refused
            || (first.is_none() && !only_length)
            || (second == Long::Extended
                && (passes == Some(false) || self.card.protocol() == Protocol::T0))
        {
            return outcome;
        }
        match self.in_form(command, Some(second), patience) {
            Ok(whole) if !whole.status.refuses_the_form() => {
                self.long = second;
                Ok(whole)
            }
            Ok(_) | Err(TransportError::TooLong(_)) => outcome,
            Err(other) => Err(other),
        }
    }

    fn in_form(
        &mut self,
        command: &Command<'_>,
        form: Option<Long>,
        patience: &Patience,
    ) -> Result<Whole, TransportError> {
        let too_long = TransportError::TooLong(command.data.len());
        match form {
            None => self.short(command, patience),
            Some(Long::Extended) => {
                let apdu = command.extended().ok_or(too_long)?;
                let whole = self.transmit(&apdu, patience)?;
                self.collect(command, whole, patience)
            }
            Some(Long::Chained) => {
                let cut = command.data.len().saturating_sub(1) / PART * PART;
                let (chained, last) = command.data.split_at_checked(cut).ok_or(too_long)?;
                for part in chained.chunks(PART) {
                    let part = Command { cla: command.cla | 0x10, data: part, ..*command };
                    let apdu = part.short(Expected::Unsaid);
                    let apdu = apdu.ok_or(TransportError::TooLong(part.data.len()))?;
                    let whole = self.transmit(&apdu, patience)?;
                    if whole.status != StatusWord::SUCCESS {
                        return Ok(whole);
                    }
                }
                self.short(&Command { data: last, ..*command }, patience)
            }
        }
    }

    fn short(
        &mut self,
        command: &Command<'_>,
        patience: &Patience,
    ) -> Result<Whole, TransportError> {
        // Over T=0 a length byte is the data's or the answer's, never both.
        let no_length = self.card.protocol() == Protocol::T0 && !command.data.is_empty();
        let apdu = |most| {
            let expected = if no_length { Expected::Unsaid } else { Expected::UpTo(most) };
            command.short(expected).ok_or(TransportError::TooLong(command.data.len()))
        };
        let mut whole = self.transmit(&apdu(0)?, patience)?;
        if let Some(exact) = whole.status.wrong_expected() {
            whole = self.transmit(&apdu(exact)?, patience)?;
        }
        self.collect(command, whole, patience)
    }

    /// Fetches what the card announces with 61xx.
    fn collect(
        &mut self,
        command: &Command<'_>,
        mut whole: Whole,
        patience: &Patience,
    ) -> Result<Whole, TransportError> {
        // ISO/IEC 7816-4 §7.6.1. Some cards want it in the class of the command that is answered,
        // others in the interindustry class.
        let mut fetch = Command { cla: command.cla, ins: 0xC0, p1: 0, p2: 0, data: &[] };
        let mut empty = 0;
        while let Some(count) = whole.status.more() {
            let mut next = self.fetch(&fetch, count, patience)?;
            let refused = next.status != StatusWord::SUCCESS && next.status.more().is_none();
            if refused && next.data.is_empty() && fetch.cla != 0x00 {
                fetch.cla = 0x00;
                next = self.fetch(&fetch, count, patience)?;
            }
            if next.data.is_empty() && next.status.more().is_some() {
                empty += 1;
            }
            if next.data.is_empty() && next.status == StatusWord::SUCCESS {
                return Err(TransportError::Malformed("a response that lost its end"));
            }
            let total = whole.data.len().saturating_add(next.data.len());
            if total > MAX_RESPONSE || empty > MOST_EMPTY {
                return Err(TransportError::Malformed("a response without end"));
            }
            whole.data.extend_from_slice(&next.data);
            whole.status = next.status;
        }
        Ok(whole)
    }

    fn fetch(
        &mut self,
        fetch: &Command<'_>,
        count: u8,
        patience: &Patience,
    ) -> Result<Whole, TransportError> {
        let apdu = |count| fetch.short(Expected::UpTo(count)).ok_or(TransportError::TooLong(0));
        let whole = self.transmit(&apdu(count)?, patience)?;
        match whole.status.wrong_expected() {
            Some(exact) => self.transmit(&apdu(exact)?, patience),
            None => Ok(whole),
        }
    }

    /// One APDU out, one in. While another program holds the card it is asked for again.
    fn transmit(&mut self, apdu: &[u8], patience: &Patience) -> Result<Whole, TransportError> {
        let mut backoff = patience.backoff();
        loop {
            if patience.is_over() {
                return Err(TransportError::TimedOut);
            }
            match self.card.transmit(apdu, patience.left()) {
                Ok(response) => {
                    let Some(Response { data, status }) = Response::parse(&response) else {
                        return Err(TransportError::Malformed("a response without a status word"));
                    };
                    if data.len() > MAX_RESPONSE {
                        return Err(TransportError::Malformed("a response without end"));
                    }
                    return Ok(Whole { data: Zeroizing::new(data.to_vec()), status });
                }
                Err(TransportError::Busy) if backoff.pause() => {}
                Err(other) => return Err(other),
            }
        }
    }
}
