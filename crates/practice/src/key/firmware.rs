//! The firmware of the practice key: CTAP 2.1 as an authenticator has to answer it, one request at
//! a time. It must never touch a clock, a file or a random source but through its [`Board`], and
//! never panic, whatever bytes it is sent.

mod client_pin;
mod config;
mod credential;
mod credential_management;
mod crypto;
mod extensions;
mod get_assertion;
mod image;
mod info;
mod make_credential;
mod pin_uv;
mod request;
mod state;
#[cfg(test)]
mod tests;
mod token;

use std::{sync::Arc, time::Duration};

use ctap::StatusCode;
use webauthn::cbor::{Value, encode};
use zeroize::Zeroizing;

pub use image::ImageError;
pub use state::{Attestation, Factory, PinPreset};

use {
    get_assertion::Remembered,
    pin_uv::Agreements,
    request::Map,
    state::{Secret, State},
    token::Tokens,
};

/// How long a touch is waited for (CTAP 2.1 §6: "30 seconds" for user presence).
pub const TOUCH_TIMEOUT: Duration = Duration::from_secs(30);
/// How long after power-up a reset is allowed (CTAP 2.1 §6.6).
pub const RESET_WINDOW: Duration = Duration::from_secs(10);
/// How long a stateful command is remembered (CTAP 2.1 §6.3).
const STATEFUL_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest request read (bytes, with the command byte): `maxMsgSize`.
pub const MAX_MESSAGE: usize = 1536;

/// What the firmware runs on.
pub trait Board {
    /// Time since some fixed moment; never goes back.
    fn now(&self) -> Duration;

    /// Fills with unpredictable bytes.
    ///
    /// # Errors
    /// There are none to be had.
    fn random(&mut self, out: &mut [u8]) -> Result<(), BoardError>;

    /// Blinks and waits for the person, no longer than this.
    fn touch(&mut self, patience: Duration) -> Touch;

    /// Replaces the memory by this image, wholly or not at all; after it returned, no power loss
    /// brings the old one back.
    ///
    /// # Errors
    /// It could not; the old image stays.
    fn store(&mut self, image: &[u8]) -> Result<(), BoardError>;
}

/// The board could not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the practice key's board failed")]
pub struct BoardError;

impl From<BoardError> for StatusCode {
    fn from(_: BoardError) -> Self {
        Self::Unspecified
    }
}

/// What came of waiting for a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// The person touched the key.
    Given,
    /// The person declined.
    Declined,
    /// Nobody did anything in time.
    Missing,
    /// The platform called the request off, or the power went.
    Cancelled,
}

/// What a command answers: a response map, or a status.
type Answer<T> = Result<T, StatusCode>;

/// The practice key's firmware, powered up.
pub struct Firmware {
    state: State,
    powered_at: Duration,
    agreements: Agreements,
    tokens: Tokens,
    wrong_in_a_row: u8,
    remembered: Option<Remembered>,
}

impl Firmware {
    /// Makes a new key, stores its first image, and powers it up.
    ///
    /// # Errors
    /// The board failed.
    pub fn manufacture(factory: Factory, board: &mut dyn Board) -> Result<Self, BoardError> {
        let state = State::new(factory, board)?;
        board.store(&state.to_image())?;
        Self::boot(state, board)
    }

    /// Powers up a key that was made before.
    ///
    /// # Errors
    /// The image is not one that this firmware wrote.
    pub fn power_up(image: &[u8], board: &mut dyn Board) -> Result<Self, PowerUpError> {
        let state = State::from_image(image).map_err(PowerUpError::Image)?;
        Self::boot(state, board).map_err(PowerUpError::Board)
    }

    /// Whether a key with this image has a PIN.
    ///
    /// # Errors
    /// The image is not one that this firmware wrote.
    pub fn image_has_pin(image: &[u8]) -> Result<bool, ImageError> {
        State::from_image(image).map(|state| state.pin.is_some())
    }

    /// Takes the power away and gives it back: tokens, key agreement keys, remembered commands and
    /// the count of wrong PINs in a row are gone; the memory stays.
    ///
    /// # Errors
    /// The board failed; the key is then as before.
    pub fn power_cycle(&mut self, board: &mut dyn Board) -> Result<(), BoardError> {
        *self = Self::boot(self.state.clone(), board)?;
        Ok(())
    }

    fn boot(state: State, board: &mut dyn Board) -> Result<Self, BoardError> {
        Ok(Self {
            state,
            powered_at: board.now(),
            agreements: Agreements::generate(board)?,
            tokens: Tokens::generate(board)?,
            wrong_in_a_row: 0,
            remembered: None,
        })
    }

    /// The model it was made as.
    pub fn aaguid(&self) -> [u8; 16] {
        self.state.made.aaguid
    }

    /// PIN tries left, of eight.
    pub fn pin_retries(&self) -> u8 {
        self.state.pin_retries
    }

    /// Answers one request: a command byte, then CBOR. The response is a status byte, then CBOR
    /// where there is something to say. Total over every input.
    pub fn process(&mut self, request: &[u8], board: &mut dyn Board) -> Zeroizing<Vec<u8>> {
        match self.dispatch(request, board) {
            Ok(response) => {
                let mut bytes = Zeroizing::new(vec![u8::from(StatusCode::Success)]);
                if let Some(response) = response {
                    bytes.extend_from_slice(&encode(&response));
                }
                bytes
            }
            Err(status) => Zeroizing::new(vec![u8::from(status)]),
        }
    }

    fn dispatch(&mut self, request: &[u8], board: &mut dyn Board) -> Answer<Option<Value>> {
        if request.len() > MAX_MESSAGE {
            return Err(StatusCode::RequestTooLarge);
        }
        let (command, parameters) = request.split_first().ok_or(StatusCode::InvalidLength)?;
        self.tokens.observe_timers(board.now());
        // CTAP 2.1 §6: any other command ends what a stateful one began.
        let remembered = self.remembered.take();
        match command {
            0x01 => self.make_credential(&Map::parse(parameters)?, board).map(Some),
            0x02 => self.get_assertion(&Map::parse(parameters)?, board).map(Some),
            0x04 => without(parameters).map(|()| Some(self.info())),
            0x06 => self.client_pin(&Map::parse(parameters)?, board),
            0x07 => without(parameters).and_then(|()| self.reset(board)).map(|()| None),
            0x08 => {
                without(parameters)?;
                self.get_next_assertion(remembered, board).map(Some)
            }
            0x0A => self.credential_management(&Map::parse(parameters)?, remembered, board),
            0x0B => without(parameters).and_then(|()| wait_for_touch(board)).map(|()| None),
            0x0D => self.config(&Map::parse(parameters)?, board).map(|()| None),
            _ => Err(StatusCode::InvalidCommand),
        }
    }

    /// CTAP 2.1 §6.6.
    fn reset(&mut self, board: &mut dyn Board) -> Answer<()> {
        if board.now().saturating_sub(self.powered_at) > RESET_WINDOW {
            return Err(StatusCode::NotAllowed);
        }
        wait_for_touch(board)?;
        let secret = Arc::new(Secret::generate(board)?);
        let agreements = Agreements::generate(board)?;
        let tokens = Tokens::generate(board)?;
        self.commit(board, |state| state.reset(secret))?;
        self.agreements = agreements;
        self.tokens = tokens;
        self.wrong_in_a_row = 0;
        Ok(())
    }

    /// Changes the memory: on the board first, then here, so that the two never disagree.
    fn commit(&mut self, board: &mut dyn Board, change: impl FnOnce(&mut State)) -> Answer<()> {
        let mut next = self.state.clone();
        change(&mut next);
        board.store(&next.to_image())?;
        self.state = next;
        Ok(())
    }

    /// CTAP 2.1 §6.1.2 step 1, §6.2.2 step 1: how a CTAP 2.0 platform lets a person choose a key.
    fn blink_for_selection(&self, board: &mut dyn Board) -> StatusCode {
        match wait_for_touch(board) {
            Err(status) => status,
            Ok(()) if self.state.pin.is_some() => StatusCode::PinInvalid,
            Ok(()) => StatusCode::PinNotSet,
        }
    }
}

/// Why a key did not come up.
#[derive(Debug, thiserror::Error)]
pub enum PowerUpError {
    /// Its memory is not what this firmware writes.
    #[error("the memory is damaged")]
    Image(#[source] ImageError),
    /// The board failed.
    #[error(transparent)]
    Board(BoardError),
}

/// Asks for a touch. CTAP 2.1 §6.1.2 step 14 has one status for "declined" and "too late"; keys on
/// sale tell the second apart with `CTAP2_ERR_USER_ACTION_TIMEOUT`, as §6.6 and §6.9 do.
fn wait_for_touch(board: &mut dyn Board) -> Answer<()> {
    match board.touch(TOUCH_TIMEOUT) {
        Touch::Given => Ok(()),
        Touch::Declined => Err(StatusCode::OperationDenied),
        Touch::Missing => Err(StatusCode::UserActionTimeout),
        Touch::Cancelled => Err(StatusCode::KeepaliveCancel),
    }
}

/// A command that takes no parameters.
fn without(parameters: &[u8]) -> Answer<()> {
    if parameters.is_empty() { Ok(()) } else { Err(StatusCode::InvalidLength) }
}
