//! Numbers of invoices, notes and vouchers as Rule 46(b) allows them.

use super::text_code;
use crate::error::{Code, Error, Result};

text_code! {
    /// At most 16 characters: letters, digits, `-` and `/`, kept as written. The first is not `0`, `/` or `-`,
    /// which e-invoicing refuses. Numbers are compared by [`DocumentNumber::key`].
    DocumentNumber
}

impl DocumentNumber {
    /// The longest number.
    pub const LENGTH: usize = 16;

    /// The number without regard to case, as the portal compares it: `a/1` and `A/1` are one number.
    pub fn key(&self) -> String {
        self.0.to_ascii_uppercase()
    }
}

/// ```
/// use smartkhata_core::code::number::DocumentNumber;
/// let number: DocumentNumber = "A/26-27/0001".parse()?;
/// assert_eq!(number.key(), "a/26-27/0001".parse::<DocumentNumber>()?.key());
/// assert!("A/2026-2027/00001".parse::<DocumentNumber>().is_err()); // 17 characters
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
impl std::str::FromStr for DocumentNumber {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let bad = |message: &str| Error::field(Code::InvalidNumber, "number", message);
        if text.is_empty() {
            return Err(bad("The number of the document is missing."));
        }
        if text.chars().count() > Self::LENGTH {
            return Err(bad("The number of a document has at most 16 characters."));
        }
        if !text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/')) {
            return Err(bad("The number of a document is made of letters, digits, - and / only, without blanks."));
        }
        if text.starts_with(['0', '/', '-']) {
            return Err(bad("The number of a document may not begin with 0, / or -."));
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_written() {
        for right in ["1", "A/26-27/0001", "inv-7", "ABCDEFGHIJKLMNOP"] {
            assert_eq!(right.parse::<DocumentNumber>().unwrap().as_str(), right);
        }
        for (wrong, reason) in [
            ("", "missing"),
            ("  ", "missing"),
            ("ABCDEFGHIJKLMNOPQ", "16"),
            ("A 1", "without blanks"),
            ("A#1", "letters"),
            ("A_1", "letters"),
            ("बिल1", "letters"),
            ("01", "begin"),
            ("/1", "begin"),
            ("-1", "begin"),
        ] {
            let refused = wrong.parse::<DocumentNumber>().unwrap_err();
            assert_eq!(refused.code(), Code::InvalidNumber);
            assert!(refused.message.contains(reason), "{wrong}: {}", refused.message);
        }
    }
}
