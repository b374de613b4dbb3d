//! What a ticket may hold: a registration in any of its spellings, a server's refusal, what was asked,
//! or a browser's recording of all of them. What is not recognised must be said to be that.

mod har;
mod text;
mod tree;

use serde_json::Value;
use webauthn::PublicKeyCredentialCreationOptions;

use self::tree::{NoRoom, Room};
use super::{Given, Purpose, Recorded, RecordedError};
use crate::tenant::TenantRefusal;

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticket {
    /// Registrations, in the order found. One that cannot be read has said why.
    pub registrations: Vec<Result<Recorded, RecordedError>>,
    /// What a server answered when it refused, in its own words.
    pub refusals: Vec<TenantRefusal>,
    /// Creation options that came along.
    pub asked: Vec<PublicKeyCredentialCreationOptions>,
}

/// Why a file is no ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// It is longer than anything of its kind (bytes).
    #[error("it is longer than {0} bytes")]
    TooLong(usize),
    /// Nothing that is known here.
    #[error(
        "it holds neither a registration (JSON, attestation object in CBOR, base64 or hex, HAR) nor \
         a server's answer"
    )]
    NotRecognised,
    /// It has more parts than there is room for.
    #[error("it has more parts than any ticket")]
    TooManyParts,
    /// What was asked, and nothing that answers it.
    #[error("it holds creation options and no registration")]
    OptionsOnly,
}

impl TicketError {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLong(_) => "too-long",
            Self::TooManyParts => "too-many-parts",
            Self::NotRecognised => "not-recognised",
            Self::OptionsOnly => "options-only",
        }
    }
}

impl Ticket {
    /// Largest file that is read, in bytes; recordings of browsers are long.
    pub const MAX_LENGTH: usize = 32 << 20;

    /// Most registrations of one file, and most of what comes along; a batch has no such bound.
    const MOST: usize = 200;

    /// Reads whatever it is.
    ///
    /// # Errors
    /// See [`TicketError`].
    pub fn read(bytes: &[u8]) -> Result<Self, TicketError> {
        if bytes.len() > Self::MAX_LENGTH {
            return Err(TicketError::TooLong(Self::MAX_LENGTH));
        }
        let mut ticket = Self::default();
        match text::of(bytes) {
            Some(words) => ticket.add_text(words).map_err(|NoRoom| TicketError::TooManyParts)?,
            None => ticket.add_object(bytes.to_vec()),
        }
        let judges = !ticket.registrations.is_empty() || !ticket.refusals.is_empty();
        match (judges, ticket.asked.is_empty()) {
            (true, _) => Ok(ticket),
            (false, true) => Err(TicketError::NotRecognised),
            (false, false) => Err(TicketError::OptionsOnly),
        }
    }

    /// The registration in this place, with what was asked of it as far as anybody says, and with this
    /// name where it has none of its own. `None`: there are not so many.
    pub fn registration(
        &self,
        place: usize,
        name: Option<&str>,
        given: &Given,
    ) -> Option<Result<Recorded, RecordedError>> {
        let several = self.registrations.len() > 1;
        let name = name
            .map(|name| if several { format!("{name}#{}", place + 1) } else { name.to_owned() });
        let asked = given.asked.as_ref().or(self.asked.last());
        let complete = |recorded: Recorded| {
            let recorded = match asked {
                Some(options) => recorded.asked(options, given.origin.as_deref()),
                None => Recorded { origin: recorded.origin.or(given.origin.clone()), ..recorded },
            };
            Recorded { id: recorded.id.or(name), ..recorded }
        };
        self.registrations.get(place).map(|read| read.clone().map(complete))
    }

    /// Whether it is what a key showed here, on a credential that was thrown away.
    pub fn is_rehearsal(&self) -> bool {
        let rehearsed = |one: &Recorded| one.purpose == Purpose::Rehearsal;
        matches!(self.registrations.as_slice(), [Ok(one)] if rehearsed(one))
    }

    fn add_text(&mut self, words: &str) -> Result<(), NoRoom> {
        if let Some(document) = text::json(words, &Room::new())? {
            self.add_document(&document);
        } else if let Some(documents) = text::json_lines(words, &Room::new())? {
            documents.iter().for_each(|one| self.add_document(one));
        } else if let Some(bytes) = text::bytes(words) {
            self.add_object(bytes);
        }
        Ok(())
    }

    /// A bare attestation object: nothing is known of what was asked.
    fn add_object(&mut self, bytes: Vec<u8>) {
        if webauthn::AttestationObject::from_bytes(&bytes).is_ok() {
            self.add(Ok(Recorded { attestation_object: bytes, ..Recorded::default() }));
        }
    }

    fn add_document(&mut self, document: &Value) {
        match document {
            Value::Array(all) => all.iter().for_each(|one| self.add_document(one)),
            Value::String(words) => {
                if let Some(bytes) = text::bytes(words) {
                    self.add_object(bytes);
                }
            }
            Value::Object(_) if document.pointer("/log/entries").is_some() => {
                har::read(document, self);
            }
            Value::Object(_) => self.add_one(document),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn add_one(&mut self, document: &Value) {
        if let Some(refusal) = TenantRefusal::from_value(document) {
            self.add_refusal(refusal);
            return;
        }
        match Recorded::from_value(document) {
            Err(RecordedError::NoAttestationObject) => {
                let options = PublicKeyCredentialCreationOptions::from_value(document.clone());
                options.into_iter().for_each(|one| self.add_asked(one));
            }
            read => self.add(read),
        }
    }

    fn add_refusal(&mut self, refusal: TenantRefusal) {
        if self.refusals.len() < Self::MOST {
            self.refusals.push(refusal);
        }
    }

    fn add_asked(&mut self, options: PublicKeyCredentialCreationOptions) {
        if self.asked.len() < Self::MOST {
            self.asked.push(options);
        }
    }

    fn add(&mut self, read: Result<Recorded, RecordedError>) {
        if self.registrations.len() < Self::MOST {
            self.registrations.push(read);
        }
    }
}
