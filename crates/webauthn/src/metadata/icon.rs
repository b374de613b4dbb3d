//! A model's picture (Metadata Statement v3.0 §4, `icon`: a data URL). It is somebody else's file and
//! must never be shown as anything but a picture.

use crate::base64url;

/// Most bytes of a picture; the service's largest has eighty thousand.
const LARGEST: usize = 512 << 10;

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Icon {
    /// `image/png`, `image/jpeg` or `image/svg+xml`, by its own first bytes.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IconError {
    /// No data URL in base64.
    #[error("the picture is no data URL")]
    NotADataUrl,
    /// More than any picture of a key.
    #[error("the picture is too large")]
    TooLarge,
    /// Not PNG, JPEG or SVG.
    #[error("the picture is of no known kind")]
    UnknownKind,
}

impl Icon {
    /// Reads a data URL (RFC 2397). What kind it is, its bytes say: some PNGs are labelled JPEGs.
    ///
    /// # Errors
    /// See [`IconError`].
    pub fn from_data_url(url: &str) -> Result<Self, IconError> {
        if url.len() > LARGEST / 3 * 4 + 100 {
            return Err(IconError::TooLarge);
        }
        let data = url.trim().strip_prefix("data:").ok_or(IconError::NotADataUrl)?;
        let (media_type, body) = data.split_once(',').ok_or(IconError::NotADataUrl)?;
        if !media_type.ends_with(";base64") {
            return Err(IconError::NotADataUrl);
        }
        let body: String = body.split_ascii_whitespace().collect();
        let bytes = base64url::decode(&body).ok_or(IconError::NotADataUrl)?;
        let media_type = kind(&bytes).ok_or(IconError::UnknownKind)?;
        Ok(Self { media_type, bytes })
    }
}

fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        _ => {
            let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
            let text = bytes.trim_ascii_start().starts_with(b"<");
            (text && head.windows(4).any(|four| four == b"<svg")).then_some("image/svg+xml")
        }
    }
}
