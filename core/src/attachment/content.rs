//! The bytes of an attachment: which kinds are taken, and whether bytes are what they say.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::too_large;
use crate::error::{Code, Error, Result};
use crate::journal::change::Hash;

/// The most bytes that an attachment may have.
pub const LARGEST: usize = 10_000_000;

/// A kind of file that can be attached: what every phone and browser shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mime {
    /// A photo.
    Jpeg,
    /// A picture.
    Png,
    /// A picture.
    WebP,
    /// Pages.
    Pdf,
}

impl Mime {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::WebP, Self::Pdf];

    /// Its name in the registry of media types.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Pdf => "pdf",
        }
    }

    /// The kind that a name says, if it is one of these.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mime| mime.as_str() == name)
    }

    /// The kind that bytes are, by how they begin and by the length that they say of themselves.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let at = |place: usize, expected: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(expected));
        if at(0, b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        if at(0, b"\x89PNG\r\n\x1a\n") && at(12, b"IHDR") {
            return Some(Self::Png);
        }
        if at(0, b"RIFF") && at(8, b"WEBPVP8") {
            let said = bytes.get(4..8).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
            let fits = said.and_then(|size| usize::try_from(size).ok()).is_some_and(|size| size <= bytes.len());
            return fits.then_some(Self::WebP);
        }
        at(0, b"%PDF-").then_some(Self::Pdf)
    }
}

/// Bytes that can be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub mime: Mime,
    /// Their digest.
    pub sha256: Hash,
}

impl Content {
    /// Takes bytes that are said to be of a kind.
    ///
    /// # Errors
    /// `too_large`, and `invalid_file` for what is of no kind that is taken or of another than was said.
    pub fn new(bytes: Vec<u8>, mime: &str) -> Result<Self> {
        if bytes.len() > LARGEST {
            return Err(Error::field(Code::TooLarge, "base64", too_large()));
        }
        let found = Mime::of(&bytes);
        let mime = found.filter(|found| mime.is_empty() || found.as_str() == mime).ok_or_else(|| {
            let message = "Only a photo (JPEG, PNG, WebP) or a PDF can be attached, and this file is none.";
            Error::field(Code::InvalidFile, "base64", message)
        })?;
        let sha256 = digest(&bytes);
        Ok(Self { bytes, mime, sha256 })
    }

    /// Takes bytes in base64.
    ///
    /// # Errors
    /// As [`Content::new`], and `invalid_value` for what is no base64.
    pub fn from_base64(text: &str, mime: &str) -> Result<Self> {
        if text.len() > LARGEST.div_ceil(3).saturating_mul(4) {
            return Err(Error::field(Code::TooLarge, "base64", too_large()));
        }
        let bytes = STANDARD
            .decode(text)
            .map_err(|_| Error::field(Code::InvalidValue, "base64", "The bytes are no base64 text."))?;
        Self::new(bytes, mime)
    }
}

/// The digest of bytes.
pub fn digest(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";
    const WEBP: &[u8] = b"RIFF\x0e\0\0\0WEBPVP8 \x02\0\0\0ab";

    #[test]
    fn bytes_must_be_what_they_say() {
        for (bytes, mime) in [
            (b"\xff\xd8\xff\xe0....".as_slice(), "image/jpeg"),
            (PNG, "image/png"),
            (WEBP, "image/webp"),
            (b"%PDF-1.7\n", "application/pdf"),
        ] {
            assert_eq!(Content::new(bytes.to_vec(), mime).unwrap().mime.as_str(), mime);
            assert_eq!(Content::new(bytes.to_vec(), "").unwrap().mime.as_str(), mime, "the kind is found");
            let other = if mime == "image/png" { "image/jpeg" } else { "image/png" };
            assert_eq!(Content::new(bytes.to_vec(), other).unwrap_err().code, Code::InvalidFile, "{mime} as {other}");
        }
        for bytes in [b"".as_slice(), b"MZ\x90", b"<html><script>", b"GIF89a", b"RIFF\xff\xff\xff\x7fWEBPVP8 "] {
            assert_eq!(Content::new(bytes.to_vec(), "").unwrap_err().code, Code::InvalidFile, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_too_large_or_no_base64_is_refused() {
        let mut large = b"%PDF-1.7".to_vec();
        large.resize(LARGEST, 0);
        assert!(Content::from_base64(&STANDARD.encode(&large), "").is_ok());
        large.push(0);
        assert_eq!(Content::new(large.clone(), "").unwrap_err().code, Code::TooLarge);
        large.resize(LARGEST + 10, 0);
        assert_eq!(Content::from_base64(&STANDARD.encode(&large), "").unwrap_err().code, Code::TooLarge);
        assert_eq!(Content::from_base64("no base64!", "").unwrap_err().code, Code::InvalidValue);
    }
}
