//! The records of a batch, cut out of a stream without being understood. A record must never be read
//! further than [`LARGEST`], whatever it claims to be.

use std::io::{self, BufRead};

/// Largest record, in bytes.
const LARGEST: usize = 1 << 20;

/// One record, or why there is none.
#[derive(Debug)]
pub struct Line {
    /// Which line it is, from 1; in an array, which element.
    pub number: u64,
    /// Its JSON.
    pub json: Result<Vec<u8>, BatchError>,
}

/// Why a line is no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// It is longer than any record.
    #[error("longer than any record")]
    TooLong,
    /// Not JSON.
    #[error("not JSON")]
    NotJson,
    /// JSON, and no registration.
    #[error(transparent)]
    Record(#[from] crate::diagnosis::RecordedError),
}

impl BatchError {
    /// Its code, which other programs rely on.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::NotJson => "not-json",
            Self::Record(error) => error.code(),
        }
    }
}

/// Cuts a stream into records.
#[derive(Debug)]
pub struct Records<R> {
    input: R,
    number: u64,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Unknown,
    Lines,
    Array,
    Over,
}

impl<R: BufRead> Records<R> {
    /// Over a stream; which of the two forms it has shows at its first character.
    pub fn new(input: R) -> Self {
        Self { input, number: 0, form: Form::Unknown }
    }

    /// The next record.
    ///
    /// # Errors
    /// The stream cannot be read on.
    pub fn next_record(&mut self) -> io::Result<Option<Line>> {
        if self.form == Form::Unknown {
            self.form = match self.first_character()? {
                None => Form::Over,
                Some(b'[') => {
                    self.input.consume(1);
                    self.number = 0;
                    Form::Array
                }
                Some(_) => Form::Lines,
            };
        }
        match self.form {
            Form::Unknown | Form::Over => Ok(None),
            Form::Lines => self.line(),
            Form::Array => self.element(),
        }
    }

    /// Passes over white space, counting lines, and a byte order mark; the character is not consumed.
    fn first_character(&mut self) -> io::Result<Option<u8>> {
        loop {
            let buffer = self.input.fill_buf()?;
            let Some(byte) = buffer.first().copied() else { return Ok(None) };
            match byte {
                b'\n' => self.number += 1,
                b' ' | b'\t' | b'\r' | 0xEF | 0xBB | 0xBF => {}
                other => return Ok(Some(other)),
            }
            self.input.consume(1);
        }
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        loop {
            let mut json = Vec::new();
            let mut any = false;
            let mut too_long = false;
            loop {
                let buffer = self.input.fill_buf()?;
                if buffer.is_empty() {
                    break;
                }
                any = true;
                let end = buffer.iter().position(|byte| *byte == b'\n');
                let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
                too_long |= json.len() + part.len() > LARGEST;
                if !too_long {
                    json.extend_from_slice(part);
                }
                let used = part.len() + usize::from(end.is_some());
                self.input.consume(used);
                if end.is_some() {
                    break;
                }
            }
            if !any {
                self.form = Form::Over;
                return Ok(None);
            }
            self.number += 1;
            if too_long {
                return Ok(Some(Line { number: self.number, json: Err(BatchError::TooLong) }));
            }
            if !json.trim_ascii().is_empty() {
                return Ok(Some(Line { number: self.number, json: Ok(json) }));
            }
        }
    }

    /// Up to the comma or bracket that ends it: depth and quotes are all that is looked at.
    fn element(&mut self) -> io::Result<Option<Line>> {
        let mut element = Element::default();
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                self.form = Form::Over;
                break;
            }
            let mut used = 0;
            let mut end = None;
            for byte in buffer {
                used += 1;
                end = element.take(*byte);
                if end.is_some() {
                    break;
                }
            }
            self.input.consume(used);
            match end {
                None => {}
                Some(End::Comma) => break,
                Some(End::Bracket) => {
                    self.form = Form::Over;
                    break;
                }
            }
        }
        let over = self.form == Form::Over;
        if over && element.json.trim_ascii().is_empty() && !element.too_long {
            return Ok(None);
        }
        self.number += 1;
        let json = if element.too_long { Err(BatchError::TooLong) } else { Ok(element.json) };
        Ok(Some(Line { number: self.number, json }))
    }
}

#[derive(Default)]
struct Element {
    json: Vec<u8>,
    depth: u32,
    quoted: bool,
    escaped: bool,
    too_long: bool,
}

#[derive(Clone, Copy)]
enum End {
    Comma,
    Bracket,
}

impl Element {
    fn take(&mut self, byte: u8) -> Option<End> {
        if self.quoted {
            let ends = byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            self.quoted = !ends;
        } else {
            match byte {
                b'"' => self.quoted = true,
                b'{' | b'[' => self.depth += 1,
                b']' if self.depth == 0 => return Some(End::Bracket),
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                b',' if self.depth == 0 => return Some(End::Comma),
                _ => {}
            }
        }
        if self.json.len() < LARGEST {
            self.json.push(byte);
        } else {
            self.too_long = true;
        }
        None
    }
}
